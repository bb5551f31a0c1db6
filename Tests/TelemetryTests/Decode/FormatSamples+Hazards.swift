import EventModel

/// Lines with a name or a value that could be misread.
extension FormatSamples {
    static let hazards: [FormatSample] = [
        FormatSample(
            "Time as number dur",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","message":"query","time":12.3,"level":"info"}"#,
            time: noon,
            .info,
            "query"
        ),
        FormatSample("Time tiny only", #"{"message":"query","time":12.3,"level":"info"}"#, .info, "query"),
        FormatSample(
            "Status num",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","status":500,"message":"a","type":"request"}"#,
            time: noon,
            nil,
            "a",
            type: "request"
        ),
        FormatSample(
            "No ids",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","correlation_id":"","trace_id":"00000000000000000000000000000000","request_id":null,"span_id":"0000000000000000","message":"m"}"#,
            time: noon,
            nil,
            "m"
        ),
        FormatSample(
            "Case names",
            #"{"TIMESTAMP":"2026-11-21T14:03:27.250Z","LEVEL":"warn","MESSAGE":"m","SERVICE":"pay","CORRELATION_ID":"c-29"}"#,
            time: noon,
            .warn,
            "m",
            service: "pay",
            correlation: "c-29"
        ),
        FormatSample(
            "Numeric corr",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","message":"m","correlationId":12345678901}"#,
            time: noon,
            nil,
            "m",
            correlation: "12345678901"
        ),
        FormatSample(
            "Text with status word",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","status":"warning","message":"m"}"#,
            time: noon,
            .warn,
            "m"
        ),
        FormatSample(
            "Level in upper w/ spaces",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"WARN ","message":"m"}"#,
            time: noon,
            .warn,
            "m"
        ),
        FormatSample(
            "Level brackets",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"[error]","message":"m"}"#,
            time: noon,
            .error,
            "m"
        ),
        FormatSample(
            "Level unknown words",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"SUCCESS","message":"m"}"#,
            time: noon,
            .info,
            "m"
        ),
        FormatSample(
            "Level warn colored",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"\u001b[33mwarn\u001b[39m","message":"m"}"#,
            time: noon,
            .warn,
            "m"
        ),
        FormatSample(
            "User name",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"info","message":"login","user":{"id":"u-1","name":"bob"},"service":"auth"}"#,
            time: noon,
            .info,
            "login",
            service: "auth"
        ),
        FormatSample(
            "Hashid trace zero",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","message":"m","traceparent":"00-00000000000000000000000000000000-0000000000000000-00"}"#,
            time: noon,
            nil,
            "m"
        ),
        FormatSample(
            "Traceparent upper header",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","message":"m","headers":{"TraceParent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}"#,
            time: noon,
            nil,
            "m",
            trace: trace,
            cause: span
        ),
        FormatSample(
            "Duration text iso",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","message":"m","duration":"PT1.5S"}"#,
            time: noon,
            nil,
            "m",
            milliseconds: 1500
        ),
        FormatSample(
            "Duration clock",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","message":"m","elapsed":"00:00:01.5000000"}"#,
            time: noon,
            nil,
            "m",
            milliseconds: 1500
        ),
        FormatSample(
            "Duration with space",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","message":"m","duration":"12.5 ms"}"#,
            time: noon,
            nil,
            "m",
            milliseconds: 12.5
        ),
        FormatSample(
            "Duration words",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","message":"m","latency":"1.5 seconds"}"#,
            time: noon,
            nil,
            "m",
            milliseconds: 1500
        ),
        FormatSample(
            "DurationInMs",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","message":"m","durationInMs":12.5}"#,
            time: noon,
            nil,
            "m",
            milliseconds: 12.5
        ),
        FormatSample(
            "DurationMillis",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","message":"m","elapsedTime":12.5}"#,
            time: noon,
            nil,
            "m",
            milliseconds: 12.5
        ),
        FormatSample(
            "App object",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"info","msg":"m","app":{"name":"pay","version":"1"}}"#,
            time: noon,
            .info,
            "m",
            service: "pay"
        ),
        FormatSample(
            "Error string code",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"error","msg":"m","error":{"code":"E42","message":"bad","status":500}}"#,
            time: noon,
            .error,
            "m",
            error: "E42"
        ),
        FormatSample(
            "Errors array",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"error","msg":"m","errors":[{"type":"E42","message":"bad"}]}"#,
            time: noon,
            .error,
            "m",
            error: "E42"
        ),
        FormatSample(
            "Error bool",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"info","msg":"m","error":false}"#,
            time: noon,
            .info,
            "m"
        ),
        FormatSample(
            "Error code 0",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"info","msg":"m","error_code":0}"#,
            time: noon,
            .info,
            "m"
        ),
        FormatSample(
            "Error null text",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"info","msg":"m","error":"null","err":"<nil>"}"#,
            time: noon,
            .info,
            "m"
        ),
        FormatSample(
            "Empty err object",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"info","msg":"m","err":{},"exception":[]}"#,
            time: noon,
            .info,
            "m"
        ),
        FormatSample(
            "Stack name",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"info","msg":"m","stack":"prod","service":"pay"}"#,
            time: noon,
            .info,
            "m",
            service: "pay"
        ),
    ]
}
