import EventModel
import Foundation
import Pipeline

@testable import Programs

/// A pipeline with functions that are programs, on a folder of its own, in real time.
struct ProgramBench: Sendable {
    let pipeline: Pipeline
    let folder: String

    /// - Parameter files: Written into the folder, as programs.
    static func with(
        _ command: [String],
        files: [String: String] = [:],
        environment: [String: String] = [:],
        memoryMB: Int = 256,
        timeout: Duration = .seconds(900),
        outputBytes: Int = 6 << 20,
        _ body: @Sendable (ProgramBench) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tailrace-programs-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in files {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/\(name)")
        }
        let program = ProgramDefinition(command: command, environment: environment, directory: folder)
        let function = ProgramFunction(
            program,
            memoryMB: memoryMB,
            timeout: timeout,
            grace: .milliseconds(200),
            outputBytes: outputBytes
        )
        var definition = PipelineDefinition()
        definition.functions = [
            FunctionDefinition(
                name: "work",
                service: "worker",
                memoryMB: memoryMB,
                timeout: timeout,
                handler: function.handle
            )
        ]
        var settings = PipelineSettings()
        settings.shutdownGrace = .zero
        let pipeline = try Pipeline(definition, data: "\(folder)/data", settings: settings)
        let bench = ProgramBench(pipeline: pipeline, folder: folder)
        try await pipeline.running { try await body(bench) }
        pipeline.close()
        await RunningPrograms.shared.allEnded()
    }

    func invoke(_ payload: JSON = [:]) async throws -> JSON {
        try await pipeline.invoke("work", payload, correlationID: "0af76519-16cd-43dd-8448-eb211c80319c")
    }

    /// The error of an invocation that is to fail.
    func failure(_ payload: JSON = [:]) async throws -> ErrorInfo? {
        do {
            _ = try await invoke(payload)
            return nil
        } catch let error as ErrorInfo {
            return error
        }
    }

    /// Everything the pipeline has said, START and END left out.
    func said() throws -> [JSON] {
        pipeline.telemetry.flush()
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/data/telemetry").sorted()
        return try files.flatMap { file in
            let data = try Data(contentsOf: URL(filePath: "\(folder)/data/telemetry/\(file)"))
            return try data.split(separator: 0x0A).map { try JSON(parsing: Array($0)) }
        }.filter { (record: JSON) -> Bool in
            record["service_name"]?.string == "worker" && record["hop"] == nil && record["_aws"] == nil
        }
    }

    /// Whether there is a process with this id, be it a zombie.
    static func isThere(_ id: String) -> Bool { kill(Int32(id) ?? 0, 0) == 0 }
}
