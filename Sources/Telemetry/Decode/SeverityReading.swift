import EventModel

/// Reads a severity from the words and numbers that log libraries write.
enum SeverityReading {
    /// Up to eight bytes as one word, in lower case; digits at the end are left out (`INFO2`, `D1`).
    @inline(__always)
    private static func pack(_ bytes: some Collection<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for byte in bytes.prefix(8) {
            if byte >= 48, byte <= 57 { break }
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

    private static let info = pack("info".utf8)

    static func word(_ bytes: UnsafeBufferPointer<UInt8>) -> Severity? {
        let word = pack(bytes)
        return word == info ? .info : words[word]
    }

    static func value(_ tape: JSONTape, _ i: Int, _ reading: FieldReading) -> Severity? {
        if tape.kind(i) == .string {
            let bytes = tape.bytes(i)
            if let severity = word(bytes) { return severity }
            guard reading != .letter, bytes.count < 4, let n = Int(String(decoding: bytes, as: UTF8.self)) else {
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
