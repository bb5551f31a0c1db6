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
    /// Names of the folder that rotation made before the file was opened: what was in them is not of this tail.
    private var rotatedBefore: Set<FileIdentity> = []
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
    /// - Throws: ``InputError`` if the file is there and cannot be read. A file that is not there is no error: it may come back.
    mutating func poll(at now: Timestamp, _ sink: NamedSink) throws(InputError) -> TailPoll {
        var poll = TailPoll()
        try readEarlier(at: now, &poll, sink)
        if let current {
            try read(current, at: now, &poll, sink)
            if poll.more { return poll }
            switch Name(path) {
            case .leads(to: current.identity):
                namelessSince = nil
                return poll
            case .nowhere:
                try letGo(current, at: now, &poll, sink)
                return poll
            case .leads:
                leave(current, at: now)
                poll.changes.append(.replaced(current.name))
            }
        }
        try goOn(at: now, &poll, sink)
        return poll
    }

    /// Hands on last lines without a newline, where the file will not be followed further.
    mutating func finish(_ sink: NamedSink) {
        for old in earlier { old.file.finish(sink(old.file.name)) }
        if let current { current.finish(sink(current.name)) }
    }

    // MARK: Going over

    /// Opens the file that has the name now, and what came between it and the one before.
    private mutating func goOn(at now: Timestamp, _ poll: inout TailPoll, _ sink: NamedSink) throws(InputError) {
        guard let next = try files.open(path) else {
            try recoverStart(at: now, next: nil, &poll, sink)
            return
        }
        try recoverStart(at: now, next: next, &poll, sink)
        if let last = earlier.last {
            for file in between(last.file, and: next) {
                poll.changes.append(.recovered(file.name))
                earlier.append((file, now))
                try read(file, at: now, &poll, sink)
            }
        }
        rotatedBefore = Set(rotated().map(\.identity))
        namelessSince = nil
        current = next
        poll.opened = true
        try read(next, at: now, &poll, sink)
    }

    /// The file that was read by somebody else up to `start` may have been renamed since; what came to it is read first.
    private mutating func recoverStart(
        at now: Timestamp,
        next: OpenFile?,
        _ poll: inout TailPoll,
        _ sink: NamedSink
    ) throws(InputError) {
        guard let start else { return }
        self.start = nil
        if next?.identity == start.identity { return }
        let (folder, _) = RotatedName.split(path)
        for (name, inode) in RotatedName.names(in: folder) where inode == start.identity.inode {
            guard let file = try files.open(folder + "/" + name), file.identity == start.identity else { continue }
            earlier.append((file, now))
            poll.changes.append(.replaced(path))
            return try read(file, at: now, &poll, sink)
        }
        poll.changes.append(.vanished(path))
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
        // A file without a name cannot be met again, and its inode may be given to another.
        if !file.isUnlinked { files.remember(file.position, as: file.name) }
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
        for (path, identity) in rotated() where identity != file.identity && !files.knows(identity) {
            guard let copy = try files.open(path), copy.isCopy else { continue }
            earlier.append((copy, now))
            poll.changes.append(.recovered(path))
            poll.bytes += try copy.read(sink(copy.name)).bytes
        }
    }

    // MARK: The folder

    /// Files of the folder to which rotation gave a name made of this one, but for packed ones.
    private func rotated() -> [(path: String, identity: FileIdentity)] {
        let (folder, name) = RotatedName.split(path)
        return RotatedName.names(in: folder).compactMap { entry in
            guard RotatedName.isRotated(entry.name[...], of: name), !Compression.isName(entry.name) else { return nil }
            let path = folder + "/" + entry.name
            return Name(path).identity.map { (path, $0) }
        }
    }

    /// Files that had the name between two looks, oldest first: nobody has read them, they have a rotated name now, were written
    /// after the last one that was read, and are no copy of it.
    private func between(_ last: OpenFile, and next: OpenFile) -> [OpenFile] {
        var found: [(file: OpenFile, modified: timespec)] = []
        for (path, identity) in rotated() where identity != next.identity && identity != last.identity {
            var status = stat()
            guard !rotatedBefore.contains(identity), !files.knows(identity), stat(path, &status) == 0,
                let file = try? files.open(path), !file.isCopy
            else { continue }
            found.append((file, status.modified))
        }
        return found.sorted { ($0.modified.tv_sec, $0.modified.tv_nsec) < ($1.modified.tv_sec, $1.modified.tv_nsec) }
            .map(\.file)
    }

    /// What a path leads to.
    private enum Name: Equatable {
        case leads(to: FileIdentity)
        case nowhere

        init(_ path: String) {
            var status = stat()
            self = stat(path, &status) == 0 ? .leads(to: FileIdentity(status)) : .nowhere
        }

        var identity: FileIdentity? {
            if case .leads(let identity) = self { identity } else { nil }
        }
    }
}
