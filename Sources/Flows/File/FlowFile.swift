package import Pipeline
package import Programs

/// A flow as a file wires it. A value; ``Flow/init(_:)`` makes it one that can be run.
package struct FlowFile: Sendable {
    /// What `--flows` and the accounts call it.
    package var name = ""
    /// What it is for.
    package var summary: String?
    package var definition = PipelineDefinition()
    /// The programs of functions that are one, by the functions' names.
    package var programs: [String: ProgramDefinition] = [:]
    /// What starts it, where the file says.
    package var stimulus: FlowStimulus?
    package var faults: [FlowFault] = []

    /// Reads a flow file.
    ///
    /// - Parameter name: The file, as messages name it.
    /// - Throws: ``FlowMistakes``, all there are.
    package init(_ bytes: [UInt8], name: String, _ surroundings: FlowSurroundings) throws(FlowMistakes) {
        let value: FlowValue
        do {
            value = try FlowText.read(bytes)
        } catch {
            throw FlowMistakes(file: name, mistakes: [error])
        }
        var reader = FlowReader(surroundings)
        reader.read(value, into: &self)
        if !reader.mistakes.isEmpty { throw FlowMistakes(file: name, mistakes: reader.mistakes) }
    }
}

/// One kind of part: a section of the file.
protocol FlowPart {
    /// The member of the file: `queues`.
    static var section: String { get }
    /// Whether the section is a list of names (or of objects that have more to say), where others are lists of objects.
    static var isOfNames: Bool { get }
    /// Reads one element of the section; mistakes go to the reader.
    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile)
    /// Checks what shows only once every part is read.
    static func finish(_ reader: inout FlowReader, _ file: FlowFile)
}

extension FlowPart {
    static var isOfNames: Bool { false }
    static func finish(_ reader: inout FlowReader, _ file: FlowFile) {}
}

extension FlowReader {
    /// Every kind of part that a file can have.
    static var parts: [any FlowPart.Type] {
        [
            BusPart.self, RulePart.self, QueuePart.self, FunctionPart.self, MappingPart.self, BucketPart.self,
            ObjectPart.self, StateMachinePart.self,
            TopicPart.self, StreamPart.self, TablePart.self, SchedulePart.self, ArchivePart.self, AggregatePart.self,
            ContractPart.self, FaultPart.self, BudgetPart.self,
            // What holds for all routes comes before them.
            GatewayPart.self, RoutePart.self,
        ]
    }

    mutating func read(_ value: FlowValue, into file: inout FlowFile) {
        define(.bus, "default", at: value)
        guard let object = members(of: value, ["flow", "description", "stimulus"] + Self.parts.map { $0.section })
        else {
            return
        }
        if let name = required(object, "flow", "give the flow a name: flow: my-flow") {
            file.name = name
            if !Self.isName(name) {
                refuse(
                    object["flow"] ?? object,
                    "must have letters, digits, dots, hyphens and underscores only",
                    "rename it"
                )
            }
        }
        file.summary = text(object, "description")
        for part in Self.parts {
            guard let section = object[part.section] else { continue }
            let elements = part.isOfNames ? names(of: section) : elements(of: section)
            for element in elements { part.read(element, &self, into: &file) }
        }
        if let stimulus = object["stimulus"] { file.stimulus = FlowStimulus.read(stimulus, &self) }
        for part in Self.parts { part.finish(&self, file) }
        resolve()
        guard mistakes.isEmpty else { return }
        // What no part sees alone.
        do {
            try file.definition.validate()
        } catch {
            refuse(object, error.description)
        }
    }

    /// The elements of a list of names.
    private mutating func names(of value: FlowValue) -> [FlowValue] {
        if let list = value.list { return list }
        refuse(value, "must be a list of names, not \(value.kind)")
        return []
    }

    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 255
            && name.utf8.allSatisfy {
                48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
            }
    }

    /// A part's name: there, well-formed, and the only one of its kind.
    mutating func define(_ noun: Noun, _ object: FlowValue, _ member: String) -> String? {
        guard let name = required(object, member, "give the \(noun.rawValue) a name"), let value = object[member] else {
            return nil
        }
        guard Self.isName(name) else {
            refuse(value, "must have letters, digits, dots, hyphens and underscores only, at most 255", "rename it")
            return nil
        }
        define(noun, name, at: value)
        return name
    }
}
