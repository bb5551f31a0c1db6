/// Groups side by side; within a group one at a time, the next when the one before it has completed. A group is held at its first
/// failure.
struct GroupSchedule: Sendable {
    private struct Group: Sendable {
        var places: [Int]
        var next = 0
        var isHeld = false
        var left: Int { places.count - next }
    }
    private var groups: [Group]
    /// Groups whose next message may go, in order; taken from the front.
    private var ready: [Int]
    private var front = 0
    /// The group of each message that is on its way.
    private var onWay: [Int: Int] = [:]
    /// Messages of groups that have one on its way.
    private(set) var waiting = 0

    /// - Parameters:
    ///   - groups: the places of each group, in order, without those that have gone.
    ///   - onWay: the groups of messages that went before and have not ended, by their places.
    ///   - held: groups of which a message that went before has failed.
    init(_ groups: [[Int]], onWay: [Int: Int] = [:], held: Set<Int> = []) {
        self.groups = groups.map { Group(places: $0) }
        self.onWay = onWay
        for group in held { self.groups[group].isHeld = true }
        let busy = Set(onWay.values)
        ready = groups.indices.filter { !groups[$0].isEmpty && !busy.contains($0) && !held.contains($0) }
        for group in busy where !held.contains(group) { waiting += groups[group].count }
    }

    var hasReady: Bool { front < ready.count }

    mutating func take(_ n: Int) -> [Int] {
        var taken: [Int] = []
        while taken.count < n, hasReady {
            let group = ready[front]
            front += 1
            let place = groups[group].places[groups[group].next]
            groups[group].next += 1
            onWay[place] = group
            waiting += groups[group].left
            taken.append(place)
        }
        if front > 1_024, front * 2 > ready.count {
            ready.removeFirst(front)
            front = 0
        }
        return taken
    }

    /// A message that went has completed (or was not there any more), or it has failed. Answers how many are held because of it.
    mutating func ended(_ place: Int, well: Bool) -> Int {
        guard let group = onWay.removeValue(forKey: place) else { return 0 }
        guard !groups[group].isHeld else { return 0 }
        waiting -= groups[group].left
        if well {
            if groups[group].left > 0 { ready.append(group) }
            return 0
        }
        groups[group].isHeld = true
        return groups[group].left
    }
}
