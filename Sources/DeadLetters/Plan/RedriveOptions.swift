package import EventModel

/// How a redrive goes about it.
package struct RedriveOptions: Hashable, Sendable {
    /// Messages a second, from one rate to another: it doubles every ``Ramp/step`` until it is there.
    package struct Ramp: Hashable, Sendable {
        package static let step = Duration.seconds(5)
        package var from: Double
        package var to: Double
        package init(from: Double, to: Double) {
            self.from = from
            self.to = to
        }
        /// The same all the time.
        package init(_ rate: Double) { self.init(from: rate, to: rate) }
    }

    package enum Order: Hashable, Sendable {
        /// By when they died, oldest first.
        case time
        /// Oldest first within a group, one at a time: the next of a group goes when the one before it has completed, and the rest of
        /// a group is held at its first new failure. The key is an attribute's name or a path into the body, `$.order.id`.
        case group(key: String)
    }

    /// What becomes of the attributes of a message that nobody edits. One that is edited, by hand or by ``RedriveOptions/changes``, is
    /// classed whatever is said here, and its diff shows it.
    package enum Headers: String, Hashable, Sendable, CaseIterable {
        /// They go as they lie there, to the byte.
        case keep
        /// Those of the death and of the broker stay behind, those of the trace get a new span: ``HeaderClass``.
        case classed
    }

    package enum Start: Hashable, Sendable {
        case now
        case at(Timestamp)
        /// When an event of this type is seen after the plan was frozen: a deploy marker.
        case after(eventType: String)
    }

    /// Nil: each to where it came from.
    package var destination: DeadLetter.Destination?
    /// Nil: as fast as the broker goes.
    package var rate: Ramp?
    /// So many go first, and the rest only when these have completed; nil: none.
    package var canary: Int?
    package var order = Order.time
    /// The task stops by itself when a larger share of what was sent and has ended died again, 0 to 1; nil: never.
    package var stopAbove: Double? = 0.2
    /// Messages redriven so often before are quarantined: they stay.
    package var cap = 3
    /// Members of JSON bodies that are set in every message, in order.
    package var changes: [BodyChange] = []
    /// Messages edited by hand, by id; ``changes`` come on top.
    package var edits: [String: RedriveOrder.Edit] = [:]
    package var headers = Headers.keep
    package var start = Start.now
    /// How long to wait, when the last message is sent, for what becomes of them; zero: not at all. What has not ended by then can
    /// be asked for later.
    package var patience = Duration.seconds(60)
    /// Why, for the audit log.
    package var reason: String?

    /// Somebody changes messages, by hand or by a rule.
    package var editsAnything: Bool { !changes.isEmpty || !edits.isEmpty }

    /// Messages have to be read whole before they go.
    var readsMessages: Bool { !changes.isEmpty || headers == .classed }

    package init(destination: DeadLetter.Destination? = nil, rate: Ramp? = nil, canary: Int? = nil) {
        self.destination = destination
        self.rate = rate
        self.canary = canary
    }
}

/// A member of a JSON body that is set: `$.payment.card` to `"4242"`.
package struct BodyChange: Hashable, Sendable {
    /// A path of members and indices: `$.items[0].price`, with or without `$.`.
    package var path: String
    /// JSON text.
    package var value: String
    package init(path: String, value: String) {
        self.path = path
        self.value = value
    }
}
