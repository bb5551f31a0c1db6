import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("Archives in flow files")
struct FlowArchivePartTests {
    private static let text = """
        flow: orders
        buses: [audit]
        buckets: [cold]
        archives:
          - ArchiveName: orders
            EventPattern: {source: [shop], detail-type: [NewOrder]}
            RetentionDays: 30
            BucketName: cold
            Description: Every order
          - {ArchiveName: audit, EventBusName: audit, EventPattern: '{"source": [{"prefix": "a"}]}'}
          - {ArchiveName: all}

        """

    private func read(_ text: String) throws(FlowMistakes) -> FlowFile {
        try FlowFile(Array(text.utf8), name: "f", FlowSurroundings(handlers: [:], folder: "/") { _ in nil })
    }

    @Test func theyAreReadAndDescribed() throws {
        let file = try read(Self.text)
        #expect(
            file.definition.archives == [
                ArchiveDefinition(
                    name: "orders",
                    pattern: ["source": ["shop"], "detail-type": ["NewOrder"]],
                    retentionDays: 30,
                    bucket: "cold",
                    summary: "Every order"
                ),
                ArchiveDefinition(name: "audit", bus: "audit", pattern: ["source": [["prefix": "a"]]]),
                ArchiveDefinition(name: "all"),
            ]
        )
        let drawn = FlowDrawing(file).lines(isASCII: true)
        for line in [
            "archive orders: Every order", "|- bus default  {\"source\":[\"shop\"],\"detail-type\":[\"NewOrder\"]}",
            "`- bucket cold, kept for 30 days", "|- bus default  every event but replayed ones",
            "`- bucket archives, kept for ever",
        ] {
            #expect(drawn.contains(line), "\(line) in \(drawn)")
        }
        let archive = try #require(file.json["archives"]?.array?.first)
        #expect(archive["name"] == "orders" && archive["retention_days"] == 30 && archive["bucket"] == "cold")
        #expect(file.json["archives"]?.array?.last?["pattern"] == .null)
        let graph = FlowGraph([file]).text { $0 }
        #expect(graph.contains(#""bus/audit" -> "archive/audit" [label="archived"]"#))
        #expect(graph.contains(#""archive/orders" -> "bucket/cold" [label="packed"]"#))
    }

    @Test(
        "Each mistake is named where it stands",
        arguments: [
            ("ArchiveName: audit, ", "", "archives[1]: has no ArchiveName; give the archive a name"),
            ("ArchiveName: audit", "ArchiveName: orders", "archives[1].ArchiveName: archive 'orders' is defined twice"),
            ("ArchiveName: all", "ArchiveName: a b", "archives[2].ArchiveName: must have letters"),
            (
                "ArchiveName: all", "ArchiveName: \(String(repeating: "x", count: 49))",
                "archives[2].ArchiveName: has 49 characters, but may have 48"
            ),
            ("EventBusName: audit", "EventBusName: audits", "there is no bus 'audits'; did you mean 'audit'?"),
            ("BucketName: cold", "BucketName: cool", "there is no bucket 'cool'; did you mean 'cold'?"),
            ("RetentionDays: 30", "RetentionDays: -1", "archives[0].RetentionDays: is -1, but must be from 0 to 36500"),
            ("source: [shop]", "source: shop", "archives[0].EventPattern.source: "),
            ("'{\"source\"", "'{source", "archives[1].EventPattern: is a text that is "),
            (
                "source: [shop]", "source: [\(String(repeating: "y", count: 4_090))]",
                "but may have 4096 (InvalidEventPatternException)"
            ),
            ("RetentionDays: 30", "RetentionDay: 30", "no such member; did you mean 'RetentionDays'?"),
            ("{ArchiveName: all}", "7", "archives[2]: must be an object, not the number 7"),
        ]
    )
    func mistakes(part: String, instead: String, mistake: String) {
        do throws(FlowMistakes) {
            _ = try read(Self.text.replacing(part, with: instead))
            Issue.record("nothing is wrong with \(instead)")
        } catch {
            let found = error.mistakes.map { "\($0.path): \($0.reason); \($0.advice)" }
            #expect(found.contains { $0.contains(mistake) }, "\(found)")
        }
    }
}
