import EventModel
import Testing

@testable import Flows

@Suite("The upload contract")
struct ContractTests {
    private func read(_ text: String) -> Contract.Reading { Contract.bundled.read(Array(text.utf8)) }
    private let header = "id,store,quantity,unit_price,sold_at,note\n"

    @Test func theBundledResourcesAreSound() throws {
        #expect(Contract.bundled.columns.map(\.name) == ["id", "store", "quantity", "unit_price", "sold_at", "note"])
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
                "line 3, column quantity: 'twelve' is no integer",
                "line 4, column sold_at: 'yesterday' is no RFC 3339 timestamp",
            ]
        )
        #expect(reading.accepted.map(\.line) == [2])
        #expect(reading.rejected.map(\.line) == [3, 4])
        #expect(!reading.headerIsBroken)
    }

    @Test func aHeaderWithoutARequiredColumnBreaksAllOfIt() throws {
        let reading = Contract.bundled.read(try Sample.bytes("Uploads/sales-no-header.csv"))
        #expect(reading.headerIsBroken)
        #expect(reading.violations.map(\.column) == ["store", "unit_price", "sold_at"])
        #expect(reading.violations[0].description.contains("the file has id, shop, quantity, price"))
    }

    @Test func everyOtherFaultNamesItsPlace() {
        func first(_ text: String) -> String? { read(text).violations.first?.description }
        #expect(first("") == "line 1: the file is empty; its first line must name the columns")
        #expect(first("id,id,store,quantity,unit_price,sold_at\n") == "line 1, column id: the column stands twice")
        #expect(first(header + "s-1,Porto,1,2\n") == "line 2: has 4 fields where the header has 6")
        #expect(first(header + "s-1,,1,2,2026-01-01T00:00:00Z,\n") == "line 2, column store: is empty")
        #expect(
            first(header + "s-1,Porto,1,\"9,80\",2026-01-01T00:00:00Z,\n")
                == "line 2, column unit_price: '9,80' is no decimal with at most 4 digits after the point"
        )
        #expect(first(header + "\"s-1,Porto\n") == "line 2: opens a quote in field 1 that is never closed")
    }

    @Test func aContractNamesTheColumnItCannotRead() throws {
        let error = try #require(throws: ErrorInfo.self) {
            try Contract(["columns": [["name": "a", "type": "text"], ["name": "b", "type": "colour"]]])
        }
        #expect(error.type == "InvalidContract")
        #expect(error.message.hasPrefix("columns[1]"))
    }
}
