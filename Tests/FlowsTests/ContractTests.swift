import EventModel
import Testing

@testable import Flows

@Suite("The upload contract")
struct ContractTests {
    private func read(_ text: String) -> Contract.Reading { Contract.bundled.read(Array(text.utf8)) }
    private let header = "id,store,quantity,unit_price,sold_at,note\n"

    @Test func theBundledResourcesAreSound() throws {
        #expect(
            Contract.bundled.columns.members.map(\.name) == [
                "id", "store", "quantity", "unit_price", "sold_at", "note",
            ]
        )
        #expect(Catalogue.bundled.products.count == 8)
        #expect(Catalogue.bundled.customers.contains { $0.name == "李小龙" })
    }

    @Test(arguments: [("sales-valid", 3), ("sales-wide", 3)])
    func theGoodSamplesKeepIt(name: String, rows: Int) throws {
        let reading = Contract.bundled.read(try Sample.bytes("Uploads/\(name).csv"))
        #expect(reading.violations == [])
        #expect(reading.accepted.count == rows)
    }

    @Test func theMalformedSampleIsToldLineColumnAndValue() throws {
        let reading = Contract.bundled.read(try Sample.bytes("Uploads/sales-malformed.csv"))
        #expect(
            reading.violations.map(\.description) == [
                #"row 2 (line 3) at /quantity: must be an integer, not "twelve""#,
                #"row 3 (line 4) at /sold_at: must be a date and time such as 2026-11-21T01:24:31Z, not "yesterday""#,
            ]
        )
        #expect(reading.accepted.map(\.line) == [2])
        #expect(reading.rejected.map(\.line) == [3, 4])
        #expect(!reading.headerIsBroken)
    }

    @Test func aHeaderWithoutARequiredColumnBreaksAllOfIt() throws {
        let reading = Contract.bundled.read(try Sample.bytes("Uploads/sales-no-header.csv"))
        #expect(reading.headerIsBroken)
        #expect(reading.violations.map(\.path) == ["/store", "/unit_price", "/sold_at"])
        #expect(
            reading.violations[0].description.hasPrefix(
                "line 1 at /store: the required column is missing; the file has id, shop, quantity, price"
            )
        )
    }

    @Test func everyOtherFaultNamesItsPlace() {
        func first(_ text: String) -> String? { read(text).violations.first?.description }
        #expect(first("") == "line 1: the file is empty; its first line must name the columns")
        #expect(first("id,id,store,quantity,unit_price,sold_at\n") == "line 1 at /id: the column stands twice")
        #expect(first(header + "s-1,Porto,1,2\n") == "row 1 (line 2): has 4 fields where the header has 6")
        #expect(
            first(header + "s-1,,1,2,2026-01-01T00:00:00Z,\n")
                == "row 1 (line 2) at /store: must be 1 character long at least, not 0"
        )
        #expect(
            first(header + "s-1,Porto,1,\"9,80\",2026-01-01T00:00:00Z,\n")
                == #"row 1 (line 2) at /unit_price: must be a number, not "9,80""#
        )
        #expect(
            first(header + "s-1,Porto,1,9.80001,2026-01-01T00:00:00Z,\n")
                == "row 1 (line 2) at /unit_price: must be a multiple of 0.0001, not 9.80001"
        )
        #expect(
            first(header + "s-1,Porto,,2,2026-01-01T00:00:00Z,\n")
                == #"row 1 (line 2) at /quantity: must be an integer, not """#
        )
        #expect(first(header + "\"s-1,Porto\n") == "line 2: opens a quote in field 1 that is never closed")
    }

    @Test(arguments: [
        ("1", true), ("1000000", true), ("0", false), ("1.0", false), ("1e3", false), ("+7", false), ("007", false),
        ("1000001", false), ("99999999999999999999999999", false), ("true", false), ("null", false), (" 1", false),
    ])
    func aQuantityIsAPlainWholeNumber(field: String, isOne: Bool) {
        let reading = read(header + "s-1,Porto,\(field),2,2026-01-01T00:00:00Z,\n")
        #expect(reading.violations.isEmpty == isOne, "\(reading.violations)")
        #expect(reading.violations.allSatisfy { $0.path == "/quantity" && $0.row == 1 })
    }

    @Test func ofAFileThatIsAllWrongTheFirstIsToldAndTheRestCounted() {
        let reading = read(header + String(repeating: "s-1,Porto,x,2,2026-01-01T00:00:00Z,\n", count: 1_000))
        #expect(reading.violations.count == 100 && reading.violationCount == 1_000 && reading.rejected.count == 1_000)
    }

    @Test func aSchemaMayUseAllOfTheLanguage() throws {
        let contract = try Contract(
            JSON(
                parsing: """
                    {"title": "t", "required": ["kind"], "additionalProperties": false,
                     "properties": {"kind": {"enum": ["a", "b"]}, "n": {"type": ["integer", "null"]}, "ok": {"type": "boolean"}},
                     "if": {"properties": {"kind": {"const": "b"}}}, "then": {"required": ["n"]}}
                    """
            )
        )
        func told(_ text: String) -> [String] { contract.read(Array(text.utf8)).violations.map(\.description) }
        #expect(told("kind,n,ok\na,,true\nb,7,false\n") == [])
        #expect(told("kind,n,ok\na,,maybe\n") == [#"row 1 (line 2) at /ok: must be true or false, not "maybe""#])
        #expect(told("kind,n\nb,\n").first?.hasPrefix("row 1 (line 2) at /") == true)
        #expect(told("kind,a/b\na,1\n") == ["line 1 at /a~1b: no such column is allowed"])
    }

    @Test(arguments: [
        (#"{"columns": [{"name": "a", "type": "text"}]}"#, "/properties must say"), ("7", "/properties must say"),
        (#"{"properties": {"a": {"type": "colour"}}}"#, "/properties/a/type"),
        (#"{"properties": {"a": {"pattern": "("}}}"#, "/properties/a/pattern"),
    ])
    func aContractNamesThePlaceThatCanNotBeRead(text: String, place: String) throws {
        let json = try JSON(parsing: text)
        let error = try #require(throws: ErrorInfo.self) { try Contract(json) }
        #expect(error.type == "InvalidContract" && error.message.contains(place), "\(error.message)")
    }
}
