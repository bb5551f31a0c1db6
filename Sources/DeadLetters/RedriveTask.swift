import EventModel

/// The accounts of one redrive or discard: every selected message ends in exactly one column, or remains.
struct RedriveTask: Sendable {
    let id: String
    let queue: String
    let rate: Double?
    var progress: RedriveProgress
    private let ids: [String]
    private let batch: Int
    private var next = 0

    /// Different notes that are kept.
    private static let noteLimit = 20

    init(
        id: String,
        queue: String,
        ids: [String],
        rate: Double?,
        batch: Int,
        notes: [String],
        kind: RedriveProgress.Kind
    ) {
        var seen = Set<String>()
        let distinct = ids.filter { seen.insert($0).inserted }
        self.id = id
        self.queue = queue
        self.ids = distinct
        self.rate = rate
        self.batch = batch
        progress = RedriveProgress(id: id, queue: queue, selected: distinct.count, state: .running, kind: kind)
        progress.notes = notes
    }

    /// The messages to do next; nil when all are done.
    mutating func nextBatch() -> [String]? {
        guard next < ids.count else { return nil }
        let end = min(ids.count, next + batch)
        defer { next = end }
        return Array(ids[next..<end])
    }

    /// The messages of a batch that the broker has locked for us; the others are skipped.
    mutating func claimed(_ claimed: [String], of ids: [String]) -> [String] {
        let mine = Set(claimed)
        let kept = ids.filter(mine.contains)
        if kept.count < ids.count {
            progress.skipped += ids.count - kept.count
            note("some were gone, or locked by another task, when their turn came")
        }
        return kept
    }

    mutating func finished(_ results: [RedriveResult], of ids: [String]) {
        for i in ids.indices {
            guard i < results.count else {
                progress.uncertain += 1
                note("the broker did not answer for every message: look before these are redriven again")
                continue
            }
            switch results[i] {
            case .sent: progress.sent += 1
            case .skipped(let why):
                progress.skipped += 1
                note(why)
            case .failed(let why):
                progress.failed += 1
                note(why)
            case .uncertain(let why):
                progress.uncertain += 1
                note(why)
            }
        }
    }

    mutating func note(_ text: String) {
        guard progress.notes.count < Self.noteLimit, !progress.notes.contains(text) else { return }
        progress.notes.append(text)
    }
}
