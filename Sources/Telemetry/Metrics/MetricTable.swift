import EventModel

/// The metrics on the stream: CloudWatch Embedded Metric Format
/// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html),
/// by namespace, name and dimensions. Bounded in series and in points a series; what did not fit is counted.
struct MetricTable: Sendable {
    static let longestSeries = 600
    static let mostSeries = 2000
    /// Of one array value, as many as the format allows.
    static let mostValues = 100

    private(set) var series: [MetricSeries] = []
    /// Points not kept because there were too many series.
    private(set) var dropped = 0
    private var places: [Key: Int] = [:]
    private var points = 0

    /// Whether nothing came since `other` was copied from this table, or this from it.
    func isSame(as other: MetricTable) -> Bool { points == other.points && dropped == other.dropped }

    private struct Key: Hashable {
        var namespace: String
        var name: String
        var dimensions: [String: String]
    }

    var isEmpty: Bool { points == 0 && dropped == 0 }

    /// Takes over what another table holds, as if its lines came behind this one's.
    mutating func add(_ other: MetricTable) {
        dropped += other.dropped
        for one in other.series {
            let place = place(of: one)
            guard let place else {
                dropped += one.points.count
                continue
            }
            points += one.points.count
            series[place].points += one.points
            trim(place)
        }
    }

    /// Takes the metrics of the line that the decoder holds.
    mutating func take(_ decoder: LineDecoder, at fallback: Timestamp) {
        let tape = decoder.tape
        let aws = decoder.place(.metrics)
        guard tape.kind(aws) == .object, let directives = tape.member("CloudWatchMetrics".utf8, of: aws),
            tape.kind(directives) == .array
        else { return }
        let at =
            tape.member("Timestamp".utf8, of: aws).flatMap { TimeReading.value(tape, $0, .milliseconds) } ?? fallback
        tape.elements(directives) { directive in
            take(directive, tape, at)
            return true
        }
    }

    private mutating func take(_ directive: Int, _ tape: JSONTape, _ at: Timestamp) {
        guard let names = tape.member("Metrics".utf8, of: directive), tape.kind(names) == .array,
            let namespace = tape.member("Namespace".utf8, of: directive), tape.kind(namespace) == .string
        else { return }
        let sets = tape.member("Dimensions".utf8, of: directive).map { dimensions($0, tape) } ?? [[:]]
        tape.elements(names) { metric in
            guard let nameAt = tape.member("Name".utf8, of: metric), tape.kind(nameAt) == .string,
                let value = tape.member(tape.bytes(nameAt), of: JSONTape.top)
            else { return true }
            let unit =
                tape.member("Unit".utf8, of: metric).flatMap { tape.kind($0) == .string ? tape.string($0) : nil }
                ?? "None"
            var values: [Double] = []
            if let number = tape.number(value) {
                values = [number]
            } else if tape.kind(value) == .array {
                tape.elements(value) { element in
                    if let number = tape.number(element) { values.append(number) }
                    return values.count < MetricTable.mostValues
                }
            }
            for set in sets {
                add(tape.string(namespace), tape.string(nameAt), unit, set, values, at)
            }
            return true
        }
    }

    /// The values of each set of dimension names; a set whose member is missing is left out, as CloudWatch does.
    private func dimensions(_ sets: Int, _ tape: JSONTape) -> [[String: String]] {
        guard tape.kind(sets) == .array else { return [[:]] }
        var result: [[String: String]] = []
        tape.elements(sets) { set in
            guard tape.kind(set) == .array else { return true }
            var values: [String: String] = [:]
            var complete = true
            tape.elements(set) { name in
                guard tape.kind(name) == .string, let value = tape.member(tape.bytes(name), of: JSONTape.top) else {
                    complete = false
                    return false
                }
                values[tape.string(name)] =
                    tape.kind(value) == .string ? tape.string(value) : tape.json(value).description
                return true
            }
            if complete { result.append(values) }
            return true
        }
        return result.isEmpty ? [[:]] : result
    }

    private mutating func add(
        _ namespace: String,
        _ name: String,
        _ unit: String,
        _ dimensions: [String: String],
        _ values: [Double],
        _ at: Timestamp
    ) {
        guard !values.isEmpty else { return }
        let fresh = MetricSeries(namespace: namespace, name: name, unit: unit, dimensions: dimensions, points: [])
        guard let place = place(of: fresh) else {
            dropped += values.count
            return
        }
        points += values.count
        for value in values { series[place].points.append(MetricSeries.Point(at: at, value: value)) }
        trim(place)
    }

    /// Where a series stands; a new one is taken if there is room.
    private mutating func place(of one: MetricSeries) -> Int? {
        let key = Key(namespace: one.namespace, name: one.name, dimensions: one.dimensions)
        if let known = places[key] { return known }
        guard series.count < MetricTable.mostSeries else { return nil }
        places[key] = series.count
        var fresh = one
        fresh.points = []
        series.append(fresh)
        return series.count - 1
    }

    /// Trimmed in halves, so that dropping the oldest costs nothing per point.
    private mutating func trim(_ place: Int) {
        guard series[place].points.count >= MetricTable.longestSeries * 2 else { return }
        series[place].points.removeFirst(series[place].points.count - MetricTable.longestSeries)
    }
}
