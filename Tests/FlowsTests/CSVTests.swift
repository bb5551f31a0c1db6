import Testing

@testable import Flows

@Suite("Comma-separated values")
struct CSVTests {
    private func rows(_ text: String) throws -> [[String]] { try CSVReader.rows(Array(text.utf8)).map(\.fields) }

    @Test(arguments: [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
        ("a\r1\r", [["a"], ["1"]]),
        ("\u{FEFF}a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\n", [["a,b", "say \"hi\"", "two\nlines"]]),
        ("a,\n,b\n", [["a", ""], ["", "b"]]),
        ("\n\na\n\n", [["a"]]),
        ("", []),
        ("\"\"\n", [[""]]),
        ("名前,値\n宇治,🍵\n", [["名前", "値"], ["宇治", "🍵"]]),
    ])
    func reads(text: String, expected: [[String]]) throws {
        #expect(try rows(text) == expected)
    }

    @Test func knowsTheLineOfEveryRecord() throws {
        let rows = try CSVReader.rows(Array("a\n\"x\ny\"\n\nb\n".utf8))
        #expect(rows.map(\.line) == [1, 2, 5])
    }

    @Test(arguments: [
        ("a\n\"b\n", 2, "never closed"),
        ("a\nb\"c\n", 2, "within field 1"),
        ("a,\"b\"c\n", 1, "after the closing quote of field 2"),
    ])
    func refusesBrokenQuotes(text: String, line: Int, reason: String) throws {
        let error = try #require(throws: CSVError.self) { try CSVReader.rows(Array(text.utf8)) }
        #expect(error.line == line)
        #expect(error.reason.contains(reason))
    }

    @Test func refusesWhatIsNotUTF8() throws {
        let error = try #require(throws: CSVError.self) { try CSVReader.rows(Array("a\nb\n".utf8) + [0xE9, 0x0A]) }
        #expect(error.line == 3)
        #expect(error.description == "line 3 is not UTF-8; save the file as UTF-8")
    }

    @Test func readsWhatItWrites() throws {
        let fields = ["plain", "", "a,b", "say \"hi\"", "two\r\nlines", "宇治 🍵"]
        var writer = CSVWriter()
        writer.write(fields)
        writer.write([""])
        #expect(try CSVReader.rows(writer.bytes).map(\.fields) == [fields, [""]])
    }
}
