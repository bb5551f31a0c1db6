import EventModel

/// The failed attempts of a message, a delivery or an invocation, as a column keeps them: JSON, oldest first. The first and
/// the newest are kept, up to ``limit``; those dropped between show as a gap in the numbers.
struct AttemptLog: Sendable {
    static let limit = 20

    var attempts: [DeadLetter.Attempt] = []

    init(_ attempts: [DeadLetter.Attempt] = []) { self.attempts = attempts }

    init(column text: String?) {
        if text != nil { self.init(JSON(column: text)) } else { self.init() }
    }

    init(_ json: JSON?) {
        attempts = (json?.array ?? []).compactMap { entry in
            guard let number = entry["n"]?.integer, let at = entry["at"]?.integer else { return nil }
            return DeadLetter.Attempt(
                number: number,
                at: Timestamp(nanoseconds: Int64(at)),
                error: ErrorInfo(column: entry["error"]) ?? ErrorInfo(type: "Unknown", message: ""),
                requestID: entry["request"]?.string
            )
        }
    }

    mutating func add(_ attempt: DeadLetter.Attempt) {
        attempts.append(attempt)
        if attempts.count > AttemptLog.limit { attempts.remove(at: 1) }
    }

    /// The column's text; nil for no attempts.
    var text: String? { attempts.isEmpty ? nil : json.description }

    var json: JSON {
        let entries = attempts.map { attempt -> JSON in
            var entry: JSON.Object = JSON.Object([
                .init("n", .int(attempt.number)), .init("at", .int(Int(attempt.at.nanoseconds))),
                .init("error", attempt.error.json),
            ])
            if let id = attempt.requestID { entry["request"] = .string(id) }
            return .object(entry)
        }
        return JSON.array(entries)
    }
}

extension ErrorInfo {
    /// The error that a JSON object of ``json``'s shape says.
    init?(column json: JSON?) {
        guard let type = json?["type"]?.string else { return nil }
        self.init(type: type, message: json?["message"]?.string ?? "", stack: json?["stack"]?.string)
    }

    /// What became of a thrown value: an ``ErrorInfo`` stays what it is, anything else gives its type's name and its words.
    init(_ error: any Error) {
        if let info = error as? ErrorInfo {
            self = info
        } else {
            self.init(type: String(describing: Swift.type(of: error)), message: String(describing: error))
        }
    }
}
