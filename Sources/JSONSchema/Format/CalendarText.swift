/// Dates and times of RFC 3339, and its durations (appendix A). Leap seconds only where UTC has them: at 23:59:60.
enum CalendarText {
    static func isDateTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count > 11, bytes[10] | 0x20 == UInt8(ascii: "t") else { return false }
        return isDate(bytes[..<10]) && isTime(bytes[11...])
    }

    /// The number at a place, of `count` ASCII digits.
    private static func number(_ bytes: ArraySlice<UInt8>, _ offset: Int, _ count: Int) -> Int? {
        guard bytes.count >= offset + count else { return nil }
        var value = 0
        for byte in bytes.dropFirst(offset).prefix(count) {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        return value
    }

    static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        let start = bytes.startIndex
        guard bytes.count == 10, bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"),
            let year = number(bytes, 0, 4), let month = number(bytes, 5, 2), let day = number(bytes, 8, 2),
            (1...12).contains(month), day > 0
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return day <= [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    static func isTime(_ bytes: ArraySlice<UInt8>) -> Bool {
        let start = bytes.startIndex
        guard bytes.count >= 9, bytes[start + 2] == UInt8(ascii: ":"), bytes[start + 5] == UInt8(ascii: ":"),
            let hour = number(bytes, 0, 2), let minute = number(bytes, 3, 2), let second = number(bytes, 6, 2),
            hour < 24, minute < 60, second <= 60
        else { return false }
        var rest = bytes.dropFirst(8)
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let digits = rest.prefix { $0 >= 48 && $0 <= 57 }
            guard !digits.isEmpty else { return false }
            rest = rest.dropFirst(digits.count)
        }
        guard let sign = rest.first else { return false }
        var offset = 0
        if sign | 0x20 == UInt8(ascii: "z") {
            guard rest.count == 1 else { return false }
        } else {
            guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest.count == 6,
                rest[rest.startIndex + 3] == UInt8(ascii: ":"), let hours = number(rest, 1, 2),
                let minutes = number(rest, 4, 2), hours < 24, minutes < 60
            else { return false }
            offset = (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
        }
        guard second == 60 else { return true }
        let utc = hour * 60 + minute - offset
        return (utc % 1440 + 1440) % 1440 == 1439
    }

    static func isDuration(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        guard rest.popFirst() == UInt8(ascii: "P") else { return false }
        let time = rest.firstIndex(of: UInt8(ascii: "T"))
        guard let days = units(rest[..<(time ?? rest.endIndex)]) else { return false }
        if days == "W" { return time == nil }
        guard isRun(days, of: "YMD") else { return false }
        guard let time else { return !days.isEmpty }
        guard let hours = units(rest[(time + 1)...]) else { return false }
        return !hours.isEmpty && isRun(hours, of: "HMS")
    }

    /// The letters after the numbers, in order; nil if a number is missing or has no letter.
    private static func units(_ bytes: ArraySlice<UInt8>) -> String? {
        var units = ""
        var hasDigits = false
        for byte in bytes {
            if byte >= 48, byte <= 57 {
                hasDigits = true
            } else {
                guard hasDigits else { return nil }
                hasDigits = false
                units.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return hasDigits ? nil : units
    }

    /// Units may be left out at both ends, not in between.
    private static func isRun(_ units: String, of all: String) -> Bool { all.contains(units) || units.isEmpty }
}
