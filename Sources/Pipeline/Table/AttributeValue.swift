package import EventModel

/// Items as change streams write them
/// (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_AttributeValue.html).
package enum AttributeValue {
    /// A plain value with its type: `{"S":"a"}`, `{"N":"1"}`, `{"L":[…]}`, `{"M":{…}}`, `{"BOOL":true}`, `{"NULL":true}`.
    package static func typed(_ value: JSON) -> JSON {
        switch value {
        case .null: ["NULL": true]
        case .bool: ["BOOL": value]
        case .number(let number): ["N": .string(number.text)]
        case .string: ["S": value]
        case .array(let values): ["L": .array(values.map(typed))]
        case .object(let object): ["M": .object(typed(object))]
        }
    }

    package static func typed(_ object: JSON.Object) -> JSON.Object {
        JSON.Object(object.members.map { .init($0.name, typed($0.value)) })
    }

    /// The plain value of a typed one; what is none stays as it is.
    package static func plain(_ value: JSON) -> JSON {
        guard let object = value.object, object.members.count == 1, let member = object.members.first else {
            return value
        }
        switch member.name {
        case "S", "B", "BOOL", "SS", "BS": return member.value
        case "NULL": return .null
        case "N": return member.value.string.flatMap { try? JSON(parsing: $0) } ?? member.value
        case "NS": return .array((member.value.array ?? []).map { plain(["N": $0]) })
        case "L": return .array((member.value.array ?? []).map(plain))
        case "M":
            return .object(JSON.Object((member.value.object?.members ?? []).map { .init($0.name, plain($0.value)) }))
        default: return value
        }
    }

    /// The plain item of an image.
    package static func item(_ image: JSON) -> JSON { plain(["M": image]) }

    /// Whether something stands more than so many levels deep.
    static func isDeeper(_ value: JSON, than limit: Int) -> Bool {
        switch value {
        case .array(let values): limit == 0 || values.contains { isDeeper($0, than: limit - 1) }
        case .object(let object): limit == 0 || object.members.contains { isDeeper($0.value, than: limit - 1) }
        default: false
        }
    }

    /// Whether two values are the same to a table: members have no order, and numbers have no spelling.
    static func same(_ a: JSON, _ b: JSON) -> Bool {
        switch (a, b) {
        case (.number(let x), .number(let y)): return x.text == y.text || x.value == y.value
        case (.array(let x), .array(let y)): return x.count == y.count && zip(x, y).allSatisfy { same($0, $1) }
        case (.object(let x), .object(let y)):
            return x.members.count == y.members.count
                && x.members.allSatisfy { member in y[member.name].map { same(member.value, $0) } ?? false }
        default: return a == b
        }
    }
}
