import Testing

@testable import Inputs

/// The real file system rings; nobody waits for a fixed time.
@Suite(.timeLimit(.minutes(1))) struct FileWatchTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Waits until something is due that fulfils a condition.
    private func due(_ watch: FileWatch, _ isMeant: (FileWatch.Due) -> Bool) async -> FileWatch.Due {
        for await _ in watch.bell {
            let due = watch.take()
            watch.rearm()
            if isMeant(due) { return due }
        }
        return FileWatch.Due()
    }

    @Test func ringsForWhatIsWrittenAndForWhatTakesItsName() async throws {
        let path = try folder.write("a\n", to: "log")
        let watch = FileWatch()
        watch.watch(path)
        watch.watch(folder.file("later"))
        try folder.append("b\n", to: "log")
        #expect(await due(watch) { !$0.names.isEmpty }.names == [path])
        try folder.rename("log", to: "log.1")
        #expect(await due(watch) { !$0.names.isEmpty }.names.contains(path))
        try folder.write("c\n", to: "later")
        let due = await due(watch) { $0.names.contains(folder.file("later")) }
        #expect(due.folders)
        watch.stop()
    }

    @Test func looksAtEverythingFromTimeToTime() async throws {
        let watch = FileWatch()
        #expect(await due(watch) { $0.everything }.everything)
        watch.stop()
    }

    /// Names that nothing tells about come with every tick.
    @Test func namesThatNothingTellsAboutAreDueAgainAndAgain() async throws {
        let watch = FileWatch()
        watch.watch("/nowhere/at/all")
        watch.distrust(["/some/remote/file"])
        let both: Set<String> = ["/nowhere/at/all", "/some/remote/file"]
        // Each comes again; on a busy machine a look may fall between the two.
        for _ in 0..<2 {
            var seen: Set<String> = []
            while seen != both { seen.formUnion(await due(watch) { !$0.names.isEmpty }.names) }
        }
        watch.stop()
    }

    @Test func aFolderThatGoesIsNoLongerTrusted() async throws {
        try folder.makeFolder("sub")
        let path = try folder.write("a\n", to: "sub/log")
        let watch = FileWatch()
        watch.watch(path)
        try folder.remove("sub")
        #expect(await due(watch) { $0.names.contains(path) }.names == [path])
        // From now on it is due with every tick, though nothing happens.
        for _ in 0..<2 { #expect(await due(watch) { !$0.names.isEmpty }.names == [path]) }
        watch.stop()
    }
}
