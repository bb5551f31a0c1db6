import EventModel
import Testing

@testable import Telemetry

@Suite("Metrics on the stream")
struct MetricTests {
    static func line(
        _ value: String,
        name: String = "Depth",
        queue: String = "q",
        at ms: Int = 1_790_000_000_000,
        dimensions: String = #"[["QueueName"]]"#
    ) -> String {
        #"{"_aws":{"Timestamp":\#(ms),"CloudWatchMetrics":[{"Namespace":"Shop","Dimensions":\#(dimensions),"Metrics":[{"Name":"\#(name)","Unit":"Count"}]}]},"QueueName":"\#(queue)","\#(name)":\#(value)}"#
    }

    @Test("Points of one name and one set of dimensions are one series")
    func series() throws {
        let snapshot = TestLog.snapshot([
            Self.line("1"), Self.line("2.5", at: 1_790_000_001_000), Self.line("9", queue: "other"),
            Self.line("[1,2,3]", name: "Latency"),
        ])
        let metrics = snapshot.metrics()
        #expect(metrics.count == 3)
        let depth = try #require(metrics.first { $0.name == "Depth" && $0.dimensions == ["QueueName": "q"] })
        #expect(depth.namespace == "Shop" && depth.unit == "Count")
        #expect(depth.points.map(\.value) == [1, 2.5])
        #expect(depth.points[1].at == Timestamp(nanoseconds: 1_790_000_001_000_000_000))
        #expect(metrics.first { $0.name == "Latency" }?.points.map(\.value) == [1, 2, 3])
    }

    @Test("Sets of dimensions are series of their own; a set with a missing member is left out")
    func dimensionSets() {
        let metrics = TestLog.snapshot([Self.line("1", dimensions: #"[["QueueName"],[],["QueueName","Absent"]]"#)])
            .metrics()
        #expect(metrics.map(\.dimensions) == [["QueueName": "q"], [:]])
    }

    @Test(
        "What is no metric makes no series",
        arguments: [
            #"{"_aws":1}"#, #"{"_aws":{}}"#, #"{"_aws":{"CloudWatchMetrics":{}}}"#,
            #"{"_aws":{"CloudWatchMetrics":[1,{"Namespace":"N"}]}}"#,
            #"{"_aws":{"CloudWatchMetrics":[{"Namespace":"N","Metrics":[{"Name":"A"},{},3]}]},"A":"text"}"#,
            #"{"_aws":{"CloudWatchMetrics":[{"Namespace":"N","Metrics":[{"Name":"A"}]}]}}"#,
        ]
    )
    func noMetric(_ line: String) {
        let snapshot = TestLog.snapshot([line])
        #expect(snapshot.metrics().isEmpty)
        #expect(snapshot.counters.malformed == 0)
    }

    @Test("Points and series are bounded; what did not fit is counted")
    func bounds() throws {
        let many = TestLog.snapshot((0..<3000).map { Self.line("\($0)") })
        let points = try #require(many.metrics().first).points
        #expect(points.count == MetricTable.longestSeries)
        #expect(points.last?.value == 2999 && points.first?.value == Double(3000 - MetricTable.longestSeries))
        let wide = TestLog.snapshot((0..<(MetricTable.mostSeries + 10)).map { Self.line("1", queue: "q\($0)") })
        #expect(wide.metrics().count == MetricTable.mostSeries)
        #expect(wide.metricTable.dropped == 10)
    }

    @Test("A snapshot's metrics stay as they were")
    func immutable() {
        let store = TestLog.store([Self.line("1")])
        let before = store.snapshot()
        TestLog.append([Self.line("2")], to: store)
        #expect(before.metrics()[0].points.count == 1)
        #expect(store.snapshot().metrics()[0].points.count == 2)
    }
}
