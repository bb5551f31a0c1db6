import EventModel
import Foundation
import Testing

@testable import Programs

@Suite("Functions that are any program")
struct ProgramFunctionTests {
    @Test func pythonGetsTheEventAndAnswers() async throws {
        let script = """
            import json, os, sys
            event = json.load(sys.stdin)
            print(json.dumps({"double": event["n"] * 2, "here": os.getcwd(), "env": dict(os.environ)}))
            """
        try await ProgramBench.with(
            ["python3", "double.py"],
            files: ["double.py": script],
            environment: ["GREETING": "olá"]
        ) { bench in
            let result = try await bench.invoke(["n": 21])
            #expect(result["double"] == 42)
            #expect(result["here"]?.string?.hasSuffix(bench.folder) == true)
            let environment = try #require(result["env"])
            #expect(environment["GREETING"] == "olá" && environment["AWS_LAMBDA_FUNCTION_NAME"] == "work")
            #expect(environment["CORRELATION_ID"] == "0af76519-16cd-43dd-8448-eb211c80319c")
            #expect(environment["TAILRACE_REQUEST_ID"]?.string?.isEmpty == false)
            let trace = try #require(TraceContext(traceparent: environment["TRACEPARENT"]?.string ?? ""))
            #expect(trace.traceID == "0af7651916cd43dd8448eb211c80319c" && trace.isSampled)
        }
    }

    @Test func shellOfTheFlowsOwnFolderRunsByItsPath() async throws {
        try await ProgramBench.with(
            ["./size.sh", "a b"],
            files: ["size.sh": "#!/bin/sh\nprintf '[%s,\"%s\"]' $(wc -c) \"$1\""]
        ) {
            bench in
            let event: JSON = ["text": .string(String(repeating: "x", count: 300_000))]
            let found = try await bench.invoke(event)
            #expect(found == [.int(event.utf8.count), "a b"])
        }
    }

    @Test func noOutputIsNull() async throws {
        try await ProgramBench.with(["sh", "-c", "cat >/dev/null; echo"]) { bench in
            let found = try await bench.invoke()
            #expect(found == .null)
        }
    }

    @Test func inputThatIsNotReadHoldsNothingUp() async throws {
        try await ProgramBench.with(["sh", "-c", "exec <&-; echo 1"]) { bench in
            let found = try await bench.invoke(.string(String(repeating: "x", count: 1_000_000)))
            #expect(found == 1)
        }
    }

    @Test func outputThatIsNoJSONIsAnInvalidResponse() async throws {
        try await ProgramBench.with(["sh", "-c", #"printf '\033[2J\377done'"#]) { bench in
            let error = try #require(try await bench.failure())
            #expect(error.type == "Runtime.InvalidResponse")
            #expect(error.message.contains(#"'sh'"#) && error.message.contains(#"\u{1B}[2J"#), "\(error.message)")
            #expect(!error.message.unicodeScalars.contains("\u{1B}"))
        }
    }

    @Test func tooMuchOutputIsRefusedAtOnce() async throws {
        try await ProgramBench.with(["sh", "-c", "yes"], outputBytes: 100_000) { bench in
            let error = try #require(try await bench.failure())
            #expect(error.type == "Function.ResponseSizeTooLarge" && error.message.contains("100000 bytes"))
        }
    }

    @Test func outputOfExactlyTheMostIsFine() async throws {
        try await ProgramBench.with(["sh", "-c", "printf '\"12345678\"'"], outputBytes: 10) { bench in
            let found = try await bench.invoke()
            #expect(found == "12345678")
        }
    }

    @Test func aStatusOtherThanZeroIsAnErrorWithTheLastWords() async throws {
        try await ProgramBench.with(["sh", "-c", "echo first >&2; echo '{}'; echo 'no such table' >&2; exit 3"]) {
            bench in
            let error = try #require(try await bench.failure())
            #expect(error.type == "Runtime.ExitError")
            #expect(error.message == "'sh' ended with exit status 3: first\nno such table")
        }
    }

    @Test func aSignalIsNamed() async throws {
        try await ProgramBench.with(["sh", "-c", "kill -SEGV $$"]) { bench in
            let found = try await bench.failure()
            #expect(found?.message == "'sh' ended with signal 11 (SIGSEGV)")
        }
    }

    @Test func theErrorThatItTellsIsTheError() async throws {
        let line = #"{"errorType":"CardDeclined","errorMessage":"no funds","stackTrace":["pay.py:3","main.py:9"]}"#
        try await ProgramBench.with(["sh", "-c", "echo working >&2; echo '\(line)' >&2; exit 1"]) { bench in
            let error = try await bench.failure()
            #expect(error == ErrorInfo(type: "CardDeclined", message: "no funds", stack: "pay.py:3\nmain.py:9"))
        }
    }

    @Test func aMissingProgramIsNamedWithWhereItWasLookedFor() async throws {
        try await ProgramBench.with(["./gone.py"]) { bench in
            let error = try await bench.failure()
            #expect(error?.type == "Runtime.InvalidEntrypoint")
            #expect(error?.message == "there is no program at \(bench.folder)/gone.py")
        }
        try await ProgramBench.with(["no-such-program"], environment: ["PATH": "/nowhere:/bin"]) { bench in
            let found = try await bench.failure()
            #expect(found?.message == "no program 'no-such-program' in PATH: /nowhere:/bin")
        }
    }

    @Test func aFileThatIsNoProgramIsNamed() async throws {
        try await ProgramBench.with(["./data/lock"]) { bench in
            try Data().write(to: URL(filePath: bench.folder + "/data/lock"))
            let found = try await bench.failure()
            #expect(found?.message.contains("is not executable") == true)
        }
    }

    #if os(Linux)
        @Test func moreMemoryThanItsLimitIsRefused() async throws {
            let script = "x = bytearray(300 << 20)\nprint(len(x))"
            try await ProgramBench.with(["python3", "big.py"], files: ["big.py": script], memoryMB: 64) { bench in
                let error = try #require(try await bench.failure())
                #expect(error.type == "Runtime.OutOfMemory", "\(error)")
                #expect(error.message.contains("more than its 64 MB") && error.message.contains("MemoryError"))
            }
            try await ProgramBench.with(["python3", "big.py"], files: ["big.py": script], memoryMB: 512) { bench in
                let found = try await bench.invoke()
                #expect(found == .int(300 << 20))
            }
        }
    #endif
}
