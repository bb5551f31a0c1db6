import EventModel

/// Bodies of OpenTelemetry exports in JSON, as a collector's file exporter writes them and OTLP over HTTP carries them
/// (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding); names in camel case as the text says, or in snake
/// case as protobuf's readers also accept.
///
/// A log record, a span or a point of a metric becomes an object with its resource, its scope and its attributes.
enum OpenTelemetryBody {
    /// The records of a body; nil if it is none.
    static func records(_ members: [JSON.Member]) -> [JSON]? {
        var records: [JSON] = []
        var isBody = false
        for member in members {
            switch member.name {
            case "resourceLogs", "resource_logs":
                isBody = true
                each(member.value, "scopeLogs", "logRecords") { records.append(log($0, $1)) }
            case "resourceSpans", "resource_spans":
                isBody = true
                each(member.value, "scopeSpans", "spans") { records.append(span($0, $1)) }
            case "resourceMetrics", "resource_metrics":
                isBody = true
                each(member.value, "scopeMetrics", "metrics") { records += OpenTelemetryMetric.points($0, $1) }
            default: break
            }
        }
        return isBody && !records.isEmpty ? records : nil
    }

    /// What a record stands in.
    struct Surroundings {
        var resource: JSON.Object
        var scope: JSON?

        /// The members that every record has.
        func members() -> [JSON.Member] {
            var members: [JSON.Member] = []
            if let service = resource["service.name"] { members.append(.init("service.name", service)) }
            if !resource.members.isEmpty { members.append(.init("resource", ["attributes": .object(resource)])) }
            if let scope, let object = scope.object, !object.members.isEmpty {
                members.append(.init("scope", OpenTelemetryValue.flattened(scope)))
            }
            return members
        }
    }

    private static func each(
        _ resources: JSON,
        _ scopesName: String,
        _ recordsName: String,
        _ body: (JSON, Surroundings) -> Void
    ) {
        for resource in resources.array ?? [] {
            let attributes = OpenTelemetryValue.attributes(resource["resource"]?["attributes"])
            // Until 2022 scopes were libraries.
            let scopes =
                resource.any(scopesName) ?? resource.any("instrumentationLibrary" + scopesName.dropFirst(5)) ?? .null
            for scope in scopes.array ?? [] {
                let surroundings = Surroundings(
                    resource: attributes,
                    scope: scope["scope"] ?? scope.any("instrumentationLibrary")
                )
                for record in (scope.any(recordsName) ?? scope.any("logs"))?.array ?? [] { body(record, surroundings) }
            }
        }
    }

    private static func log(_ record: JSON, _ surroundings: Surroundings) -> JSON {
        var members: [JSON.Member] = []
        var ids: [JSON.Member] = []
        for member in record.object?.members ?? [] {
            switch OpenTelemetryValue.camelCase(member.name) {
            case "traceId": ids.append(.init("traceId", OpenTelemetryValue.id(member.value, bytes: 16)))
            case "spanId": ids.append(.init("spanId", OpenTelemetryValue.id(member.value, bytes: 8)))
            case "body": members.append(.init("body", OpenTelemetryValue.plain(member.value)))
            case "attributes":
                members.append(.init("attributes", .object(OpenTelemetryValue.attributes(member.value))))
            case "timeUnixNano" where OpenTelemetryValue.isZero(member.value): break
            case "severityNumber" where OpenTelemetryValue.isZero(member.value): break
            case let name: members.append(.init(name, member.value))
            }
        }
        return .object(JSON.Object(members + ids + surroundings.members()))
    }

    private static func span(_ span: JSON, _ surroundings: Surroundings) -> JSON {
        var members: [JSON.Member] = []
        let start = OpenTelemetryValue.integer(span.any("startTimeUnixNano"))
        let end = OpenTelemetryValue.integer(span.any("endTimeUnixNano"))
        // A record with a duration stands at its end, as an invocation's does.
        if let time = end ?? start {
            members.append(.init("timestamp", .string(Timestamp(nanoseconds: Int64(time)).rfc3339(digits: 9))))
        }
        members.append(.init("hop", "span"))
        if let name = span["name"] { members.append(.init("message", name)) }
        if let start, let end, end >= start {
            members.append(.init("duration_ms", .double(Double(end - start) / 1e6)))
        }
        for member in span.object?.members ?? [] {
            switch OpenTelemetryValue.camelCase(member.name) {
            case "traceId": members.append(.init("trace_id", OpenTelemetryValue.id(member.value, bytes: 16)))
            case "spanId": members.append(.init("span_id", OpenTelemetryValue.id(member.value, bytes: 8)))
            case "parentSpanId": members.append(.init("parent_span_id", OpenTelemetryValue.id(member.value, bytes: 8)))
            case "kind": members.append(.init("span_kind", kind(member.value)))
            case "attributes":
                members.append(.init("attributes", .object(OpenTelemetryValue.attributes(member.value))))
            case "status": members.append(.init("span_status", status(member.value)))
            case "events": members.append(.init("span_events", OpenTelemetryValue.flattened(member.value)))
            case "links": members.append(.init("span_links", OpenTelemetryValue.flattened(member.value)))
            case let name: members.append(.init(name, member.value))
            }
        }
        if let error = error(span) {
            members.append(.init("severity", "ERROR"))
            members.append(.init("error", error))
        }
        return .object(JSON.Object(members + surroundings.members()))
    }

    private static let kinds = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"]

    private static func kind(_ value: JSON) -> JSON {
        if let n = value.integer, kinds.indices.contains(n) { return .string(kinds[n]) }
        if let text = value.string, text.hasPrefix("SPAN_KIND_") { return .string(String(text.dropFirst(10))) }
        return value
    }

    private static func isError(_ status: JSON?) -> Bool {
        status?["code"]?.integer == 2 || status?["code"]?.string == "STATUS_CODE_ERROR"
    }

    private static func status(_ value: JSON) -> JSON {
        var members = [JSON.Member("code", isError(value) ? "ERROR" : value["code"]?.integer == 1 ? "OK" : "UNSET")]
        if value["code"]?.string == "STATUS_CODE_OK" { members[0].value = "OK" }
        if let message = value["message"] { members.append(.init("message", message)) }
        return .object(JSON.Object(members))
    }

    /// A span has failed by its status; what was thrown stands in an event of it.
    private static func error(_ span: JSON) -> JSON? {
        guard isError(span["status"]) else { return nil }
        var members: [JSON.Member] = []
        let thrown = span["events"]?.array?.last { $0["name"]?.string == "exception" }
        let attributes = OpenTelemetryValue.attributes(thrown?["attributes"])
        let own = OpenTelemetryValue.attributes(span["attributes"])
        if let type = attributes["exception.type"] ?? own["error.type"] { members.append(.init("type", type)) }
        let message = span["status"]?["message"]?.string.flatMap { $0.isEmpty ? nil : JSON.string($0) }
        members.append(.init("message", attributes["exception.message"] ?? message ?? span["name"] ?? ""))
        if let stack = attributes["exception.stacktrace"] { members.append(.init("stack", stack)) }
        return .object(JSON.Object(members))
    }
}
