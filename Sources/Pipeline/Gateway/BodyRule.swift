import EventModel
import JSONSchema

/// What a route asks of a body: its media type before it is read, its content after that.
struct BodyRule: Sendable {
    private let types: [MediaType]
    private let schema: JSONSchema?

    /// Mistakes that an answer names.
    private static let most = 20

    /// - Throws: ``SchemaError``.
    init(_ route: RouteDefinition) throws(SchemaError) {
        types = route.contentTypes.compactMap { MediaType($0) }
        if let json = route.schema { schema = try JSONSchema(json) } else { schema = nil }
    }

    /// Whether a body as the head announces it can be read; nil: yes. Else why not.
    func refuses(_ head: RequestHead) -> String? {
        guard head.hasBody else { return nil }
        let type = head.value("content-type").flatMap { MediaType($0) }
        if !types.isEmpty, !types.contains(where: { type?.matches($0) == true }) {
            return "the body must be \(types.map(\.description).joined(separator: ", "))"
        }
        guard schema != nil else { return nil }
        // Without a content type a body is what the route says it is.
        if let type, !type.isJSON { return "the body must be JSON" }
        if type == nil, !head.values("content-type").isEmpty { return "the body must be JSON" }
        let encoding = head.values("content-encoding").joined(separator: ",").lowercased()
        return encoding.isEmpty || encoding == "identity" ? nil : "the body must not be encoded"
    }

    /// What is wrong with a body that was read, place by place; nil if nothing is.
    func mistakes(in body: [UInt8], _ head: RequestHead) -> GatewayAnswer? {
        let type = head.value("content-type").flatMap { MediaType($0) }
        guard schema != nil || (type?.isJSON == true && !body.isEmpty) else { return nil }
        if body.isEmpty { return .badRequest("Invalid request body", [("/", "is missing")]) }
        let json: JSON
        do {
            json = try JSON(parsing: body)
        } catch {
            return .badRequest("Invalid request body", [("/", "\(error)")])
        }
        guard let schema else { return nil }
        let violations = schema.violations(in: json, limit: Self.most)
        if violations.isEmpty { return nil }
        return .badRequest("Invalid request body", violations.map { ($0.path, $0.message) })
    }
}
