import EventModel

/// Reads a point in time in the layouts that are not RFC 3339: `21/Nov/2026:01:24:31 +0000`, `Nov 21 01:24:31`,
/// `2026/11/21 01:24:31`, `Sat, 21 Nov 2026 01:24:31 GMT`, `20261121T012431Z`, `11/21/2026 01:24:31 PM`, `/Date(1795…)/`.
/// `2026-11-21 01:24:31 +0100 CET m=+0.5`, `2026-11-21T01:24:31+01:00[Europe/Berlin]`. A time without a zone is UTC; one without a year is of the year in which it lies nearest to now.
enum TimeLayout {
    /// The time that the whole text says.
    static func whole(_ text: UnsafeBufferPointer<UInt8>, now: () -> Timestamp = { .now() }) -> Timestamp? {
        var text = text
        while let first = text.first, first == 0x20 { text = UnsafeBufferPointer(rebasing: text.dropFirst()) }
        while let last = text.last, last == 0x20 { text = UnsafeBufferPointer(rebasing: text.dropLast()) }
        if text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") {
            text = UnsafeBufferPointer(rebasing: text.dropFirst().dropLast())
        }
        guard text.count >= 8, text.count <= 64 else { return nil }
        if text.starts(with: "/Date(".utf8) { return dotNet(text) }
        var reader = Reader(text: text)
        guard let time = reader.time(now: now), reader.isAtEnd else { return nil }
        return time
    }

    /// The time that a text begins with, and how many bytes it takes, brackets around it included.
    static func leading(_ text: UnsafeBufferPointer<UInt8>, now: () -> Timestamp = { .now() }) -> (Timestamp, Int)? {
        var start = 0
        if text.first == UInt8(ascii: "<"), let end = text.prefix(6).firstIndex(of: UInt8(ascii: ">")) {
            start = end + 1
            // RFC 5424 has its version there.
            if text.count > start + 2, text[start] == UInt8(ascii: "1"), text[start + 1] == 0x20 { start += 2 }
        }
        let isBracketed = start < text.count && text[start] == UInt8(ascii: "[")
        if isBracketed { start += 1 }
        let rest = UnsafeBufferPointer(rebasing: text[start...].prefix(48))
        // The longest run of words that is a time.
        var found: (Timestamp, Int)?
        var words = 0
        for i in 0...rest.count where words < 6 {
            let isEnd =
                i == rest.count || rest[i] == 0x20 || rest[i] == 0x09 || rest[i] == UInt8(ascii: "]")
                || rest[i] == UInt8(ascii: "|")
            guard isEnd, i > 0 else { continue }
            words += 1
            let candidate = UnsafeBufferPointer(rebasing: rest[..<i])
            if let time = Timestamp(rfc3339: UnsafeRawBufferPointer(candidate)) ?? whole(candidate, now: now) {
                found = (time, i)
            }
        }
        guard let found else { return nil }
        var length = start + found.1
        if isBracketed, length < text.count, text[length] == UInt8(ascii: "]") { length += 1 }
        return (found.0, length)
    }

    /// `/Date(MILLISECONDS)/` or `/Date(MILLISECONDS+ZONE)/`: the zone says nothing about the instant.
    private static func dotNet(_ text: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        let rest = text[6...]
        let number = rest.prefix { $0 != UInt8(ascii: ")") && $0 != UInt8(ascii: "+") }
        guard rest.contains(UInt8(ascii: ")")), let ms = Int(String(decoding: number, as: UTF8.self)) else {
            return nil
        }
        return TimeReading.scaled(ms, by: 1_000_000)
    }

    /// Takes a date apart, piece by piece: numbers, names of months and days, a clock, a zone, in the orders in which
    /// they are written.
    private struct Reader {
        let text: UnsafeBufferPointer<UInt8>
        var i = 0
        var civil = Timestamp(nanoseconds: 0).civil
        var hasYear = false
        var offset = 0

        var isAtEnd: Bool { i == text.count }

        mutating func time(now: () -> Timestamp) -> Timestamp? {
            guard date() else { return nil }
            _ = take(UInt8(ascii: ","))
            guard take(0x20) || take(UInt8(ascii: "T")) || take(UInt8(ascii: ":")) || take(UInt8(ascii: "-")) else {
                return nil
            }
            skip(0x20)
            guard clock() else { return nil }
            skip(0x20)
            zone()
            skip(0x20)
            if !hasYear, let year = number(4...4) {
                civil.year = year
                hasYear = true
            }
            guard check() else { return nil }
            if !hasYear { return nearest(to: now()) }
            return instant(civil.year)
        }

        private func check() -> Bool {
            (1...12).contains(civil.month) && civil.day >= 1
                && civil.day <= Timestamp.days(in: civil.month, of: hasYear ? civil.year : 2024)
                && (!hasYear || (1678...2261).contains(civil.year))
        }

        private func instant(_ year: Int) -> Timestamp {
            var c = civil
            c.year = year
            return Timestamp(nanoseconds: Timestamp(c).nanoseconds - Int64(offset) * 60_000_000_000)
        }

        private func nearest(to now: Timestamp) -> Timestamp {
            let year = now.civil.year
            return [year - 1, year, year + 1].map(instant).min {
                ($0.nanoseconds - now.nanoseconds).magnitude < ($1.nanoseconds - now.nanoseconds).magnitude
            } ?? instant(year)
        }

        private mutating func date() -> Bool {
            if let month = month() {
                // `Nov 21` and `Nov 21 2026`
                civil.month = month
                skip(0x20)
                guard let day = number(1...2) else { return false }
                civil.day = day
                let before = i
                _ = take(UInt8(ascii: ","))
                if take(0x20), let year = number(4...4), i == text.count || text[i] != UInt8(ascii: ":") {
                    civil.year = year
                    hasYear = true
                } else {
                    i = before
                }
                return true
            }
            if weekday() {
                _ = take(UInt8(ascii: ","))
                skip(0x20)
                let start = i
                if month() != nil {
                    i = start
                    return date()
                }
            }
            let start = i
            guard let first = number(1...8) else { return false }
            if i - start == 8 {
                (civil.year, civil.month, civil.day) = (first / 10_000, first / 100 % 100, first % 100)
                hasYear = true
                return true
            }
            let wide = i - start == 4
            guard wide || i - start <= 2, i < text.count else { return false }
            let separator = text[i]
            guard
                separator == UInt8(ascii: "/") || separator == UInt8(ascii: "-") || separator == UInt8(ascii: ".")
                    || separator == 0x20
            else { return false }
            i += 1
            if let month = month() {
                guard take(separator), let year = number(2...4) else { return false }
                (civil.day, civil.month, civil.year) = (first, month, year < 100 ? 2000 + year : year)
                hasYear = true
                return true
            }
            guard let second = number(1...2), take(separator), let third = number(wide ? 1...2 : 4...4) else {
                return false
            }
            hasYear = true
            if wide {
                (civil.year, civil.month, civil.day) = (first, second, third)
            } else if separator == UInt8(ascii: "/"), second > 12 || first <= 12 {
                (civil.month, civil.day, civil.year) = (first, second, third)
            } else {
                (civil.day, civil.month, civil.year) = (first, second, third)
            }
            return true
        }

        private mutating func clock() -> Bool {
            let start = i
            guard let hour = number(1...6) else { return false }
            if i - start == 6 {
                (civil.hour, civil.minute, civil.second) = (hour / 10_000, hour / 100 % 100, hour % 100)
            } else {
                guard i - start <= 2, take(UInt8(ascii: ":")), let minute = number(2...2) else { return false }
                (civil.hour, civil.minute) = (hour, minute)
                if take(UInt8(ascii: ":")) {
                    guard let second = number(2...2) else { return false }
                    civil.second = second
                }
            }
            if i + 1 < text.count, text[i] == UInt8(ascii: ".") || text[i] == UInt8(ascii: ","), isDigit(text[i + 1]) {
                i += 1
                var scale = 100_000_000
                while i < text.count, isDigit(text[i]) {
                    civil.nanosecond += Int(text[i] - 48) * scale
                    scale /= 10
                    i += 1
                }
            }
            let before = i
            skip(0x20)
            if i + 2 <= text.count, text[i + 1] | 0x20 == UInt8(ascii: "m"), civil.hour <= 12,
                text[i] | 0x20 == UInt8(ascii: "a") || text[i] | 0x20 == UInt8(ascii: "p")
            {
                let isAfternoon = text[i] | 0x20 == UInt8(ascii: "p")
                civil.hour = civil.hour % 12 + (isAfternoon ? 12 : 0)
                i += 2
            } else {
                i = before
            }
            return civil.hour < 24 && civil.minute < 60 && civil.second <= 60
        }

        /// An offset or a name of a zone; of names only those of UTC are known, others end the reading.
        private mutating func zone() {
            guard i < text.count else { return }
            for name in ["UTC", "GMT", "Z"] where text[i...].starts(with: name.utf8) {
                i += name.utf8.count
                remarks()
                return
            }
            guard text[i] == UInt8(ascii: "+") || text[i] == UInt8(ascii: "-") else { return }
            let (before, sign) = (i, text[i] == UInt8(ascii: "+") ? 1 : -1)
            i += 1
            guard let hours = number(2...2) else {
                i = before
                return
            }
            _ = take(UInt8(ascii: ":"))
            // PostgreSQL leaves out minutes that are none.
            let minutes = number(2...2) ?? 0
            guard hours < 24, minutes < 60 else {
                i = before
                return
            }
            offset = sign * (hours * 60 + minutes)
            remarks()
        }

        /// What follows an offset and says nothing more about the instant: the zone's name, Go's monotonic clock.
        private mutating func remarks() {
            if i < text.count, text[i] == UInt8(ascii: "["), text.last == UInt8(ascii: "]") {
                i = text.count
                return
            }
            let before = i
            skip(0x20)
            let names = [
                "UTC", "GMT", "CET", "CEST", "BST", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "JST",
                "IST",
            ]
            let word = text[i...].prefix { $0 != 0x20 }
            guard names.contains(where: { word.elementsEqual($0.utf8) }) else {
                i = before
                return
            }
            i = word.endIndex
            if text[i...].starts(with: " m=".utf8) { i = text.count }
        }

        private mutating func weekday() -> Bool {
            guard i + 3 <= text.count else { return false }
            let word = [text[i] | 0x20, text[i + 1] | 0x20, text[i + 2] | 0x20]
            guard ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(where: { word.elementsEqual($0.utf8) })
            else { return false }
            while i < text.count, text[i] | 0x20 >= 97, text[i] | 0x20 <= 122 { i += 1 }
            return true
        }

        private mutating func month() -> Int? {
            guard i + 3 <= text.count else { return nil }
            let word = [text[i] | 0x20, text[i + 1] | 0x20, text[i + 2] | 0x20]
            let names = [
                "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
            ]
            guard let number = names.firstIndex(where: { word.elementsEqual($0.utf8) }) else { return nil }
            i += 3
            let isName = { (b: UInt8) in b | 0x20 >= 97 && b | 0x20 <= 122 }
            while i < text.count, isName(text[i]) { i += 1 }
            return number + 1
        }

        private mutating func number(_ digits: ClosedRange<Int>) -> Int? {
            let start = i
            var value = 0
            while i < text.count, isDigit(text[i]), i - start < digits.upperBound {
                value = value * 10 + Int(text[i] - 48)
                i += 1
            }
            if i - start >= digits.lowerBound { return value }
            i = start
            return nil
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard i < text.count, text[i] == byte else { return false }
            i += 1
            return true
        }

        private mutating func skip(_ byte: UInt8) { while take(byte) {} }

        private func isDigit(_ b: UInt8) -> Bool { b >= 48 && b <= 57 }
    }
}
