import EventModel
import JSONSchema
import Testing

/// Schemas and values that would exhaust the stack, or take for ever.
@Suite struct HostileTests {
    private func violations(_ schema: String, _ value: JSON) throws -> [SchemaViolation] {
        try JSONSchema(JSON(parsing: schema)).violations(in: value)
    }

    @Test func aPatternThatGoesBackAndForthGivesUp() throws {
        let text = String(repeating: "a", count: 60) + "!"
        let found = try violations(#"{"pattern": "^(a+)+$"}"#, .string(text))
        #expect(found.map(\.keyword) == ["pattern"] && found[0].message.contains("takes too long"))
        #expect(try violations(#"{"pattern": "^(?:a|b)*$"}"#, .string(String(repeating: "ab", count: 100_000))).isEmpty)
        #expect(try violations(#"{"pattern": "^.*$"}"#, .string(String(repeating: "x", count: 1_000_000))).isEmpty)
    }

    @Test func aSchemaThatAppliesItselfForEverIsAViolationAndNoCrash() throws {
        for schema in [
            ##"{"allOf": [{"$ref": "#"}]}"##, ##"{"not": {"$ref": "#"}}"##,
            ##"{"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}"##,
        ] {
            let found = try violations(schema, 1)
            #expect(found.count == 1 && found[0].message.contains("can not be decided"), "\(schema)")
        }
    }

    @Test func referencesThatLeadNowhereAreRefused() throws {
        let circle =
            ##"{"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}}"##
        let error = #expect(throws: SchemaError.self) { try violations(circle, 1) }
        #expect(error?.reason == "leads back to itself and says nothing")
    }

    @Test func aFewLinesThatMeanBillionsOfStepsGiveUp() throws {
        var definitions: [JSON.Member] = []
        for n in 0..<40 {
            let next: JSON = ["$ref": .string("#/definitions/\(n + 1)")]
            definitions.append(JSON.Member("\(n)", ["allOf": [next, next]]))
        }
        definitions.append(JSON.Member("40", [:]))
        let schema: JSON = ["allOf": [["$ref": "#/definitions/0"]], "definitions": .object(JSON.Object(definitions))]
        let found = try JSONSchema(schema).violations(in: 1)
        #expect(found.first?.message.contains("steps") == true)
    }

    @Test func theDeepestValueThatCanBeReadCanBeChecked() throws {
        let deep = String(repeating: "[", count: JSON.maximumDepth) + String(repeating: "]", count: JSON.maximumDepth)
        let value = try JSON(parsing: deep)
        #expect(try violations(##"{"type": "array", "items": {"$ref": "#"}}"##, value).isEmpty)
        let twice = try violations(##"{"type": "array", "items": {"allOf": [{"$ref": "#"}]}}"##, value)
        #expect(twice.count == 1 && twice[0].message.contains("can not be decided"))
        #expect(try violations(#"{"const": 1}"#, value).count == 1)
    }

    @Test func patternsNestedDeepAreRefused() {
        let deep = String(repeating: "(", count: 100_000) + String(repeating: ")", count: 100_000)
        #expect(throws: SchemaError.self) { try JSONSchema(["pattern": .string(deep)]) }
    }

    @Test func numbersBeyondAnyDoubleAreExact() throws {
        let huge = try JSON(parsing: "1e1000000000000")
        #expect(
            try violations(#"{"minimum": 1e999999999999, "multipleOf": 3e-400}"#, huge).map(\.keyword) == ["multipleOf"]
        )
        #expect(try violations(#"{"multipleOf": 1e-400, "type": "integer"}"#, huge).isEmpty)
        let long = try JSON(parsing: "123456789012345678901234567890")
        #expect(try violations(#"{"multipleOf": 12345678901234567890123456789}"#, long).isEmpty)
        #expect(try violations(#"{"multipleOf": 12345678901234567890123456788}"#, long).count == 1)
    }
}
