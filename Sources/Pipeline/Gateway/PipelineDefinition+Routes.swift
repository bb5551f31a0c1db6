import EventModel
import JSONSchema

extension PipelineDefinition {
    func validateRoutes() throws(DefinitionError) {
        var seen: Set<String> = []
        for route in routes {
            let place = "route \(route.key)"
            if !RouteDefinition.methods.contains(route.method) {
                throw DefinitionError(
                    "\(place): the method must be one of \(RouteDefinition.methods.joined(separator: ", "))"
                )
            }
            if !functions.contains(where: { $0.name == route.function }) {
                throw DefinitionError("\(place): no function \(route.function)")
            }
            if !seen.insert("\(route.method) \(route.path.shape)").inserted {
                throw DefinitionError("\(place) is defined twice")
            }
            try check(route.bodyLimit, 0...RouteDefinition.payloadLimit, "\(place): body limit (bytes)")
            try check(route.timeout, .milliseconds(50)...RouteDefinition.longestTimeout, "\(place): timeout")
            for rate in [route.throttle, route.keyThrottle].compactMap({ $0 }) {
                try check(rate.rate, 0...1_000_000, "\(place): rate limit")
                try check(rate.burst, 0...1_000_000, "\(place): burst limit")
            }
            for type in route.contentTypes where MediaType(type) == nil {
                throw DefinitionError("\(place): \(type) is no media type")
            }
            do throws(SchemaError) {
                _ = try BodyRule(route)
            } catch {
                throw DefinitionError("\(place): \(error)")
            }
        }
    }
}
