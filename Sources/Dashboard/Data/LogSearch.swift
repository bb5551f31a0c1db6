import EventModel
import Telemetry

/// Keeps the ``MatchList`` of one filter up to date, off the main actor, a stretch at a time: from where somebody looks to both
/// ends of the log, and then what arrives.
///
/// While a new filter has found too little to fill a screen, the list before stays; so nothing flickers while one is typed.
@MainActor final class LogSearch {
    /// Matches that fill a screen.
    private static let screenful = 100
    /// Stretches after which a filter that finds little is shown all the same.
    private static let patience = 8
    /// Records searched between two reports. The length follows the filter's cost: a report should come every frame or so, and
    /// a costly filter must not hold back the one that is typed next.
    private static let lengths = 1 << 12...1 << 20
    private static let quick = Duration.milliseconds(5), slow = Duration.milliseconds(15)

    /// What is shown.
    private(set) var list = MatchList()
    /// What will be shown when it has found enough; nil once it is.
    private(set) var coming: MatchList?
    private var query: Query?
    private var around: Int?
    private var task: Task<Void, Never>?
    private var length = 1 << 14
    private var reports = 0
    /// What is being searched now; a report of another one is late and ignored.
    private var turn = 0
    /// The order of records that the lists go by.
    private var orders = 0

    /// Takes note of the filter and of what the log holds, and goes on searching.
    ///
    /// - Parameter around: the record somebody looks at; nil for the newest. A search that runs does not turn for it.
    func want(_ text: String, around: Int?, _ store: StoreSnapshot, done: @escaping @MainActor () -> Void) {
        if store.counters.orders != orders {
            // Ids mean other records now.
            orders = store.counters.orders
            stop()
            query = nil
            list = MatchList()
        }
        if text.isEmpty {
            stop()
            query = nil
            coming = nil
            list = MatchList(all: store.ids)
            return
        }
        if text != (coming ?? list).query || query == nil {
            // A filter that does not compile is never asked for: the bar shows its mistake and keeps the one before.
            guard let compiled = try? Query(text) else { return }
            stop()
            query = compiled
            self.around = around
            length = 1 << 14
            reports = 0
            coming = MatchList(query: text)
        }
        list.hold(store.ids)
        coming?.hold(store.ids)
        showIfEnough()
        search(store, done)
    }

    func stop() {
        turn += 1
        task?.cancel()
        task = nil
    }

    private func showIfEnough() {
        guard let coming else { return }
        guard coming.count >= Self.screenful || !coming.isSearching || reports >= Self.patience else { return }
        list = coming
        self.coming = nil
    }

    private func search(_ store: StoreSnapshot, _ done: @escaping @MainActor () -> Void) {
        guard task == nil, let query, let range = next else { return }
        let turn = turn
        task = Task.detached(priority: .userInitiated) { [weak self] in
            let clock = ContinuousClock()
            let begin = clock.now
            let ids = store.matches(query, in: range)
            let cost = clock.now - begin
            if Task.isCancelled { return }
            await self?.report(range, ids, cost, turn, store, done)
        }
    }

    /// The next stretch: on both sides of the place in turn, what is new first.
    private var next: Range<Int>? {
        let list = coming ?? list
        let all = list.available, searched = list.searched
        if all.isEmpty { return nil }
        let place = min(max(around ?? all.upperBound, all.lowerBound), all.upperBound)
        if searched.isEmpty {
            let end = min(all.upperBound, place + length / 2)
            return max(all.lowerBound, end - length)..<max(end, min(all.upperBound, all.lowerBound + length))
        }
        let ahead = all.upperBound - searched.upperBound
        let behind = searched.lowerBound - all.lowerBound
        if ahead > 0, behind == 0 || ahead <= length || searched.upperBound - place <= place - searched.lowerBound {
            return searched.upperBound..<min(all.upperBound, searched.upperBound + length)
        }
        return behind > 0 ? max(all.lowerBound, searched.lowerBound - length)..<searched.lowerBound : nil
    }

    private func report(
        _ range: Range<Int>,
        _ ids: [Int],
        _ cost: Duration,
        _ turn: Int,
        _ store: StoreSnapshot,
        _ done: @escaping @MainActor () -> Void
    ) {
        guard turn == self.turn else { return }
        task = nil
        reports += 1
        if range.count >= length, cost < Self.quick { length = min(length * 2, Self.lengths.upperBound) }
        if cost > Self.slow { length = max(length / 2, Self.lengths.lowerBound) }
        take(range, ids)
        showIfEnough()
        done()
        search(store, done)
    }

    /// Adds what was found, without what was dropped while it was searched.
    private func take(_ range: Range<Int>, _ ids: [Int]) {
        if var grown = coming {
            // One reference only, so that nothing is copied.
            coming = nil
            grown.append(range, ids)
            grown.hold(grown.available)
            coming = grown
        } else {
            list.append(range, ids)
            let held = list.available
            list.hold(held)
        }
    }
}
