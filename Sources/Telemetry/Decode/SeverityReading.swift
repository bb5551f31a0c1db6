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
            (.info, ["info", "inf", "i", "information", "informational", "notice", "n", "log", "http"]),
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
            if let severity = word(bytes) { return severity }
            guard reading != .letter, tape.bytes(i).count < 4, let n = Int(tape.string(i)) else {
                return nil
            }
            return number(n, reading)
        }
        return reading == .letter ? nil : tape.integer(i).flatMap { number($0, reading) }
    }

    /// Pino and Bunyan count in tens from 10 (trace) to 60 (fatal), Python from 10 (debug) to 50 (critical), syslog
    /// down from 7 (debug) to 0 (emergency), Nextcloud up from 0 (debug) to 4 (fatal), OpenTelemetry in fours from 1 (trace) to 24 (fatal).
    static func number(_ n: Int, _ reading: FieldReading) -> Severity? {
        switch (reading, n) {
        case (.openTelemetry, 1...24): Severity(rawValue: UInt8((n - 1) / 4))
        case (.nextcloud, 0...4): Severity(rawValue: UInt8(n + 1))
        case (.python, 50...): .fatal
        case (.python, 10..<50): Severity(rawValue: UInt8(n / 10))
        case (_, 10...): Severity(rawValue: UInt8(min(n / 10 - 1, 5)))
        case (_, 0...2): .fatal
        case (_, 3): .error
        case (_, 4): .warn
        case (_, 5...6): .info
        case (_, 7): .debug
        default: nil
        }
    }
}
