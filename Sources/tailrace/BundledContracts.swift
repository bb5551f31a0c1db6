import EventModel
import Flows
import Pipeline

/// The contracts of the bundled flows, for commands that judge events without running them.
enum BundledContracts {
    static let registry: ContractRegistry = {
        do {
            return try ContractRegistry(Flow.all().flatMap(\.definition.contracts))
        } catch {
            // The schemas are part of the program; a test reads them, so a broken one is never built.
            preconditionFailure("\(error)")
        }
    }()
}
