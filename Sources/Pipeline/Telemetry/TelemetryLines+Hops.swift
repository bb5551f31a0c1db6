import EventModel

extension TelemetryLines {
    /// One hop of a flow: what it is, what caused it, and where it happened.
    struct Hop {
        var kind: HopKind
        var id: String
        var cause: String?
        var service: String
        var resource: String
        var eventType: String
        var correlationID: String?
    }

    /// Appends a hop's line.
    mutating func add(
        _ hop: Hop,
        at: Timestamp,
        _ message: String,
        _ severity: Severity = .info,
        _ more: (inout Fields) -> Void = { _ in }
    ) {
        let head = Head(
            at,
            severity,
            service: hop.service,
            eventType: hop.eventType,
            correlationID: hop.correlationID,
            message
        )
        add(head) { fields in
            fields.add("hop", hop.kind.rawValue)
            fields.add("event_id", hop.id)
            fields.add("causation_id", hop.cause)
            fields.add("resource", hop.resource)
            more(&fields)
        }
    }

    /// Appends metrics in CloudWatch Embedded Metric Format
    /// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html):
    /// one dimension, and the metrics' names, units and values.
    mutating func addMetrics(
        at: Timestamp,
        service: String,
        correlationID: String? = nil,
        dimension: (name: String, value: String),
        _ metrics: [(name: String, unit: String, value: Double)],
        _ more: (inout Fields) -> Void = { _ in }
    ) {
        let message =
            metrics.count == 1
            ? "\(metrics[0].name) \(JSON.double(metrics[0].value)) \(metrics[0].unit)" : "metrics of \(dimension.value)"
        let head = Head(
            at,
            .info,
            service: service,
            eventType: "Metrics",
            correlationID: correlationID,
            message
        )
        add(head) { fields in
            more(&fields)
            let definitions: [JSON] = metrics.map { ["Name": .string($0.name), "Unit": .string($0.unit)] }
            fields.add(
                "_aws",
                [
                    "Timestamp": .int(Int(at.milliseconds)),
                    "CloudWatchMetrics": [
                        [
                            "Namespace": "tailrace", "Dimensions": [[.string(dimension.name)]],
                            "Metrics": .array(definitions),
                        ]
                    ],
                ]
            )
            fields.add(dimension.name, dimension.value)
            for metric in metrics { fields.add(metric.name, JSON.double(metric.value)) }
        }
    }
}
