import EventModel
import TerminalUI

/// From fields to commands and back.
extension PipelineForm {
    /// The texts of a command's fields; nil if it is of another kind.
    static func texts(_ command: PipelineCommand, _ kind: Kind) -> [String]? {
        switch (command, kind) {
        case (.publish(let bus, let source, let type, let data), .publish): [bus, source, type, data.description]
        case (.injectFault(let fault), .fault): [fault.percent, fault.error.type]
        case (.startReplay(let request), .replay(let archive)) where request.archive == archive:
            [
                request.from?.rfc3339(digits: 3) ?? "", request.to?.rfc3339(digits: 3) ?? "",
                request.rules.joined(separator: ", "), request.rate.map(PlanField.plain) ?? "",
            ]
        default: nil
        }
    }

    private func text(_ field: Int) -> String { fields[field].input.text.trimmingSpaces }

    /// What the fields ask for, and what that means.
    func read(_ now: Timestamp) throws(FormMistake) -> (command: PipelineCommand, words: [String]) {
        switch kind {
        case .publish: try readEvent()
        case .fault(let function): try readFault(function)
        case .replay(let archive): try readReplay(archive, now)
        }
    }

    private func readEvent() throws(FormMistake) -> (PipelineCommand, [String]) {
        let bus = text(0), source = text(1), type = text(2)
        let buses = outline.parts.buses.map(\.name)
        if bus.isEmpty || (!buses.isEmpty && !buses.contains(bus)) {
            let known = buses.isEmpty ? "" : ": \(buses.prefix(8).joined(separator: ", "))"
            throw FormMistake(field: 0, text: bus.isEmpty ? "on which bus?\(known)" : "no bus is called \(bus)\(known)")
        }
        if source.isEmpty { throw FormMistake(field: 1, text: "who publishes it? such as shop") }
        if type.isEmpty { throw FormMistake(field: 2, text: "what happened? such as OrderPlaced") }
        let typed = fields[3].input.text
        let data: JSON
        do throws(JSON.ParseError) {
            data = try JSON(parsing: typed)
        } catch {
            // The place is told in characters: bytes are no help to who looks at a line.
            let offset = String(decoding: typed.utf8.prefix(error.offset), as: UTF8.self).count
            throw FormMistake(field: 3, offset: offset, text: error.reason)
        }
        let command = PipelineCommand.publish(bus: bus, source: source, type: type, data: data)
        return (command, ["\(type) of \(source) goes on bus \(bus), as a flow of its own.", "\(data)"])
    }

    private func readFault(_ function: String) throws(FormMistake) -> (PipelineCommand, [String]) {
        var digits = text(0)
        if digits.last == "%" { digits = String(digits.dropLast()).trimmingSpaces }
        guard let percent = Double(digits), percent > 0, percent <= 100 else {
            throw FormMistake(field: 0, text: "a share is a percentage above 0, up to 100")
        }
        let type = text(1)
        if type.isEmpty { throw FormMistake(field: 1, text: "what do they fail with? such as InjectedFault") }
        var fault = FaultInjection(function: function, share: percent / 100)
        fault.error.type = type
        var words = [
            "From now on \(fault.percent) % of its invocations fail with \(type),", "before its handler is run.",
        ]
        words.append("Their events are retried, and die as they would of any error.")
        words.append("C clears it.")
        return (.injectFault(fault), words)
    }

    private func readReplay(_ archive: String, _ now: Timestamp) throws(FormMistake) -> (PipelineCommand, [String]) {
        let from = try time(0, now), to = try time(1, now)
        if let from, let to, from >= to { throw FormMistake(field: 1, text: "it would end before it begins") }
        let known = outline.parts.archives.first { $0.name == archive }
        let rules = text(2).split(separator: ",").map { String($0).trimmingSpaces }.filter { !$0.isEmpty }
        for rule in rules where !outline.parts.rules.contains(where: { $0.name == rule }) {
            throw FormMistake(field: 2, text: "no rule is called \(rule)")
        }
        var digits = text(3)
        if digits.hasSuffix("/s") { digits = String(digits.dropLast(2)).trimmingSpaces }
        let rate = digits.isEmpty ? nil : Double(digits)
        if !digits.isEmpty {
            guard let rate, rate >= 0.1, rate <= 1_000_000 else {
                throw FormMistake(field: 3, text: "a rate is events a second, 0.1 to 1000000")
            }
        }
        let request = ReplayRequest(archive: archive, from: from, to: to, rules: rules, rate: rate)
        var words: [String] = []
        if let known { words.append("\(archive) has \(Figures.count(known.events)) events of bus \(known.bus).") }
        let begin = from.map { "from \($0.rfc3339(digits: 0))" } ?? "from the first"
        let end = to.map { "up to \($0.rfc3339(digits: 0))" } ?? "to the last"
        words.append("Those \(begin) \(end) are put on the bus again,")
        let pace = rate.map { "\(PlanField.plain($0)) a second" } ?? "as fast as they are taken"
        let target = rules.isEmpty ? "to all rules that match" : "to \(rules.joined(separator: ", "))"
        words.append("\(target), \(pace).")
        words.append("Who takes them sees them again: what is done twice is done twice.")
        return (.startReplay(request), words)
    }

    /// RFC 3339, `now`, or a time before now such as `-15m`; nil of an empty field.
    private func time(_ field: Int, _ now: Timestamp) throws(FormMistake) -> Timestamp? {
        let text = text(field)
        if text.isEmpty { return nil }
        if text == "now" { return now }
        if let time = Timestamp(rfc3339: text) { return time }
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        if text.first == "-", let last = text.last, let unit = units[last], let n = Int(text.dropFirst().dropLast()),
            (0..<100_000).contains(n)
        {
            return now - .seconds(n * unit)
        }
        throw FormMistake(field: field, text: "a time is 2026-03-14T14:03:27Z, -15m or -2h, or now")
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
