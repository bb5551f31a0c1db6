import Testing

@testable import Telemetry

@Suite struct CoresTests {
    @Test(arguments: [("\t0-3,6\n", 5), ("0\n", 1), ("0-127", 128), ("2,4,8-9", 4)])
    func countsAList(list: String, count: Int) { #expect(Cores.count(list) == count) }

    @Test(arguments: ["", "\n", "none"]) func whatIsNoListSaysNothing(list: String) {
        #expect(Cores.count(list) == nil)
    }

    @Test func atLeastOneIsAllowed() { #expect(Cores.allowed >= 1 && Cores.threads <= Cores.allowed) }
}
