import EventModel

/// The documents that a schema consists of, and what each address in them names.
struct SchemaStore {
    /// A place in one of the documents.
    struct Place: Hashable {
        var document: Int
        var pointer = JSONPointer()
    }
    struct Document {
        var json: JSON
        /// Where it was got from.
        var uri: URIReference
        var dialect: Dialect
    }
    /// A schema with what its surroundings mean for it.
    struct Found {
        var place: Place
        var json: JSON
        /// What references in it are relative to.
        var base: URIReference
        var dialect: Dialect
    }

    typealias Remotes = (String) throws -> JSON?

    private(set) var documents: [Document] = []
    /// Schemas by their address, with or without the name of an anchor.
    private var places: [String: Place] = [:]
    private let remotes: Remotes

    private static let mostDocuments = 1_000

    init(remotes: @escaping Remotes) { self.remotes = remotes }

    /// Takes a document in; answers its number.
    mutating func add(_ json: JSON, uri: URIReference, dialect: Dialect) throws(SchemaError) -> Int {
        let document = documents.count
        var dialect = dialect
        if let metaschema = json["$schema"]?.string {
            guard !Dialect.isTooOld(metaschema) else {
                throw SchemaError(
                    place: (uri.description.isEmpty ? "" : uri.description) + "#/$schema",
                    reason: "names an edition before draft 6, which is not supported"
                )
            }
            dialect = Dialect(metaschema)
        }
        documents.append(Document(json: json, uri: uri.absolute, dialect: dialect))
        places[uri.absolute.description] = places[uri.absolute.description] ?? Place(document: document)
        scan(json, Place(document: document), uri.absolute, dialect)
        return document
    }

    /// Notes every address that a schema and the schemas within it give themselves.
    private mutating func scan(_ json: JSON, _ place: Place, _ outer: URIReference, _ outerDialect: Dialect) {
        guard case .object(let object) = json else { return }
        let dialect = Self.dialect(of: object, outerDialect)
        let base = Self.base(of: object, outer, dialect)
        if let id = Self.id(of: object, dialect) {
            let uri = URIReference(id).resolved(against: outer)
            // `#name` names a place in a document; `other#name` names a document too.
            var addresses = id.utf8.first == UInt8(ascii: "#") ? [] : [uri.absolute.description]
            if uri.fragment?.isEmpty == false { addresses.append(uri.description) }
            for address in addresses { places[address] = places[address] ?? place }
        }
        if dialect != .draft7 {
            for keyword in ["$anchor", "$dynamicAnchor"] {
                guard let anchor = object[keyword]?.string else { continue }
                let address = base.description + "#" + anchor
                places[address] = places[address] ?? place
            }
        }
        for member in object.members {
            guard let layout = dialect.layout(of: member.name, member.value) else { continue }
            let inner = Place(document: place.document, pointer: place.pointer.appending(member.name))
            switch (layout, member.value) {
            case (.schema, _): scan(member.value, inner, base, dialect)
            case (.list, .array(let elements)):
                for (n, element) in elements.enumerated() {
                    scan(
                        element,
                        Place(document: place.document, pointer: inner.pointer.appending("\(n)")),
                        base,
                        dialect
                    )
                }
            case (.map, .object(let map)):
                for entry in map.members {
                    let pointer = inner.pointer.appending(entry.name)
                    scan(entry.value, Place(document: place.document, pointer: pointer), base, dialect)
                }
            default: break
            }
        }
    }

    /// A `$id` that counts: in draft 7 none does beside `$ref`.
    private static func id(of object: JSON.Object, _ dialect: Dialect) -> String? {
        if !dialect.refHasSiblings, object["$ref"]?.string != nil { return nil }
        return object["$id"]?.string
    }

    private static func base(of object: JSON.Object, _ outer: URIReference, _ dialect: Dialect) -> URIReference {
        guard let id = id(of: object, dialect), id.utf8.first != UInt8(ascii: "#") else { return outer }
        return URIReference(id).resolved(against: outer).absolute
    }

    private static func dialect(of object: JSON.Object, _ outer: Dialect) -> Dialect {
        object["$schema"]?.string.map { Dialect($0) } ?? outer
    }

    /// What is at a place: goes there from the document's root, through what are schemas and what are not.
    func find(_ place: Place) -> Found? {
        let document = documents[place.document]
        var json = document.json
        var base = document.uri
        var dialect = document.dialect
        var layout: Dialect.Layout? = .itself
        func enter() {
            guard case .object(let object) = json else { return }
            dialect = Self.dialect(of: object, dialect)
            base = Self.base(of: object, base, dialect)
        }
        enter()
        for token in place.pointer.tokens {
            guard let child = json.child(token) else { return nil }
            let isSchema: Bool
            switch layout {
            case .itself:
                let inner = json.array == nil ? dialect.layout(of: token, child) : nil
                isSchema = inner == .schema
                layout = isSchema ? .itself : inner
            case .list, .map:
                isSchema = true
                layout = .itself
            case .schema, nil:
                isSchema = false
                layout = nil
            }
            json = child
            if isSchema { enter() }
        }
        return Found(place: place, json: json, base: base, dialect: dialect)
    }

    /// The schema that a reference means, where it stands; brings in the document if it is not there yet.
    mutating func resolve(_ reference: String, from found: Found, at keyword: String) throws(SchemaError) -> Found {
        func fail(_ reason: String) -> SchemaError {
            SchemaError(place: name(found.place) + "/" + keyword, reason: reason)
        }
        let uri = URIReference(reference).resolved(against: found.base)
        let address = uri.absolute.description
        if places[address] == nil {
            guard let json = try document(address, fail) else {
                throw fail(
                    "refers to \(reference), and there is no schema at \(address.isEmpty ? "that place" : address)"
                )
            }
            guard documents.count < Self.mostDocuments else {
                throw fail("needs more than \(Self.mostDocuments) documents")
            }
            _ = try add(json, uri: uri.absolute, dialect: found.dialect)
        }
        guard let root = places[address] else { throw fail("refers to \(reference), which can not be found") }
        guard let encoded = uri.fragment, !encoded.isEmpty else { return try get(root, reference, fail) }
        guard let fragment = URIReference.decoded(encoded) else {
            throw fail("refers to \(reference), whose fragment is not well formed")
        }
        if fragment.utf8.first == UInt8(ascii: "/") {
            guard let pointer = JSONPointer(fragment) else {
                throw fail("refers to \(reference), whose fragment is no JSON pointer")
            }
            return try get(
                Place(document: root.document, pointer: JSONPointer(root.pointer.tokens + pointer.tokens)),
                reference,
                fail
            )
        }
        guard let place = places[address + "#" + fragment] ?? places[address + "#" + encoded] else {
            throw fail("refers to \(reference), and nothing there has that name")
        }
        return try get(place, reference, fail)
    }

    private func get(_ place: Place, _ reference: String, _ fail: (String) -> SchemaError) throws(SchemaError) -> Found
    {
        guard let found = find(place) else { throw fail("refers to \(reference), and there is nothing at that place") }
        return found
    }

    private func document(_ address: String, _ fail: (String) -> SchemaError) throws(SchemaError) -> JSON? {
        if address == "http://json-schema.org/draft-07/schema" { return JSONSchema.metaschema }
        do { return try remotes(address) } catch { throw fail("refers to \(address), which can not be read: \(error)") }
    }

    /// `#/properties/a`, with the document's address before it if it is not the first one.
    func name(_ place: Place) -> String {
        (place.document == 0 ? "" : documents[place.document].uri.description) + "#" + place.pointer.description
    }
}
