import Pipeline

/// What the states of a type of aggregates are folded with: a reducer in Swift, by its name. Types that are not here take each event's
/// members over those that were there before.
enum AggregatePart: FlowPart {
    static let section = "aggregates"

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        guard let object = reader.members(of: value, ["AggregateType", "Reducer"]) else { return }
        let type = reader.define(.aggregate, object, "AggregateType")
        guard let name = reader.required(object, "Reducer", "name the reducer"), let place = object["Reducer"] else {
            return
        }
        guard let fold = FlowSurroundings.reducers[name] else {
            let known = FlowSurroundings.reducers.keys.sorted()
            reader.refuse(
                place,
                "there is no reducer '\(name)'",
                reader.advice(name, among: known, otherwise: "there are: \(known.joined(separator: ", "))")
            )
            return
        }
        if let type { file.definition.aggregates.append(AggregateReducer(type: type, fold)) }
    }
}

extension FlowSurroundings {
    /// The reducers in Swift that any flow file may use.
    static let reducers: [String: AggregateReducer.Fold] = ["order-ledger": OrderLedger.fold]
}
