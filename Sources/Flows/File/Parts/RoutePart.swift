import EventModel
import JSONSchema
import Pipeline

/// A route of the gateway: `{Method, Path, Function}` and what it asks of requests
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html). Keys are never in a file.
enum RoutePart: FlowPart {
    static let section = "routes"

    private static let known = [
        "Method", "Path", "Function", "ApiKeyRequired", "Throttle", "KeyThrottle", "ContentTypes", "Schema",
        "MaximumBodySize", "TimeoutInMillis",
    ]

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        guard let object = reader.members(of: value, known) else { return }
        let method = method(object, &reader)
        let path = path(object, &reader)
        let function = reader.required(object, "Function", "name the function that answers")
        if let function, let value = object["Function"] { reader.refer(to: .function, function, at: value) }
        var route = RouteDefinition(
            method: method ?? "",
            path: path ?? root,
            function: function ?? "",
            flow: file.name.isEmpty ? "adhoc" : file.name
        )
        route.cors = reader.gateway.cors
        route.throttle = reader.throttle(object, "Throttle") ?? reader.gateway.throttle
        route.keyThrottle = reader.throttle(object, "KeyThrottle") ?? reader.gateway.keyThrottle
        route.requiresAPIKey = reader.flag(object, "ApiKeyRequired") ?? true
        if let types = object["ContentTypes"] {
            route.contentTypes = reader.texts(types, RouteDefinition.isMediaType, "a media type, text/csv or image/*")
        }
        if let size = object["MaximumBodySize"] { route.bodyLimit = bytes(size, &reader) ?? route.bodyLimit }
        if let time = reader.whole(object, "TimeoutInMillis", 50...30_000) { route.timeout = .milliseconds(time) }
        if object["Schema"] != nil { route.schema = schema(object, &reader) }
        guard let method, let path, function != nil else { return }
        if file.definition.routes.contains(where: { $0.method == method && $0.path.shape == path.shape }) {
            reader.refuse(object, "route \(route.key) is defined twice", "remove one of them")
            return
        }
        file.definition.routes.append(route)
    }

    private static let root: PathTemplate = {
        do throws(PathTemplate.Mistake) {
            return try PathTemplate("/")
        } catch {
            // A slash is a path.
            preconditionFailure(error.reason)
        }
    }()

    private static func method(_ object: FlowValue, _ reader: inout FlowReader) -> String? {
        guard let text = reader.required(object, "Method", "say which requests it answers: GET, POST, …, or ANY"),
            let value = object["Method"]
        else { return nil }
        if RouteDefinition.methods.contains(text) { return text }
        let all = RouteDefinition.methods
        reader.refuse(
            value,
            "must be one of \(all.joined(separator: ", ")), not \(value.kind)",
            Suggestion.nearest(text, among: all).map { "did you mean '\($0)'?" } ?? ""
        )
        return nil
    }

    private static func path(_ object: FlowValue, _ reader: inout FlowReader) -> PathTemplate? {
        guard let text = reader.required(object, "Path", "say which paths it answers: /api/orders/{id}"),
            let value = object["Path"]
        else { return nil }
        do throws(PathTemplate.Mistake) {
            return try PathTemplate(text)
        } catch {
            reader.refuse(value, error.reason)
            return nil
        }
    }

    /// Bytes as a number, or `64KB`, `6MB`, in units of 1024.
    private static func bytes(_ value: FlowValue, _ reader: inout FlowReader) -> Int? {
        var size = value.scalar?.integer
        if size == nil, let text = value.string?.uppercased() {
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            let unit = ["": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20][
                String(text.dropFirst(digits.count).drop { $0 == " " })
            ]
            if let unit, digits.count < 10, let number = Int(digits) { size = number * unit }
        }
        if let size, (0...RouteDefinition.payloadLimit).contains(size) { return size }
        reader.refuse(value, "must be a size of at most 6MB, the limit of a function's payload, not \(value.kind)")
        return nil
    }

    private static func schema(_ object: FlowValue, _ reader: inout FlowReader) -> JSON? {
        guard let schema = ContractPart.schema(object, &reader), let value = object["Schema"] else { return nil }
        do throws(SchemaError) {
            _ = try JSONSchema(schema)
            return schema
        } catch {
            reader.refuse(value, error.description)
            return nil
        }
    }
}
