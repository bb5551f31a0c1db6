import EventModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Files in a folder, locked with `flock`: a lock ends with the process that holds it, however it ends.
struct DiskStore: RecordStore {
    let folder: String

    func names() throws -> [String] {
        guard let directory = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw failure("list", folder)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    func read(_ name: String, from offset: Int, limit: Int) throws -> [UInt8]? {
        let descriptor = systemOpen(path(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("open", path(name))
        }
        let file = DiskFile(descriptor: descriptor, path: path(name))
        defer { file.close() }
        return try file.read(from: offset, limit: limit)
    }

    func open(_ name: String) throws -> (any RecordFile)? {
        let file = try make(name)
        // Someone who only asks whether it is held holds it for a moment.
        for _ in 0..<50 {
            if flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 { return file }
            guard errno == EWOULDBLOCK || errno == EINTR else {
                file.close()
                throw failure("lock", path(name))
            }
            if try !isHeld(name) { continue }
            usleep(500)
        }
        file.close()
        return nil
    }

    func isHeld(_ name: String) throws -> Bool {
        let descriptor = systemOpen(path(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer {
            flock(descriptor, LOCK_UN)
            _ = systemClose(descriptor)
        }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    func exclusively<R>(_ name: String, _ body: (any RecordFile) throws -> R) throws -> R {
        let file = try make(name)
        defer { file.close() }
        while flock(file.descriptor, LOCK_EX) != 0 { if errno != EINTR { throw failure("lock", path(name)) } }
        return try body(file)
    }

    func replace(_ name: String, with bytes: [UInt8]) throws {
        let temporary = path("." + name + ".\(getpid())")
        unlink(temporary)
        let descriptor = systemOpen(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("create", temporary) }
        let file = DiskFile(descriptor: descriptor, path: temporary)
        defer { file.close() }
        try file.append(bytes, isDurable: true)
        guard rename(temporary, path(name)) == 0 else { throw failure("rename", temporary) }
    }

    func remove(_ name: String) throws {
        guard unlink(path(name)) == 0 || errno == ENOENT else { throw failure("remove", path(name)) }
    }

    private func path(_ name: String) -> String { folder + "/" + name }

    private func make(_ name: String) throws -> DiskFile {
        let path = path(name)
        var descriptor = systemOpen(path, O_RDWR | O_APPEND | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT {
            try makeFolders()
            descriptor = systemOpen(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
            // A file whose name is not on disk is lost with its folder's last change.
            let directory = systemOpen(folder, O_RDONLY | O_CLOEXEC)
            if directory >= 0 {
                fsync(directory)
                _ = systemClose(directory)
            }
        }
        guard descriptor >= 0 else { throw failure("open", path) }
        return DiskFile(descriptor: descriptor, path: path)
    }

    private func makeFolders() throws {
        var path = ""
        for part in folder.split(separator: "/", omittingEmptySubsequences: false) {
            path += path.isEmpty && part.isEmpty ? "/" : path.hasSuffix("/") || path.isEmpty ? part : "/" + part
            if path != "/", mkdir(path, 0o700) != 0, errno != EEXIST { throw failure("make", path) }
        }
    }
}

func failure(_ verb: String, _ path: String) -> DeadLetterError {
    DeadLetterError(.unavailable, "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
}

// The calls under names that the types' own methods do not hide.
private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t = 0) -> Int32 { open(path, flags, mode) }
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
