import EventModel

/// Lines of observability tools, proxies, clouds and web services.
extension FormatSamples {
    static let services: [FormatSample] = [
        FormatSample(
            "OTLP log",
            #"{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"pay"}}]},"scopeLogs":[{"scope":{"name":"x"},"logRecords":[{"timeUnixNano":"1795269807250000000","severityNumber":13,"body":{"stringValue":"hm"},"attributes":[{"key":"correlation.id","value":{"stringValue":"c-6"}},{"key":"exception.type","value":{"stringValue":"E"}}],"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7","eventName":"pay.done"}]}]}]}"#,
            time: noon,
            .warn,
            "hm",
            service: "pay",
            type: "pay.done",
            correlation: "c-6",
            trace: trace,
            event: span,
            error: "E"
        ),
        FormatSample(
            "Otel py console span",
            """
            {
                "name": "handle",
                "context": {
                    "trace_id": "0x4bf92f3577b34da6a3ce929d0e0e4736",
                    "span_id": "0x00f067aa0ba902b7",
                    "trace_state": "[]"
                },
                "kind": "SpanKind.INTERNAL",
                "parent_id": "0x05e3ac9a4f6e3b90",
                "start_time": "2026-11-21T14:03:27.150000Z",
                "end_time": "2026-11-21T14:03:27.250000Z",
                "status": {
                    "status_code": "ERROR"
                },
                "attributes": {},
                "events": [],
                "links": [],
                "resource": {
                    "attributes": {
                        "service.name": "pay"
                    },
                    "schema_url": ""
                }
            }
            """,
            time: "2026-11-21T14:03:27.150000Z",
            nil,
            "handle",
            service: "pay",
            trace: "0x4bf92f3577b34da6a3ce929d0e0e4736",
            event: "0x00f067aa0ba902b7",
            cause: "0x05e3ac9a4f6e3b90"
        ),
        FormatSample(
            "Otel py console log",
            #"{"body":"hello","severity_number":9,"severity_text":"INFO","attributes":{"code.lineno":3},"dropped_attributes":0,"timestamp":"2026-11-21T14:03:27.250000Z","observed_timestamp":"2026-11-21T14:03:28Z","trace_id":"0x4bf92f3577b34da6a3ce929d0e0e4736","span_id":"0x00f067aa0ba902b7","trace_flags":1,"resource":{"attributes":{"service.name":"pay"},"schema_url":""}}"#,
            time: noon,
            .info,
            "hello",
            service: "pay",
            trace: "0x4bf92f3577b34da6a3ce929d0e0e4736",
            event: "0x00f067aa0ba902b7"
        ),
        FormatSample(
            "Otel go stdoutlog",
            #"{"Timestamp":"2026-11-21T14:03:27.25Z","ObservedTimestamp":"2026-11-21T14:03:28Z","Severity":17,"SeverityText":"ERROR","Body":{"Type":"String","Value":"broken"},"Attributes":[{"Key":"correlation_id","Value":{"Type":"String","Value":"c-7"}}],"TraceID":"4bf92f3577b34da6a3ce929d0e0e4736","SpanID":"00f067aa0ba902b7","TraceFlags":"01","Resource":[{"Key":"service.name","Value":{"Type":"STRING","Value":"pay"}}],"Scope":{"Name":"x","Version":"","SchemaURL":""},"DroppedAttributes":0}"#,
            time: noon,
            .error,
            "broken",
            service: "pay",
            correlation: "c-7",
            trace: trace,
            event: span
        ),
        FormatSample(
            "Otel go stdouttrace",
            #"{"Name":"handle","SpanContext":{"TraceID":"4bf92f3577b34da6a3ce929d0e0e4736","SpanID":"00f067aa0ba902b7","TraceFlags":"01","TraceState":"","Remote":false},"Parent":{"TraceID":"4bf92f3577b34da6a3ce929d0e0e4736","SpanID":"05e3ac9a4f6e3b90","TraceFlags":"01","TraceState":"","Remote":true},"SpanKind":2,"StartTime":"2026-11-21T14:03:27.25Z","EndTime":"2026-11-21T14:03:27.35Z","Attributes":[{"Key":"http.method","Value":{"Type":"STRING","Value":"GET"}}],"Events":null,"Links":null,"Status":{"Code":"Unset","Description":""},"DroppedAttributes":0,"DroppedEvents":0,"DroppedLinks":0,"ChildSpanCount":0,"Resource":[{"Key":"service.name","Value":{"Type":"STRING","Value":"pay"}}],"InstrumentationLibrary":{"Name":"x"}}"#,
            time: noon,
            nil,
            "handle",
            service: "pay",
            trace: trace,
            event: span,
            cause: "05e3ac9a4f6e3b90"
        ),
        FormatSample(
            "Zipkin",
            #"[{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","parentId":"05e3ac9a4f6e3b90","id":"00f067aa0ba902b7","kind":"SERVER","name":"get /pay","timestamp":1795269807250000,"duration":12500,"localEndpoint":{"serviceName":"pay","ipv4":"1.2.3.4"},"tags":{"http.path":"/pay","error":"boom"}}]"#,
            time: noon,
            nil,
            "get /pay",
            service: "pay",
            trace: trace,
            event: span,
            cause: "05e3ac9a4f6e3b90",
            error: "boom",
            milliseconds: 12.5
        ),
        FormatSample(
            "Envoy default json",
            #"{"start_time":"2026-11-21T14:03:27.250Z","authority":"a","bytes_received":0,"bytes_sent":1,"connection_termination_details":null,"downstream_remote_address":"1:1","duration":12,"method":"GET","path":"/a","protocol":"HTTP/1.1","request_id":"7b5ad8d0-1b4f-4b4e-9d6a-0d2f6e1a7c11","response_code":503,"response_code_details":"via_upstream","response_flags":"UF","upstream_cluster":"outbound|80||pay","user_agent":"c","x_forwarded_for":null,"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}"#,
            time: noon,
            service: "outbound|80||pay",
            trace: trace,
            request: "7b5ad8d0-1b4f-4b4e-9d6a-0d2f6e1a7c11",
            cause: span,
            milliseconds: 12
        ),
        FormatSample(
            "Nginx msec",
            #"{"msec":"1795269807.250","connection":"1","request_id":"2b5ad8d01b4f4b4e9d6a0d2f6e1a7c11","request":"GET / HTTP/1.1","status":"200","request_time":"0.012","upstream":"1:1","upstream_response_time":"0.011"}"#,
            time: noon,
            nil,
            "GET / HTTP/1.1",
            request: "2b5ad8d01b4f4b4e9d6a0d2f6e1a7c11",
            milliseconds: 12
        ),
        FormatSample(
            "Caddy err",
            #"{"level":"error","ts":1795269807.25,"logger":"http.log.error","msg":"dial tcp: refused","request":{"remote_ip":"1","method":"GET","uri":"/","headers":{"User-Agent":["c"],"Traceparent":["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"]}},"duration":0.001,"status":502,"err_id":"abc","err_trace":"reverseproxy.x"}"#,
            time: noon,
            .error,
            "dial tcp: refused",
            service: "http.log.error",
            trace: trace,
            cause: span,
            milliseconds: 1
        ),
        FormatSample(
            "HAProxy json",
            #"{"time":"2026-11-21T14:03:27.250Z","client_ip":"1","frontend_name":"f","backend_name":"b","server_name":"pay-1","status_code":200,"time_duration":12,"http_request":"GET / HTTP/1.1"}"#,
            time: noon
        ),
        FormatSample(
            "Cloud Run audit",
            #"{"insertId":"i","logName":"projects/p/logs/cloudaudit.googleapis.com%2Factivity","protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","status":{"code":7,"message":"PERMISSION_DENIED"},"serviceName":"run.googleapis.com","methodName":"google.cloud.run.v1.Services.Create","resourceName":"n"},"resource":{"type":"cloud_run_revision","labels":{"service_name":"pay"}},"severity":"ERROR","timestamp":"2026-11-21T14:03:27.25Z","receiveTimestamp":"2026-11-21T14:03:28Z","operation":{"id":"op-1"}}"#,
            time: noon,
            .error,
            "PERMISSION_DENIED",
            service: "run.googleapis.com",
            type: "google.cloud.run.v1.Services.Create",
            correlation: "op-1"
        ),
        FormatSample(
            "Cloud Run request log",
            #"{"insertId":"i","httpRequest":{"requestMethod":"GET","requestUrl":"https://a/x","status":200,"latency":"0.120153s"},"resource":{"type":"cloud_run_revision","labels":{"service_name":"pay"}},"timestamp":"2026-11-21T14:03:27.25Z","severity":"INFO","labels":{"instanceId":"0"},"logName":"projects/p/logs/run.googleapis.com%2Frequests","trace":"projects/p/traces/4bf92f3577b34da6a3ce929d0e0e4736","receiveTimestamp":"2026-11-21T14:03:28Z","spanId":"00f067aa0ba902b7"}"#,
            time: noon,
            .info,
            service: "pay",
            trace: trace,
            event: span,
            milliseconds: 120.153
        ),
        FormatSample(
            "Cloud Functions",
            #"{"textPayload":"Function execution took 12 ms, finished with status: 'ok'","insertId":"i","resource":{"type":"cloud_function","labels":{"function_name":"pay","region":"r"}},"timestamp":"2026-11-21T14:03:27.25Z","severity":"DEBUG","labels":{"execution_id":"abcd1234efgh"},"logName":"l","trace":"projects/p/traces/4bf92f3577b34da6a3ce929d0e0e4736"}"#,
            time: noon,
            .debug,
            "Function execution took 12 ms, finished with status: 'ok'",
            service: "pay",
            trace: trace,
            request: "abcd1234efgh"
        ),
        FormatSample(
            "Gcp default",
            #"{"severity":"DEFAULT","message":"x","timestamp":"2026-11-21T14:03:27.25Z"}"#,
            time: noon,
            nil,
            "x"
        ),
        FormatSample(
            "Datadog api",
            #"{"id":"AAAA","type":"log","attributes":{"timestamp":"2026-11-21T14:03:27.250Z","status":"warn","service":"pay","message":"hm","host":"h","tags":["env:prod"],"attributes":{"correlation_id":"c-21","trace_id":"123456789"}}}"#,
            time: noon,
            .warn,
            "hm",
            service: "pay",
            type: "log",
            correlation: "c-21",
            trace: "123456789"
        ),
        FormatSample(
            "Vector",
            #"{"file":"/var/log/a.log","host":"h","message":"hm","source_type":"file","timestamp":"2026-11-21T14:03:27.25Z"}"#,
            time: noon,
            nil,
            "hm"
        ),
        FormatSample(
            "Vector k8s",
            #"{"file":"/var/log/pods/a.log","kubernetes":{"container_name":"pay","pod_name":"p-1","pod_labels":{"app":"pay-app"}},"message":"{\"level\":\"warn\",\"msg\":\"in\",\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}","source_type":"kubernetes_logs","stream":"stdout","timestamp":"2026-11-21T14:03:27.25Z"}"#,
            time: noon,
            .warn,
            "in",
            service: "pay",
            trace: trace
        ),
        FormatSample(
            "FireLens",
            #"{"container_id":"x","container_name":"pay","ecs_cluster":"c","ecs_task_arn":"arn","ecs_task_definition":"pay:3","log":"{\"level\":\"error\",\"message\":\"no\",\"correlation_id\":\"c-22\",\"timestamp\":\"2026-11-21T14:03:27.250Z\"}","source":"stderr"}"#,
            time: noon,
            .error,
            "no",
            service: "pay",
            correlation: "c-22"
        ),
        FormatSample(
            "Filebeat",
            #"{"@timestamp":"2026-11-21T14:03:27.250Z","@metadata":{"beat":"filebeat","type":"_doc","version":"8"},"message":"hm","log":{"offset":1,"file":{"path":"/a"}},"input":{"type":"log"},"ecs":{"version":"8"},"host":{"name":"h"},"agent":{"name":"h","type":"filebeat","id":"i"},"container":{"name":"pay"}}"#,
            time: noon,
            nil,
            "hm",
            service: "pay"
        ),
        FormatSample(
            "Journald text",
            #"{"__CURSOR":"s","__REALTIME_TIMESTAMP":"1795269807250000","__MONOTONIC_TIMESTAMP":"1","_BOOT_ID":"b0000000000000000000000000000001","PRIORITY":"4","SYSLOG_IDENTIFIER":"kernel","MESSAGE":"hm","_TRANSPORT":"kernel","_PID":"1","_MACHINE_ID":"m"}"#,
            time: noon,
            .warn,
            "hm",
            service: "kernel"
        ),
        FormatSample(
            "Stripe event",
            #"{"id":"evt_1","object":"event","api_version":"2026","created":1795269807,"data":{"object":{"id":"pi_1","object":"payment_intent","amount":2000,"status":"succeeded"}},"livemode":false,"pending_webhooks":1,"request":{"id":"req_123456789","idempotency_key":"k-1"},"type":"payment_intent.succeeded"}"#,
            time: second,
            type: "payment_intent.succeeded",
            request: "req_123456789",
            event: "evt_1"
        ),
        FormatSample(
            "Auth0",
            #"{"date":"2026-11-21T14:03:27.250Z","type":"f","description":"Wrong password","client_id":"c","log_id":"900","user_name":"bob","ip":"1"}"#,
            time: noon,
            nil,
            "Wrong password",
            type: "f"
        ),
        FormatSample(
            "Gelf full (graylog export)",
            #"{"gl2_source_input":"x","level":6,"gl2_remote_ip":"1","source":"pay-host","message":"ok","timestamp":"2026-11-21T14:03:27.250Z","facility":"pay","_id":"e"}"#,
            time: noon,
            .info,
            "ok"
        ),
        FormatSample(
            "Elastic hit",
            #"{"_index":"logs","_id":"1","_score":1.0,"_source":{"@timestamp":"2026-11-21T14:03:27.250Z","message":"ok","log":{"level":"warn"},"service":{"name":"pay"},"trace":{"id":"4bf92f3577b34da6a3ce929d0e0e4736"}}}"#,
            time: noon,
            .warn,
            "ok",
            service: "pay",
            trace: trace
        ),
        FormatSample(
            "Splunk HEC",
            #"{"time":1795269807.250,"host":"h","source":"pay.log","sourcetype":"_json","index":"main","event":{"severity":"error","message":"no","correlation_id":"c-2","service":"pay"}}"#,
            time: noon,
            .error,
            "no",
            service: "pay",
            correlation: "c-2"
        ),
        FormatSample(
            "Splunk HEC text",
            #"{"time":"1795269807.250","host":"h","source":"pay.log","sourcetype":"x","event":"plain words"}"#,
            time: noon,
            nil,
            "plain words"
        ),
        FormatSample(
            "Splunk export",
            #"{"preview":false,"offset":0,"result":{"_raw":"{\"level\":\"error\",\"msg\":\"no\",\"correlation_id\":\"c-3\"}","_time":"2026-11-21 14:03:27.250 UTC","host":"h","source":"s","sourcetype":"json"}}"#,
            time: noon,
            .error,
            "no",
            correlation: "c-3"
        ),
        FormatSample(
            "Loki logcli jsonl",
            #"{"labels":{"app":"pay","namespace":"d"},"line":"{\"level\":\"error\",\"msg\":\"no\",\"correlation_id\":\"c-4\"}","timestamp":"2026-11-21T14:03:27.250Z"}"#,
            time: noon,
            .error,
            "no",
            service: "pay",
            correlation: "c-4"
        ),
        FormatSample(
            "New Relic logs",
            #"{"timestamp":1795269807250,"message":"no","log.level":"ERROR","logger.name":"com.x","thread.name":"main","entity.name":"pay","entity.type":"SERVICE","hostname":"h","trace.id":"4bf92f3577b34da6a3ce929d0e0e4736","span.id":"00f067aa0ba902b7","error.class":"java.lang.X","error.message":"bad","error.stack":"x"}"#,
            time: noon,
            .error,
            "no",
            service: "pay",
            trace: trace,
            event: span,
            error: "java.lang.X"
        ),
        FormatSample(
            "Istio access",
            #"{"start_time":"2026-11-21T14:03:27.250Z","method":"GET","path":"/a","response_code":200,"duration":12,"request_id":"52fdfc07-2182-154f-163f-5f0f9a621d72","upstream_cluster":"outbound|80||pay.d.svc","x_b3_traceid":"4bf92f3577b34da6a3ce929d0e0e4736","authority":"pay"}"#,
            time: noon,
            service: "outbound|80||pay.d.svc",
            trace: trace,
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72",
            milliseconds: 12
        ),
        FormatSample(
            "NATS jetstream advisory",
            #"{"type":"io.nats.jetstream.advisory.v1.max_deliver","id":"8Zd","timestamp":"2026-11-21T14:03:27.250Z","stream":"ORDERS","consumer":"pay","stream_seq":7,"deliveries":5}"#,
            time: noon,
            type: "io.nats.jetstream.advisory.v1.max_deliver"
        ),
        FormatSample(
            "Vercel log drain",
            #"{"id":"1573817187330377061717300000","deploymentId":"dpl_1","source":"lambda","host":"a","timestamp":1795269807250,"projectId":"p","level":"error","message":"no","requestId":"fra1::abcd-1573817187330","statusCode":500,"proxy":{"timestamp":1573817187330,"method":"GET"}}"#,
            time: noon,
            .error,
            "no",
            request: "fra1::abcd-1573817187330"
        ),
        FormatSample(
            "Cloudflare Workers",
            #"{"Event":{"RayID":"8a1b2c3d4e5f6071"},"EventTimestampMs":1795269807250,"EventType":"fetch","Exceptions":[],"Logs":[{"Level":"log","Message":["x"],"TimestampMs":1795269807250}],"Outcome":"ok","ScriptName":"pay"}"#,
            time: noon,
            service: "pay",
            type: "fetch"
        ),
        FormatSample(
            "OCI audit",
            #"{"eventType":"com.oraclecloud.computeapi.getinstance","cloudEventsVersion":"0.1","eventTypeVersion":"2.0","source":"computeApi","eventId":"ev-9","eventTime":"2026-11-21T14:03:27.250Z","data":{"eventName":"GetInstance","request":{"id":"52fdfc07-2182-154f-163f-5f0f9a621d72","headers":{}}}}"#,
            time: noon,
            type: "com.oraclecloud.computeapi.getinstance",
            event: "ev-9"
        ),
        FormatSample(
            "CloudEvents binary-ish kafka",
            #"{"ce_specversion":"1.0","ce_type":"order.placed","ce_source":"/shop","ce_id":"ev-4","ce_time":"2026-11-21T14:03:27.25Z","data":{"correlation_id":"c-9"}}"#,
            time: noon,
            service: "/shop",
            type: "order.placed",
            correlation: "c-9",
            event: "ev-4"
        ),
        FormatSample(
            "CloudEvents w/ ext",
            #"{"specversion":"1.0","type":"order.placed","source":"/shop","id":"ev-5","time":"2026-11-21T14:03:27.25Z","correlationid":"c-10","causationid":"ev-4","partitionkey":"p","data":{}}"#,
            time: noon,
            service: "/shop",
            type: "order.placed",
            correlation: "c-10",
            event: "ev-5",
            cause: "ev-4"
        ),
        FormatSample(
            "Tomcat/jetty access json",
            #"{"host":"1","logicalUserName":"-","user":"-","time":"[21/Nov/2026:14:03:27 +0000]","request":"GET / HTTP/1.1","statusCode":"200","size":"11"}"#,
            time: second,
            nil,
            "GET / HTTP/1.1"
        ),
        FormatSample(
            "Apache json",
            #"{"time":"[21/Nov/2026:14:03:27 +0000]","remoteIP":"1","request":"/a","method":"GET","status":"404"}"#,
            time: second,
            nil,
            "/a"
        ),
        FormatSample(
            "Gunicorn access",
            #"{"timestamp":"[21/Nov/2026:14:03:27 +0000]","level":"INFO","message":"GET /"}"#,
            time: second,
            .info,
            "GET /"
        ),
        FormatSample(
            "Falco",
            #"{"hostname":"h","output":"Notice A shell","priority":"Notice","rule":"Terminal shell","source":"syscall","tags":["x"],"time":"2026-11-21T14:03:27.250000000Z","output_fields":{"proc.name":"sh"}}"#,
            time: noon,
            .info,
            "Notice A shell"
        ),
        FormatSample(
            "Osquery",
            #"{"name":"pack_x","hostIdentifier":"h","calendarTime":"Sat Nov 21 14:03:27 2026 UTC","unixTime":1795269807,"epoch":0,"counter":1,"action":"added","columns":{"a":"b"}}"#,
            time: second,
            service: "pack_x"
        ),
        FormatSample(
            "Suricata",
            #"{"timestamp":"2026-11-21T14:03:27.250000+0000","flow_id":2211,"event_type":"alert","src_ip":"1","alert":{"action":"allowed","signature":"x","severity":3}}"#,
            time: noon,
            type: "alert"
        ),
        FormatSample(
            "MinIO",
            #"{"deploymentid":"d","level":"ERROR","errKind":"ALL","time":"2026-11-21T14:03:27.25Z","api":{"name":"PutObject","args":{"bucket":"b"}},"requestID":"16D1A2B3C4D5E6F7","error":{"message":"disk","source":["a.go:1:f()"]}}"#,
            time: noon,
            .error,
            request: "16D1A2B3C4D5E6F7",
            error: "disk"
        ),
        FormatSample(
            "CockroachDB",
            #"{"channel_numeric":1,"channel":"OPS","timestamp":"1795269807.250000000","severity_numeric":1,"severity":"INFO","goroutine":1,"file":"a.go","line":3,"entry_counter":1,"redactable":1,"message":"up"}"#,
            time: noon,
            .info,
            "up",
            service: "OPS"
        ),
        FormatSample(
            "ClickHouse",
            #"{"date_time":"1795269807.250000","thread_name":"","thread_id":"1","level":"Information","query_id":"","logger_name":"Application","message":"Ready"}"#,
            time: noon,
            .info,
            "Ready",
            service: "Application"
        ),
        FormatSample(
            "RabbitMQ",
            #"{"time":"2026-11-21 14:03:27.250000+00:00","level":"info","msg":"up","line":1,"pid":"<0.1.0>","node":"rabbit@h"}"#,
            time: noon,
            .info,
            "up"
        ),
        FormatSample(
            "Azure records",
            #"{"records":[{"time":"2026-11-21T14:03:27.250Z","resourceId":"/S","operationName":"Op","category":"Audit","level":"Error","resultType":"Failure","resultDescription":"denied","correlationId":"52fdfc07-2182-154f-163f-5f0f9a621d72","durationMs":12,"properties":{}}]}"#,
            time: noon,
            .error,
            "denied",
            service: "Audit",
            type: "Op",
            correlation: "52fdfc07-2182-154f-163f-5f0f9a621d72",
            milliseconds: 12
        ),
        FormatSample(
            "Otelcol own",
            #"{"level":"info","ts":1795269807.25,"caller":"a.go:1","msg":"Everything is ready","kind":"receiver","name":"otlp","resource":{"service.name":"otelcol","service.instance.id":"x"}}"#,
            time: noon,
            .info,
            "Everything is ready",
            service: "otelcol"
        ),
        FormatSample("Started_at s", #"{"started_at":1795269807,"msg":"m"}"#, time: second, nil, "m"),
        FormatSample(
            "Xray daemon",
            #"{"timestamp":"2026-11-21T14:03:27Z","msg":"m","X-Amzn-Trace-Id":"Self=1-5fb;Root=1-5759e988-bd862e3fe1be46a994272793"}"#,
            time: second,
            nil,
            "m",
            trace: "1-5759e988-bd862e3fe1be46a994272793"
        ),
        FormatSample(
            "Http.headers list",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","msg":"m","http":{"headers":[{"key":"x-correlation-id","value":"c-1"}]}}"#,
            time: noon,
            nil,
            "m",
            correlation: "c-1"
        ),
        FormatSample(
            "MultiValueHeaders",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","message":"got","event":{"multiValueHeaders":{"x-correlation-id":["c-2"]},"requestContext":{"requestId":"52fdfc07-2182-154f-163f-5f0f9a621d72"}}}"#,
            time: noon,
            nil,
            "got",
            correlation: "c-2",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Kafka headers",
            #"{"timestamp":1795269807250,"topic":"orders","partition":0,"offset":7,"key":"k","headers":[{"key":"correlation_id","value":"c-3"},{"key":"traceparent","value":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}],"value":{"a":1}}"#,
            time: noon,
            correlation: "c-3",
            trace: trace,
            cause: span
        ),
        FormatSample(
            "AMQP props",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","properties":{"correlation_id":"c-5","message_id":"m"},"msg":"consumed"}"#,
            time: noon,
            nil,
            "consumed",
            correlation: "c-5"
        ),
        FormatSample(
            "OTLP cased",
            #"{"Timestamp":1795269807250000000,"ObservedTimestamp":1795269807250000001,"TraceId":"4bf92f3577b34da6a3ce929d0e0e4736","SpanId":"00f067aa0ba902b7","TraceFlags":1,"SeverityText":"WARN2","SeverityNumber":14,"Body":"m","Resource":{"service.name":"pay"},"Attributes":{"correlation.id":"c-7"}}"#,
            time: noon,
            .warn,
            "m",
            service: "pay",
            correlation: "c-7",
            trace: trace,
            event: span
        ),
        FormatSample(
            "ClickHouse otel_logs",
            #"{"Timestamp":"2026-11-21 14:03:27.250000000","TraceId":"4bf92f3577b34da6a3ce929d0e0e4736","SpanId":"00f067aa0ba902b7","SeverityText":"INFO","SeverityNumber":9,"ServiceName":"pay","Body":"m","ResourceAttributes":{"service.name":"pay"},"LogAttributes":{"correlation_id":"c-9"}}"#,
            time: noon,
            .info,
            "m",
            service: "pay",
            correlation: "c-9",
            trace: trace,
            event: span
        ),
        FormatSample(
            "SigNoz",
            #"{"timestamp":1795269807250000000,"id":"x","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","severity_text":"INFO","severity_number":9,"body":"m","resources_string":{"service.name":"pay"},"attributes_string":{"correlation_id":"c-10"}}"#,
            time: noon,
            .info,
            "m",
            service: "pay",
            correlation: "c-10",
            trace: trace,
            event: span
        ),
        FormatSample(
            "Gcp nested ecs payload",
            #"{"insertId":"i","jsonPayload":{"log":{"level":"WARN"},"service":{"name":"pay"},"trace":{"id":"4bf92f3577b34da6a3ce929d0e0e4736"},"error":{"type":"E","message":"bad"},"message":"m"},"timestamp":"2026-11-21T14:03:27.250Z"}"#,
            time: noon,
            .warn,
            "m",
            service: "pay",
            trace: trace,
            error: "E"
        ),
        FormatSample(
            "Spring pretty MDC map",
            #"{"@timestamp":"2026-11-21T14:03:27.250Z","level":"INFO","logger":"c.x","message":"m","contextMap":{"X-Correlation-Id":"c-11","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7"}}"#,
            time: noon,
            .info,
            "m",
            service: "c.x",
            correlation: "c-11",
            trace: trace,
            event: span
        ),
        FormatSample(
            "Sleuth 64bit",
            #"{"@timestamp":"2026-11-21T14:03:27.250Z","severity":"INFO","service":"pay","trace":"a3ce929d0e0e4736","span":"00f067aa0ba902b7","message":"m"}"#,
            time: noon,
            .info,
            "m",
            service: "pay",
            trace: "a3ce929d0e0e4736",
            event: span
        ),
    ]
}
