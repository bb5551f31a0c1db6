import ArgumentParser
import EventModel
import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What every measurement takes: the input, how often, and how to print.
struct BenchOptions: ParsableArguments {
    @Argument(help: "A log file to measure on; without one, generated records in $TMPDIR, deleted afterwards.")
    var file: String?
    @Option(name: .long, help: "How many records to generate; dead letters too, at most 100,000.")
    var records = 1_000_000
    @Option(name: .long, help: "Repeat what is short this often; medians are printed.") var runs = 5
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Memory that records may take (default: 1gb); what does not fit is dropped.",
            valueName: "size"
        )
    )
    var memory: SizeArgument?
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if records < 1 { throw ValidationError("--records takes a number from 1") }
        if runs < 1 { throw ValidationError("--runs takes a number from 1") }
    }

    /// Measures on the input and prints what came out.
    func report(_ measure: @escaping @Sendable (BenchInput) async throws -> [BenchRow]) async throws {
        let (file, records, runs) = (file, records, runs)
        let memory = memory?.bytes ?? 1 << 30
        let (input, rows) = try await interruptible { meter in
            let path = try file ?? BenchOptions.temporaryFile()
            defer { if file == nil { unlink(path) } }
            if file == nil {
                _ = try SampleLog(records: records, seed: 1).write(to: path) {
                    meter.show("generating: \(Figures.count($0)) records")
                }
            }
            let input = try BenchInput(
                path: path,
                isGenerated: file == nil,
                letters: min(records, RedriveBench.most),
                runs: runs,
                memory: memory,
                meter: meter
            )
            return (input, try await measure(input))
        }
        BenchReport(input, rows).print(format)
    }

    /// A new empty file for generated records.
    private static func temporaryFile() throws -> String {
        let folder = getenv("TMPDIR").flatMap { $0.pointee == 0 ? nil : String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/tailrace-bench-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw Failure.badInput("\(folder): \(String(cString: strerror(errno))); name another folder in TMPDIR")
        }
        close(descriptor)
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
