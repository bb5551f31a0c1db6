import Testing

@testable import Programs

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("How much memory a program takes")
struct PeakMemoryTests {
    @Test func isLookedUpWhileItRuns() async {
        let memory = PeakMemory()
        #expect(memory.megabytes == nil)
        let watch = Task { await memory.watch(getpid()) }
        while memory.megabytes == nil { await Task.yield() }
        watch.cancel()
        await watch.value
        #expect((1...1_000_000).contains(memory.megabytes ?? 0))
    }

    @Test func aProgramThatHasEndedIsNotMeasured() async {
        let memory = PeakMemory()
        await memory.watch(pid_t.max)
        #expect(memory.megabytes == nil)
    }
}
