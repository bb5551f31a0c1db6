#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The files that a reader has read from, by what they are and not by their names: rotation gives a file another name, and
/// under that name reading goes on where it was. So no pattern that also catches rotated files makes it read a line twice.
final class KnownFiles {
    private struct Open { weak var file: OpenFile? }
    private var open: [FileIdentity: Open] = [:]
    /// Files that were read and closed and may be met again; and what was in files before they were truncated.
    private var closed: [(name: String, position: FilePosition)] = []
    /// How many closed files are remembered; the oldest are forgotten.
    private static let most = 4096

    /// The file that a path leads to now; one that is being read is the same object under every name. Nil if there is none.
    ///
    /// - Parameter name: what its records give as their file; nil: the path.
    /// - Throws: ``InputError`` if it is there and cannot be opened.
    func open(_ path: String, as name: String? = nil) throws(InputError) -> OpenFile? {
        guard let descriptor = KnownFiles.descriptor(of: path) else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw InputError("\(path): \(reason(errno))")
        }
        return try adopt(descriptor, path, as: name ?? path)
    }

    /// How the file begins that a path leads to now, unpacked; nil if there is none that can be read.
    func beginning(of path: String) -> FilePosition? {
        if Compression.isName(path) { return PackedFile(path: path).beginning() }
        guard let descriptor = KnownFiles.descriptor(of: path) else { return nil }
        defer { _ = close(descriptor) }
        return try? FilePosition(of: descriptor, path: path)
    }

    /// Opening a pipe that nobody writes to must not block.
    private static func descriptor(of path: String) -> Int32? {
        #if canImport(Glibc)
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #else
            let descriptor = Darwin.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #endif
        return descriptor >= 0 ? descriptor : nil
    }

    private func adopt(_ descriptor: Int32, _ path: String, as name: String) throws(InputError) -> OpenFile {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            _ = close(descriptor)
            throw InputError("\(path): is no regular file")
        }
        let identity = FileIdentity(status)
        if let file = open[identity]?.file {
            _ = close(descriptor)
            return file
        }
        var start = FilePosition(
            identity: identity,
            beginning: FilePosition.beginning(of: descriptor),
            offset: 0,
            line: 1
        )
        let file: OpenFile
        if let known = closed.last(where: { $0.position.identity == identity }), start.mayContinue(known.position) {
            file = OpenFile(descriptor, name: known.name, at: known.position)
        } else if let original = original(of: path, start) {
            var position = original.position
            position.identity = identity
            file = OpenFile(descriptor, name: original.name, at: position, isCopy: true)
        } else {
            start.beginning = []
            file = OpenFile(descriptor, name: name, at: start)
        }
        if open.count % 64 == 63 { open = open.filter { $0.value.file != nil } }
        open[identity] = Open(file: file)
        return file
    }

    /// Remembers how far a file was read that is not open any more. One without a name cannot be met again, but what rotation
    /// packed it into can; its inode may be given to another.
    func remember(_ position: FilePosition, as name: String, isUnlinked: Bool = false) {
        var position = position
        if isUnlinked { position.identity = FileIdentity(stat()) }
        closed.append((name, position))
        if closed.count > KnownFiles.most { closed.removeFirst(KnownFiles.most / 4) }
    }

    /// Whether a file is being read, under whatever name.
    func isOpen(_ identity: FileIdentity) -> Bool { open[identity]?.file != nil }

    /// Whether a file is being read, or was read and is remembered.
    func knows(_ identity: FileIdentity) -> Bool {
        isOpen(identity) || closed.contains { $0.position.identity == identity }
    }

    /// Reads a packed file; of one that rotation made of a file that was read only what was not read. Answers whether there was
    /// anything to read.
    ///
    /// - Throws: ``InputError`` after the last good line, if the data is damaged or ends early.
    func readPacked(_ path: String, until isStopped: () -> Bool = { false }, _ sink: FileTail.NamedSink)
        throws(InputError)
        -> Bool
    {
        let file = PackedFile(path: path)
        guard let beginning = file.beginning() else { return false }
        if closed.contains(where: { $0.position.identity == beginning.identity && beginning.mayContinue($0.position) })
        {
            return false
        }
        let original = original(of: path, beginning)
        // While the file itself is open it is read to its end.
        if let original, original.isOpen { return false }
        var read = original?.position ?? beginning
        let (skip, line, name) = (Int(read.offset), read.line, original?.name ?? path)
        read.identity = beginning.identity
        remember(read, as: name)
        var count = 0
        let counting: LineSplitter.Sink = { lines, first in
            count += lines.count
            sink(name)(lines, first)
        }
        try file.read(skip: skip, line: line, counting, until: isStopped)
        return count > 0
    }

    /// Of a file whose name says that rotation made it: the file that it is a copy of, how much of that has been read, and
    /// whether that is open still.
    func original(of path: String, _ copy: FilePosition) -> (name: String, position: FilePosition, isOpen: Bool)? {
        original(of: path) { $0.offset > 0 && copy.mayContinue($0) }
    }

    /// Whether a file may be a copy that has only begun to be written: it is empty, or shorter than what was read of a file
    /// whose name says that it is the original, and the same as far as it goes.
    func mayBecomeCopy(_ path: String, _ copy: FilePosition) -> Bool {
        if copy.beginning.isEmpty { return true }
        guard copy.beginning.count < FilePosition.beginningLength else { return false }
        return original(of: path) {
            $0.beginning.count > copy.beginning.count && $0.beginning.starts(with: copy.beginning)
        } != nil
    }

    private func original(of path: String, where matches: (FilePosition) -> Bool)
        -> (name: String, position: FilePosition, isOpen: Bool)?
    {
        let (folder, name) = RotatedName.split(path)
        func isOriginal(_ known: String, _ position: FilePosition) -> Bool {
            let (itsFolder, itsName) = RotatedName.split(known)
            return itsFolder == folder && RotatedName.isRotated(name, of: itsName) && matches(position)
        }
        for (_, open) in open {
            if let file = open.file, isOriginal(file.name, file.position) { return (file.name, file.position, true) }
        }
        return closed.last { isOriginal($0.name, $0.position) }.map { ($0.name, $0.position, false) }
    }
}
