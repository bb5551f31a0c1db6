package import EventModel
package import Pipeline

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A function whose work is done by a program: it gets the event as JSON on its standard input, and what it writes to its
/// standard output is the result. It is started anew for every invocation.
///
/// Its standard error is telemetry. It runs in a process group of its own, which ends with it.
package struct ProgramFunction: Sendable {
    package var program: ProgramDefinition
    package var memoryMB: Int
    package var timeout: Duration
    /// From the signal that asks it to end until the one that ends it.
    package var grace: Duration
    /// Most that it may write to its standard output, as the service has it
    /// (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
    package var outputBytes: Int

    package init(
        _ program: ProgramDefinition,
        memoryMB: Int,
        timeout: Duration,
        grace: Duration = .seconds(1),
        outputBytes: Int = 6 << 20
    ) {
        self.program = program
        self.memoryMB = memoryMB
        self.timeout = timeout
        self.grace = grace
        self.outputBytes = outputBytes
    }

    /// Runs the program once.
    ///
    /// - Throws: ``ErrorInfo``: `Runtime.InvalidEntrypoint`, `Runtime.ExitError`, `Runtime.OutOfMemory`, `Runtime.InvalidResponse`,
    ///   `Function.ResponseSizeTooLarge`, or the one that the program told; `CancellationError` when the invocation was ended.
    @Sendable package func handle(_ payload: JSON, _ context: any FunctionContext) async throws -> JSON {
        let path = try program.executable(path: getenv("PATH").map { String(cString: $0) })
        let errors = ErrorLines { context.pass($0) }
        let run = try await ProgramRun(
            path: path,
            program: program,
            environment: environment(context),
            memoryMB: memoryMB,
            grace: grace,
            outputBytes: outputBytes
        ).run(input: payload.utf8) { errors.add($0) }
        errors.end()
        if let peak = run.peakMegabytes { context.measured(peakMegabytes: peak) }
        try Task.checkCancellation()
        if run.outputWasTooLong {
            throw ErrorInfo(
                type: "Function.ResponseSizeTooLarge",
                message: "'\(program.command[0])' wrote more than \(outputBytes) bytes to its standard output"
            )
        }
        guard case .exited(0) = run.end else {
            throw ProgramFailure(program: program.command[0], end: run.end, memoryMB: memoryMB, said: errors.tail).error
        }
        return try result(of: run.output)
    }

    private func result(of output: [UInt8]) throws -> JSON {
        if output.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { return .null }
        do {
            return try JSON(parsing: output)
        } catch {
            throw ErrorInfo(
                type: "Runtime.InvalidResponse",
                message: "what '\(program.command[0])' wrote to its standard output is \(error): "
                    + PlainText.excerpt(output, around: error.offset)
            )
        }
    }

    /// The names that the service's own environment has, where there are any
    /// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
    private func environment(_ context: any FunctionContext) -> [String: String] {
        let trace = ProgramTrace.parent(correlationID: context.correlationID, requestID: context.requestID)
        return [
            "AWS_LAMBDA_FUNCTION_NAME": context.functionName,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": String(memoryMB),
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "TAILRACE_REQUEST_ID": context.requestID,
            "TAILRACE_ATTEMPT": String(context.attempt),
            "TAILRACE_TIMEOUT_MS": String(timeout.wholeMilliseconds),
            "CORRELATION_ID": context.correlationID,
            "TRACEPARENT": trace,
            "traceparent": trace,
        ].mapValues(PlainText.withoutZeroBytes)
    }
}

extension Duration {
    /// Rounded down.
    fileprivate var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
