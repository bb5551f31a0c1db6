import Pipeline

/// `buses: [orders, billing]`. The bus `default` is always there.
enum BusPart: FlowPart {
    static let section = "buses"
    static let isOfNames = true

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        guard let name = reader.text(value) else { return }
        if name == "default" { return }
        reader.define(.bus, name, at: value)
        file.definition.buses.append(name)
    }
}
