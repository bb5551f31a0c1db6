import Foundation

/// A folder of a test's own, removed when the test has ended.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "tailrace-inputs-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file anew, as one that takes the place of another.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
        return file(name)
    }

    func append(_ text: String, to name: String) throws {
        let handle = try FileHandle(forWritingTo: URL(filePath: file(name)))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    /// Cuts a file in place, as `copytruncate` does.
    func truncate(_ name: String) throws {
        let handle = try FileHandle(forWritingTo: URL(filePath: file(name)))
        try handle.truncate(atOffset: 0)
        try handle.close()
    }

    func rename(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: file(name), toPath: file(other))
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: file(name)) }

    /// Puts one file, which was there before, in the place of another.
    func rename(_ name: String, over other: String) throws {
        try remove(other)
        try rename(name, to: other)
    }

    func copy(_ name: String, to other: String) throws {
        try FileManager.default.copyItem(atPath: file(name), toPath: file(other))
    }

    func link(_ name: String, to other: String) throws {
        try FileManager.default.createSymbolicLink(atPath: file(name), withDestinationPath: file(other))
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: false)
    }

    /// - Parameter seconds: since 1970.
    func setModified(_ name: String, _ seconds: Int) throws {
        let date = Date(timeIntervalSince1970: TimeInterval(seconds))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file(name))
    }

    /// Runs a program of the system on a file, and waits for its end.
    func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        try process.run()
        process.waitUntilExit()
    }
}

/// Lines as `NUMBER TEXT`; empty ones count and are left out.
func numbered(_ bytes: UnsafeRawBufferPointer, from first: Int) -> [String] {
    var found: [String] = []
    var number = first
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
        if !line.isEmpty { found.append("\(number) \(String(decoding: line, as: UTF8.self))") }
        number += 1
    }
    return found
}

func numbered(_ text: String) -> [String] {
    var text = text
    return text.withUTF8 { numbered(UnsafeRawBufferPointer($0), from: 1) }
}
