import EventModel

/// Points of an OpenTelemetry metric as lines of the Embedded Metric Format, which is how metrics stand on the stream.
enum OpenTelemetryMetric {
    /// A record for each point: its value under the metric's name; of a histogram or summary `NAME.count`, `NAME.sum` and
    /// so on. The point as it was stands under `point`.
    static func points(_ metric: JSON, _ surroundings: OpenTelemetryBody.Surroundings) -> [JSON] {
        let name = metric["name"]?.string ?? ""
        let unit = metric["unit"]?.string ?? ""
        for (type, snake) in [
            ("gauge", "gauge"), ("sum", "sum"), ("histogram", "histogram"),
            ("exponentialHistogram", "exponential_histogram"), ("summary", "summary"),
        ] {
            guard let data = metric[type] ?? metric[snake] else { continue }
            return (data.any("dataPoints")?.array ?? []).map { point in
                record(point, name: name, unit: unit, type: type, data: data, metric: metric, surroundings)
            }
        }
        return []
    }

    private static func record(
        _ point: JSON,
        name: String,
        unit: String,
        type: String,
        data: JSON,
        metric: JSON,
        _ surroundings: OpenTelemetryBody.Surroundings
    ) -> JSON {
        let values = values(point, name)
        let attributes = OpenTelemetryValue.attributes(point["attributes"])
        let time = OpenTelemetryValue.integer(point.any("timeUnixNano")) ?? 0
        var dimensions = surroundings.resource["service.name"] == nil ? [] : ["service.name"]
        dimensions += attributes.members.map(\.name).filter { $0 != "service.name" }
        let directive: JSON = [
            "Namespace": .string(surroundings.scope?["name"]?.string ?? "OpenTelemetry"),
            "Dimensions": [.array(dimensions.map { .string($0) })],
            "Metrics": .array(
                values.map { ["Name": .string($0.name), "Unit": .string(unit.isEmpty ? "None" : unit)] }
            ),
        ]
        var described: [JSON.Member] = [
            .init("name", .string(name)), .init("unit", .string(unit)), .init("type", .string(type)),
        ]
        if let value = values.first, values.count == 1 { described.append(.init("value", value.value)) }
        if let text = metric["description"] { described.append(.init("description", text)) }
        if let temporality = data.any("aggregationTemporality") {
            described.append(.init("aggregationTemporality", temporality))
        }
        if let monotonic = data.any("isMonotonic") { described.append(.init("isMonotonic", monotonic)) }
        var members: [JSON.Member] = [
            .init("_aws", ["Timestamp": .int(time / 1_000_000), "CloudWatchMetrics": [directive]])
        ]
        if time > 0 {
            members.append(.init("timestamp", .string(Timestamp(nanoseconds: Int64(time)).rfc3339(digits: 9))))
        }
        members.append(.init("metric", .object(JSON.Object(described))))
        members += values
        members.append(.init("point", OpenTelemetryValue.flattened(point)))
        var object = JSON.Object(members + surroundings.members())
        for attribute in attributes.members where object[attribute.name] == nil {
            object[attribute.name] = attribute.value
        }
        return .object(object)
    }

    /// The numbers of a point, under the names that they have on the stream.
    private static func values(_ point: JSON, _ name: String) -> [JSON.Member] {
        if let value = point.any("asDouble") ?? point.any("asInt") {
            return [.init(name, OpenTelemetryValue.number(value))]
        }
        return ["count", "sum", "min", "max"].compactMap { part in
            point[part].map { .init(name + "." + part, OpenTelemetryValue.number($0)) }
        }
    }
}
