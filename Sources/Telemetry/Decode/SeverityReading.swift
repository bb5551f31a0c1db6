import EventModel

/// Reads a severity from the words and numbers that log libraries write.
enum SeverityReading {
    /// Up to eight bytes as one word, in lower case; what follows a sign is left out (`INFO+2` of Go's slog).
    @inline(__always)
    private static func pack(_ bytes: some Collection<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for byte in bytes.prefix(8) {
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { break }
            word = word << 8 | UInt64(byte | 0x20)
        }
        return word
    }

    private static let words: [UInt64: Severity] = {
        let names: [(Severity, [String])] = [
            (.trace, ["trace", "trc", "t", "verbose", "vrb", "v", "finest", "finer", "silly"]),
            (.debug, ["debug", "dbg", "d", "fine", "config"]),
            (.info, ["info", "inf", "i", "information", "informational", "notice", "n", "log", "http", "success"]),
            (.warn, ["warn", "warning", "wrn", "w"]),
            (.error, ["error", "err", "e", "severe", "exception", "eror"]),
            (
                .fatal,
                [
                    "fatal", "ftl", "f", "critical", "crit", "c", "alert", "emerg", "emergency", "panic", "dpanic", "p",
                    "a",
                ]
            ),
        ]
        var table: [UInt64: Severity] = [:]
        for (severity, words) in names { for word in words { table[pack(word.utf8)] = severity } }
        return table
    }()

    static func word(_ bytes: UnsafeBufferPointer<UInt8>) -> Severity? {
        // Most lines have one of four words; the table is for the others.
        if bytes.count == 4 || bytes.count == 5, let base = bytes.baseAddress {
            let first = UInt32(littleEndian: UnsafeRawPointer(base).loadUnaligned(as: UInt32.self)) | 0x2020_2020
            switch (first, bytes.count == 5 ? bytes[4] | 0x20 : 0) {
            case (0x6F66_6E69, 0): return .info
            case (0x6E72_6177, 0): return .warn
            case (0x7562_6564, 0x67): return .debug
            case (0x6F72_7265, 0x72): return .error
            default: break
            }
        }
        return words[pack(bytes)]
    }

    /// Words that mean a severity wherever they stand, such as in `status` or in front of an object.
    static func plainWord(_ bytes: some RandomAccessCollection<UInt8>) -> Severity? {
        guard bytes.count >= 4, bytes.count <= 13 else { return nil }
        let word = pack(bytes)
        return plainWords.contains(word) ? words[word] : nil
    }

    private static let plainWords = Set(
        [
            "trace", "debug", "info", "information", "informational", "notice", "warn", "warning", "error", "fatal",
            "critical", "alert", "emerg", "emergency", "panic",
        ].map { pack($0.utf8) }
    )

    static func value(_ tape: JSONTape, _ i: Int, _ reading: FieldReading) -> Severity? {
        if reading == .word { return tape.kind(i) == .string ? plainWord(tape.bytes(i)) : nil }
        if tape.kind(i) == .string {
            var bytes = tape.bytes(i)
            // `INFO2` and `D1` count steps within a severity.
            if reading == .openTelemetry || reading == .letter, bytes.count > 1 {
                while let last = bytes.last, last >= 48, last <= 57, bytes.count > 1 {
                    bytes = UnsafeBufferPointer(rebasing: bytes.dropLast())
                }
            }
            if let severity = word(bytes) ?? zapLevel(bytes) ?? dressed(bytes) { return severity }
            guard reading != .letter, tape.bytes(i).count < 4, let n = Int(tape.string(i)) else {
                return nil
            }
            return number(n, reading)
        }
        return reading == .letter ? nil : tape.integer(i).flatMap { number($0, reading) }
    }

    /// A word with signs around it: `[error]`, `WARN `, or in the colours of a terminal.
    private static func dressed(_ bytes: UnsafeBufferPointer<UInt8>) -> Severity? {
        guard bytes.count <= 32 else { return nil }
        var text = bytes[...]
        while text.first == 0x1B, let end = text.firstIndex(of: UInt8(ascii: "m")) { text = text[(end + 1)...] }
        let isLetter = { (b: UInt8) in b | 0x20 >= 97 && b | 0x20 <= 122 }
        text = text.drop { $0 == 0x20 || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "<") }
        let word = text.prefix(while: isLetter)
        let rest = text[word.endIndex...]
        guard word.count > 1, word.count < bytes.count,
            rest.isEmpty || rest.first == 0x1B || !rest.contains(where: { isLetter($0) || $0 >= 48 && $0 <= 57 })
        else { return nil }
        return plainWord(word) ?? words[pack(word)]
    }

    /// `Level(-4)`, as zap writes a level that has no name: -1 is debug, 0 info, 1 warn, 2 error.
    private static func zapLevel(_ bytes: UnsafeBufferPointer<UInt8>) -> Severity? {
        guard bytes.starts(with: "Level(".utf8), bytes.last == UInt8(ascii: ")"),
            let n = Int(String(decoding: bytes.dropFirst(6).dropLast(), as: UTF8.self))
        else { return nil }
        return n < 0 ? .debug : Severity(rawValue: UInt8(min(n, 3) + 2))
    }

    /// Pino and Bunyan count in tens from 10 (trace) to 60 (fatal), Python from 10 (debug) to 50 (critical), syslog
    /// down from 7 (debug) to 0 (emergency), Nextcloud up from 0 (debug) to 4 (fatal), Azure from 0 (verbose) to 4 (critical),
    /// OpenTelemetry in fours from 1 (trace) to 24 (fatal), Monolog in hundreds from 100 (debug) to 600 (emergency),
    /// `java.util.logging` above it from 700 (config) to 1000 (severe), Logback in ten thousands from 5000 (trace) to
    /// 40000 (error). A number of none of them, such as a battery's level, is no severity.
    static func number(_ n: Int, _ reading: FieldReading) -> Severity? {
        switch (reading, n) {
        case (.openTelemetry, 1...24): Severity(rawValue: UInt8((n - 1) / 4))
        case (.nextcloud, 0...4): Severity(rawValue: UInt8(n + 1))
        case (.azure, 0): .trace
        case (.azure, 1...4): Severity(rawValue: UInt8(n + 1))
        case (.python, 50...): .fatal
        case (.python, 10..<50): Severity(rawValue: UInt8(n / 10))
        case (_, 10..<70): Severity(rawValue: UInt8(n / 10 - 1))
        case (_, 100..<700): Severity(rawValue: UInt8(min(n / 100, 5)))
        case (_, 700...1000): Severity(rawValue: UInt8(n / 100 - 6))
        case (_, 5000...50_000): Severity(rawValue: UInt8(n / 10_000))
        case (_, 0...2): .fatal
        case (_, 3): .error
        case (_, 4): .warn
        case (_, 5...6): .info
        case (_, 7): .debug
        default: nil
        }
    }
}
