import EventModel

/// What an uploaded file must look like: its columns, their types, and which it cannot do without.
struct Contract: Sendable {
    enum ColumnType: String, Sendable { case text, integer, decimal, timestamp }
    struct Column: Sendable {
        var name: String
        var type: ColumnType
        var required: Bool
    }

    var name: String
    var columns: [Column]

    /// The contract that is built in: `Resources/Uploads/contract.json`.
    static let bundled: Contract = {
        do {
            return try Contract(JSON(parsing: PackageResources.contract_json))
        } catch {
            // The file is part of the program; a test reads it, so a broken one is never built.
            preconditionFailure("Resources/Uploads/contract.json: \(error)")
        }
    }()

    init(name: String, columns: [Column]) {
        self.name = name
        self.columns = columns
    }

    /// - Throws: ``ErrorInfo`` `InvalidContract` that names the column at fault.
    init(_ json: JSON) throws {
        name = json["name"]?.string ?? "unnamed"
        columns = try (json["columns"]?.array ?? []).enumerated().map { index, column in
            guard let name = column["name"]?.string, let type = column["type"]?.string.flatMap(ColumnType.init) else {
                throw failure(
                    "InvalidContract",
                    "columns[\(index)] needs a name and a type: text, integer, decimal or timestamp"
                )
            }
            return Column(name: name, type: type, required: column["required"]?.bool ?? false)
        }
    }
}

extension Contract.ColumnType {
    /// Why a value is none of this type, or nil if it is one.
    func objection(to value: String) -> String? {
        switch self {
        case .text: nil
        case .integer: Int(value) == nil ? "is no integer" : nil
        case .decimal: FixedDecimal(value) == nil ? "is no decimal with at most 4 digits after the point" : nil
        case .timestamp: Timestamp(rfc3339: value) == nil ? "is no RFC 3339 timestamp" : nil
        }
    }
}
