import EventModel

/// Lines of loggers of Go, Java, .NET, Rust and Swift, and of servers that are built on them.
extension FormatSamples {
    static let compiled: [FormatSample] = [
        FormatSample(
            "Zerolog unix",
            #"{"level":"warn","time":1795269807,"caller":"/a.go:1","message":"m","error":"EOF","stack":[{"func":"main","line":"20","source":"a.go"}]}"#,
            time: second,
            .warn,
            "m",
            error: "EOF"
        ),
        FormatSample(
            "Zerolog ms",
            #"{"level":"warn","time":1795269807250,"caller":"/a.go:1","message":"m","error":"EOF","stack":[{"func":"main","line":"20","source":"a.go"}]}"#,
            time: noon,
            .warn,
            "m",
            error: "EOF"
        ),
        FormatSample(
            "Zerolog us",
            #"{"level":"warn","time":1795269807250000,"caller":"/a.go:1","message":"m","error":"EOF","stack":[{"func":"main","line":"20","source":"a.go"}]}"#,
            time: noon,
            .warn,
            "m",
            error: "EOF"
        ),
        FormatSample(
            "Zerolog ns",
            #"{"level":"warn","time":1795269807250000000,"caller":"/a.go:1","message":"m","error":"EOF","stack":[{"func":"main","line":"20","source":"a.go"}]}"#,
            time: noon,
            .warn,
            "m",
            error: "EOF"
        ),
        FormatSample(
            "Zerolog rfc",
            #"{"level":"warn","time":"2026-11-21T14:03:27Z","caller":"/a.go:1","message":"m","error":"EOF","stack":[{"func":"main","line":"20","source":"a.go"}]}"#,
            time: second,
            .warn,
            "m",
            error: "EOF"
        ),
        FormatSample(
            "Slog trace level",
            #"{"time":"2026-11-21T14:03:27.25Z","level":"DEBUG-4","msg":"m"}"#,
            time: noon,
            .debug,
            "m"
        ),
        FormatSample(
            "Logr zap",
            #"{"level":"Level(-4)","ts":"2026-11-21T14:03:27.250Z","logger":"controller.pod","msg":"Reconciling","reconcileID":"a2b1c3d4-1111-2222-3333-444455556666","namespace":"d","name":"pay-7"}"#,
            time: noon,
            .debug,
            "Reconciling",
            service: "controller.pod"
        ),
        FormatSample(
            "Klog json",
            #"{"ts":1795269807250.123,"caller":"app/server.go:1","msg":"Starting","v":0}"#,
            time: "2026-11-21T14:03:27.250123Z",
            nil,
            "Starting"
        ),
        FormatSample(
            "Hclog",
            #"{"@level":"info","@message":"ready","@module":"vault.core","@timestamp":"2026-11-21T14:03:27.250000Z","request_id":"rq-99999999"}"#,
            time: noon,
            .info,
            "ready",
            service: "vault.core",
            request: "rq-99999999"
        ),
        FormatSample(
            "Logrus fieldmap",
            #"{"@level":"warning","@message":"x","@timestamp":"2026-11-21T14:03:27Z","func":"main"}"#,
            time: second,
            .warn,
            "x"
        ),
        FormatSample(
            "Apex log",
            #"{"fields":{"app":"pay","request_id":"rq-12121212"},"level":"info","timestamp":"2026-11-21T14:03:27.25Z","message":"upload"}"#,
            time: noon,
            .info,
            "upload",
            service: "pay",
            request: "rq-12121212"
        ),
        FormatSample(
            "Zap ms",
            #"{"L":"INFO","T":"2026-11-21T14:03:27.250Z","N":"pay","C":"a.go:1","M":"hey"}"#,
            time: noon,
            .info,
            "hey",
            service: "pay"
        ),
        FormatSample(
            "Containerd/docker daemon",
            #"{"level":"info","msg":"starting containerd","revision":"abc","time":"2026-11-21T14:03:27.250000000Z","version":"1.7"}"#,
            time: noon,
            .info,
            "starting containerd"
        ),
        FormatSample(
            "Etcd",
            #"{"level":"warn","ts":"2026-11-21T14:03:27.250Z","caller":"etcdserver/util.go:166","msg":"apply request took too long","took":"212.5ms","expected-duration":"100ms","prefix":"","request":"header:<ID:1 > txn:<>","response":"","error":"context deadline"}"#,
            time: noon,
            .warn,
            "apply request took too long",
            error: "context deadline",
            milliseconds: 212.5
        ),
        FormatSample(
            "Consul",
            #"{"@level":"error","@message":"failed","@module":"agent.http","@timestamp":"2026-11-21T14:03:27.250000Z","error":"no leader"}"#,
            time: noon,
            .error,
            "failed",
            service: "agent.http",
            error: "no leader"
        ),
        FormatSample(
            "Terraform ui",
            #"{"@level":"info","@message":"Apply complete!","@module":"terraform.ui","@timestamp":"2026-11-21T14:03:27.250000Z","type":"change_summary","changes":{"add":1}}"#,
            time: noon,
            .info,
            "Apply complete!",
            service: "terraform.ui",
            type: "change_summary"
        ),
        FormatSample(
            "Grafana loki logfmt json",
            #"{"caller":"a.go:1","level":"info","msg":"x","traceID":"4bf92f3577b34da6a3ce929d0e0e4736","ts":"2026-11-21T14:03:27.25Z","component":"querier","duration":"1.5s"}"#,
            time: noon,
            .info,
            "x",
            service: "querier",
            trace: trace,
            milliseconds: 1500
        ),
        FormatSample(
            "Spring Boot ecs",
            #"{"@timestamp":"2026-11-21T14:03:27.250Z","log.level":"ERROR","process.pid":7,"process.thread.name":"main","service.name":"pay","service.version":"1","log.logger":"com.x.Pay","message":"no","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7","error.type":"java.lang.IllegalStateException","error.message":"no card","error.stack_trace":"java.lang.IllegalStateException: no card\n\tat A","ecs.version":"8.11"}"#,
            time: noon,
            .error,
            "no",
            service: "pay",
            trace: trace,
            event: span,
            error: "java.lang.IllegalStateException"
        ),
        FormatSample(
            "Spring Boot 3.5 ecs nested",
            #"{"@timestamp":"2026-11-21T14:03:27.250Z","log":{"level":"INFO","logger":"com.x.Pay"},"process":{"pid":7,"thread":{"name":"main"}},"service":{"name":"pay","version":"1","node":{}},"message":"ok","ecs":{"version":"8.11"}}"#,
            time: noon,
            .info,
            "ok",
            service: "pay"
        ),
        FormatSample(
            "Spring Boot gelf",
            #"{"version":"1.1","short_message":"ok","timestamp":1795269807.250,"level":6,"_level_name":"INFO","_process_pid":7,"_process_thread_name":"main","host":"pay","_service_version":"1","_log_logger":"com.x.Pay","_traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}"#,
            time: noon,
            .info,
            "ok",
            service: "com.x.Pay",
            trace: trace
        ),
        FormatSample(
            "Spring Boot gelf error",
            #"{"version":"1.1","short_message":"no","timestamp":1795269807.250,"level":3,"_level_name":"ERROR","host":"pay","_log_logger":"com.x.Pay","full_message":"no\n\njava.lang.X: a","_error_type":"java.lang.X","_error_message":"a","_error_stack_trace":"java.lang.X: a\n\tat b"}"#,
            time: noon,
            .error,
            "no",
            service: "com.x.Pay",
            error: "java.lang.X"
        ),
        FormatSample(
            "Spring Boot logstash",
            #"{"@timestamp":"2026-11-21T15:03:27.250+01:00","@version":"1","message":"no","logger_name":"com.x.Pay","thread_name":"main","level":"ERROR","level_value":40000,"stack_trace":"java.lang.IllegalStateException: no card\n\tat A","tags":["x"],"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7"}"#,
            time: noon,
            .error,
            "no",
            service: "com.x.Pay",
            trace: trace,
            event: span,
            error: "java.lang.IllegalStateException"
        ),
        FormatSample(
            "Quarkus",
            #"{"timestamp":"2026-11-21T15:03:27.250+01:00","sequence":1,"loggerClassName":"org.jboss.logging.Logger","loggerName":"com.x.Pay","level":"ERROR","message":"no","threadName":"main","threadId":1,"mdc":{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7","correlationId":"c-11"},"ndc":"","hostName":"h","processName":"x","processId":7,"exception":{"refId":1,"exceptionType":"java.lang.X","message":"bad","frames":[{"class":"A","method":"b","line":1}]}}"#,
            time: noon,
            .error,
            "no",
            service: "com.x.Pay",
            correlation: "c-11",
            trace: trace,
            event: span,
            error: "java.lang.X"
        ),
        FormatSample(
            "Log4j2 JTL default",
            #"{"instant":{"epochSecond":1795269807,"nanoOfSecond":250000000},"thread":"main","level":"INFO","loggerName":"com.x.Pay","message":"ok","endOfBatch":true,"loggerFqcn":"x","threadId":1,"threadPriority":5,"contextMap":{"correlationId":"c-12"}}"#,
            time: noon,
            .info,
            "ok",
            service: "com.x.Pay",
            correlation: "c-12"
        ),
        FormatSample(
            "Log4j2 JTL LogstashJsonEventLayoutV1",
            #"{"@version":1,"source_host":"h","message":"ok","thread_name":"main","@timestamp":"2026-11-21T15:03:27.250+0100","level":"ERROR","logger_name":"com.x.Pay","exception":{"exception_class":"java.lang.X","exception_message":"bad","stacktrace":"java.lang.X: bad\n\tat"},"mdc":{}}"#,
            time: noon,
            .error,
            "ok",
            service: "com.x.Pay",
            error: "java.lang.X"
        ),
        FormatSample(
            "Log4j2 GCP layout",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","severity":"ERROR","message":"ok","logging.googleapis.com/labels":{"correlation_id":"c-13"},"logging.googleapis.com/sourceLocation":{"function":"x"},"_exception":{"class":"java.lang.X","message":"bad","stackTrace":"x"},"_thread":"main","_logger":"com.x.Pay"}"#,
            time: noon,
            .error,
            "ok",
            service: "com.x.Pay",
            correlation: "c-13",
            error: "java.lang.X"
        ),
        FormatSample(
            "Log4j2 JSONLayout thrown",
            #"{"timeMillis":1795269807250,"thread":"main","level":"ERROR","loggerName":"com.x.Pay","message":"no","thrown":{"commonElementCount":0,"localizedMessage":"bad","message":"bad","name":"java.lang.X","extendedStackTrace":[{"class":"A","method":"b","file":"A.java","line":1}]},"endOfBatch":false}"#,
            time: noon,
            .error,
            "no",
            service: "com.x.Pay",
            error: "java.lang.X"
        ),
        FormatSample(
            "Logback JsonEncoder",
            #"{"sequenceNumber":0,"timestamp":1795269807250,"nanoseconds":250123456,"level":"INFO","threadName":"main","loggerName":"com.x.Pay","context":{"name":"default","birthdate":1795269800000,"properties":{}},"mdc":{"correlationId":"c-14"},"formattedMessage":"Order 7","message":"Order {}","arguments":["7"],"throwable":null}"#,
            time: noon,
            .info,
            "Order 7",
            service: "com.x.Pay",
            correlation: "c-14"
        ),
        FormatSample(
            "Logback contrib",
            #"{"timestamp":"2026-11-21 14:03:27.250","level":"INFO","thread":"main","mdc":{"correlationId":"c-15"},"logger":"com.x.Pay","message":"ok","context":"default"}"#,
            time: noon,
            .info,
            "ok",
            service: "com.x.Pay",
            correlation: "c-15"
        ),
        FormatSample(
            "Elasticsearch json",
            #"{"type":"server","timestamp":"2026-11-21T14:03:27,250Z","level":"INFO","component":"o.e.n.Node","cluster.name":"c","node.name":"n","message":"started","cluster.uuid":"u","node.id":"i"}"#,
            time: noon,
            .info,
            "started",
            service: "o.e.n.Node",
            type: "server"
        ),
        FormatSample(
            "Elasticsearch 8",
            #"{"@timestamp":"2026-11-21T14:03:27.250Z","log.level":"INFO","message":"started","ecs.version":"1.2.0","service.name":"ES_ECS","event.dataset":"elasticsearch.server","process.thread.name":"main","log.logger":"org.e.Node","trace.id":"4bf92f3577b34da6a3ce929d0e0e4736","elasticsearch.cluster.name":"c"}"#,
            time: noon,
            .info,
            "started",
            service: "ES_ECS",
            trace: trace
        ),
        FormatSample(
            "Kibana",
            #"{"ecs":{"version":"8.11.0"},"@timestamp":"2026-11-21T15:03:27.250+01:00","message":"hm","log":{"level":"WARN","logger":"plugins.x"},"process":{"pid":7},"trace":{"id":"4bf92f3577b34da6a3ce929d0e0e4736"},"transaction":{"id":"00f067aa0ba902b7"}}"#,
            time: noon,
            .warn,
            "hm",
            service: "plugins.x",
            trace: trace,
            event: span
        ),
        FormatSample(
            "WildFly",
            #"{"timestamp":"2026-11-21T14:03:27.25Z","sequence":1,"loggerClassName":"x","loggerName":"org.jboss.as","level":"FINE","message":"a","threadName":"m"}"#,
            time: noon,
            .debug,
            "a",
            service: "org.jboss.as"
        ),
        FormatSample(
            "Micronaut/GCP logback",
            #"{"timestampSeconds":1795269807,"timestampNanos":250000000,"severity":"INFO","message":"ok","logger":"com.x.Pay","thread":"main","trace":"projects/p/traces/4bf92f3577b34da6a3ce929d0e0e4736"}"#,
            time: noon,
            .info,
            "ok",
            service: "com.x.Pay",
            trace: trace
        ),
        FormatSample(
            "Spring cloud gcp",
            #"{"context":"default","logger":"com.x.Pay","logging.googleapis.com/trace":"projects/p/traces/4bf92f3577b34da6a3ce929d0e0e4736","logging.googleapis.com/spanId":"00f067aa0ba902b7","message":"ok","severity":"INFO","thread":"main","timestampNanos":250000000,"timestampSeconds":1795269807}"#,
            time: noon,
            .info,
            "ok",
            service: "com.x.Pay",
            trace: trace,
            event: span
        ),
        FormatSample(
            "Serilog CLEF exc",
            #"{"@t":"2026-11-21T14:03:27.2500000Z","@m":"no","@i":"aa11","@l":"Error","@x":"System.Exception: bad\n   at A.B()","CorrelationId":"c-17","Application":"Pay"}"#,
            time: noon,
            .error,
            "no",
            service: "Pay",
            correlation: "c-17",
            error: "System.Exception"
        ),
        FormatSample(
            "MS JsonConsole",
            #"{"Timestamp":"2026-11-21T14:03:27.250Z","EventId":1,"LogLevel":"Error","Category":"Pay.Api","Message":"no","Exception":"System.Exception: bad    at A.B()","State":{"Message":"no","OrderId":7,"{OriginalFormat}":"no"},"Scopes":[{"Message":"SpanId:00f067aa0ba902b7, TraceId:4bf92f3577b34da6a3ce929d0e0e4736, ParentId:05e3ac9a4f6e3b90","SpanId":"00f067aa0ba902b7","TraceId":"4bf92f3577b34da6a3ce929d0e0e4736","ParentId":"05e3ac9a4f6e3b90"},{"RequestId":"0HM:00000001","CorrelationId":"c-18"}]}"#,
            time: noon,
            .error,
            "no",
            service: "Pay.Api",
            correlation: "c-18",
            trace: trace,
            request: "0HM:00000001",
            event: span,
            cause: "05e3ac9a4f6e3b90",
            error: "System.Exception"
        ),
        FormatSample(
            "NLog layout",
            #"{"time":"2026-11-21 14:03:27.2500","level":"Error","logger":"Pay","message":"no","eventProperties":{"CorrelationId":"c-19"},"exception":{"Type":"System.Exception","Message":"bad","StackTrace":"at A"}}"#,
            time: noon,
            .error,
            "no",
            service: "Pay",
            correlation: "c-19",
            error: "System.Exception"
        ),
        FormatSample(
            "App Insights exported trace",
            #"{"time":"2026-11-21T14:03:27.2500000Z","resourceId":"/SUB/1","ResourceGUID":"g","Type":"AppTraces","AppRoleName":"pay","OperationId":"4bf92f3577b34da6a3ce929d0e0e4736","ParentId":"00f067aa0ba902b7","Message":"hm","SeverityLevel":2,"Properties":{"CategoryName":"Function.Pay"}}"#,
            time: noon,
            .warn,
            "hm",
            service: "pay",
            type: "AppTraces",
            trace: trace,
            cause: span
        ),
        FormatSample(
            "App Insights AppExceptions",
            #"{"time":"2026-11-21T14:03:27.2500000Z","Type":"AppExceptions","AppRoleName":"pay","OperationId":"4bf92f3577b34da6a3ce929d0e0e4736","ExceptionType":"System.X","OuterMessage":"bad","SeverityLevel":3}"#,
            time: noon,
            .error,
            "bad",
            service: "pay",
            type: "AppExceptions",
            trace: trace,
            error: "System.X"
        ),
        FormatSample(
            "App Insights telemetry item",
            #"{"name":"AppTraces","time":"2026-11-21T14:03:27.2500000Z","iKey":"k","tags":{"ai.cloud.role":"pay","ai.operation.id":"4bf92f3577b34da6a3ce929d0e0e4736","ai.operation.parentId":"00f067aa0ba902b7"},"data":{"baseType":"MessageData","baseData":{"ver":2,"message":"hm","severityLevel":"Warning","properties":{"correlationId":"c-20"}}}}"#,
            time: noon,
            .warn,
            "hm",
            service: "pay",
            correlation: "c-20",
            trace: trace,
            cause: span
        ),
        FormatSample(
            "Azure Event Grid",
            #"{"topic":"/sub/x","subject":"/blob/a","eventType":"Microsoft.Storage.BlobCreated","eventTime":"2026-11-21T14:03:27.25Z","id":"831e1650-001e-001b-66ab-eeb76e069631","data":{"api":"PutBlob","clientRequestId":"6d79dbfb-0e37-4fc4-981f-442c9ca65760","requestId":"831e1650-001e-001b-66ab-eeb76e000000"},"dataVersion":"","metadataVersion":"1"}"#,
            time: noon,
            type: "Microsoft.Storage.BlobCreated",
            request: "831e1650-001e-001b-66ab-eeb76e000000",
            event: "831e1650-001e-001b-66ab-eeb76e069631"
        ),
        FormatSample(
            "Tracing flattened",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"WARN","message":"hm","target":"shop::api","span":{"correlation_id":"c-27","name":"handle"},"spans":[{"correlation_id":"c-27","name":"handle"}],"threadId":"ThreadId(1)"}"#,
            time: noon,
            .warn,
            "hm",
            service: "shop::api",
            correlation: "c-27"
        ),
        FormatSample(
            "Bunyan tracing",
            #"{"v":0,"name":"pay","msg":"[HANDLE - END]","level":30,"hostname":"h","pid":7,"time":"2026-11-21T14:03:27.250Z","target":"shop","line":1,"file":"a.rs","request_id":"7b5ad8d0-1b4f-4b4e-9d6a-0d2f6e1a7c11","elapsed_milliseconds":12}"#,
            time: noon,
            .info,
            "[HANDLE - END]",
            service: "pay",
            request: "7b5ad8d0-1b4f-4b4e-9d6a-0d2f6e1a7c11",
            milliseconds: 12
        ),
        FormatSample(
            "Slog-rs json",
            #"{"msg":"hm","level":"WARN","ts":"2026-11-21T14:03:27.25Z","logger":"pay"}"#,
            time: noon,
            .warn,
            "hm",
            service: "pay"
        ),
        FormatSample(
            "Swift-log json",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"notice","label":"com.x.pay","message":"hm","metadata":{"correlation-id":"c-28"},"source":"Pay"}"#,
            time: noon,
            .info,
            "hm",
            service: "com.x.pay",
            correlation: "c-28"
        ),
        FormatSample(
            "Keycloak",
            #"{"timestamp":"2026-11-21T14:03:27.250000Z","sequence":1,"loggerClassName":"org.jboss.logging.Logger","loggerName":"org.keycloak.events","level":"WARN","message":"type=\"LOGIN_ERROR\"","threadName":"executor-thread-0","threadId":1,"mdc":{},"ndc":"","hostName":"h","processName":"x","processId":1}"#,
            time: noon,
            .warn,
            "type=\"LOGIN_ERROR\"",
            service: "org.keycloak.events"
        ),
        FormatSample(
            "RDS postgres jsonlog",
            #"{"timestamp":"2026-11-21 14:03:27.250 UTC","user":"a","dbname":"d","pid":7,"session_id":"s","line_num":1,"ps":"SELECT","error_severity":"ERROR","state_code":"42P01","message":"relation \"x\" does not exist","statement":"select 1","backend_type":"client backend","query_id":0}"#,
            time: noon,
            .error,
            "relation \"x\" does not exist"
        ),
        FormatSample(
            "MySQL 8 json",
            #"{"prio":1,"err_code":10000,"source_line":1,"source_file":"x.cc","function":"f","subsystem":"InnoDB","msg":"bad","time":"2026-11-21T14:03:27.250000Z","thread":0,"err_symbol":"ER_X","SQL_state":"HY000","label":"Error"}"#,
            time: noon,
            .error,
            "bad",
            service: "InnoDB"
        ),
        FormatSample(
            "Redis/none",
            #"{"pid":7,"role":"master","timestamp":"21 Nov 2026 14:03:27.250","level":"notice","message":"Ready"}"#,
            time: noon,
            .info,
            "Ready"
        ),
        FormatSample(
            "Spark structured",
            #"{"ts":"2026-11-21T14:03:27.250Z","level":"ERROR","msg":"Cannot","context":{"app_name":"pay"},"exception":{"class":"java.net.X","msg":"refused","stacktrace":[{"class":"A","method":"b","file":"A","line":1}]},"logger":"BlockManager"}"#,
            time: noon,
            .error,
            "Cannot",
            service: "BlockManager",
            error: "java.net.X"
        ),
        FormatSample(
            "Flink/logstash marker",
            #"{"@timestamp":"2026-11-21T14:03:27,250+0000","level":"INFO","message":"x","logger_name":"o.a.f","context":{"correlationId":"c-5"}}"#,
            time: noon,
            .info,
            "x",
            service: "o.a.f",
            correlation: "c-5"
        ),
        FormatSample(
            "Play/Akka",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"WARN","logger":"a.b","message":"m","mdc":{"akkaSource":"akka://x","X-Request-Id":"52fdfc07-2182-154f-163f-5f0f9a621d72"}}"#,
            time: noon,
            .warn,
            "m",
            service: "a.b",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Cloud Foundry/ SAP",
            #"{"written_at":"2026-11-21T14:03:27.250Z","written_ts":1795269807250000000,"type":"log","level":"INFO","logger":"com.x","component_name":"pay","correlation_id":"c-6","msg":"m"}"#,
            time: noon,
            .info,
            "m",
            service: "pay",
            type: "log",
            correlation: "c-6"
        ),
        FormatSample(
            "Cloud Foundry request",
            #"{"written_at":"2026-11-21T14:03:27.250Z","type":"request","component_name":"pay","correlation_id":"c-6","request":"/a","request_received_at":"2026-11-21T14:03:27.200Z","response_time_ms":50.5,"response_status":200}"#,
            time: noon,
            nil,
            "/a",
            service: "pay",
            type: "request",
            correlation: "c-6",
            milliseconds: 50.5
        ),
        FormatSample(
            "OpenSearch slow log",
            #"{"type":"index_search_slowlog","timestamp":"2026-11-21T14:03:27,250Z","level":"WARN","component":"i.s.s.q","cluster.name":"c","node.name":"n","message":"[a][0]","took":"12.5ms","took_millis":"12","total_hits":"1"}"#,
            time: noon,
            .warn,
            "[a][0]",
            service: "i.s.s.q",
            type: "index_search_slowlog",
            milliseconds: 12
        ),
        FormatSample(
            "Dapr",
            #"{"app_id":"pay","instance":"i","level":"info","msg":"ready","scope":"dapr.runtime","time":"2026-11-21T14:03:27.25Z","type":"log","ver":"1.12"}"#,
            time: noon,
            .info,
            "ready",
            service: "pay",
            type: "log"
        ),
        FormatSample(
            "Linkerd",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"INFO","fields":{"message":"up"},"target":"linkerd_app","spans":[{"name":"inbound"}],"threadId":"ThreadId(1)"}"#,
            time: noon,
            .info,
            "up",
            service: "linkerd_app"
        ),
        FormatSample(
            "Temporal",
            #"{"level":"info","ts":"2026-11-21T14:03:27.250Z","msg":"started","service":"matching","wf-id":"order-7","wf-run-id":"52fdfc07-2182-154f-163f-5f0f9a621d72","logging-call-at":"a.go:1"}"#,
            time: noon,
            .info,
            "started",
            service: "matching"
        ),
        FormatSample(
            "Kubernetes component",
            #"{"ts":1795269807250.0,"caller":"a.go:1","msg":"m","v":4,"logger":"sched","pod":{"name":"p","namespace":"d"},"err":"bad"}"#,
            time: noon,
            nil,
            "m",
            service: "sched",
            error: "bad"
        ),
        FormatSample(
            "Serilog ECS",
            #"{"@timestamp":"2026-11-21T15:03:27.2500000+01:00","log.level":"Information","message":"m","ecs":{"version":"8"},"event":{"created":"2026-11-21T14:03:27Z","severity":2},"log":{"logger":"Pay"},"labels":{"CorrelationId":"c-7","MessageTemplate":"m"},"trace":{"id":"4bf92f3577b34da6a3ce929d0e0e4736"}}"#,
            time: noon,
            .info,
            "m",
            service: "Pay",
            correlation: "c-7",
            trace: trace
        ),
        FormatSample(
            "NServiceBus",
            #"{"@t":"2026-11-21T14:03:27.25Z","@mt":"Handled {MessageType}","MessageType":"OrderPlaced","ConversationId":"conv-1","NServiceBus.CorrelationId":"c-8","Endpoint":"Sales"}"#,
            time: noon,
            .info,
            "Handled OrderPlaced",
            type: "OrderPlaced",
            correlation: "conv-1"
        ),
        FormatSample(
            "Serilog RenderedCompact + Elapsed",
            #"{"@t":"2026-11-21T14:03:27.2500000Z","@m":"HTTP \"GET\" \"/\" responded 200 in 12.5 ms","@i":"62d0885c","RequestMethod":"GET","Elapsed":12.5,"RequestId":"0HN1:00000002","SourceContext":"Serilog.AspNetCore.RequestLoggingMiddleware"}"#,
            time: noon,
            .info,
            "HTTP \"GET\" \"/\" responded 200 in 12.5 ms",
            service: "Serilog.AspNetCore.RequestLoggingMiddleware",
            request: "0HN1:00000002",
            milliseconds: 12.5
        ),
        FormatSample(
            "Nextcloud",
            #"{"reqId":"X1","level":3,"time":"2026-11-21T14:03:27+00:00","remoteAddr":"1","user":"a","app":"core","method":"GET","url":"/","message":"bad","userAgent":"c","version":"28","exception":{"Exception":"OCP\\X","Message":"bad","Code":0,"Trace":[],"File":"a","Line":1}}"#,
            time: second,
            .error,
            "bad",
            service: "core",
            correlation: "X1",
            request: "X1",
            error: "OCP\\X"
        ),
    ]
}
