import EventModel

@testable import Telemetry

/// Every line says that something happened at 14:03:27.250 on 21 November 2026.
enum FormatSamples {
    static let noon = "2026-11-21T14:03:27.250000Z"
    static let second = "2026-11-21T14:03:27.000000Z"
    static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    static let span = "00f067aa0ba902b7"

    static let all =
        loggers + lambda + platforms + envelopes + containers + proxies + headers + amazon + scripts + compiled
        + services
        + prefixed + hazards

    static let loggers: [FormatSample] = [
        FormatSample(
            "Powertools for Python",
            #"{"level":"ERROR","location":"handler:12","message":"no stock","timestamp":"2026-11-21 14:03:27,250+0000","service":"stock","cold_start":true,"function_name":"stock-fn","function_request_id":"r-1","correlation_id":"c-1","exception":"Traceback\n  boom","exception_name":"OutOfStock","xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793"}"#,
            time: noon,
            .error,
            "no stock",
            service: "stock",
            correlation: "c-1",
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            request: "r-1",
            error: "OutOfStock"
        ),
        FormatSample(
            "Powertools for TypeScript",
            #"{"level":"WARN","message":"slow","timestamp":"2026-11-21T14:03:27.250Z","service":"cart","cold_start":false,"function_arn":"arn:aws:lambda:eu-west-1:1:function:cart","function_request_id":"r-2","sampling_rate":0,"xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793","correlation_id":"c-2","error":{"name":"TimeoutError","location":"index.ts:3","message":"took too long","stack":"TimeoutError: took too long"}}"#,
            time: noon,
            .warn,
            "slow",
            service: "cart",
            correlation: "c-2",
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            request: "r-2",
            error: "TimeoutError"
        ),
        FormatSample(
            "Powertools for Java",
            #"{"level":"INFO","message":"paid","cold_start":false,"function_name":"pay","function_request_id":"r-3","service":"payments","timestamp":"2026-11-21T14:03:27.250Z","correlation_id":"c-3","xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793","thread":"main"}"#,
            time: noon,
            .info,
            "paid",
            service: "payments",
            correlation: "c-3",
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            request: "r-3"
        ),
        FormatSample(
            "Powertools for .NET in Pascal case",
            #"{"ColdStart":false,"XRayTraceId":"1-5759e988-bd862e3fe1be46a994272793","CorrelationId":"c-4","FunctionName":"pay","FunctionRequestId":"r-4","Timestamp":"2026-11-21T14:03:27.2500000Z","Level":"Information","Service":"billing","Name":"Logger","Message":"billed"}"#,
            time: noon,
            .info,
            "billed",
            service: "billing",
            correlation: "c-4",
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            request: "r-4"
        ),
        FormatSample(
            "pino",
            #"{"level":40,"time":1795269807250,"pid":7,"hostname":"h","name":"web","reqId":"q-1","msg":"retrying","responseTime":12.5}"#,
            time: noon,
            .warn,
            "retrying",
            service: "web",
            correlation: "q-1",
            request: "q-1",
            milliseconds: 12.5
        ),
        FormatSample(
            "bunyan",
            #"{"name":"api","hostname":"h","pid":3,"level":50,"err":{"message":"refused","name":"ConnError","stack":"at x"},"msg":"down","time":"2026-11-21T14:03:27.250Z","v":0,"req_id":"q-2"}"#,
            time: noon,
            .error,
            "down",
            service: "api",
            request: "q-2",
            error: "ConnError"
        ),
        FormatSample(
            "winston",
            #"{"level":"verbose","message":"cache miss","service":"shop","timestamp":"2026-11-21T14:03:27.250Z","correlationId":"c-5"}"#,
            time: noon,
            .trace,
            "cache miss",
            service: "shop",
            correlation: "c-5"
        ),
        FormatSample(
            "zap",
            #"{"level":"dpanic","ts":1795269807.25,"logger":"worker","caller":"w.go:9","msg":"bad state","error":"closed","stacktrace":"main.go:1","duration":0.5,"traceID":"4bf92f3577b34da6a3ce929d0e0e4736"}"#,
            time: noon,
            .fatal,
            "bad state",
            service: "worker",
            trace: trace,
            error: "closed",
            milliseconds: 500
        ),
        FormatSample(
            "zap on a console",
            "2026-11-21T14:03:27.250Z\tWARN\tqueue is long\t{\"depth\": 7, \"correlation_id\": \"c-6\"}",
            time: noon,
            .warn,
            "queue is long",
            correlation: "c-6"
        ),
        FormatSample(
            "logrus",
            #"{"error":"EOF","level":"error","msg":"read failed","time":"2026-11-21T15:03:27.25+01:00","X-Request-ID":"q-3"}"#,
            time: noon,
            .error,
            "read failed",
            request: "q-3",
            error: "EOF"
        ),
        FormatSample(
            "zerolog",
            #"{"level":"debug","time":1795269807,"correlation-id":"c-7","elapsed":7.5,"message":"looked up"}"#,
            time: second,
            .debug,
            "looked up",
            correlation: "c-7",
            milliseconds: 7.5
        ),
        FormatSample(
            "slog",
            #"{"time":"2026-11-21T14:03:27.25Z","level":"ERROR+2","source":{"function":"main","file":"m.go","line":3},"msg":"gone","trace_id":"4BF92F3577B34DA6A3CE929D0E0E4736"}"#,
            time: noon,
            .error,
            "gone",
            trace: "4BF92F3577B34DA6A3CE929D0E0E4736"
        ),
        FormatSample(
            "Serilog, compact",
            #"{"@t":"2026-11-21T14:03:27.2500000Z","@mt":"Order {Id} placed","@l":"Warning","@tr":"4bf92f3577b34da6a3ce929d0e0e4736","@sp":"00f067aa0ba902b7","Id":7,"SourceContext":"Shop.Orders"}"#,
            time: noon,
            .warn,
            "Order 7 placed",
            service: "Shop.Orders",
            trace: trace,
            event: span
        ),
        FormatSample(
            "Serilog, classic",
            #"{"Timestamp":"2026-11-21T14:03:27.2500000+00:00","Level":"Error","MessageTemplate":"Order {Id}","RenderedMessage":"Order 7","Exception":"System.Exception: no","Properties":{"SourceContext":"Shop","CorrelationId":"c-8","Id":7}}"#,
            time: noon,
            .error,
            "Order 7",
            service: "Shop",
            correlation: "c-8",
            error: "System.Exception: no"
        ),
        FormatSample(
            ".NET console",
            #"{"Timestamp":"2026-11-21T14:03:27.250Z","EventId":0,"LogLevel":"Information","Category":"Shop.Api","Message":"started","State":{"Message":"started","RequestId":"q-4"}}"#,
            time: noon,
            .info,
            "started",
            service: "Shop.Api",
            request: "q-4"
        ),
        FormatSample(
            ".NET date",
            #"{"Timestamp":"/Date(1795269807250)/","Level":"Info","Message":"old"}"#,
            time: noon,
            .info,
            "old"
        ),
        FormatSample(
            "NLog",
            #"{ "time": "2026-11-21 14:03:27.2500", "level": "FATAL", "logger": "Shop.Db", "message": "lost", "exception": "System.IO.IOException: lost" }"#,
            time: noon,
            .fatal,
            "lost",
            service: "Shop.Db",
            error: "System.IO.IOException: lost"
        ),
        FormatSample(
            "log4net",
            #"{"date":"2026-11-21T14:03:27.250+00:00","level":"WARN","logger":"Shop","thread":"7","message":"hm"}"#,
            time: noon,
            .warn,
            "hm",
            service: "Shop"
        ),
        FormatSample(
            "Logstash",
            #"{"@timestamp":"2026-11-21T14:03:27.250Z","@version":"1","message":"in","logger_name":"shop.In","thread_name":"t","level":"INFO","level_value":20000,"correlationId":"c-9","stack_trace":null}"#,
            time: noon,
            .info,
            "in",
            service: "shop.In",
            correlation: "c-9"
        ),
        FormatSample(
            "ECS, flat",
            #"{"@timestamp":"2026-11-21T14:03:27.250Z","log.level":"error","message":"no","service.name":"web","event.action":"checkout","trace.id":"4bf92f3577b34da6a3ce929d0e0e4736","span.id":"00f067aa0ba902b7","error.type":"E","error.message":"m","event.duration":2500000,"labels.correlation_id":"c-10"}"#,
            time: noon,
            .error,
            "no",
            service: "web",
            type: "checkout",
            correlation: "c-10",
            trace: trace,
            event: span,
            error: "E",
            milliseconds: 2.5
        ),
        FormatSample(
            "ECS, nested",
            #"{"@timestamp":"2026-11-21T14:03:27.250Z","log":{"level":"error"},"message":"no","service":{"name":"web"},"event":{"action":"checkout","duration":2500000},"trace":{"id":"4bf92f3577b34da6a3ce929d0e0e4736"},"span":{"id":"00f067aa0ba902b7"},"error":{"type":"E","message":"m"},"labels":{"correlation_id":"c-10"},"http":{"request":{"id":"q-5"}}}"#,
            time: noon,
            .error,
            "no",
            service: "web",
            type: "checkout",
            correlation: "c-10",
            trace: trace,
            request: "q-5",
            event: span,
            error: "E",
            milliseconds: 2.5
        ),
        FormatSample(
            "structlog",
            #"{"event":"order placed","level":"info","timestamp":"2026-11-21T14:03:27.250000Z","logger":"shop","request_id":"q-6"}"#,
            time: noon,
            .info,
            "order placed",
            service: "shop",
            request: "q-6"
        ),
        FormatSample(
            "loguru",
            #"{"text":"2026-11-21 | ERROR | boom\n","record":{"elapsed":{"repr":"0:00:01","seconds":1},"exception":{"type":"ValueError","value":"bad","traceback":true},"extra":{"correlation_id":"c-11"},"level":{"icon":"X","name":"ERROR","no":40},"message":"boom","module":"m","name":"shop","time":{"repr":"2026-11-21 14:03:27.250000+00:00","timestamp":1795269807.25}}}"#,
            time: noon,
            .error,
            "boom",
            service: "shop",
            correlation: "c-11",
            error: "ValueError"
        ),
        FormatSample(
            "python-json-logger",
            #"{"asctime":"2026-11-21 14:03:27,250","levelname":"CRITICAL","name":"jobs","message":"stop","taskName":null}"#,
            time: noon,
            .fatal,
            "stop",
            service: "jobs"
        ),
        FormatSample(
            "journald",
            #"{"__REALTIME_TIMESTAMP":"1795269807250000","PRIORITY":"3","SYSLOG_IDENTIFIER":"shopd","MESSAGE":"{\"msg\":\"disk full\",\"correlation_id\":\"c-12\"}","_PID":"9","_SYSTEMD_UNIT":"shop.service"}"#,
            time: noon,
            .error,
            #"{"msg":"disk full","correlation_id":"c-12"}"#,
            service: "shopd",
            correlation: "c-12"
        ),
        FormatSample(
            "GELF",
            #"{"version":"1.1","host":"h","short_message":"late","timestamp":1795269807.25,"level":4,"_correlation_id":"c-13","_service":"gate"}"#,
            time: noon,
            .warn,
            "late",
            service: "gate",
            correlation: "c-13"
        ),
        FormatSample(
            "syslog as JSON",
            #"{"@timestamp":"2026-11-21T14:03:27.250Z","host":"h","severity":"err","facility":"daemon","program":"cron","message":"failed"}"#,
            time: noon,
            .error,
            "failed",
            service: "cron"
        ),
        FormatSample(
            "log15",
            #"{"t":"2026-11-21T14:03:27.25Z","lvl":"crit","msg":"out"}"#,
            time: noon,
            .fatal,
            "out"
        ),
        FormatSample(
            "MongoDB",
            #"{"t":{"$date":"2026-11-21T14:03:27.250+00:00"},"s":"D2","c":"STORAGE","id":22430,"ctx":"conn9","msg":"Checkpoint","attr":{"durationMillis":4}}"#,
            time: noon,
            .debug,
            "Checkpoint",
            service: "STORAGE",
            correlation: "conn9",
            milliseconds: 4
        ),
    ]

    static let lambda: [FormatSample] = [
        FormatSample(
            "Lambda, start",
            #"{"time":"2026-11-21T14:03:27.250Z","type":"platform.start","record":{"requestId":"r-5","version":"$LATEST","tracing":{"spanId":"54565fb41ac79632","type":"X-Amzn-Trace-Id","value":"Root=1-62e900b2-710d76f009d6e7785905449a;Parent=0efbd19962d95b05;Sampled=1"}}}"#,
            time: noon,
            type: "platform.start",
            trace: "1-62e900b2-710d76f009d6e7785905449a",
            request: "r-5",
            event: "54565fb41ac79632",
            cause: "0efbd19962d95b05"
        ),
        FormatSample(
            "Lambda, report",
            #"{"time":"2026-11-21T14:03:27.250Z","type":"platform.report","record":{"requestId":"r-5","metrics":{"durationMs":101.5,"billedDurationMs":102},"status":"error","errorType":"Runtime.ExitError"}}"#,
            time: noon,
            type: "platform.report",
            request: "r-5",
            error: "Runtime.ExitError",
            milliseconds: 101.5
        ),
        FormatSample(
            "Lambda, JSON inside the message",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"INFO","requestId":"r-6","message":"{\"msg\":\"in\",\"service\":\"cart\",\"correlationId\":\"c-14\",\"level\":\"debug\"}"}"#,
            time: noon,
            .info,
            "in",
            service: "cart",
            correlation: "c-14",
            request: "r-6"
        ),
        FormatSample(
            "Lambda, carriage returns",
            "{\r  \"timestamp\": \"2026-11-21T14:03:27.250Z\",\r  \"level\": \"INFO\",\r  \"message\": \"printed\"\r}",
            time: noon,
            .info,
            "printed"
        ),
        FormatSample(
            "aws logs tail",
            #"2026-11-21T14:03:20.000000+00:00 2026/11/21/[$LATEST]0f1e2d3c4b5a {"level":"INFO","message":"tailed","timestamp":"2026-11-21T14:03:27.250Z","service":"cart"}"#,
            time: noon,
            .info,
            "tailed",
            service: "cart"
        ),
        FormatSample(
            "aws logs tail, between tabs",
            "2026-11-21T14:03:27.250000+00:00\tstream-1\t{\"level\":\"INFO\",\"message\":\"tailed\"}",
            time: noon,
            .info,
            "tailed"
        ),
        FormatSample(
            "A row of Logs Insights",
            #"[{"field":"@timestamp","value":"2026-11-21 14:03:27.250"},{"field":"@message","value":"{\"level\":\"WARN\",\"message\":\"found\",\"correlation_id\":\"c-15\"}"},{"field":"@ptr","value":"x"}]"#,
            time: noon,
            .warn,
            "found",
            correlation: "c-15"
        ),
        FormatSample(
            "EMF",
            #"{"_aws":{"Timestamp":1795269807250,"CloudWatchMetrics":[{"Namespace":"Shop","Dimensions":[["service"]],"Metrics":[{"Name":"Paid","Unit":"Count"}]}]},"service":"pay","Paid":[1.0],"correlation_id":"c-16"}"#,
            time: noon,
            service: "pay",
            correlation: "c-16"
        ),
        FormatSample(
            "CloudTrail",
            #"{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole"},"eventTime":"2026-11-21T14:03:27Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","errorCode":"AccessDenied","errorMessage":"Access Denied","requestID":"Q7","eventID":"e-7","eventType":"AwsApiCall"}"#,
            time: second,
            service: "s3.amazonaws.com",
            type: "AwsApiCall",
            request: "Q7",
            event: "e-7",
            error: "AccessDenied"
        ),
    ]

    static let platforms: [FormatSample] = [
        FormatSample(
            "GCP on standard output",
            #"{"severity":"WARNING","message":"slow","time":"2026-11-21T14:03:27.25Z","logging.googleapis.com/trace":"projects/shop/traces/4bf92f3577b34da6a3ce929d0e0e4736","logging.googleapis.com/spanId":"00f067aa0ba902b7","logging.googleapis.com/labels":{"correlation_id":"c-17"},"httpRequest":{"requestMethod":"GET","status":200,"latency":"0.120s"}}"#,
            time: noon,
            .warn,
            "slow",
            correlation: "c-17",
            trace: trace,
            event: span,
            milliseconds: 120
        ),
        FormatSample(
            "GCP, a structured entry",
            #"{"insertId":"i","jsonPayload":{"message":"paid","correlationId":"c-18","service":"pay","error":{"type":"E","message":"m"}},"resource":{"type":"cloud_run_revision","labels":{"service_name":"pay-svc"}},"timestamp":"2026-11-21T14:03:27.250Z","severity":"ERROR","trace":"projects/shop/traces/4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7","receiveTimestamp":"2026-11-21T14:03:28Z"}"#,
            time: noon,
            .error,
            "paid",
            service: "pay",
            correlation: "c-18",
            trace: trace,
            event: span,
            error: "E"
        ),
        FormatSample(
            "GCP, times in parts",
            #"{"timestamp":{"seconds":1795269807,"nanos":250000000},"severity":"INFO","textPayload":"plain"}"#,
            time: noon,
            .info,
            "plain"
        ),
        FormatSample(
            "Azure",
            #"{"time":"2026-11-21T14:03:27.2500000Z","resourceId":"/SUBSCRIPTIONS/1","operationName":"Microsoft.Web/sites/log","category":"AppServiceConsoleLogs","level":"Informational","correlationId":"c-19","resultDescription":"started","durationMs":"33","properties":{"a":1}}"#,
            time: noon,
            .info,
            "started",
            service: "AppServiceConsoleLogs",
            type: "Microsoft.Web/sites/log",
            correlation: "c-19",
            milliseconds: 33
        ),
        FormatSample(
            "Application Insights",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","message":"done","severityLevel":1,"operation_Id":"4bf92f3577b34da6a3ce929d0e0e4736","operation_ParentId":"00f067aa0ba902b7","customDimensions":{"correlationId":"c-20"}}"#,
            time: noon,
            .info,
            "done",
            correlation: "c-20",
            trace: trace,
            cause: span
        ),
        FormatSample(
            "Datadog",
            #"{"timestamp":1795269807250,"status":"error","service":"pay","message":"declined","ddsource":"nodejs","dd":{"trace_id":"123456789","span_id":"987","service":"pay"}}"#,
            time: noon,
            .error,
            "declined",
            service: "pay",
            trace: "123456789",
            event: "987"
        ),
        FormatSample(
            "Kubernetes audit",
            #"{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a-1","stage":"ResponseComplete","requestURI":"/api/v1/pods","verb":"list","requestReceivedTimestamp":"2026-11-21T14:03:27.250000Z","stageTimestamp":"2026-11-21T14:03:27.260000Z"}"#,
            time: noon,
            nil,
            "/api/v1/pods",
            type: "list",
            request: "a-1"
        ),
        FormatSample(
            "Kubernetes event",
            #"{"kind":"Event","metadata":{"name":"p.1"},"involvedObject":{"kind":"Pod","name":"pay-7"},"reason":"BackOff","message":"Back-off restarting","source":{"component":"kubelet"},"firstTimestamp":"2026-11-21T13:00:00Z","lastTimestamp":"2026-11-21T14:03:27Z","count":3,"type":"Warning"}"#,
            time: second,
            .warn,
            "Back-off restarting",
            service: "kubelet",
            type: "BackOff"
        ),
        FormatSample(
            "Vault audit",
            #"{"time":"2026-11-21T14:03:27.25Z","type":"response","auth":{"policies":["default"]},"request":{"id":"q-7","operation":"read","path":"secret/a"},"error":"permission denied"}"#,
            time: noon,
            type: "response",
            request: "q-7",
            error: "permission denied"
        ),
        FormatSample(
            "Rust tracing",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"INFO","fields":{"message":"ready","request_id":"q-8"},"target":"shop::api"}"#,
            time: noon,
            .info,
            "ready",
            service: "shop::api",
            request: "q-8"
        ),
        FormatSample(
            "A record of OpenTelemetry without its envelope",
            #"{"timeUnixNano":"1795269807250000000","severityNumber":17,"severityText":"ERROR","body":{"stringValue":"failed"},"attributes":[{"key":"correlation_id","value":{"stringValue":"c-21"}},{"key":"service.name","value":{"stringValue":"pay"}}],"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7"}"#,
            time: noon,
            .error,
            "failed",
            service: "pay",
            correlation: "c-21",
            trace: trace,
            event: span
        ),
        FormatSample(
            "Fluent Bit in Kubernetes",
            #"{"@timestamp":"2026-11-21T14:03:27.250Z","log":"plain words","kubernetes":{"container_name":"pay"}}"#,
            time: noon,
            nil,
            "plain words",
            service: "pay"
        ),
        FormatSample(
            "Fluent Bit, parsed",
            #"{"time":"2026-11-21T14:03:27.250Z","stream":"stdout","log_processed":{"level":"warn","msg":"parsed","correlation_id":"c-22"},"kubernetes":{"container_name":"pay"}}"#,
            time: noon,
            .warn,
            "parsed",
            service: "pay",
            correlation: "c-22"
        ),
    ]

    static let envelopes: [FormatSample] = [
        FormatSample(
            "EventBridge",
            #"{"version":"0","id":"ev-1","detail-type":"OrderPlaced","source":"shop.orders","account":"1","time":"2026-11-21T14:03:27Z","region":"eu-west-1","resources":[],"detail":{"metadata":{"correlation_id":"c-23"},"total":7}}"#,
            time: second,
            service: "shop.orders",
            type: "OrderPlaced",
            correlation: "c-23",
            event: "ev-1"
        ),
        FormatSample(
            "CloudEvents",
            #"{"specversion":"1.0","type":"shop.order.placed","source":"/shop/orders","id":"ev-2","subject":"o-7","time":"2026-11-21T14:03:27.250Z","datacontenttype":"application/json","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","data":{"correlationId":"c-24"}}"#,
            time: noon,
            service: "/shop/orders",
            type: "shop.order.placed",
            correlation: "c-24",
            trace: trace,
            event: "ev-2",
            cause: span
        ),
        FormatSample(
            "An id without an event around it",
            #"{"time":"2026-11-21T14:03:27.250Z","id":"o-1","source":"disk","message":"stored"}"#,
            time: noon,
            nil,
            "stored"
        ),
        FormatSample(
            "Debezium",
            #"{"schema":{"type":"struct"},"payload":{"before":null,"after":{"id":7},"source":{"connector":"postgresql","name":"shopdb","ts_ms":1795269807000,"table":"orders"},"op":"c","ts_ms":1795269807250}}"#,
            time: noon,
            service: "shopdb",
            type: "c"
        ),
        FormatSample(
            "An event with headers of Go",
            #"{"time":"2026-11-21T14:03:27.250Z","msg":"got","request":{"headers":{"X-Correlation-Id":["c-25"],"X-Request-Id":["q-9"]}}}"#,
            time: noon,
            nil,
            "got",
            correlation: "c-25",
            request: "q-9"
        ),
    ]

    static let containers: [FormatSample] = [
        FormatSample(
            "Docker",
            #"{"log":"{\"level\":\"info\",\"msg\":\"in\",\"time\":\"2026-11-21T14:00:00Z\",\"correlation_id\":\"c-26\"}\n","stream":"stdout","time":"2026-11-21T14:03:27.250Z"}"#,
            time: noon,
            .info,
            "in",
            correlation: "c-26"
        ),
        FormatSample(
            "Docker, text",
            #"{"log":"plain words\n","stream":"stderr","time":"2026-11-21T14:03:27.250Z"}"#,
            time: noon,
            nil,
            "plain words"
        ),
        FormatSample(
            "CRI",
            #"2026-11-21T14:03:27.250Z stdout F {"level":"info","msg":"in","correlation_id":"c-27"}"#,
            time: noon,
            .info,
            "in",
            correlation: "c-27"
        ),
        FormatSample("CRI, text", "2026-11-21T14:03:27.250Z stderr F plain words", time: noon, nil, "plain words"),
        FormatSample(
            "CRI, in pieces",
            "2026-11-21T14:03:27.250Z stdout P {\"level\":\"info\",\"ms\n2026-11-21T14:03:27.260Z stdout F g\":\"whole\"}",
            time: noon,
            .info,
            "whole"
        ),
        FormatSample(
            "kubectl logs --prefix",
            #"[pod/pay-7/app] {"time":"2026-11-21T14:03:27.250Z","level":"error","msg":"no"}"#,
            time: noon,
            .error,
            "no",
            service: "app"
        ),
        FormatSample(
            "Docker Compose",
            #"pay-1  | {"time":"2026-11-21T14:03:27.250Z","level":"warn","msg":"hm"}"#,
            time: noon,
            .warn,
            "hm",
            service: "pay"
        ),
        FormatSample(
            "syslog in front",
            #"<14>Nov 21 14:03:27 host app[1]: {"timestamp":"2026-11-21T14:03:27.250Z","message":"sent"}"#,
            time: noon,
            .info,
            "sent",
            service: "app"
        ),
        FormatSample(
            "Time and severity in front",
            #"2026-11-21 14:03:27,250 ERROR shop: {"message":"in text","request_id":"q-10"}"#,
            time: noon,
            .error,
            "in text",
            request: "q-10"
        ),
        FormatSample(
            "Text around",
            #"[2026-11-21T14:03:27.250Z] INFO got {"orderId":7} from queue"#,
            time: noon,
            .info,
            "[2026-11-21T14:03:27.250Z] INFO got {…} from queue"
        ),
        FormatSample(
            "Printed over several lines",
            """
            {
              "timestamp": "2026-11-21T14:03:27.250Z",
              "level": "info",
              "tags": [
                "a",
                "b"
              ],
              "message": "pretty"
            }
            """,
            time: noon,
            .info,
            "pretty"
        ),
    ]

    static let proxies: [FormatSample] = [
        FormatSample(
            "nginx",
            #"{"time_local":"21/Nov/2026:14:03:27 +0000","request":"GET /a HTTP/1.1","status":500,"request_time":0.012,"request_id":"q-11"}"#,
            time: second,
            nil,
            "GET /a HTTP/1.1",
            request: "q-11",
            milliseconds: 12
        ),
        FormatSample(
            "Envoy",
            #"{"start_time":"2026-11-21T14:03:27.250Z","method":"GET","path":"/a","response_code":200,"duration":12,"x_request_id":"q-12","upstream_cluster":"pay"}"#,
            time: noon,
            service: "pay",
            request: "q-12",
            milliseconds: 12
        ),
        FormatSample(
            "Caddy",
            #"{"level":"info","ts":1795269807.25,"logger":"http.log.access","msg":"handled request","request":{"uri":"/","headers":{"X-Request-Id":["q-13"]}},"duration":0.0125,"status":200}"#,
            time: noon,
            .info,
            "handled request",
            service: "http.log.access",
            request: "q-13",
            milliseconds: 12.5
        ),
        FormatSample(
            "Traefik",
            #"{"Duration":12500000,"RequestMethod":"GET","RequestPath":"/","RouterName":"pay@docker","ServiceName":"pay","StartUTC":"2026-11-21T14:03:27.25Z","level":"info","msg":"","time":"2026-11-21T14:03:27Z"}"#,
            time: second,
            .info,
            "",
            service: "pay",
            milliseconds: 12.5
        ),
    ]

    static let headers: [FormatSample] = [
        FormatSample(
            "X-Ray",
            #"{"time":"2026-11-21T14:03:27.250Z","headers":{"X-Amzn-Trace-Id":"Self=1-1;Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"}}"#,
            time: noon,
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            cause: "53995c3f42cd8ad8"
        ),
        FormatSample(
            "B3 in one header",
            #"{"time":"2026-11-21T14:03:27.250Z","http":{"request":{"headers":{"b3":"4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1-05e3ac9a4f6e3b90"}}}}"#,
            time: noon,
            trace: trace,
            cause: "05e3ac9a4f6e3b90"
        ),
        FormatSample(
            "B3 in several",
            #"{"time":"2026-11-21T14:03:27.250Z","headers":{"X-B3-TraceId":"4bf92f3577b34da6a3ce929d0e0e4736","X-B3-SpanId":"00f067aa0ba902b7","X-B3-ParentSpanId":"05e3ac9a4f6e3b90"}}"#,
            time: noon,
            trace: trace,
            event: span,
            cause: "05e3ac9a4f6e3b90"
        ),
        FormatSample(
            "Jaeger",
            #"{"time":"2026-11-21T14:03:27.250Z","uber-trace-id":"4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7:05e3ac9a4f6e3b90:1"}"#,
            time: noon,
            trace: trace,
            event: span,
            cause: "05e3ac9a4f6e3b90"
        ),
        FormatSample(
            "Placeholders",
            #"{"time":"2026-11-21T14:03:27.250Z","correlation_id":"-","trace_id":"00000000000000000000000000000000","request_id":"null","context":{"correlation_id":"c-28"}}"#,
            time: noon,
            correlation: "c-28"
        ),
    ]
}
