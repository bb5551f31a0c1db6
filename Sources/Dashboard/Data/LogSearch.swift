import EventModel
import Telemetry

/// Keeps the ``MatchList`` of one filter up to date, off the main actor, a stretch at a time: first what has arrived, then back
/// from the newest record to the oldest.
@MainActor final class LogSearch {
    /// Records searched between two reports; the cost of one stretch stays below a frame or two.
    private static let stretch = 1 << 14

    private(set) var list = MatchList()
    private var query: Query?
    private var task: Task<Void, Never>?
    /// What is being searched now; a report of another one is late and ignored.
    private var turn = 0

    /// Takes note of the filter and of what the log holds, and goes on searching.
    func want(_ text: String, _ store: StoreSnapshot, done: @escaping @MainActor () -> Void) {
        if text.isEmpty {
            stop()
            query = nil
            list = MatchList(all: store.ids)
            return
        }
        if text != list.query || query == nil {
            // A filter that does not compile is never asked for: the bar shows its mistake and keeps the one before.
            guard let compiled = try? Query(text) else { return }
            stop()
            query = compiled
            list = MatchList(query: text)
        }
        list.hold(store.ids)
        search(store, done)
    }

    func stop() {
        turn += 1
        task?.cancel()
        task = nil
    }

    private func search(_ store: StoreSnapshot, _ done: @escaping @MainActor () -> Void) {
        guard task == nil, let query, let range = next else { return }
        let turn = turn
        task = Task.detached(priority: .userInitiated) { [weak self] in
            let ids = store.matches(query, in: range)
            if Task.isCancelled { return }
            await self?.report(range, ids, turn, store, done)
        }
    }

    /// The next stretch: new records before old ones.
    private var next: Range<Int>? {
        let all = list.available, searched = list.searched
        if searched.isEmpty && !all.isEmpty {
            return max(all.lowerBound, all.upperBound - Self.stretch)..<all.upperBound
        }
        if searched.upperBound < all.upperBound {
            return searched.upperBound..<min(all.upperBound, searched.upperBound + Self.stretch)
        }
        if searched.lowerBound > all.lowerBound {
            return max(all.lowerBound, searched.lowerBound - Self.stretch)..<searched.lowerBound
        }
        return nil
    }

    private func report(
        _ range: Range<Int>,
        _ ids: [Int],
        _ turn: Int,
        _ store: StoreSnapshot,
        _ done: @escaping @MainActor () -> Void
    ) {
        guard turn == self.turn else { return }
        task = nil
        list.append(range, ids)
        // Records dropped while they were searched.
        list.hold(list.available)
        done()
        search(store, done)
    }
}
