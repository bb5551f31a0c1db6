import EventModel
import Testing

@testable import Telemetry

@Suite("Records of several lines")
struct RecordAssemblerTests {
    /// The records of lines, as text with the number of their first line and how many they take.
    private static func assembled(_ lines: [String]) -> [String] {
        var assembler = RecordAssembler()
        var records: [String] = []
        func emit(_ record: UnsafeBufferPointer<UInt8>, _ first: Int, _ count: Int) {
            records.append("\(first)+\(count) \(String(decoding: record, as: UTF8.self))")
        }
        for (i, line) in lines.enumerated() {
            Array(line.utf8).withUnsafeBufferPointer { assembler.take($0, number: i + 1, emit: emit) }
        }
        assembler.finish(emit: emit)
        #expect(assembler.isIdle)
        return records
    }

    private static func needs(_ line: String) -> Bool {
        Array(line.utf8).withUnsafeBufferPointer { RecordAssembler.needsAssembly($0) }
    }

    @Test("A cut line costs itself alone")
    func cut() {
        #expect(
            Self.assembled([#"{"a":1,"#, #"{"message":"well"}"#, #"{"message":"well"}"#])
                == [#"1+1 {"a":1,"#, #"2+1 {"message":"well"}"#, #"3+1 {"message":"well"}"#]
        )
        #expect(
            Self.assembled([#"{"tags":["#, #"{"message":"well"}"#, #"{"message":"well"}"#])
                == [#"1+1 {"tags":["#, #"2+1 {"message":"well"}"#, #"3+1 {"message":"well"}"#]
        )
        #expect(Self.assembled([#"{"text":"cut,"#, "next"]) == [#"1+1 {"text":"cut,"#, "2+1 next"])
        #expect(Self.assembled(["{", "  \"a\": 1,"]) == ["1+1 {", "2+1   \"a\": 1,"])
        #expect(Self.assembled(["{", "text", "{", "}"]) == ["1+1 {", "2+1 text", "3+2 {\n}"])
    }

    @Test("Indented text is one record")
    func text() {
        #expect(
            Self.assembled(["Traceback", "  File \"a.py\"", "    boom", "\tat x", "ValueError", "  "])
                == ["1+1 Traceback", "2+3   File \"a.py\"\n    boom\n\tat x", "5+1 ValueError", "6+1   "]
        )
    }

    @Test("Pieces of a runtime's lines are put together by stream")
    func pieces() {
        let time = "2026-11-21T14:03:27Z"
        #expect(
            Self.assembled([
                "\(time) stdout P {\"a\":", "\(time) stderr P x", "\(time) stdout P 1", "\(time) stderr F y",
                "\(time) stderr F between", "\(time) stdout F }",
            ])
                == [
                    "2+2 \(time) stderr F xy", "5+1 \(time) stderr F between", "1+3 \(time) stdout F {\"a\":1}",
                ]
        )
        #expect(
            Self.assembled(["\(time) stdout P a", "text", "\(time) stdout F b"])
                == ["1+1 \(time) stdout P a", "2+1 text", "3+1 \(time) stdout F b"]
        )
        #expect(
            Self.assembled([
                #"{"log":"{\"a\":\"b\\","stream":"stdout","time":"T"}"#,
                #"{"log":"n c\"}\n","stream":"stdout","time":"T"}"#,
            ]) == [#"1+2 {"log":"{\"a\":\"b\\n c\"}\n","stream":"stdout","time":"T"}"#]
        )
        // The end of the first never came.
        let whole = #"{"log":"{\"a\":1}\n","stream":"stdout","time":"T"}"#
        let cut = #"{"log":"{\"a\"","stream":"stdout","time":"T"}"#
        #expect(Self.assembled([cut, whole]) == ["1+1 " + cut, "2+1 " + whole])
    }

    @Test("Ordinary lines need no other")
    func ordinary() {
        for sample in FormatSamples.all where !sample.text.contains("\n") && !sample.text.hasPrefix("[") {
            #expect(!Self.needs(sample.text), "\(sample.name)")
        }
        for line in ["", "text", "[INFO] a,", #"{"log":"text","stream":"stdout"}"#, "2026-11-21 text", "[1,2,"] {
            #expect(!Self.needs(line), "\(line)")
        }
        for line in ["{", "[", "[{", #"{"a":"#, "  }", "},", "\tat x", "2026-11-21T14:03:27Z stdout P a"]
        where line != #"{"a":"# {
            #expect(Self.needs(line), "\(line)")
        }
    }

    @Test("A large export is read element by element")
    func export() {
        let event = [
            "        {", "            \"timestamp\": 1795269807250,", "            \"message\": \"m\"", "        },",
        ]
        let events = Array(repeating: event, count: 5000).flatMap { $0 }
        let text = (["{", "    \"events\": ["] + events.dropLast() + ["        }", "    ]", "}"]).joined(
            separator: "\n"
        )
        let records = RecordReader.records(of: text)
        #expect(records.count { $0.message == "m" && $0.lines == 4 } == 5000)
        #expect(records.count { !$0.isRecord } == 1)
    }

    @Test("What grows beyond all bounds goes out line by line, and what follows is read")
    func bounds() {
        let many =
            ["{\"a\":["] + Array(repeating: "1,", count: RecordAssembler.mostLines + 5) + [#"{"message":"well"}"#]
        let records = Self.assembled(many)
        #expect(records.count == many.count)
        #expect(records.last == "\(many.count)+1 {\"message\":\"well\"}")
        let long = ["{\"a\":["] + Array(repeating: "\"\(String(repeating: "x", count: 1 << 16))\",", count: 20)
        #expect(Self.assembled(long).count == long.count)
    }
}
