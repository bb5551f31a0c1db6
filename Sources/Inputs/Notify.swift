#if canImport(Glibc)
    import Glibc

    /// Linux's inotify (https://man7.org/linux/man-pages/man7/inotify.7.html) over names: which of them may have changed.
    struct Notify: Sendable {
        let descriptor: Int32
        /// The names that led to a watched file when it was watched.
        private var files: [Int32: Set<String>] = [:]
        /// Watched folders as they were spelled.
        private var folders: [Int32: Set<String>] = [:]
        /// Names that are watched, by their folder and the rest of their name.
        private var names: [String: Set<String>] = [:]

        /// Nil where the system allows no more of it.
        init?() {
            descriptor = inotify_init1(O_NONBLOCK | O_CLOEXEC)
            if descriptor < 0 { return nil }
        }

        /// Answers whether changes of the file, or its coming to be, will be told.
        mutating func watch(_ path: String) -> Bool {
            let (folder, name) = RotatedName.split(path)
            guard watch(folder: folder) else { return false }
            names[folder, default: []].insert(String(name))
            let watch = inotify_add_watch(
                descriptor,
                path,
                UInt32(IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF)
            )
            if watch >= 0 { files[watch, default: []].insert(path) }
            // A file that is not there yet is told by its folder.
            return watch >= 0 || errno == ENOENT
        }

        mutating func watch(folder: String) -> Bool {
            let watch = inotify_add_watch(
                descriptor,
                folder,
                UInt32(IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR | IN_DELETE_SELF | IN_MOVE_SELF)
            )
            if watch >= 0 { folders[watch, default: []].insert(folder) }
            return watch >= 0
        }

        /// Reads what has been told since.
        ///
        /// - Parameters:
        ///   - changed: called with names that may have changed; `isTaken`: they were given to a file.
        ///   - folder: called when a folder has a new name.
        ///   - lost: called when there was more than the system keeps.
        ///   - untold: called with names whose folder is gone, so that nothing will be told about them.
        mutating func read(
            _ changed: (_ names: Set<String>, _ isTaken: Bool) -> Void,
            folder: () -> Void,
            lost: () -> Void,
            untold: (Set<String>) -> Void
        ) {
            withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 8) { buffer in
                while true {
                    let n = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                    guard n > 0 else { return }
                    var at = 0
                    // A fixed part of 16 bytes, then `len` bytes of a name that ends in zeros.
                    while at + 16 <= n {
                        let watch = buffer.loadUnaligned(fromByteOffset: at, as: Int32.self)
                        let mask = Int32(bitPattern: buffer.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
                        let length = Int(buffer.loadUnaligned(fromByteOffset: at + 12, as: UInt32.self))
                        let name = buffer[(at + 16)..<min(at + 16 + length, n)].prefix { $0 != 0 }
                        at += 16 + length
                        if mask & IN_Q_OVERFLOW != 0 { lost() }
                        if let paths = files[watch] { changed(paths, false) }
                        if let spelled = folders[watch] {
                            take(String(decoding: name, as: UTF8.self), mask, in: spelled, changed, folder, untold)
                        }
                        if mask & IN_IGNORED != 0 {
                            files[watch] = nil
                            folders[watch] = nil
                        }
                    }
                }
            }
        }

        private func take(
            _ name: String,
            _ mask: Int32,
            in folders: Set<String>,
            _ changed: (Set<String>, Bool) -> Void,
            _ newName: () -> Void,
            _ untold: (Set<String>) -> Void
        ) {
            for folder in folders {
                func path(_ name: String) -> [String] {
                    // A name in the folder where the program runs is spelled without it.
                    folder == "." ? [name, "./" + name] : [folder == "/" ? "/" + name : folder + "/" + name]
                }
                let isTaken = mask & (IN_CREATE | IN_MOVED_TO) != 0
                if names[folder]?.contains(name) ?? false { changed(Set(path(name)), isTaken) }
                if isTaken { newName() }
                if mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED) != 0 {
                    let all = Set((names[folder] ?? []).flatMap(path))
                    changed(all, false)
                    newName()
                    untold(all)
                }
            }
        }
    }
#else
    /// No doorbell of the file system is used here: names are looked at by the clock.
    struct Notify: Sendable {
        let descriptor: Int32
        init?() { return nil }
        mutating func watch(_ path: String) -> Bool { false }
        mutating func watch(folder: String) -> Bool { false }
        mutating func read(
            _ changed: (Set<String>, Bool) -> Void,
            folder: () -> Void,
            lost: () -> Void,
            untold: (Set<String>) -> Void
        ) {}
    }
#endif
