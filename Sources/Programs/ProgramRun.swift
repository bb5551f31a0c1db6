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
        /// The most memory that it was seen to take.
        var peakMegabytes: Int?
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
        let memory = PeakMemory()
        // Open, and not yet anybody's to close: left open where one more can not be had, they would keep all later runs from theirs.
        var unowned: [FileDescriptor] = []
        do {
            let standardInput = try InputFile.open(input)
            unowned = [standardInput]
            let (outputEnd, outputWriter) = try PipesReader.pipe()
            unowned += [outputEnd, outputWriter]
            let (errorEnd, errorWriter) = try PipesReader.pipe()
            unowned = [standardInput, outputWriter, errorWriter]
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
            unowned = []
            let watch = Mutex<Task<Void, Never>?>(nil)
            defer { watch.withLock { $0?.cancel() } }
            let outcome: Result<TerminationStatus, any Error>
            do {
                let result = try await Subprocess.run(
                    configuration,
                    input: .fileDescriptor(standardInput, closeAfterSpawningProcess: true),
                    output: .fileDescriptor(outputWriter, closeAfterSpawningProcess: true),
                    error: .fileDescriptor(errorWriter, closeAfterSpawningProcess: true)
                ) { execution in
                    let id = execution.processIdentifier.value
                    group.began(id)
                    watch.withLock { $0 = Task { await memory.watch(id) } }
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
            return output.withLock {
                Outcome(
                    end: end,
                    output: $0.bytes,
                    outputWasTooLong: $0.isTooLong,
                    peakMegabytes: memory.megabytes
                )
            }
        } catch {
            for end in unowned { try? end.close() }
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
