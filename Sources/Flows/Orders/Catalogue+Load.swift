import EventModel
import Pipeline

extension Catalogue {
    static let bucket = "shop-data"
    static let key = "catalogue.json"

    /// The init phase of a function that needs the catalogue: reads the newest version of its object, once an instance. An instance that
    /// is warm goes on with what it has read.
    ///
    /// - Throws: ``ErrorInfo`` `NoSuchKey`, or `InvalidCatalogue` with the place at fault.
    @Sendable static func load(_ context: any FunctionContext) async throws -> any Sendable {
        let bytes = try await context.object(key, in: bucket)
        let catalogue: Catalogue
        do {
            catalogue = try Catalogue(JSON(parsing: bytes))
        } catch let error as ErrorInfo {
            throw failure(error.type, "\(key) in \(bucket): \(error.message)")
        } catch {
            throw failure("InvalidCatalogue", "\(key) in \(bucket) is \(error)")
        }
        let products = JSON.Member("products", .int(catalogue.products.count))
        context.log(.debug, "InstanceInitialised", "catalogue loaded from \(bucket)/\(key)", [products])
        return catalogue
    }
}

extension EventRecord {
    /// The catalogue that the instance has loaded.
    ///
    /// - Throws: ``ErrorInfo`` `NoCatalogue` where the handler was put to work without its init phase.
    var catalogue: Catalogue {
        get throws {
            guard let catalogue = context.initialised as? Catalogue else {
                throw failure("NoCatalogue", "\(context.functionName) has loaded no catalogue")
            }
            return catalogue
        }
    }
}
