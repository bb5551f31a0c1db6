import Pipeline

extension Flow {
    /// The flow that a file wires, its faults included.
    package init(_ file: FlowFile) {
        var definition = file.definition
        for fault in file.faults {
            guard case .function(let name) = fault.place else { continue }
            for i in definition.functions.indices where definition.functions[i].name == name {
                definition.functions[i].handler = fault.injected(into: definition.functions[i].handler, of: name)
            }
        }
        for i in definition.functions.indices { definition.functions[i].flow = file.name }
        self.init(name: file.name, definition: definition)
        summary = file.summary
        rate = file.stimulus?.rate
        targetFaults = file.faults.filter { if case .target = $0.place { true } else { false } }
        if let stimulus = file.stimulus {
            self.stimulus = { index, fate, random in stimulus.draw(index, fate, &random) }
        }
    }
}
