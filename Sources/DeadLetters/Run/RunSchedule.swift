/// In which order the messages of a task go, by their places in the selection.
enum RunSchedule: Sendable {
    case time(TimeSchedule)
    case groups(GroupSchedule)

    /// At most `n` messages that may go now.
    mutating func take(_ n: Int) -> [Int] {
        switch self {
        case .time(var schedule):
            // Taken out, so that it is not copied.
            self = .time(TimeSchedule([]))
            defer { self = .time(schedule) }
            return schedule.take(n)
        case .groups(var schedule):
            self = .groups(GroupSchedule([]))
            defer { self = .groups(schedule) }
            return schedule.take(n)
        }
    }

    /// Some may go now.
    var hasReady: Bool {
        switch self {
        case .time(let schedule): schedule.hasReady
        case .groups(let schedule): schedule.hasReady
        }
    }

    /// Messages that wait for others to complete.
    var waiting: Int { if case .groups(let schedule) = self { schedule.waiting } else { 0 } }

    /// What a message that went has come to; answers how many are held because of it.
    mutating func ended(_ place: Int, well: Bool) -> Int {
        guard case .groups(var schedule) = self else { return 0 }
        self = .groups(GroupSchedule([]))
        defer { self = .groups(schedule) }
        return schedule.ended(place, well: well)
    }
}

/// One after another.
struct TimeSchedule: Sendable {
    private let places: [Int]
    private var next = 0

    init(_ places: [Int]) { self.places = places }

    var hasReady: Bool { next < places.count }

    mutating func take(_ n: Int) -> [Int] {
        let end = min(places.count, next + max(0, n))
        defer { next = end }
        return Array(places[next..<end])
    }
}
