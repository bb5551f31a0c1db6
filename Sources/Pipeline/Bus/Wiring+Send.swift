import EventModel
import GRDB

extension Wiring {
    /// Sends a JSON text to a queue, a function, a bus, a stream, a topic or a state machine. `extras` is what a topic's message has
    /// beside it; `eventID` the id of the event that it is of, if not of what `cause` names.
    ///
    /// - Throws: ``DeliveryFailure`` where it does not exist or does not take the text.
    func send(
        _ text: String,
        to kind: TargetDefinition.Kind,
        eventType: String,
        correlationID: String,
        generation: Int,
        redrive: RedriveOrigin? = nil,
        groupID: String? = nil,
        extras: String? = nil,
        eventID: String? = nil,
        cause: String,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        switch kind {
        case .queue(let name):
            guard let queue = queues[name] else {
                throw DeliveryFailure("NO_RESOURCE", "The specified queue \(name) does not exist.", isRetriable: false)
            }
            var message = OutgoingMessage(
                body: Array(text.utf8),
                correlationID: correlationID,
                eventType: eventType,
                generation: generation
            )
            message.redrive = redrive
            message.groupID = groupID
            message.attributes = TopicMessage(text, column: extras).attributes.mapValues(\.value)
            do { _ = try queue.check(message) } catch {
                throw DeliveryFailure(error.code.rawValue, error.message, isRetriable: false)
            }
            _ = try queue.insert(message, in: db, at: now, cause: cause, &lines)
        case .function(let name):
            guard functions[name] != nil else {
                throw DeliveryFailure("NO_RESOURCE", "Function not found: \(name)", isRetriable: false)
            }
            try Wiring.insertInvocation(
                of: name,
                id: ids(),
                payload: text,
                eventType: eventType,
                correlationID: correlationID,
                cause: cause,
                generation: generation,
                redrive: redrive,
                in: db,
                at: now
            )
        case .bus(let name):
            guard rules[name] != nil else {
                throw DeliveryFailure("NO_RESOURCE", "Event bus \(name) does not exist.", isRetriable: false)
            }
            guard let body = try? JSON(parsing: text), var event = Event(eventBridge: body) else {
                throw DeliveryFailure("INVALID_EVENT", "The event is not in EventBridge form.", isRetriable: false)
            }
            // The copy on the next bus is an event of its own there, so that its hops hang below this delivery.
            event.id = ids()
            event.causationID = cause
            let violation = contracts.violation(of: event)
            // A delivery that was made has its own dead-letter queue, for what is rejected on the next bus too.
            if let violation, violation.mode != .mark {
                throw DeliveryFailure(violation.error.type, violation.error.message, isRetriable: false)
            }
            let again = event.eventBridge
            try publish(event, body: again, violation: violation, on: name, flow: "adhoc", in: db, at: now, &lines)
        case .stream(let name, let path):
            guard let stream = streams[.stream(name)] else {
                throw DeliveryFailure("NO_RESOURCE", "Stream \(name) does not exist.", isRetriable: false)
            }
            let entry = StreamEntry(
                Array(text.utf8),
                partitionKey: StreamEntry.partitionKey(of: text, at: path) ?? cause,
                correlationID: correlationID,
                causationID: cause,
                eventType: eventType
            )
            do {
                try stream.put(entry, generation: generation, in: db, at: now, &lines)
            } catch let error as StreamError {
                let isBusy = error.code == .throughputExceeded
                throw DeliveryFailure(
                    isBusy ? "THROTTLING" : error.code.rawValue,
                    error.message,
                    isRetriable: isBusy
                )
            }
        case .stateMachine(let name):
            let start = EventStart(machine: name, event: eventID ?? cause, correlationID: correlationID, cause: cause)
            try startExecution(start, text, in: db, at: now, &lines)
        case .topic(let name):
            let message = TopicMessage(text, column: extras)
            let sent = TopicPublication(
                eventType: eventType,
                correlationID: correlationID,
                cause: cause,
                generation: generation
            )
            do {
                try publish(message, sent, to: name, in: db, at: now, &lines)
            } catch let error as TopicError {
                let code = error.code == .notFound ? "NO_RESOURCE" : error.code.rawValue
                throw DeliveryFailure(code, error.message, isRetriable: false)
            }
        }
    }
}
