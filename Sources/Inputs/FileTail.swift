import EventModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Follows a name: reads the file that has it to its end, then what is appended, and goes over to another file when the name
/// does. What was written to the old file before, and for some seconds after, is read too, since writers are slow to let go.
struct FileTail: ~Copyable {
    /// The sink for the lines of a file, by the name that its records give.
    typealias NamedSink = (_ file: String) -> LineSplitter.Sink

    /// How long a file that lost its name is still read: rotation first renames and then tells the writer.
    static let patience = Duration.seconds(5)
    /// How long nothing has to come before a last line without a newline counts as ended, if it is whole.
    static let pause = Duration.seconds(1)
    /// Files that lost the name and are still open, at most; the oldest is closed first.
    private static let mostEarlier = 4

    let path: String
    private let files: KnownFiles
    private var current: OpenFile?
    private var earlier: [(file: OpenFile, since: Timestamp)] = []
    /// Where to begin in the first file; it may have lost its name already.
    private var start: FilePosition?
    /// What rotation had made before the file was opened: none of it had the name since.
    private var rotatedBefore: Set<Rotated>?
    /// What rotation made lately and may still be copying, and since when.
    private var unfinished: [FileIdentity: Timestamp] = [:]
    private var namelessSince: Timestamp?
    private var grownAt: Timestamp?

    /// - Parameters:
    ///   - start: where somebody else has read to; nil: from the first byte.
    ///   - files: what the reader has read under other names.
    init(path: String, from start: FilePosition? = nil, files: KnownFiles = KnownFiles()) {
        self.path = path
        self.files = files
        self.start = start
        if let start { files.remember(start, as: path) }
    }

    /// No file has the name yet.
    var isWaiting: Bool { current == nil }

    /// Reads what there is to read, up to a bound; ``TailPoll/more`` says that there is more.
    ///
    /// - Parameter taken: how often the name has been given to a file since the last look, as far as somebody has counted.
    /// - Throws: ``InputError`` if the file is there and cannot be read. A file that is not there is no error: it may come back.
    mutating func poll(at now: Timestamp, taken: Int = 0, _ sink: NamedSink) throws(InputError) -> TailPoll {
        var poll = TailPoll()
        try readEarlier(at: now, &poll, sink)
        if let current {
            try readNamed(current, at: now, &poll, sink)
            if poll.more { return poll }
            switch Name(path) {
            case .leads(to: current.identity):
                namelessSince = nil
                // What was being packed or copied while it was looked for is found when that is done.
                if !earlier.isEmpty || !unfinished.isEmpty {
                    try recover(but: current, onlyLate: true, at: now, &poll, sink)
                }
                return poll
            case .nowhere:
                try letGo(current, at: now, &poll, sink)
                return poll
            case .leads:
                leave(current, at: now)
                poll.changes.append(.replaced(current.name))
            }
        }
        try goOn(at: now, taken, &poll, sink)
        return poll
    }

    /// Hands on last lines without a newline, where the file will not be followed further.
    mutating func finish(_ sink: NamedSink) {
        for old in earlier { old.file.finish(sink(old.file.name)) }
        if let current { current.finish(sink(current.name)) }
    }

    // MARK: Going over

    /// Opens the file that has the name now, and what came between it and the one before.
    private mutating func goOn(at now: Timestamp, _ taken: Int, _ poll: inout TailPoll, _ sink: NamedSink)
        throws(InputError)
    {
        guard let next = try files.open(path) else {
            try recoverStart(at: now, next: nil, &poll, sink)
            return
        }
        let cut = try recoverStart(at: now, next: next, &poll, sink)
        let before = poll.changes.count
        if rotatedBefore == nil { rotatedBefore = Set(rotated().filter { !mayBeCopy($0, of: cut) }) }
        try recover(but: next, at: now, &poll, sink)
        // Files that were given the name and are neither there nor found anywhere have come and gone unread.
        if taken > 1 + poll.changes.count - before { poll.changes.append(.vanished(path)) }
        namelessSince = nil
        current = next
        poll.opened = true
        try readNamed(next, at: now, &poll, sink)
    }

    /// Reads what had the name since the last look and lost it again, oldest first: rotation gave it another name, copied it
    /// before the file was cut, or packed it.
    ///
    /// - Parameter onlyLate: only what the last time could not find yet; a copy of the file is not looked at while that has it all.
    private mutating func recover(
        but next: OpenFile,
        onlyLate: Bool = false,
        at now: Timestamp,
        _ poll: inout TailPoll,
        _ sink: NamedSink
    ) throws(InputError) {
        let before = rotatedBefore ?? []
        let new = rotated().filter { $0.identity != next.identity && !before.contains($0) }
        for found in new.sorted(by: { ($0.seconds, $0.nanoseconds, $0.path) < ($1.seconds, $1.nanoseconds, $1.path) }) {
            let beginning = files.beginning(of: found.path)
            // A copy of what is still to be read where it was: only what it has beyond that is read from it, afterwards.
            if next.isUnread, let beginning, next.begins(like: beginning) { continue }
            if Compression.isName(found.path) {
                rotatedBefore?.insert(found)
                // Packing keeps the time: what was there before this tail may have been packed since.
                if before.contains(where: { $0.seconds == found.seconds && $0.nanoseconds == found.nanoseconds }) {
                    continue
                }
                if try files.readPacked(found.path, sink) { poll.changes.append(.recovered(found.path)) }
            } else if !files.isOpen(found.identity), !onlyLate || unfinished[found.identity] != nil {
                if let beginning, files.mayBecomeCopy(found.path, beginning) {
                    let since = unfinished[found.identity] ?? now
                    unfinished[found.identity] = since
                    if now - since < FileTail.patience { continue }
                }
                if onlyLate, let beginning, next.begins(like: beginning) { continue }
                unfinished[found.identity] = nil
                guard let file = try files.open(found.path, as: path) else { continue }
                rotatedBefore?.insert(found)
                if file.position.offset == 0 || file.isCopy { poll.changes.append(.recovered(found.path)) }
                earlier.append((file, now))
                try read(file, at: now, &poll, sink)
            }
        }
        unfinished = unfinished.filter { now - $0.value < FileTail.patience }
    }

    /// The file that was read by somebody else up to `start` may have been renamed since; what came to it is read first.
    ///
    /// - Returns: `start`, where the file was cut or written anew since.
    @discardableResult
    private mutating func recoverStart(
        at now: Timestamp,
        next: OpenFile?,
        _ poll: inout TailPoll,
        _ sink: NamedSink
    ) throws(InputError) -> FilePosition? {
        guard let start else { return nil }
        self.start = nil
        if let next, next.identity == start.identity {
            guard next.isUnread, start.offset > 0 else { return nil }
            poll.changes.append(.truncated(path, offset: start.offset))
            return start
        }
        let (folder, _) = RotatedName.split(path)
        for (name, inode) in RotatedName.names(in: folder) where inode == start.identity.inode {
            guard let file = try files.open(folder + "/" + name), file.identity == start.identity else { continue }
            earlier.append((file, now))
            poll.changes.append(.replaced(path))
            try read(file, at: now, &poll, sink)
            return nil
        }
        poll.changes.append(.vanished(path))
        return nil
    }

    /// Whether rotation may have made it as a copy of what stood in the file up to a position.
    private func mayBeCopy(_ rotated: Rotated, of position: FilePosition?) -> Bool {
        guard let position else { return false }
        return files.beginning(of: rotated.path)?.mayContinue(position) ?? false
    }

    private mutating func leave(_ file: OpenFile, at now: Timestamp) {
        earlier.append((file, now))
        current = nil
        namelessSince = nil
    }

    /// The name leads nowhere: the file may still grow, or come back; after a while it is closed, so that its space on disk is
    /// free.
    private mutating func letGo(_ file: OpenFile, at now: Timestamp, _ poll: inout TailPoll, _ sink: NamedSink)
        throws(InputError)
    {
        let since = namelessSince ?? now
        namelessSince = since
        guard now - since >= FileTail.patience else { return }
        close(file, sink)
        current = nil
        namelessSince = nil
    }

    private func close(_ file: OpenFile, _ sink: NamedSink) {
        file.finish(sink(file.name))
        files.remember(file.position, as: file.name, isUnlinked: file.isUnlinked)
    }

    // MARK: Reading

    private mutating func readEarlier(at now: Timestamp, _ poll: inout TailPoll, _ sink: NamedSink)
        throws(InputError)
    {
        for old in earlier { try read(old.file, at: now, &poll, sink) }
        while let first = earlier.first, earlier.count > FileTail.mostEarlier || now - first.since >= FileTail.patience
        {
            close(first.file, sink)
            earlier.removeFirst()
        }
    }

    /// Reads the file that has the name. If it may have been copied and cut before anything of it was read, what had been in it
    /// comes first; a copy that was found while the file still held the same, and what the copy has beyond it, afterwards.
    private mutating func readNamed(
        _ file: OpenFile,
        at now: Timestamp,
        _ poll: inout TailPoll,
        _ sink: NamedSink
    ) throws(InputError) {
        let mayHaveBeenCut = file.mayHaveBeenCutUnread
        if mayHaveBeenCut { try recover(but: file, at: now, &poll, sink) }
        try read(file, at: now, &poll, sink)
        if mayHaveBeenCut { try recover(but: file, at: now, &poll, sink) }
    }

    private mutating func read(_ file: OpenFile, at now: Timestamp, _ poll: inout TailPoll, _ sink: NamedSink)
        throws(InputError)
    {
        let passedOver = file.passedOver
        let growth = try file.read(sink(file.name))
        poll.bytes += growth.bytes
        poll.passedOver += file.passedOver - passedOver
        poll.more = poll.more || growth.more
        if growth.bytes > 0 { grownAt = now }
        if growth.bytes == 0, let grownAt, now - grownAt >= FileTail.pause { file.settle(sink(file.name)) }
        guard let cut = growth.truncatedAt else { return }
        files.remember(cut, as: file.name)
        poll.changes.append(.truncated(file.name, offset: cut.offset))
        // Rotation that copies and truncates: what came between the last look and the copy is in the copy.
        try recover(but: file, at: now, &poll, sink)
    }

    // MARK: The folder

    /// A file to which rotation gave a name made of this one. When it was written tells it from another that has got its inode.
    private struct Rotated: Hashable {
        var path: String
        var identity: FileIdentity
        var seconds: Int
        var nanoseconds: Int

        static func == (a: Rotated, b: Rotated) -> Bool {
            a.identity == b.identity && a.seconds == b.seconds && a.nanoseconds == b.nanoseconds
        }
        func hash(into hasher: inout Hasher) { hasher.combine(identity) }
    }

    /// What rotation has made of this name; of a packed file only what is complete, which is when the unpacked one is gone.
    private func rotated() -> [Rotated] {
        let (folder, name) = RotatedName.split(path)
        let names = RotatedName.names(in: folder).map(\.name).filter { RotatedName.isRotated($0[...], of: name) }
        let all = Set(names)
        return names.compactMap { name in
            if Compression.isName(name), let dot = name.lastIndex(of: "."), all.contains(String(name[..<dot])) {
                return nil
            }
            var status = stat()
            let path = folder + "/" + name
            guard stat(path, &status) == 0 else { return nil }
            return Rotated(
                path: path,
                identity: FileIdentity(status),
                seconds: Int(status.modified.tv_sec),
                nanoseconds: Int(status.modified.tv_nsec)
            )
        }
    }

    /// What a path leads to.
    private enum Name: Equatable {
        case leads(to: FileIdentity)
        case nowhere

        init(_ path: String) {
            var status = stat()
            self = stat(path, &status) == 0 ? .leads(to: FileIdentity(status)) : .nowhere
        }
    }
}
