import EventModel
import Testing

@testable import DeadLetters

@Suite struct BodyViewTests {
    private func back(_ view: BodyView, _ text: String, original: [UInt8] = []) throws -> [UInt8] {
        try view.body(from: Array(text.utf8), original: original)
    }

    private func refusal(_ view: BodyView, _ text: String) -> String {
        do {
            _ = try back(view, text)
            return "accepted"
        } catch let error as DeadLetterError { return error.message } catch { return "\(error)" }
    }

    /// Whatever can be edited in a view comes back as it was if nothing was changed.
    @Test func roundTripsByteForByte() throws {
        var dice = Dice(state: 3)
        var bodies: [[UInt8]] = [
            [], [0], Array(0...255), Array("no break at the end".utf8), Array("one\n".utf8), Array("a\r\nb\r\n\n".utf8),
            Array("\u{1B}[2J\0\u{7F}".utf8), Array(#"{"b":1.0,"a":[],"b":{}}"#.utf8),
            Array("{ \"a\" : [\n1 ,2] }\r\n".utf8),
            Array("[1, {\"k\": \"\\u0041\"}]".utf8), Array("|:abc".utf8), [UInt8](repeating: 0x41, count: 1 << 20),
        ]
        for n in 0..<200 { bodies.append((0..<n).map { _ in UInt8.random(in: 0...255, using: &dice) }) }
        for body in bodies {
            for view in BodyView.allCases {
                guard let edited = try? view.editable(body) else {
                    #expect(view == .text && String(validating: body, as: UTF8.self) == nil || view == .json)
                    continue
                }
                #expect(try view.body(from: edited, original: body) == body, "\(view) \(body.prefix(40))")
                // Some editors add a line break at the end.
                if view != .text || body.last != 0x0A {
                    #expect(try view.body(from: edited + [0x0A], original: body) == body)
                }
            }
        }
    }

    @Test func showsRows() {
        let body = Array("Hello |wor".utf8) + [0, 0x1B, 0xFF] + Array("ld 12345".utf8)
        #expect(
            BodyView.hex.lines(body) == [
                "00000000:  48 65 6c 6c 6f 20 7c 77  6f 72 00 1b ff 6c 64 20  |Hello |wor...ld |",
                "00000010:  31 32 33 34 35                                    |12345|",
            ]
        )
        #expect(BodyView.hex.lines(body, most: 1).count == 1 && BodyView.hex.lines([]).isEmpty)
        #expect(BodyView.base64.lines([UInt8](repeating: 0, count: 58)).map(\.count) == [76, 4])
        #expect(
            BodyView.json.lines(Array(#"{"a":[1.50,{}],"a":[]}"#.utf8)) == [
                "{", "  \"a\": [", "    1.50,", "    {}", "  ],", "  \"a\": []", "}",
            ]
        )
        #expect(BodyView.json.lines(Array("no JSON".utf8)) == ["no JSON"])
        #expect(
            BodyView.json.lines(
                [UInt8](repeating: UInt8(ascii: "["), count: 90_000)
                    + [UInt8](repeating: UInt8(ascii: "]"), count: 90_000),
                most: 9
            ).count == 9
        )
    }

    @Test func showsNothingThatDrivesATerminal() {
        let hostile = "a\u{1B}]0;x\u{7}\u{9B}31m\u{202E}\u{2028}\r\tb\u{AD}".utf8 + [0xFF, 0xC3]
        for view in BodyView.allCases {
            for line in view.lines(Array(hostile)) {
                let isSafe = line.unicodeScalars.allSatisfy {
                    ![.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
                }
                #expect(isSafe, "\(view): \(line)")
            }
        }
        #expect(BodyView.text.lines(Array(hostile)) == ["a␛]0;x␇{9B}31m{202E}{2028}␍␉b{AD}\\xFF\\xC3"])
        #expect(BodyView.text.lines(Array("a\r\n\nb\n".utf8)) == ["a", "", "b"])
    }

    @Test func fits() {
        #expect(BodyView.fitting(Array(" {\"a\":1}".utf8)) == .json && BodyView.fitting(Array("{a}".utf8)) == .text)
        #expect(
            BodyView.fitting([0xFF]) == .hex && BodyView.fitting([0, 1, 2, 65]) == .hex && BodyView.fitting([]) == .text
        )
    }

    @Test func readsHexAsPeopleTypeIt() throws {
        #expect(try back(.hex, "48656C6c 6f\n\n  0A") == Array("Hello\n".utf8))
        #expect(try back(.hex, "00000000: 48 49 | anything: zz\r\n") == Array("HI".utf8))
        #expect(refusal(.hex, "48 4") == "line 1, column 5: a byte has two digits, and this one ends after its first")
        #expect(refusal(.hex, "48\n4 8").hasPrefix("line 2, column 2: a byte has two digits"))
        #expect(refusal(.hex, "00000000:  48 4g") == "line 1, column 16: 'g' is no hexadecimal digit")
        #expect(refusal(.hex, "zz: 48").hasPrefix("line 1, column 1"))
    }

    @Test func readsBase64Strictly() throws {
        #expect(try back(.base64, "SGVs\n bG8=\n") == Array("Hello".utf8))
        #expect(try back(.base64, "") == [])
        #expect(refusal(.base64, "SGVs\nbG8").hasPrefix("line 2, column 4: the last group of four is not complete"))
        #expect(refusal(.base64, "SGVs\nb_8=") == "line 2, column 2: '_' is no base64 digit")
        #expect(refusal(.base64, "bG8=AAAA") == "line 1, column 5: nothing can stand after '='")
        #expect(
            refusal(.base64, "=").hasPrefix("line 1, column 1")
                && refusal(.base64, "bG8==").hasPrefix("line 1, column 5")
        )
        #expect(refusal(.base64, "bG9=") == "line 1, column 5: the last digit has bits that belong to no byte")
    }

    @Test func readsTextOnlyWhereItIsUTF8() throws {
        #expect(throws: DeadLetterError(.badInput, "the body is not UTF-8 at byte 2: edit it as hex or base64")) {
            try BodyView.text.editable([65, 66, 0xC3])
        }
        let message = "line 2, column 2: this is not UTF-8: edit the body as hex or base64"
        #expect(throws: DeadLetterError(.badInput, message)) {
            try BodyView.text.body(from: [65, 10, 66, 0xFF], original: [])
        }
        #expect(try back(.text, "changed\n", original: Array("was".utf8)) == Array("changed".utf8))
        #expect(try back(.text, "changed\n", original: Array("was\n".utf8)) == Array("changed\n".utf8))
    }

    /// Where an edit leaves tokens alone, their white space stays what it was before the layout.
    @Test(arguments: [
        (#"{"a":1,"b":[1,2],"c":1.0}"#, "1.0", "2.0", #"{"a":1,"b":[1,2],"c":2.0}"#),
        (#"{"a": 1, "b": [1, 2]}"#, "    1,\n", "    1,\n    7,\n", #"{"a": 1, "b": [1, 7, 2]}"#),
        (
            #"{"a": 1, "b": 2}"#, "\"b\": 2", "\"b\": 2,\n  \"c\": {\n    \"d\": 3\n  }",
            #"{"a": 1, "b": 2, "c": {"d": 3}}"#
        ),
        ("{\n\t\"a\" : 1\n}\n", "1", "12", "{\n\t\"a\" : 12\n}\n"),
    ])
    func keepsTheWhiteSpaceThatWasThere(_ body: String, _ old: String, _ new: String, _ wanted: String) throws {
        let layout = String(decoding: try BodyView.json.editable(Array(body.utf8)), as: UTF8.self)
        let edited = layout.replacing(old, with: new)
        #expect(String(decoding: try back(.json, edited, original: Array(body.utf8)), as: UTF8.self) == wanted)
    }

    @Test func namesThePlaceOfAMistakeInJSON() {
        #expect(refusal(.json, "{\n  \"a\": tru\n}") == "line 2, column 8: this is not JSON: a value cannot start here")
    }
}
