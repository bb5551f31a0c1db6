package import EventModel
import Pipeline

/// A fault to inject: a share of the flows meets it in a function, or on the way to a target.
package struct FlowFault: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        case function(String)
        /// `RULE/TARGET`.
        case target(String)
    }
    package var place: Place
    /// More attempts than anything makes.
    static let always = 1_000_000
    /// Of the flows, 0 to 1.
    package var share: Double
    /// Attempts that fail for each of them; then the fault is over, so that a redrive completes.
    package var times: Int
    /// Of a function, `ServiceException` is a failure of the service, not of the function.
    package var error: ErrorInfo
}

/// `faults: [{Function: charge, Share: 0.1, Times: 3, ErrorType: CardDeclined}]`.
enum FaultPart: FlowPart {
    static let section = "faults"

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        let known = ["Function", "Target", "Share", "Times", "ErrorType", "ErrorMessage"]
        guard let object = reader.members(of: value, known) else { return }
        let share = object["Share"] == nil ? 1 : reader.share(object, "Share")
        let times = object["Times"] == nil ? FlowFault.always : reader.whole(object, "Times", 1...FlowFault.always)
        let type = reader.text(object, "ErrorType") ?? "InjectedFault"
        let message = reader.text(object, "ErrorMessage") ?? "a fault that the flow file injects"
        guard let place = place(object, &reader), let share, let times else { return }
        file.faults.append(
            FlowFault(place: place, share: share, times: times, error: ErrorInfo(type: type, message: message))
        )
    }

    private static func place(_ object: FlowValue, _ reader: inout FlowReader) -> FlowFault.Place? {
        switch (object["Function"], object["Target"]) {
        case (.some(let value), nil):
            guard let name = reader.text(value) else { return nil }
            reader.refer(to: .function, name, at: value)
            return .function(name)
        case (nil, .some(let value)):
            guard let name = reader.text(value) else { return nil }
            reader.refer(to: .target, name, at: value)
            return .target(name)
        case (nil, nil): reader.refuse(object, "names no place", "add Function: NAME or Target: RULE/TARGET")
        case (.some, .some(let value)): reader.refuse(value, "stands beside Function", "keep one of them")
        }
        return nil
    }
}
