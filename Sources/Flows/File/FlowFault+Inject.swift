import EventModel
package import Pipeline

extension FlowFault {
    /// Whether a flow is among the share that meets it: always the same flows.
    func meets(_ correlationID: String, at name: String) -> Bool {
        var hash = StableHash()
        hash.add(name)
        hash.add(correlationID)
        guard let draw = UInt64(hash.hex(digits: 13), radix: 16) else { return false }
        return Double(draw) * 0x1p-52 < share
    }

    /// The handler with the fault before it.
    func injected(into handler: @escaping FunctionDefinition.Handler, of name: String) -> FunctionDefinition.Handler {
        { payload, context in
            if meets(context.correlationID, at: name),
                try await context.countRequest("\(name)/\(context.correlationID)", in: "injected-faults") <= times
            {
                // The service's own failure is no function error, and is retried otherwise.
                if error.type == SystemError.type { throw SystemError(error.message) }
                throw error
            }
            return try await handler(payload, context)
        }
    }
}

extension [FlowFault] {
    /// The faults on the way to targets, as a pipeline takes them; nil if there are none.
    package var onTheWay: (@Sendable (DeliveryAttempt) -> DeliveryFailure?)? {
        if isEmpty { return nil }
        return { attempt in
            let fault = first { fault in
                guard case .target(let name) = fault.place, name == attempt.target else { return false }
                return attempt.attempt <= fault.times && fault.meets(attempt.correlationID, at: name)
            }
            return fault.map { DeliveryFailure($0.error.type, $0.error.message, isRetriable: true) }
        }
    }
}
