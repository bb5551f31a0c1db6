import EventModel
import Pipeline
import Subprocess
import Synchronization
import SystemPackage

/// One run of a program, from its start until nothing of it is left.
struct ProgramRun: Sendable {
    /// How it ended.
    enum End: Hashable, Sendable { case exited(Int32), signaled(Int32) }
    struct Outcome: Sendable {
        var end: End
        var output: [UInt8]
        var outputWasTooLong: Bool
    }
    private struct Output {
        var bytes: [UInt8] = []
        var isTooLong = false
    }

    var path: String
    var program: ProgramDefinition
    /// Added to what it inherits, and to what its definition adds.
    var environment: [String: String]
    var memoryMB: Int
    var grace: Duration
    var outputBytes: Int

    /// Runs it. Cancelled, it asks the process group to end, ends it after the grace, and returns then.
    ///
    /// - Parameter errors: Gets what it writes to its standard error, as it comes.
    /// - Throws: ``ErrorInfo`` `Runtime.InvalidEntrypoint` if it can not be started; `SystemError` if there are no more processes, files or
    ///   memory for it now.
    func run(input: [UInt8], errors: @escaping @Sendable (UnsafeRawBufferPointer) -> Void) async throws -> Outcome {
        RunningPrograms.shared.began()
        defer { RunningPrograms.shared.ended() }
        let output = Mutex(Output())
        let group = ProcessGroup()
        do {
            let standardInput = try InputFile.open(input)
            let (outputEnd, outputWriter) = try PipesReader.pipe()
            let (errorEnd, errorWriter) = try PipesReader.pipe()
            let reader = try PipesReader([
                PipesReader.Source(end: outputEnd) { [outputBytes] bytes in
                    let isTooLong = output.withLock { output in
                        let room = outputBytes - output.bytes.count
                        output.bytes.append(contentsOf: bytes.prefix(room))
                        if bytes.count > room { output.isTooLong = true }
                        return output.isTooLong
                    }
                    if isTooLong { group.end() }
                },
                PipesReader.Source(end: errorEnd, receive: errors),
            ])
            let outcome: Result<TerminationStatus, any Error>
            do {
                let result = try await Subprocess.run(
                    configuration,
                    input: .fileDescriptor(standardInput, closeAfterSpawningProcess: true),
                    output: .fileDescriptor(outputWriter, closeAfterSpawningProcess: true),
                    error: .fileDescriptor(errorWriter, closeAfterSpawningProcess: true)
                ) { execution in
                    group.began(execution.processIdentifier.value)
                }
                outcome = .success(result.terminationStatus)
            } catch {
                outcome = .failure(error)
            }
            await group.over()
            await reader.finish()
            let end: End =
                switch try outcome.get() {
                case .exited(let status): .exited(status)
                case .signaled(let signal): .signaled(signal)
                }
            return output.withLock { Outcome(end: end, output: $0.bytes, outputWasTooLong: $0.isTooLong) }
        } catch {
            try Task.checkCancellation()
            let message = "\(path) could not be started: \(error)"
            // The machine is short of something: that passes, and is no fault of the function.
            if let cause = (error as? SubprocessError)?.underlyingError ?? error as? Errno, Self.passing.contains(cause)
            {
                throw SystemError(message)
            }
            throw ErrorInfo(type: "Runtime.InvalidEntrypoint", message: message)
        }
    }

    private static let passing: Set<Errno> = [
        .resourceTemporarilyUnavailable, .noMemory, .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noSpace,
    ]

    /// The limit is on the memory that a process may write (`RLIMIT_DATA`), and so on what it really uses: address space alone, of
    /// which runtimes set much aside, is free. The shell sets it on itself and then becomes the program.
    private var configuration: Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: grace)
        ]
        var variables = program.environment.merging(environment) { $1 }
        variables["PWD"] = program.directory
        let added = Dictionary(
            uniqueKeysWithValues: variables.compactMap { name, value in
                Environment.Key(rawValue: name).map { ($0, Optional(value)) }
            }
        )
        return Configuration(
            executable: .path("/bin/sh"),
            arguments: Arguments(
                ["-c", "ulimit -c 0; ulimit -d \"$0\"; exec \"$@\"", String(memoryMB << 10), path]
                    + program.command.dropFirst()
            ),
            environment: .inherit.updating(added),
            workingDirectory: FilePath(program.directory),
            platformOptions: options
        )
    }
}
