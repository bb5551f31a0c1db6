/// What an edit does to one message, before anything is sent.
package struct MessageChange: Hashable, Sendable, Identifiable {
    package var id: String
    package var before: [UInt8]
    package var after: [UInt8]
    package var attributesBefore: [String: String]
    package var attributesAfter: [String: String]
    /// Why the message cannot be changed as it was asked for; nil: it can.
    package var problem: String?
    /// Which contract the message would break where it goes, where and why; nil: none that is known.
    package var objection: String?

    package init(
        id: String,
        before: [UInt8],
        after: [UInt8],
        attributesBefore: [String: String] = [:],
        attributesAfter: [String: String] = [:],
        problem: String? = nil,
        objection: String? = nil
    ) {
        self.id = id
        self.before = before
        self.after = after
        self.attributesBefore = attributesBefore
        self.attributesAfter = attributesAfter
        self.problem = problem
        self.objection = objection
    }

    /// The message is sent otherwise than it lies there.
    package var isChanged: Bool { before != after || attributesBefore != attributesAfter }

    /// The attributes that differ, then the body: JSON by its lines, text by its lines, anything else as hexadecimal rows. All
    /// text is safe to show.
    package func diff(context: Int = 3) -> [DiffLine] {
        var lines: [DiffLine] = []
        for name in Set(attributesBefore.keys).union(attributesAfter.keys).sorted() {
            let (old, new) = (attributesBefore[name], attributesAfter[name])
            guard old != new else { continue }
            if let old { lines.append(DiffLine(.removed, Printable.line("\(name): \(old)"))) }
            if let new { lines.append(DiffLine(.added, Printable.line("\(name): \(new)"))) }
        }
        if before != after { lines += body(context) }
        return lines
    }

    private func body(_ context: Int) -> [DiffLine] {
        let views = [BodyView.fitting(before), BodyView.fitting(after)]
        // An empty body is what the other one is.
        let kinds = Set(zip(views, [before, after]).lazy.filter { !$0.1.isEmpty }.map(\.0))
        if kinds == [.json] {
            let (old, new) = (BodyView.json.lines(before), BodyView.json.lines(after))
            // Else only white space differs, which the lines of a layout of our own do not show.
            if old != new { return LineDiff(old, new).unified(context: context) }
        }
        if !kinds.contains(.hex) {
            let lines = LineDiff(BodyView.text.lines(before), BodyView.text.lines(after)).unified(context: context)
            // Nothing: they differ in what lines do not show, as the break at the end.
            if !lines.isEmpty { return lines }
        }
        return ByteDiff(before, after).unified(context: context)
    }
}
