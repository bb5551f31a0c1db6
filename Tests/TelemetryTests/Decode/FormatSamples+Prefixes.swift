import EventModel

/// Lines whose object stands behind what a platform put in front of it.
extension FormatSamples {
    static let prefixed: [FormatSample] = [
        FormatSample(
            "Heroku prefix",
            #"2026-11-21T14:03:27.250000+00:00 app[web.1]: {"level":"info","msg":"in","correlation_id":"c-23"}"#,
            time: noon,
            .info,
            "in",
            service: "app",
            correlation: "c-23"
        ),
        FormatSample(
            "Heroku router-free syslog",
            #"<190>1 2026-11-21T14:03:27.250000+00:00 host app web.1 - {"msg":"in","request_id":"7b5ad8d0-1b4f-4b4e-9d6a-0d2f6e1a7c11"}"#,
            time: noon,
            .info,
            "in",
            service: "app",
            request: "7b5ad8d0-1b4f-4b4e-9d6a-0d2f6e1a7c11"
        ),
        FormatSample(
            "Compose svc",
            #"orders-1  | {"time":"2026-11-21T14:03:27.250Z","level":"info","msg":"in"}"#,
            time: noon,
            .info,
            "in",
            service: "orders"
        ),
        FormatSample(
            "Kubectl prefix",
            #"[pod/pay-7d9c5b7f6d-abcde/pay] {"time":"2026-11-21T14:03:27.250Z","level":"info","msg":"in"}"#,
            time: noon,
            .info,
            "in",
            service: "pay"
        ),
        FormatSample(
            "Kubectl timestamps",
            #"2026-11-21T14:03:27.250000000Z {"level":"info","msg":"in"}"#,
            time: noon,
            .info,
            "in"
        ),
        FormatSample(
            "Kubectl prefix+timestamps",
            #"[pod/pay-7d9c5b7f6d-abcde/app] 2026-11-21T14:03:27.250000000Z {"level":"info","msg":"in"}"#,
            time: noon,
            .info,
            "in",
            service: "app"
        ),
        FormatSample(
            "Stern",
            #"pay-7d9c5b7f6d-abcde app {"level":"info","msg":"in","time":"2026-11-21T14:03:27.250Z"}"#,
            time: noon,
            .info,
            "in"
        ),
        FormatSample(
            "Journalctl short",
            #"Nov 21 14:03:27 host pay[7]: {"level":"info","msg":"in","correlation_id":"c-24"}"#,
            time: second,
            .info,
            "in",
            service: "pay",
            correlation: "c-24"
        ),
        FormatSample(
            "Pm2",
            #"0|pay  | {"level":30,"time":1795269807250,"msg":"in"}"#,
            time: noon,
            .info,
            "in",
            service: "pay"
        ),
        FormatSample(
            "Lambda text python",
            "[INFO]\t2026-11-21T14:03:27.250Z\t52fdfc07-2182-154f-163f-5f0f9a621d72\t{\"event\":\"x\",\"correlation_id\":\"c-25\"}",
            time: noon,
            .info,
            "x",
            correlation: "c-25",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Lambda text node",
            "2026-11-21T14:03:27.250Z\t52fdfc07-2182-154f-163f-5f0f9a621d72\tERROR\t{\"message\":\"no\",\"correlationId\":\"c-26\"}",
            time: noon,
            .error,
            "no",
            correlation: "c-26",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Lambda invoke error node",
            "2026-11-21T14:03:27.250Z\t52fdfc07-2182-154f-163f-5f0f9a621d72\tERROR\tInvoke Error \t{\"errorType\":\"Error\",\"errorMessage\":\"boom\",\"stack\":[\"Error: boom\",\"    at x\"]}",
            time: noon,
            .error,
            "Invoke Error",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72",
            error: "Error"
        ),
        FormatSample(
            "Compose colours",
            "\u{1B}[36morders-1  |\u{1B}[0m {\"time\":\"2026-11-21T14:03:27.250Z\",\"level\":\"info\",\"msg\":\"in\"}",
            time: noon,
            .info,
            "in",
            service: "orders"
        ),
        FormatSample(
            "Rsyslog cee",
            #"Nov 21 14:03:27 host pay[7]: @cee: {"msg":"in","level":"warn"}"#,
            time: second,
            .warn,
            "in",
            service: "pay"
        ),
        FormatSample("Json seq", "\u{1E}{\"time\":\"2026-11-21T14:03:27.250Z\",\"msg\":\"in\"}", time: noon, nil, "in"),
        FormatSample(
            "Journalctl sse",
            #"data: { "__REALTIME_TIMESTAMP" : "1795269807250000", "MESSAGE" : "m", "PRIORITY" : "6", "SYSLOG_IDENTIFIER" : "pay" }"#,
            time: noon,
            .info,
            "m",
            service: "pay"
        ),
        FormatSample(
            "Text data",
            #"2026-11-21 14:03:27.250 INFO  [main] c.x.Pay - got payload: {"correlationId":"c-2","id":7}"#,
            time: noon,
            .info,
            "main] c.x.Pay - got payload",
            correlation: "c-2"
        ),
        FormatSample(
            "Spring text MDC",
            #"2026-11-21T14:03:27.250Z  WARN 7 --- [pay] [nio-8080-exec-1] c.x.Pay : {"msg":"in"}"#,
            time: noon,
            .warn,
            "in"
        ),
        FormatSample(
            "Aws logs tail --format json",
            """
            2026-11-21T14:03:20.250000+00:00 2026/11/21/[$LATEST]0f1e2d3c4b5a {
                "level": "INFO",
                "message": "tailed",
                "timestamp": "2026-11-21T14:03:27.250Z",
                "service": "cart",
                "order": {
                    "id": 7
                }
            }
            """,
            time: noon,
            .info,
            "tailed",
            service: "cart"
        ),
        FormatSample(
            "Fluent-bit stdout",
            #"[0] app.log: [[1795269807.250000000, {}], {"level":"warn","msg":"hm","correlation_id":"c-1"}]"#,
            .warn,
            "hm",
            correlation: "c-1"
        ),
    ]
}
