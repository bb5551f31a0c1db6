import Synchronization
import Telemetry

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension SourceReader {
    /// Reads what comes to followed files, and files that come to match a pattern, until the task is cancelled.
    func follow(into store: TelemetryStore) async {
        let watch = FileWatch()
        watchFolders(watch)
        await withTaskCancellationHandler {
            await look(FileWatch.Due(everything: true, folders: true), watch, into: store)
            for await _ in watch.bell {
                try? await Task.sleep(for: FileWatch.gathering)
                await look(watch.take(), watch, into: store)
                watch.rearm()
            }
        } onCancel: {
            watch.stop()
        }
        await blocking(on: queue) { self.files.withLock { $0.finish { self.sink(store, $0) } } }
    }

    private func look(_ due: FileWatch.Due, _ watch: FileWatch, into store: TelemetryStore) async {
        await blocking(on: queue) {
            self.files.withLock { files in self.look(due, watch, into: store, &files) }
        }
        rounds.ring()
    }

    /// One look at what is due.
    private func look(
        _ due: FileWatch.Due,
        _ watch: FileWatch,
        into store: TelemetryStore,
        _ files: inout FollowedFiles
    ) {
        func read(_ names: Set<String>?, taken: [String: Int] = [:]) -> FollowedFiles.Look {
            let look = files.look(at: names, taken: taken, now: now(), until: { isStopped }) { sink(store, $0) }
            take(look)
            return look
        }
        let look = read(due.everything ? nil : due.names, taken: due.taken)
        if due.everything { watch.distrust(look.grown.subtracting(due.names)) }
        if due.everything || due.folders {
            let problems = files.meet(patternMatches(), now: now(), until: { isStopped }) { sink(store, $0) }
            for problem in problems { report(problem) }
        }
        let new = files.takeUnwatched()
        for path in new { watch.watch(path) }
        // What was written to them before they were watched.
        if !new.isEmpty { _ = read(Set(new)) }
        let waiting = files.waiting
        state.withLock { $0.waiting = waiting }
    }

    private func patternMatches() -> [String] {
        sources.flatMap { source -> [String] in
            if case .pattern(let pattern) = source { Source.expand(pattern) } else { [] }
        }
    }

    /// Where new files of patterns will appear, as far as that is one folder.
    private func watchFolders(_ watch: FileWatch) {
        for case .pattern(let pattern) in sources {
            let (folder, _) = RotatedName.split(pattern)
            if !folder.contains(where: { "*?[".contains($0) }) { watch.watch(folder: folder) }
        }
    }

    /// Counts what happened to files, and says of what may have cost lines where it was.
    func take(_ look: FollowedFiles.Look) {
        for problem in look.problems { report(problem) }
        for change in look.changes {
            switch change {
            case .truncated(let file, let offset):
                state.withLock { $0.loaded.removeValue(forKey: file)?.markGone() }
                note(
                    "\(file): was cut or written anew after byte \(offset) and is read again from its beginning; what came since the last look, if anything, is lost"
                ) { $0.truncations += 1 }
            case .vanished(let file):
                note(
                    "\(file): a file of this name was removed before all of it could be read; what it held beyond that is lost"
                ) { $0.vanished += 1 }
            case .recovered: state.withLock { $0.counters.recovered += 1 }
            case .replaced: break
            }
        }
        note(passedOver: look.passedOver)
    }

    private func note(_ text: String, _ count: (inout InputCounters) -> Void) {
        state.withLock {
            count(&$0.counters)
            if $0.notes.count < 100 { $0.notes.append(text) }
        }
    }

    func note(passedOver: Int) { state.withLock { $0.counters.passedOver += passedOver } }
}

/// Every file that is read is open: asks for as many as the system lets this process have.
func allowManyOpenFiles() {
    #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    setrlimit(resource, &limit)
}
