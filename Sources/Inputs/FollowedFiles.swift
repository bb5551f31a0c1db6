import EventModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The files of a reader: those that are followed, and those that were read once.
struct FollowedFiles: ~Copyable {
    /// A name that is followed; a class, so that it can stand in a list though a tail cannot be copied.
    private final class Followed {
        let path: String
        /// It was found by a pattern: with its file it goes.
        let isFound: Bool
        var tail: FileTail
        init(_ path: String, isFound: Bool, _ tail: consuming FileTail) {
            self.path = path
            self.isFound = isFound
            self.tail = tail
        }
    }
    /// What looking at names found, over all of them.
    struct Look {
        var grown: Set<String> = []
        var changes: [TailPoll.Change] = []
        var problems: [InputError] = []
        /// Bytes passed over, of lines longer than is kept.
        var passedOver = 0
    }

    private let files = KnownFiles()
    private var order: [String] = []
    private var followed: [String: Followed] = [:]
    private var unwatched: [String] = []
    /// Packed files that were read, each with what it was then.
    private var packed: [String: FileIdentity] = [:]
    /// New files that rotation or packing may still be writing: read when they have stopped growing.
    private var settling: [String: (size: Int64, since: Timestamp)] = [:]

    func knows(_ path: String) -> Bool { followed[path] != nil || packed[path].map { $0 == identity(path) } ?? false }

    /// Remembers a packed file that has been read.
    mutating func skip(_ path: String) { packed[path] = identity(path) }

    /// Follows a name, from a position or from the first byte; what is there is read by the first ``look(at:now:until:_:)``.
    ///
    /// - Parameter isFound: a pattern matched it: when the file is gone it is followed no longer.
    mutating func follow(_ path: String, from start: FilePosition? = nil, isFound: Bool = false) {
        guard followed[path] == nil else { return }
        order.append(path)
        unwatched.append(path)
        followed[path] = Followed(path, isFound: isFound, FileTail(path: path, from: start, files: files))
    }

    /// The names that lead to no file.
    var waiting: [String] { order.filter { followed[$0]?.tail.isWaiting ?? false } }

    /// Reads what has come to the files of these names, or of all, round by round until nothing is left.
    ///
    /// - Parameter taken: how often each name has been given to a file since the last look, as far as that was told.
    mutating func look(
        at names: Set<String>? = nil,
        taken: [String: Int] = [:],
        now: Timestamp,
        until isStopped: () -> Bool = { false },
        _ sink: FileTail.NamedSink
    ) -> Look {
        var look = Look()
        var turn = names.map { names in order.filter(names.contains) } ?? order
        while !turn.isEmpty, !isStopped() {
            var more: [String] = []
            for path in turn {
                guard let file = followed[path] else { continue }
                do throws(InputError) {
                    let poll = try file.tail.poll(at: now, taken: taken[path] ?? 0, sink)
                    if poll.bytes > 0 { look.grown.insert(path) }
                    if poll.opened { unwatched.append(path) }
                    if poll.more { more.append(path) }
                    look.changes += poll.changes
                    look.passedOver += poll.passedOver
                } catch {
                    look.problems.append(error)
                }
                if file.isFound, file.tail.isWaiting { forget(path) }
            }
            turn = more
        }
        return look
    }

    /// Takes in what patterns match now: follows what is new, reads packed files once they are complete.
    mutating func meet(
        _ paths: [String],
        now: Timestamp,
        until isStopped: () -> Bool = { false },
        _ sink: FileTail.NamedSink
    ) -> [InputError] {
        var problems: [InputError] = []
        for path in paths where !knows(path) && !isStopped() {
            if mayBeUnfinished(path), !hasSettled(path, now) { continue }
            guard PackedFile.isPacked(path) else {
                follow(path, isFound: true)
                continue
            }
            skip(path)
            do throws(InputError) {
                _ = try files.readPacked(path, until: isStopped, sink)
            } catch {
                problems.append(error)
            }
        }
        settling = settling.filter { now - $0.value.since < .seconds(60) }
        return problems
    }

    /// Names that are new, or lead to another file than when this was asked before: they are to be watched.
    mutating func takeUnwatched() -> [String] {
        defer { unwatched = [] }
        return unwatched
    }

    /// Hands on last lines without a newline: nothing is followed any further.
    func finish(_ sink: FileTail.NamedSink) {
        for path in order { followed[path]?.tail.finish(sink) }
    }

    private mutating func forget(_ path: String) {
        followed[path] = nil
        order.removeAll { $0 == path }
    }

    private func mayBeUnfinished(_ path: String) -> Bool {
        if Compression.isName(path) { return true }
        let (folder, name) = RotatedName.split(path)
        return order.contains { other in
            let (itsFolder, itsName) = RotatedName.split(other)
            return itsFolder == folder && RotatedName.isRotated(name, of: itsName)
        } && identity(path).map { !files.knows($0) } ?? false
    }

    /// Whether a file has not grown for a while.
    private mutating func hasSettled(_ path: String, _ now: Timestamp) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        let size = Int64(status.st_size)
        if let before = settling[path], before.size == size {
            guard now - before.since >= FileTail.pause else { return false }
            settling[path] = nil
            return true
        }
        settling[path] = (size, now)
        return false
    }

    private func identity(_ path: String) -> FileIdentity? {
        var status = stat()
        return stat(path, &status) == 0 ? FileIdentity(status) : nil
    }
}
