import EventModel

/// The names under which log libraries write the fields a record is made of. Data (`Resources/Fields/fields.json`), which a
/// person's own file extends: for each field its names in order of preference, of two in one line the earlier one wins.
///
/// - A dot reaches into a nested object, and matches a flat name with a dot as well.
/// - A name of several words stands for all their spellings (``FieldSpelling``).
/// - `{"name": …, "as": …}` says how the value is to be read; `"weak": true` that the name is a guess, which gives way to
///   any other.
/// - `records` are objects whose members count as the record's own where it has none; `objects` may hold its ids.
package struct FieldNames: Sendable {
    struct Name: Sendable {
        var text: String
        var reading: FieldReading = .plain
        var isWeak = false
        /// Its place among the field's names as they were written, from 0.
        var entry: Int
        /// The file that it comes from; nil: built in.
        var file: String?
    }

    /// By ``RecordField``, every spelling of every name.
    private(set) var names: [[Name]]
    private(set) var records: [String] = []
    private(set) var objects: [String] = []

    /// The built-in names.
    package static let standard: FieldNames = {
        do {
            return try FieldNames(parsing: PackageResources.fields_json, file: nil)
        } catch {
            preconditionFailure("the built-in table of names: \(error)")
        }
    }()

    /// Reads a table.
    ///
    /// - Parameter file: its path, for messages; nil for the built-in one.
    /// - Throws: ``FieldNamesError``, which says where the mistake is and what to write instead.
    package init(parsing bytes: [UInt8], file: String?) throws(FieldNamesError) {
        names = Array(repeating: [], count: RecordField.allCases.count)
        let name = file ?? "fields.json"
        let table: JSON
        do {
            table = try JSON(parsing: bytes)
        } catch {
            let before = bytes.prefix(error.offset)
            let line = before.count { $0 == 0x0A } + 1
            let column = before.count - (before.lastIndex(of: 0x0A) ?? -1)
            throw FieldNamesError("\(name): line \(line), column \(column): \(error.reason)")
        }
        guard let members = table.object?.members else {
            throw FieldNamesError("\(name): holds no object; write {\"service\": [\"my_name_for_it\"]}")
        }
        for member in members {
            guard let elements = member.value.array else {
                throw FieldNamesError("\(name): \(member.name): is no list; write [\"my_name_for_it\"]")
            }
            switch member.name {
            case "records": records = try FieldNames.texts(elements, "\(name): records")
            case "objects": objects = try FieldNames.texts(elements, "\(name): objects")
            default:
                guard let field = RecordField.allCases.first(where: { $0.key == member.name }) else {
                    let known = RecordField.allCases.prefix(21).map(\.key).joined(separator: ", ")
                    throw FieldNamesError(
                        "\(name): \(member.name): is no field of a record; the fields are \(known), records and objects"
                    )
                }
                names[field.rawValue] = try FieldNames.list(elements, "\(name): \(member.name)", file)
            }
        }
    }

    /// These names with those of `other` before them.
    package func extended(by other: FieldNames) -> FieldNames {
        var both = self
        for field in names.indices { both.names[field] = other.names[field] + names[field] }
        both.records += other.records.filter { !records.contains($0) }
        both.objects += other.objects.filter { !objects.contains($0) }
        return both
    }

    private static func texts(_ elements: [JSON], _ place: String) throws(FieldNamesError) -> [String] {
        var texts: [String] = []
        for (i, element) in elements.enumerated() {
            guard let text = element.string, !text.isEmpty else {
                throw FieldNamesError("\(place)[\(i)]: is no name; write it in quotes, as \"headers\"")
            }
            texts.append(text)
        }
        return texts
    }

    private static func list(_ elements: [JSON], _ place: String, _ file: String?) throws(FieldNamesError) -> [Name] {
        var names: [Name] = []
        names.reserveCapacity(elements.count * 2)
        for (i, element) in elements.enumerated() {
            var reading = FieldReading.plain
            if let key = element["as"] {
                guard let known = FieldReading.allCases.first(where: { $0.key == key.string }) else {
                    let known = FieldReading.allCases.map(\.key).joined(separator: ", ")
                    throw FieldNamesError("\(place)[\(i)].as: \(key) is no way to read a value; the ways are \(known)")
                }
                reading = known
            }
            guard let text = element.string ?? element["name"]?.string, !text.isEmpty else {
                throw FieldNamesError(
                    "\(place)[\(i)]: is no name; write it in quotes, or {\"name\": \"took\", \"as\": \"milliseconds\"}"
                )
            }
            let isWeak = element["weak"]?.bool ?? false
            for spelling in FieldSpelling.all(text) {
                names.append(Name(text: spelling, reading: reading, isWeak: isWeak, entry: i, file: file))
            }
        }
        return names
    }
}

/// A mistake in a table of names: the file, the place in it, and what to do.
package struct FieldNamesError: Error, CustomStringConvertible {
    package var description: String
    init(_ description: String) { self.description = description }
}
