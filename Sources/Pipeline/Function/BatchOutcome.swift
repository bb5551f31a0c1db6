import EventModel

/// Which messages of a batch an invocation handled
/// (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting).
enum BatchOutcome: Sendable, Equatable {
    /// All of them.
    case success
    /// None: whatever it did, every message comes back.
    case failure(ErrorInfo)
    /// All but these, by message id.
    case partial([String: ErrorInfo])

    /// Reads a result. A function that does not report item failures succeeds with any result. One that does says
    /// `{"batchItemFailures":[{"itemIdentifier":ID}…]}`: none, null or no such member is success; an identifier that is empty,
    /// null, missing or unknown makes all of it fail. `inOrder`: the queue is a FIFO queue. An entry may add `error{type,message,stack}`, which the service ignores.
    init(_ result: Result<JSON, ErrorInfo>, ids: [String], reportsItemFailures: Bool, inOrder: Bool = false) {
        switch result {
        case .failure(let error): self = .failure(error)
        case .success(let answer):
            guard reportsItemFailures else {
                self = .success
                return
            }
            self = BatchOutcome.read(answer, ids: Set(ids))
            if inOrder { stopAtFirst(of: ids) }
        }
    }

    /// Everything behind the first that failed has failed as well: deleting it would break the order of its group.
    private mutating func stopAtFirst(of ids: [String]) {
        guard case .partial(var failed) = self, let first = ids.firstIndex(where: { failed[$0] != nil }) else { return }
        for id in ids[first...] where failed[id] == nil {
            failed[id] = ErrorInfo(
                type: "BatchItemSkipped",
                message: "message \(ids[first]) of the same batch failed before it, and the queue keeps its order"
            )
        }
        self = .partial(failed)
    }

    private static func read(_ answer: JSON, ids: Set<String>) -> BatchOutcome {
        func invalid(_ why: String) -> BatchOutcome {
            .failure(ErrorInfo(type: "InvalidBatchResponse", message: why))
        }
        if answer == .null { return .success }
        guard let object = answer.object else { return invalid("the response is not a JSON object") }
        guard let list = object["batchItemFailures"], list != .null else { return .success }
        guard let entries = list.array else { return invalid("batchItemFailures is not a list") }
        var failed: [String: ErrorInfo] = [:]
        for entry in entries {
            guard let id = entry["itemIdentifier"]?.string, !id.isEmpty else {
                return invalid("an entry of batchItemFailures has no itemIdentifier")
            }
            guard ids.contains(id) else { return invalid("itemIdentifier \(id) is not in the batch") }
            failed[id] =
                ErrorInfo(column: entry["error"])
                ?? ErrorInfo(type: "BatchItemFailure", message: "the function reported the message as failed")
        }
        return failed.isEmpty ? .success : .partial(failed)
    }

    /// Why a message failed; nil if it was handled.
    func error(of id: String) -> ErrorInfo? {
        switch self {
        case .success: nil
        case .failure(let error): error
        case .partial(let failed): failed[id]
        }
    }
}
