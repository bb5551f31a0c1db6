import Dashboard
import DeadLetters
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite struct DeadLettersScreenTests {
    typealias Sample = SampleDeadLetters

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func queuesGroupsAndMessages(size: Size, name: String) {
        var ui = Sample.driver(size)
        ui.type("j")
        expectGolden(ui.text, "dead-letters-\(name)")
    }

    @Test func withoutUnicodeAndColoursNothingIsLost() {
        var ui = Sample.driver(DashboardDriver.wide, theme: Theme(isASCII: true, hasColors: false))
        ui.type("j ")
        expectGolden(ui.text, "dead-letters-ascii-140x40")
        for row in ui.text.split(separator: "\n") { #expect(row.utf8.allSatisfy { $0 < 0x80 }, "\(row)") }
    }

    @Test func anEmptyQueueTeaches() {
        var view = DeadLetterView()
        view.available = true
        #expect(Sample.driver(DashboardDriver.narrow, view).text.contains("Asking the broker"))
        view.loaded = true
        expectGolden(Sample.driver(DashboardDriver.narrow, view).text, "dead-letters-none-80x24")
        view.queues = [
            DeadLetterQueueSummary(
                queue: DeadLetterQueue(name: "payments-dlq", source: "orders-payment", depth: 0, maxReceiveCount: 3),
                groups: []
            )
        ]
        var ui = Sample.driver(DashboardDriver.narrow, view)
        expectGolden(ui.text, "dead-letters-empty-80x24")
        ui.type("R*D t")
        #expect(ui.takeEffects().isEmpty)
    }

    @Test func filesHaveNoBroker() {
        var ui = Sample.driver(DashboardDriver.narrow, DeadLetterView())
        expectGolden(ui.text, "dead-letters-files-80x24")
        #expect(ui.dashboard.interest.matching == "hop=deadletter")
        ui.type("RD")
        #expect(ui.takeEffects().isEmpty)

        // What the records tell of dead letters is listed.
        let rows = (0..<3).map {
            RecordRow(
                id: $0,
                timestamp: SampleFlow.at(Int64($0) * 100),
                severity: .error,
                service: "payments-dlq",
                correlationID: SampleFlow.id,
                message: "message-\($0) died\u{1B}[2J",
                hop: .deadletter,
                resource: "payments-dlq",
                errorType: "CardDeclined"
            )
        }
        var matches = MatchList(query: "hop=deadletter")
        matches.hold(0..<3)
        matches.append(0..<3, [0, 2])
        ui.snapshot.records = Records(rows: rows)
        ui.snapshot.matches = matches
        expectGolden(ui.text, "dead-letters-files-hops-80x24")
        ui.press(.enter)
        #expect(ui.dashboard.page == .logs)
    }

    @Test func groupsKeepTheirPlacesWhileTheirCountsChange() {
        var ui = Sample.driver()
        ui.snapshot.deadLetters.queues[0].groups = [Sample.silent, Sample.declined]
        let rows = ui.text.split(separator: "\n").map(String.init)
        let declined = rows.firstIndex { $0.contains("CardDeclined: card ending #") } ?? .max
        let silent = rows.firstIndex { $0.contains("Timeout: gateway") } ?? .min
        #expect(declined < silent)
        #expect(rows.contains { $0.contains("order-1042") }, "and stay open")
    }

    @Test func aFoldedGroupIsStoodForByOneOfItsMessages() {
        var ui = Sample.driver()
        ui.type("[j")
        let peek = DeadLetterPage(queue: "payments-dlq", group: Sample.silent.fingerprint, limit: 1)
        #expect(ui.dashboard.interest.deadLetters == [peek])
        ui.snapshot.deadLetters.pages[peek] = [Sample.letter(9)]
        #expect(ui.text.contains("event-9"))
        #expect(ui.text.contains("same cause as 1 other"))
    }

    @Test func aBrokerThatDoesNotAnswerIsSaid() {
        var view = Sample.view()
        view.failure = "payments-dlq: database is locked"
        #expect(Sample.driver(DashboardDriver.wide, view).text.contains("▲ payments-dlq: database is locked"))
    }

    @Test func moreMessagesThanFit() {
        var view = Sample.view()
        var group = Sample.declined
        group.count = 12_345
        view.queues[0].groups[0] = group
        view.queues[0].queue.depth = 12_347
        let page = (1...200).map { Sample.letter($0) }
        view.pages = [DeadLetterPage(queue: "payments-dlq", group: group.fingerprint): page]
        var ui = Sample.driver(DashboardDriver.narrow, view)
        ui.press(.end)
        expectGolden(ui.text, "dead-letters-overflow-80x24")
        #expect(
            ui.dashboard.interest.deadLetters.map(\.limit).sorted() == [1, 200, 200],
            "and one of the folded group"
        )
    }

    @Test func wideAndHostileMessages() {
        var letters = Sample.letters
        letters[0].eventType = "注文が作成されました🧾"
        letters[0].error = ErrorInfo(
            type: "Bad\u{1B}[31m",
            message: "\u{9B}2J\u{202E}live\u{7}",
            stack: "\u{1B}]52;c;AA\u{7}"
        )
        letters[0].body = Array("{\"a\u{1B}\":1}".utf8)
        letters[1].eventType = "\u{1B}[2J\u{1B}]0;title\u{7}"
        letters[1].lockedBy = "evil\u{1B}[0m"
        var view = Sample.view(letters)
        view.queues[0].groups[0].error = "Bad\u{1B}[31m: 引き落とし失敗 \u{202E}"
        var ui = Sample.driver(DashboardDriver.narrow, view)
        ui.type("j")
        expectGolden(ui.text, "dead-letters-hostile-80x24")
        ui.press(.enter)
        for text in [ui.text] {
            for scalar in text.unicodeScalars where scalar != "\n" {
                #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar != "\u{202E}")
            }
        }
    }

    @Test func queuesWithoutRoomAreCountedWithTheirDead() {
        var view = Sample.view()
        view.queues += (1...12).map {
            let queue = DeadLetterQueue(name: "zz-\($0)-dlq", source: "orders", depth: 2)
            return DeadLetterQueueSummary(queue: queue, groups: [])
        }
        var ui = Sample.driver(DashboardDriver.narrow, view)
        #expect(ui.text.contains("zz-7-dlq"))
        #expect(!ui.text.contains("zz-8-dlq"))
        #expect(ui.text.contains("5 more, 10 dead"))
        ui.press(.backTab, .end)
        #expect(ui.text.contains("zz-12-dlq"))
        #expect(ui.text.contains("5 more, 20 dead"), "those above count as well")
        view.queues = Array(view.queues.prefix(10))
        #expect(!Sample.driver(DashboardDriver.narrow, view).text.contains(" more, "), "all of them fit")
    }

    @Test func enterBesideTheBodyOpensTheMessage() {
        var ui = Sample.driver()
        ui.press(.tab, .enter)
        #expect(ui.text.contains("Message message-1 in payments-dlq"))
        ui.press(.escape)
        #expect(ui.text.contains("▾ CardDeclined"), "the group stays as it was")
    }

    @Test func theNoteOfLinesLeavesTheFirstRowReadable() throws {
        var ui = Sample.driver(DashboardDriver.narrow)
        ui.type("j")
        ui.press(.enter)
        for _ in 0..<40 {
            let row = try #require(ui.text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(3).first)
            // "19 of 54 lines", and before its number a blank.
            let words = row.split(separator: " ").suffix(4)
            #expect(words.last == "lines" && Int(words[words.startIndex]) != nil, "\(row)")
            ui.press(.down)
        }
    }

    @Test func aMessageWhole() {
        var ui = Sample.driver(DashboardDriver.wide)
        ui.type("jjj")
        ui.press(.enter)
        expectGolden(ui.text, "message-140x40")
        ui.type("y")
        #expect(ui.takeEffects() == [.copy(Sample.letters[2].encodedBody.text)])
        ui.type("R")
        #expect(ui.takeEffects() == [.plan(PlanRequest(queue: "payments-dlq", selection: .ids(["message-3"])))])
    }

    @Test func aBinaryBodyIsShownInHexadecimal() {
        var view = Sample.view([Sample.letter(1, body: Array(0...40).map { UInt8($0 * 6) })])
        view.queues[0].groups[0].count = 1
        var ui = Sample.driver(DashboardDriver.wide, view)
        ui.type("j")
        #expect(ui.text.contains("41 B, in hexadecimal"))
        #expect(ui.text.contains("0000  00 06 0c 12 18 1e 24 2a"))
    }

    @Test func panesAndFolds() {
        var ui = Sample.driver()
        ui.type("-")
        #expect(ui.lines(with: "order-1043").isEmpty)
        ui.type("j+")
        #expect(ui.dashboard.interest.deadLetters.map(\.group) == [Sample.silent.fingerprint])
        ui.type("]")
        #expect(
            Set(ui.dashboard.interest.deadLetters.map(\.group)) == [
                Sample.silent.fingerprint, Sample.declined.fingerprint,
            ]
        )
        ui.press(.backTab, .down)
        #expect(ui.lines(with: "▌").first?.contains("uploads-dlq") == true)
        ui.press(.enter)
        ui.open(.deadLetters(queue: "payments-dlq"))
        #expect(ui.lines(with: "from orders-payment").count == 1)
    }

    @Test func theBodyScrollsInItsPane() {
        var ui = Sample.driver()
        ui.type("j")
        ui.press(.tab)
        #expect(ui.text.contains("specversion"))
        ui.type("jj")
        #expect(!ui.text.contains("specversion"))
        ui.press(.escape)
        ui.type("j")
        #expect(ui.text.contains("event-2"), "the keys are the list's again")
    }

    @Test func theFlowOfAMessage() {
        var ui = Sample.driver()
        ui.type("jjt")
        #expect((ui.top as? FlowScreen)?.correlationID == Sample.letters[1].correlationID)
        #expect(ui.dashboard.interest.trace == Sample.letters[1].correlationID)
        ui.press(.escape)
        ui.type("y")
        #expect(ui.takeEffects() == [.copy(Sample.letters[1].correlationID ?? "")])
    }

    @Test func theSelectionStaysWhileOthersLeave() {
        var ui = Sample.driver(DashboardDriver.wide)
        ui.type("jjjj")
        let before = ui.lines(with: "▌")
        ui.snapshot.deadLetters = Sample.view(Array(Sample.letters.dropFirst(2)))
        #expect(ui.lines(with: "▌") == before)
    }

    @Test func whatIsSelectedIsWhatIsPlanned() {
        func plan(_ keys: String, _ press: Key...) -> [Effect] {
            var ui = Sample.driver()
            for key in press { ui.press(key) }
            ui.type(keys)
            return ui.takeEffects()
        }
        func request(_ selection: PlanRequest.Selection, cap: Int = 3) -> [Effect] {
            var options = RedriveOptions()
            options.cap = cap
            return [.plan(PlanRequest(queue: "payments-dlq", selection: selection, options: options))]
        }
        #expect(plan("R") == request(.group(Sample.declined.fingerprint)), "a group's row is the group")
        #expect(plan("jR") == request(.ids(["message-1"])), "a message's row is the message")
        #expect(plan("j  R") == request(.ids(["message-1", "message-2"])), "marks are what is marked")
        #expect(plan("*R") == request(.ids(Sample.letters.map(\.id))))
        #expect(plan("R", .left) == request(.all), "a queue's row is all of it")
        #expect(
            plan("D", .left) == request(.all, cap: .max),
            "a discard is planned too, with those that are quarantined"
        )
        for harmless in "abcdefghijklmnopqrstuvwxyz" {
            #expect(!plan(String(harmless)).contains { if case .plan = $0 { true } else { false } })
        }
    }
}
