package import EventModel

/// Compiles a query of the logs' language into what tells whether a record matches. The language is the telemetry side's: whoever wires
/// the two gives it.
package typealias QueryCompiler = @Sendable (_ query: String) throws -> @Sendable (JSON) -> Bool

/// Which archived events are chosen.
struct ReplayFilter: Sendable {
    private var pattern: EventPattern?
    private var query: (@Sendable (JSON) -> Bool)?

    /// Whether it may leave anything out.
    var isOpen: Bool { pattern == nil && query == nil }

    /// - Throws: ``ReplayError`` for a pattern or a query that is none.
    init(pattern: JSON?, query: String?, _ compiler: QueryCompiler?) throws {
        if let pattern {
            do { self.pattern = try EventPattern(pattern) } catch {
                throw ReplayError(.invalidPattern, "Event pattern is not valid. Reason: \(error)")
            }
        }
        guard let query else { return }
        guard let compiler else { throw ReplayError(.validation, "queries are not known here: \(query)") }
        do { self.query = try compiler(query) } catch {
            throw ReplayError(.validation, "the query is not valid: \(error)")
        }
    }

    func takes(_ body: JSON, _ line: JSON) -> Bool {
        if let query, !query(line) { return false }
        return pattern?.matches(body) ?? true
    }
}
