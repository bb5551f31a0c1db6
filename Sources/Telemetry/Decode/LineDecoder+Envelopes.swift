import EventModel

extension LineDecoder {
    /// A line of the Container Runtime Interface, as the object that Docker would have written for it.
    func decode(_ runtime: RuntimeLine) -> Bool {
        if runtime.content.first == UInt8(ascii: "{") {
            let text = runtime.envelope(around: runtime.content)
            if parse(made: text) {
                collect(outer: 2)
                if let message = carriedRecord() { open(message) { self.parse(made: text) } }
                return true
            }
        }
        guard parse(made: runtime.envelope()) else { return false }
        collect()
        return true
    }

    /// Text in front of an object: a time, a severity, a container's name, a whole message.
    func parseAfterPrefix(_ line: UnsafeBufferPointer<UInt8>, from first: Int) -> Bool {
        guard line[first] != UInt8(ascii: "\"") else { return false }
        let objects = ObjectScan.objects(in: line, from: first, tries: 4)
        // Fluent Bit prints empty metadata in front of the record.
        let isEmpty = { (object: Range<Int>) in line[object].dropFirst().drop(while: Self.isSpace).count == 1 }
        for object in objects.filter({ !isEmpty($0) }) + objects.filter(isEmpty) {
            guard parse(UnsafeBufferPointer(rebasing: line[object])) else { continue }
            outside = LinePrefix(
                UnsafeBufferPointer(rebasing: line[first..<object.lowerBound]),
                rest: UnsafeBufferPointer(rebasing: line[object.upperBound...])
            )
            return outside.source == nil && outside.request == nil || parseWithOutside(line[object])
        }
        return false
    }

    /// Adds to the object what names the text in front of it has: its service and its request, where it says none itself.
    private func parseWithOutside(_ object: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        collect()
        let members = outside.members(besideService: has(.service), request: has(.request))
        if members.isEmpty { return true }
        var text = [UInt8(ascii: "{")]
        for member in members {
            JSON.write(member.name, to: &text)
            text.append(UInt8(ascii: ":"))
            JSON.write(String(decoding: member.value, as: UTF8.self), to: &text)
            text.append(UInt8(ascii: ","))
        }
        let rest = object.dropFirst().drop(while: Self.isSpace)
        if rest.first == UInt8(ascii: "}") { text.removeLast() }
        return parse(made: text + rest)
    }

    /// The message, if it is a record of its own: what a program wrote as JSON and something else wrapped.
    func carriedRecord() -> [UInt8]? {
        guard has(.message), reading(.message) != .template, tape.kind(place(.message)) == .string else { return nil }
        var text = tape.bytes(place(.message))
        while let first = text.first, Self.isSpace(first) { text = UnsafeBufferPointer(rebasing: text.dropFirst()) }
        while let last = text.last, Self.isSpace(last) { text = UnsafeBufferPointer(rebasing: text.dropLast()) }
        guard text.count > 2, text[0] == UInt8(ascii: "{"), text[text.count - 1] == UInt8(ascii: "}"),
            text[1...].first(where: { !Self.isSpace($0) }) == UInt8(ascii: "\"")
        else { return nil }
        return Array(text)
    }

    /// Makes one record of what is outside and what the message says, as far as three envelopes deep. What is outside
    /// counts first, but where its name is only a guess.
    ///
    /// - Parameter again: parses what was parsed last, for a message that turns out to be no record.
    func open(_ message: [UInt8], again: @escaping () -> Bool) {
        var (message, again) = (message, again)
        for _ in 0..<3 {
            var merged: [UInt8] = [UInt8(ascii: "{")]
            var outer = 0
            tape.members(JSONTape.top) { name, value in
                guard value != place(.message) else { return true }
                JSON.write(String(decoding: name, as: UTF8.self), to: &merged)
                merged.append(UInt8(ascii: ":"))
                tape.json(value).write(to: &merged)
                merged.append(UInt8(ascii: ","))
                outer += 1
                return true
            }
            merged += message.dropFirst()
            guard parse(made: merged) else {
                if again() { collect() }
                return
            }
            carried = message
            // The journal shows what was written as it was.
            let keepsText = reading(.message) == .journal
            collect(outer: outer)
            if keepsText {
                places[RecordField.message.rawValue] = 0
                messageObject = 0
                return
            }
            guard let next = carriedRecord() else { return }
            message = next
            again = { self.parse(made: merged) }
        }
    }

    func parseAgain(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = line.firstIndex(where: { !Self.isSpace($0) }) else { return false }
        if line[first] == UInt8(ascii: "{") { return parse(line) || parseElement(line) }
        return parseAfterPrefix(line, from: first)
    }
}
