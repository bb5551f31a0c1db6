import EventModel
import Telemetry

/// One queue's figures, out of the metrics it writes.
struct QueueFigures: Hashable, Sendable {
    var name: String
    /// Messages that can be received, that are being worked on, and that are delayed.
    var visible = 0
    var inFlight = 0
    var delayed = 0
    var oldest = Duration.zero
    /// Messages a second over the last ten seconds.
    var inRate = 0.0
    var outRate = 0.0
    /// How many messages the queue has grown by, a second, over the last half minute; negative when it shrinks.
    var growth = 0.0

    static let recent = Duration.seconds(10)
    static let trend = Duration.seconds(30)

    /// The queues on the stream, by name. Rates are of the time before `end`.
    static func all(_ metrics: [MetricSeries], end: Timestamp) -> [QueueFigures] {
        var queues: [String: QueueFigures] = [:]
        for series in metrics {
            guard let name = series.dimensions["QueueName"], let last = series.points.last else { continue }
            var queue = queues[name] ?? QueueFigures(name: name)
            switch series.name {
            case "ApproximateNumberOfMessagesVisible":
                queue.visible = Int(last.value)
                queue.growth = growth(series.points)
            case "ApproximateNumberOfMessagesNotVisible": queue.inFlight = Int(last.value)
            case "ApproximateNumberOfMessagesDelayed": queue.delayed = Int(last.value)
            case "ApproximateAgeOfOldestMessage": queue.oldest = .milliseconds(Int64(last.value * 1000))
            case "NumberOfMessagesSent": queue.inRate = rate(series.points, end)
            case "NumberOfMessagesDeleted": queue.outRate = rate(series.points, end)
            default: break
            }
            queues[name] = queue
        }
        return queues.values.sorted { $0.name < $1.name }
    }

    /// Counts are those since the point before.
    private static func rate(_ points: [MetricSeries.Point], _ end: Timestamp) -> Double {
        points.reversed().prefix { $0.at > end - recent }.reduce(0) { $0 + $1.value } / recent.inSeconds
    }

    private static func growth(_ points: [MetricSeries.Point]) -> Double {
        guard let last = points.last else { return 0 }
        let first = points.reversed().prefix { $0.at >= last.at - trend }.last ?? last
        let span = (last.at - first.at).inSeconds
        // A few points say nothing about where it goes.
        return span >= 5 ? (last.value - first.value) / span : 0
    }
}
