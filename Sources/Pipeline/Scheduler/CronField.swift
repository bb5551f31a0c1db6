/// Reads one field of a cron expression.
struct CronField {
    static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    static let weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

    var name: String
    var range: ClosedRange<Int>
    /// What stands for the numbers of the range, in order.
    var words: [String] = []

    /// `*`, `5`, `1,2`, `1-5`, `0/15`, `*/15`, `1-30/5`, ascending.
    func numbers(_ text: String) throws(ScheduleError) -> [Int] {
        var found: Set<Int> = []
        for part in try parts(text) { found.formUnion(try numbers(part: part)) }
        return found.sorted()
    }

    /// Days of a month: the same, `L`, `15W`, and `LW` for the last weekday.
    func days(_ text: String) throws(ScheduleError) -> Set<CronExpression.Day> {
        var found: Set<CronExpression.Day> = []
        for part in try parts(text) {
            if part == "L" {
                found.insert(.last)
            } else if part == "LW" {
                found.insert(.lastWorkday)
            } else if part.hasSuffix("W") {
                found.insert(.weekdayNearest(try number(String(part.dropLast()))))
            } else {
                found.formUnion(try numbers(part: part).map(CronExpression.Day.number))
            }
        }
        return found
    }

    /// Days of a week: the same as numbers, `L` for the last of the week, `6L` for the last Friday of the month, `3#2` for its second
    /// Tuesday.
    func weekdays(_ text: String) throws(ScheduleError) -> Set<CronExpression.Day> {
        var found: Set<CronExpression.Day> = []
        let parts = try parts(text)
        // As the service has it: with # the field has one expression.
        if parts.count > 1, let part = parts.first(where: { $0.contains("#") }) {
            throw refuse(part, "with # it is the only one of its field")
        }
        for part in parts {
            if part == "L" {
                found.insert(.weekday(7))
            } else if part.hasSuffix("L") {
                found.insert(.lastWeekday(try number(String(part.dropLast()))))
            } else if let mark = part.firstIndex(of: "#") {
                let day = try number(String(part[..<mark]))
                guard let n = Self.digits(part[part.index(after: mark)...]), (1...5).contains(n) else {
                    throw refuse(part, "after # stands 1 to 5")
                }
                found.insert(.nth(weekday: day, n))
            } else {
                found.formUnion(try numbers(part: part).map(CronExpression.Day.weekday))
            }
        }
        return found
    }

    private func parts(_ text: String) throws(ScheduleError) -> [String] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.uppercased() }
        if parts.contains("") { throw refuse(text, "something stands on both sides of a comma") }
        return parts
    }

    private func numbers(part: String) throws(ScheduleError) -> [Int] {
        let halves = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard halves.count <= 2 else { throw refuse(part, "it has one step at most") }
        var step = 1
        if halves.count == 2 {
            guard let given = Self.digits(halves[1]), (1...range.count).contains(given) else {
                throw refuse(part, "a step is from 1 to \(range.count)")
            }
            step = given
        }
        let base = halves[0]
        if base == "*" { return Array(stride(from: range.lowerBound, through: range.upperBound, by: step)) }
        let ends = base.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard ends.count <= 2 else { throw refuse(part, "a range has two ends") }
        let low = try number(ends[0])
        if ends.count == 1 {
            return halves.count == 1 ? [low] : Array(stride(from: low, through: range.upperBound, by: step))
        }
        let high = try number(ends[1])
        guard low <= high else { throw refuse(part, "a range goes up") }
        return Array(stride(from: low, through: high, by: step))
    }

    private func number(_ text: String) throws(ScheduleError) -> Int {
        if let word = words.firstIndex(of: text) { return range.lowerBound + word }
        guard let number = Self.digits(text), range.contains(number) else {
            let allowed = words.isEmpty ? "" : ", or \(words[0]) to \(words[words.count - 1])"
            throw refuse(text, "it is from \(range.lowerBound) to \(range.upperBound)\(allowed)")
        }
        return number
    }

    private static func digits(_ text: some StringProtocol) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }

    private func refuse(_ text: String, _ why: String) -> ScheduleError {
        ScheduleError("\(name): \(text.isEmpty ? "nothing" : text) cannot stand there: \(why)")
    }
}
