import EventModel
import JSONSchema
import Pipeline

/// What an uploaded file must look like: a JSON Schema (draft 7) of one row, which is an object with the columns as its members.
struct Contract: Sendable {
    /// The schema's `title`; the key of the table `contracts`.
    let name: String
    let schema: JSONSchema
    /// The columns that a file can not do without.
    let required: [String]
    /// What `properties` says of each column.
    let columns: JSON.Object
    /// Whether no other columns are allowed: `additionalProperties` is false.
    let isClosed: Bool

    /// The contract that is built in: `Resources/Uploads/contract.json`.
    static let bundled: Contract = {
        do {
            return try Contract(JSON(parsing: PackageResources.contract_json))
        } catch {
            // The file is part of the program; a test reads it, so a broken one is never built.
            preconditionFailure("Resources/Uploads/contract.json: \(error)")
        }
    }()

    /// The contract as the table `contracts` has it, where an operator can relax it, else the one that is built in.
    static func current(_ record: EventRecord) async throws -> Contract {
        try await record.context.item(bundled.name, in: "contracts").map { try Contract($0) } ?? bundled
    }

    /// - Throws: ``ErrorInfo`` `InvalidContract` that names the place at fault.
    init(_ json: JSON) throws {
        // A schema without members would be one that takes everything.
        guard let columns = json["properties"]?.object, !columns.members.isEmpty else {
            throw failure(
                "InvalidContract",
                "is no JSON Schema of a row: /properties must say what each column is"
            )
        }
        do {
            schema = try JSONSchema(json)
        } catch {
            throw failure("InvalidContract", "is no JSON Schema (draft 7): \(error)")
        }
        name = json["title"]?.string ?? "unnamed"
        required = json["required"]?.array?.compactMap(\.string) ?? []
        self.columns = columns
        isClosed = json["additionalProperties"] == false
    }

    /// A row as the schema sees it. A field is text, but where the column's `type` is a number or a boolean and the field is written as
    /// one, it is that. An empty field of a column that is not required is no member.
    func json(_ fields: [String], _ header: [String]) -> JSON {
        var row = JSON.Object()
        for (column, field) in zip(header, fields) {
            if field.isEmpty, !required.contains(column) { continue }
            row[column] = value(field, of: column)
        }
        return .object(row)
    }

    private func value(_ field: String, of column: String) -> JSON {
        let type = columns[column]?["type"]
        func has(_ name: String) -> Bool { type?.string == name || type?.array?.contains(.string(name)) == true }
        if has("boolean"), field == "true" || field == "false" { return .bool(field == "true") }
        // Plain digits only: 1e3 and 1.0 are integers to the schema, but no file of numbers is written so.
        let plain = has("number") ? "-.0123456789" : has("integer") ? "-0123456789" : ""
        guard field.utf8.allSatisfy(plain.utf8.contains), case .number(let number)? = try? JSON(parsing: field) else {
            return .string(field)
        }
        return .number(number)
    }
}
