package import EventModel

/// When something runs: `cron(minutes hours day-of-month month day-of-week year)`, in UTC, to the minute
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html).
package struct CronExpression: Hashable, Sendable {
    /// Which days of a month, where the calendar decides.
    enum Day: Hashable, Sendable {
        /// A day by its number.
        case number(Int)
        case last
        /// The last day, Monday to Friday, of the month.
        case lastWorkday
        /// The weekday, Monday to Friday, that is nearest to a day within its month.
        case weekdayNearest(Int)
        /// A day of the week, 1 for Sunday.
        case weekday(Int)
        case lastWeekday(Int)
        /// The n-th such day of the month.
        case nth(weekday: Int, Int)
    }

    static let years = 1970...2199

    let minutes: [Int]
    let hours: [Int]
    let months: [Int]
    let years: Set<Int>
    let days: Set<Day>

    /// - Parameter text: the six fields.
    /// - Throws: ``ScheduleError`` that names the field.
    package init(_ text: String) throws(ScheduleError) {
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        guard fields.count == 6 else {
            throw ScheduleError(
                "a cron expression has 6 fields (minutes hours day-of-month month day-of-week year), not \(fields.count)"
            )
        }
        minutes = try CronField(name: "minutes", range: 0...59).numbers(fields[0])
        hours = try CronField(name: "hours", range: 0...23).numbers(fields[1])
        months = try CronField(name: "month", range: 1...12, words: CronField.months).numbers(fields[3])
        years = Set(try CronField(name: "year", range: Self.years).numbers(fields[5]))
        switch (fields[2], fields[4]) {
        case ("?", "?"): throw ScheduleError("day-of-month and day-of-week: only one of them can be ?")
        case ("?", let field):
            days = try CronField(name: "day-of-week", range: 1...7, words: CronField.weekdays).weekdays(field)
        case (let field, "?"): days = try CronField(name: "day-of-month", range: 1...31).days(field)
        default: throw ScheduleError("day-of-month and day-of-week: one of them must be ?")
        }
    }

    /// The first instant after `instant`; nil if there is none any more.
    package func next(after instant: Timestamp) -> Timestamp? {
        let from = (instant + .seconds(60)).civil
        for year in max(from.year, Self.years.lowerBound)...max(from.year, Self.years.upperBound)
        where years.contains(year) {
            let isFirst = year == from.year
            for month in months where !isFirst || month >= from.month {
                let isFirst = isFirst && month == from.month
                for day in numbers(year: year, month: month) where !isFirst || day >= from.day {
                    let isFirst = isFirst && day == from.day
                    for hour in hours where !isFirst || hour >= from.hour {
                        let isFirst = isFirst && hour == from.hour
                        guard let minute = minutes.first(where: { !isFirst || $0 >= from.minute }) else { continue }
                        return Timestamp(
                            CivilTime(year: year, month: month, day: day, hour: hour, minute: minute)
                        )
                    }
                }
            }
        }
        return nil
    }

    /// The days of a month, ascending.
    private func numbers(year: Int, month: Int) -> [Int] {
        let length = Calendar.length(year: year, month: month)
        let first = Calendar.weekday(year: year, month: month, day: 1)
        func weekday(_ day: Int) -> Int { (first - 1 + day - 1) % 7 + 1 }
        /// The first day of the month that is such a day of the week.
        func firstDay(_ wanted: Int) -> Int { (wanted - first + 7) % 7 + 1 }
        var found: Set<Int> = []
        for day in days {
            switch day {
            case .number(let n): found.insert(n)
            case .last: found.insert(length)
            case .lastWorkday:
                switch weekday(length) {
                case 7: found.insert(length - 1)
                case 1: found.insert(length - 2)
                default: found.insert(length)
                }
            case .weekdayNearest(let n) where n <= length:
                switch weekday(n) {
                case 7: found.insert(n == 1 ? 3 : n - 1)
                case 1: found.insert(n == length ? n - 2 : n + 1)
                default: found.insert(n)
                }
            case .weekdayNearest: break
            case .weekday(let wanted): found.formUnion(stride(from: firstDay(wanted), through: length, by: 7))
            case .lastWeekday(let wanted): found.insert(firstDay(wanted) + (length - firstDay(wanted)) / 7 * 7)
            case .nth(let wanted, let n): found.insert(firstDay(wanted) + (n - 1) * 7)
            }
        }
        return found.filter { $0 <= length }.sorted()
    }

    private enum Calendar {
        static func length(year: Int, month: Int) -> Int {
            switch month {
            case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
            case 4, 6, 9, 11: 30
            default: 31
            }
        }

        /// 1 for Sunday. The first of January 1970 was a Thursday.
        static func weekday(year: Int, month: Int, day: Int) -> Int {
            let midnight = Timestamp(CivilTime(year: year, month: month, day: day))
            let days = Int(midnight.nanoseconds / 86_400_000_000_000)
            return (days + 4) % 7 + 1
        }
    }
}
