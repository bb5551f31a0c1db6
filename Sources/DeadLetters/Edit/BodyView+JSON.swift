import EventModel

extension BodyView {
    /// The edited layout with the white space of the original wherever its tokens are still there.
    static func json(_ edited: [UInt8], _ original: [UInt8]) throws(DeadLetterError) -> [UInt8] {
        let layout = JSONLayout(reading: edited)
        if let problem = layout.problem {
            throw mistake(TextPlace(problem.offset, in: edited), "this is not JSON: \(problem.reason)")
        }
        guard let old = JSONLayout(original) else { return edited }
        return layout.spaced(like: old)
    }
}
