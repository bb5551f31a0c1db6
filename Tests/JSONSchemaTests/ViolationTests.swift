import EventModel
import JSONSchema
import Testing

/// What is said of what is wrong, and where.
@Suite struct ViolationTests {
    private static let order = """
        {"type": "object", "required": ["id", "items"],
         "properties": {
            "id": {"type": "string", "minLength": 1},
            "items": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/item"}}},
         "definitions": {"item": {"type": "object", "required": ["sku"],
            "properties": {"sku": {"type": "string", "pattern": "^[A-Z]+-[0-9]+$"}, "quantity": {"type": "integer", "minimum": 1}}}}}
        """

    @Test func nameBothPlaces() throws {
        let schema = try JSONSchema(JSON(parsing: Self.order))
        let value = try JSON(parsing: #"{"id": "", "items": [{"sku": "A-1"}, {"sku": "a/1", "quantity": 0.5}, {}]}"#)
        #expect(
            schema.violations(in: value).map { "\($0) by \($0.schemaPath)" } == [
                "/id: must be 1 character long at least, not 0 by #/properties/id/minLength",
                #"/items/1/sku: must match "^[A-Z]+-[0-9]+$", not "a/1" by #/definitions/item/properties/sku/pattern"#,
                "/items/1/quantity: must be an integer, not 0.5 by #/definitions/item/properties/quantity/type",
                "/items/1/quantity: must be at least 1, not 0.5 by #/definitions/item/properties/quantity/minimum",
                "/items/2: must have 'sku' by #/definitions/item/required",
            ]
        )
        #expect(schema.violations(in: 5).map(\.description) == ["/: must be an object, not 5"])
        #expect(schema.violations(in: value, limit: 2).count == 2)
    }

    @Test func namesAreEscapedAndOddOnesAreNotMixedUp() throws {
        let schema = try JSONSchema(["properties": ["a/b~c": false, "\u{E9}": ["type": "string"]]])
        #expect(schema.violations(in: ["a/b~c": 1]).map(\.instancePath) == ["/a~1b~0c"])
        // One letter, and a letter with an accent after it: two names.
        #expect(schema.isValid(["e\u{301}": 1]) && !schema.isValid(["\u{E9}": 1]))
    }

    @Test func ofSeveralAlternativesTheNearestIsNamed() throws {
        let schema = try JSONSchema([
            "anyOf": [["type": "string"], ["properties": ["a": ["properties": ["b": ["const": 1]]]]]]
        ])
        #expect(
            schema.violations(in: ["a": ["b": 2]]).map(\.description) == [
                "/: fits none of the 2 schemas it may fit; nearest is: /a/b: must be 1, not 2"
            ]
        )
    }

    @Test(arguments: [
        (#"{"type": "text"}"#, "#/type"), (#"{"properties": {"a": {"minLength": -1}}}"#, "#/properties/a/minLength"),
        (#"{"allOf": []}"#, "#/allOf"), (#"{"items": 5}"#, "#/items"), (#"{"multipleOf": 0}"#, "#/multipleOf"),
        (##"{"required": "a"}"##, "#/required"), (##"{"$ref": "#/definitions/no"}"##, "#/$ref"),
        (#"{"definitions": {"a": {"$ref": "other.json"}}}"#, "#/definitions/a/$ref"), (#"{"enum": 1}"#, "#/enum"),
        (##"{"patternProperties": {"(": true}}"##, "#/patternProperties"), ("[]", "#"),
        (##"{"$ref": "#/%zz"}"##, "#/$ref"),
        (#"{"$schema": "http://json-schema.org/draft-04/schema#"}"#, "#/$schema"),
    ])
    func aBadSchemaIsRefusedWithItsPlace(schema: String, place: String) throws {
        let error = #expect(throws: SchemaError.self) { try JSONSchema(JSON(parsing: schema)) }
        #expect(error?.place == place, "\(error.map { "\($0)" } ?? "accepted")")
    }

    @Test func remotesAreFetchedOnceAndNamedWhereTheyCanNotBe() throws {
        var asked: [String] = []
        let schema = try JSONSchema(
            ["properties": ["a": ["$ref": "item.json#/definitions/x"], "b": ["$ref": "item.json"]]],
            uri: "https://example.com/schemas/order.json"
        ) {
            asked.append($0)
            return ["definitions": ["x": ["type": "string"]], "type": "integer"]
        }
        #expect(asked == ["https://example.com/schemas/item.json"])
        #expect(
            schema.violations(in: ["a": 1, "b": "x"]).map(\.schemaPath) == [
                "https://example.com/schemas/item.json#/definitions/x/type",
                "https://example.com/schemas/item.json#/type",
            ]
        )
        let error = #expect(throws: SchemaError.self) { try JSONSchema(["$ref": "https://example.com/none"]) }
        #expect(error?.description.contains("https://example.com/none") == true)
    }

    @Test func anAddressWithANameIsBoth() throws {
        let schema = try JSONSchema(
            JSON(
                parsing: ##"""
                    {"allOf": [{"$ref": "http://example.com/bar#foo"}, {"$ref": "http://example.com/bar#/definitions/B"}],
                     "definitions": {"A": {"$id": "http://example.com/bar#foo", "type": "integer", "definitions": {"B": {"minimum": 3}}}}}
                    """##
            )
        )
        #expect(schema.isValid(3) && !schema.isValid("x") && !schema.isValid(1))
    }

    @Test func theMetaschemaFitsItselfAndFindsMistakes() throws {
        let meta = try JSONSchema(JSONSchema.metaschema)
        #expect(meta.violations(in: JSONSchema.metaschema).isEmpty)
        #expect(meta.violations(in: ["type": "text", "minLength": -1]).map(\.instancePath) == ["/type", "/minLength"])
    }

    @Test(arguments: ["nonsense", "", "[]", #"{"schema": {}}"#, #"[{"schema": true, "tests": [{"data": 1}]}]"#])
    func whatIsNoSuiteIsRefused(text: String) {
        #expect(throws: SchemaSuite.ShapeError.self) { try SchemaSuite(parsing: Array(text.utf8)) }
    }

    @Test func aSuiteMayBeALineAGroup() throws {
        let group =
            #"{"description":"g","schema":{"type":"string"},"tests":[{"description":"t","data":1,"valid":true}]}"#
        let suite = try SchemaSuite(parsing: Array("\(group)\n\n\(group)\n".utf8))
        let outcomes = suite.run { _ in nil }
        #expect(outcomes.map(\.passed) == [false, false] && outcomes[0].name == "g / t")
        #expect(outcomes[0].reason == "/: must be a string, not 1")
    }
}
