import Dashboard
import DeadLetters
import EventModel
import TerminalUI
import Testing

/// A group of a million messages, of which a few pages are ever there.
@Suite struct LetterPagingTests {
    typealias Sample = SampleDeadLetters
    static let count = 1_000_000

    static func letter(_ n: Int) -> DeadLetter {
        DeadLetter(
            id: "m\(n)",
            queue: "payments-dlq",
            source: DeadLetter.Destination(.queue, "orders-payment"),
            eventType: "OrderPlaced",
            correlationID: "flow-\(n)",
            reason: "MaxReceiveCountExceeded",
            error: ErrorInfo(type: "CardDeclined", message: "declined"),
            receiveCount: 3,
            died: Sample.now - .seconds(2_000_000) + .seconds(n),
            expires: Sample.now + .seconds(2_000_000) - .seconds(n),
            attributes: ["subject": "order-\(n)"],
            body: []
        )
    }

    /// What a broker would answer.
    static func answer(_ page: DeadLetterPage) -> [DeadLetter] {
        guard page.group == Sample.declined.fingerprint else { return [] }
        func number(_ cursor: DeadLetterCursor) -> Int { Int(cursor.id.dropFirst()) ?? 0 }
        switch page.order {
        case .died:
            let first = page.after.map { number($0) + 1 } ?? 0
            return (first..<min(count, first + page.limit)).map(letter)
        case .expires:
            let first = page.after.map { number($0) - 1 } ?? count - 1
            return stride(from: first, to: max(-1, first - page.limit), by: -1).map(letter)
        }
    }

    /// Answers what is wanted, as the engine would between two frames.
    static func answer(_ ui: inout DashboardDriver) {
        for _ in 0..<3 {
            let wanted = ui.dashboard.interest.deadLetters
            if wanted == Set(ui.snapshot.deadLetters.pages.keys) { return }
            ui.snapshot.deadLetters.pages = Dictionary(uniqueKeysWithValues: wanted.map { ($0, answer($0)) })
        }
    }

    static func driver(_ size: Size = DashboardDriver.narrow) -> DashboardDriver {
        var view = Sample.view()
        view.queues[0].groups[0].count = count
        view.queues[0].queue.depth = count + 2
        view.pages = [:]
        var ui = Sample.driver(size, view)
        answer(&ui)
        return ui
    }

    @Test func everyMessageIsWalkedThroughInTurn() {
        var ui = Self.driver()
        for n in 0..<450 {
            ui.type("j")
            Self.answer(&ui)
            #expect(ui.lines(with: "▌").first?.contains("flow-\(n) ") == true, "\(n): \(ui.lines(with: "▌"))")
            let wanted = ui.dashboard.interest.deadLetters
            #expect(wanted.count <= 3 && wanted.allSatisfy { $0.limit <= 200 }, "never more than some pages")
        }
        for n in (0..<449).reversed() {
            ui.type("k")
            Self.answer(&ui)
            #expect(ui.lines(with: "▌").first?.contains("flow-\(n) ") == true, "\(n): \(ui.lines(with: "▌"))")
        }
    }

    @Test func pagesTurnWithoutAnswersAndStandStillUntilTheyCome() {
        var ui = Self.driver()
        for _ in 0..<200 { ui.press(.pageDown) }
        #expect(ui.text.contains("more"))
        let before = ui.lines(with: "▌")
        ui.type("j")
        #expect(ui.lines(with: "▌") == before, "there is nothing to walk to")
        Self.answer(&ui)
        #expect(ui.lines(with: "▌").first?.contains("flow-") == true, "the first that has come is selected")
        expectGolden(ui.text, "dead-letters-million-80x24")
        ui.type("g")
        Self.answer(&ui)
        ui.type("j")
        #expect(ui.lines(with: "▌").first?.contains("flow-0 ") == true)
    }

    @Test func sortedByExpiryThePagesAreOthers() {
        var ui = Self.driver(DashboardDriver.wide)
        ui.type("x")
        Self.answer(&ui)
        #expect(ui.dashboard.interest.deadLetters.allSatisfy { $0.order == .expires })
        ui.type("gj")
        Self.answer(&ui)
        #expect(ui.text.contains("order-999999"))
        #expect(ui.text.contains("by expiry"))
        ui.type("x")
        Self.answer(&ui)
        ui.type("gj")
        #expect(ui.text.contains("order-0"))
    }

    @Test func messagesThatLeaveOrComeBetweenArePassedOver() {
        var window = LetterWindow()
        let group = Sample.declined.fingerprint
        func learn(_ leave: Set<Int> = []) -> [DeadLetterPage: [DeadLetter]] {
            var pages: [DeadLetterPage: [DeadLetter]] = [:]
            for page in window.pages("payments-dlq", group, .died) {
                var wide = page
                wide.limit += leave.count
                pages[page] = Array(
                    Self.answer(wide).filter { !leave.contains(Int($0.id.dropFirst()) ?? 0) }.prefix(page.limit)
                )
            }
            return pages
        }
        window.learn("payments-dlq", group, .died, from: learn())
        // The first hundred are redriven: the first page now reaches into the second, and none shows twice.
        let pages = learn(Set(0..<100))
        window.learn("payments-dlq", group, .died, from: pages)
        let stretch = window.stretch("payments-dlq", group, .died, in: pages)
        #expect(stretch?.letters.map(\.id) == (100..<400).map { "m\($0)" })
    }
}
