import EventModel

/// Lines of loggers of JavaScript, Python, Ruby, PHP and Elixir.
extension FormatSamples {
    static let scripts: [FormatSample] = [
        FormatSample(
            "Pino-http",
            #"{"level":30,"time":1795269807250,"pid":1,"hostname":"h","req":{"id":"7b5ad8d0-1b4f-4b4e-9d6a-0d2f6e1a7c11","method":"GET","url":"/","headers":{"x-correlation-id":"c-8","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}},"res":{"statusCode":200},"responseTime":12,"msg":"request completed"}"#,
            time: noon,
            .info,
            "request completed",
            correlation: "c-8",
            trace: trace,
            request: "7b5ad8d0-1b4f-4b4e-9d6a-0d2f6e1a7c11",
            cause: span,
            milliseconds: 12
        ),
        FormatSample(
            "Pino err",
            #"{"level":50,"time":1795269807250,"pid":1,"hostname":"h","err":{"type":"TypeError","message":"x","stack":"TypeError: x\n    at a"},"msg":"x"}"#,
            time: noon,
            .error,
            "x",
            error: "TypeError"
        ),
        FormatSample(
            "Pino gcp",
            #"{"severity":"WARNING","level":40,"time":1795269807250,"pid":1,"hostname":"h","context":"AppModule","message":"hm"}"#,
            time: noon,
            .warn,
            "hm"
        ),
        FormatSample(
            "Winston error",
            #"{"level":"error","message":"boom","stack":"Error: boom\n    at a (x.js:1:1)","timestamp":"2026-11-21T14:03:27.250Z","metadata":{"requestId":"rq-77777777"}}"#,
            time: noon,
            .error,
            "boom",
            request: "rq-77777777",
            error: "Error"
        ),
        FormatSample(
            "Roarr",
            #"{"context":{"package":"pay","namespace":"db","logLevel":40},"message":"hm","sequence":"1","time":1795269807250,"version":"2.0.0"}"#,
            time: noon,
            .warn,
            "hm",
            service: "pay"
        ),
        FormatSample(
            "Tslog",
            #"{"0":"hello","_meta":{"runtime":"Nodejs","hostname":"h","name":"pay","date":"2026-11-21T14:03:27.250Z","logLevelId":4,"logLevelName":"WARN","path":{"fileName":"a.ts"}}}"#,
            time: noon,
            .warn,
            "hello",
            service: "pay"
        ),
        FormatSample(
            "Lambda-log / dazn",
            #"{"sLevel":"INFO","level":30,"message":"hey","awsRegion":"eu-west-1","functionName":"pay","functionVersion":"$LATEST","functionMemorySize":128,"x-correlation-id":"c-10","call-chain-length":1}"#,
            .info,
            "hey",
            service: "pay",
            correlation: "c-10"
        ),
        FormatSample(
            "Nestjs json",
            #"{"level":"log","pid":3,"timestamp":1795269807250,"message":"Starting Nest application...","context":"NestFactory"}"#,
            time: noon,
            .info,
            "Starting Nest application..."
        ),
        FormatSample(
            "Structlog exc",
            #"{"event":"failed","level":"error","timestamp":"2026-11-21T14:03:27.250000Z","logger":"pay","exception":"Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: bad"}"#,
            time: noon,
            .error,
            "failed",
            service: "pay",
            error: "ValueError"
        ),
        FormatSample(
            "Structlog dict tb",
            #"{"event":"failed","level":"error","timestamp":"2026-11-21T14:03:27.250000Z","exception":[{"exc_type":"ValueError","exc_value":"bad","syntax_error":null,"is_cause":false,"frames":[{"filename":"a.py","lineno":1,"name":"f"}]}]}"#,
            time: noon,
            .error,
            "failed",
            error: "ValueError"
        ),
        FormatSample(
            "Python-json-logger exc",
            #"{"asctime":"2026-11-21 14:03:27,250","levelname":"ERROR","name":"pay","message":"failed","exc_info":"Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: bad"}"#,
            time: noon,
            .error,
            "failed",
            service: "pay",
            error: "ValueError"
        ),
        FormatSample(
            "Pythonjsonlogger v3",
            #"{"timestamp":"2026-11-21T14:03:27.250000+00:00","level":"INFO","logger":"pay","message":"ok","taskName":"Task-1","request_id":"rq-34343434"}"#,
            time: noon,
            .info,
            "ok",
            service: "pay",
            request: "rq-34343434"
        ),
        FormatSample(
            "Otel python logging instr",
            #"{"levelname":"INFO","message":"ok","otelTraceID":"4bf92f3577b34da6a3ce929d0e0e4736","otelSpanID":"00f067aa0ba902b7","otelServiceName":"pay","otelTraceSampled":true,"created":1795269807.25}"#,
            time: noon,
            .info,
            "ok",
            service: "pay",
            trace: trace,
            event: span
        ),
        FormatSample(
            "Logstash formatter py",
            #"{"@timestamp":"2026-11-21T14:03:27.250Z","@version":"1","message":"ok","host":"h","path":"/a.py","tags":[],"type":"logstash","level":"INFO","logger_name":"pay","stack_info":null}"#,
            time: noon,
            .info,
            "ok",
            service: "pay",
            type: "logstash"
        ),
        FormatSample(
            "Json_log_formatter",
            #"{"message":"Sign up","time":"2026-11-21T14:03:27.250000","referral_code":"52d6ce"}"#,
            time: noon,
            nil,
            "Sign up"
        ),
        FormatSample(
            "Uvicorn json",
            #"{"asctime":"2026-11-21 14:03:27,250","name":"uvicorn.access","levelname":"INFO","message":"127.0.0.1 - \"GET / HTTP/1.1\" 200","client_addr":"127.0.0.1:1","status_code":200}"#,
            time: noon,
            .info,
            "127.0.0.1 - \"GET / HTTP/1.1\" 200",
            service: "uvicorn.access"
        ),
        FormatSample(
            "Lograge",
            #"{"method":"GET","path":"/orders","format":"html","controller":"OrdersController","action":"index","status":200,"duration":58.33,"view":40.43,"db":15.26,"request_id":"7b5ad8d0-1b4f-4b4e-9d6a-0d2f6e1a7c11","@timestamp":"2026-11-21T14:03:27.250Z","@version":"1","message":"[200] GET /orders (OrdersController#index)"}"#,
            time: noon,
            nil,
            "[200] GET /orders (OrdersController#index)",
            request: "7b5ad8d0-1b4f-4b4e-9d6a-0d2f6e1a7c11",
            milliseconds: 58.33
        ),
        FormatSample(
            "Semantic_logger",
            #"{"host":"h","application":"Pay","environment":"production","timestamp":"2026-11-21T14:03:27.250000Z","level":"error","level_index":4,"pid":7,"thread":"puma 1","duration_ms":12.5,"duration":"12.5ms","name":"Rails","message":"Completed","payload":{"status":500},"named_tags":{"request_id":"7b5ad8d0-1b4f-4b4e-9d6a-0d2f6e1a7c11"},"exception":{"name":"RuntimeError","message":"bad","stack_trace":["a.rb:1","b.rb:2"]}}"#,
            time: noon,
            .error,
            "Completed",
            service: "Pay",
            request: "7b5ad8d0-1b4f-4b4e-9d6a-0d2f6e1a7c11",
            error: "RuntimeError",
            milliseconds: 12.5
        ),
        FormatSample(
            "Ougai",
            #"{"name":"pay","hostname":"h","pid":7,"level":50,"time":"2026-11-21T14:03:27.250Z","v":0,"msg":"bad","err":{"name":"ZeroDivisionError","message":"divided by 0","stack":"main.rb:8"}}"#,
            time: noon,
            .error,
            "bad",
            service: "pay",
            error: "ZeroDivisionError"
        ),
        FormatSample(
            "Sidekiq json",
            #"{"ts":"2026-11-21T14:03:27.250Z","pid":7,"tid":"abc","lvl":"INFO","msg":"start","ctx":{"class":"HardJob","jid":"b4a577edbccf1d805744efa9"}}"#,
            time: noon,
            .info,
            "start",
            request: "b4a577edbccf1d805744efa9"
        ),
        FormatSample(
            "Logstash-logger ruby",
            #"{"message":"hm","@timestamp":"2026-11-21T14:03:27.250Z","@version":"1","severity":"WARN","host":"h"}"#,
            time: noon,
            .warn,
            "hm"
        ),
        FormatSample(
            "Gitlab rails",
            #"{"severity":"INFO","time":"2026-11-21T14:03:27.250Z","correlation_id":"01HG8ZJ9K2","meta.caller_id":"ProjectsController#show","method":"GET","path":"/a","db_duration_s":0.01,"duration_s":0.125,"status":200}"#,
            time: noon,
            .info,
            correlation: "01HG8ZJ9K2",
            milliseconds: 125
        ),
        FormatSample(
            "Monolog",
            #"{"message":"no","context":{"order":7,"correlation_id":"c-16","exception":{"class":"RuntimeException","message":"bad","code":0,"file":"/a.php:3","trace":["/b.php:4"]}},"level":400,"level_name":"ERROR","channel":"app","datetime":"2026-11-21T14:03:27.250000+00:00","extra":{"uid":"abc"}}"#,
            time: noon,
            .error,
            "no",
            service: "app",
            correlation: "c-16",
            error: "RuntimeException"
        ),
        FormatSample(
            "Monolog v1 datetime",
            #"{"message":"hm","context":[],"level":300,"level_name":"WARNING","channel":"app","datetime":{"date":"2026-11-21 14:03:27.250000","timezone_type":3,"timezone":"UTC"},"extra":[]}"#,
            time: noon,
            .warn,
            "hm",
            service: "app"
        ),
        FormatSample(
            "Monolog number only",
            #"{"message":"hm","level":250,"channel":"app","datetime":"2026-11-21T14:03:27.250000+00:00"}"#,
            time: noon,
            .info,
            "hm",
            service: "app"
        ),
        FormatSample(
            "LoggerJSON basic",
            #"{"message":"hi","metadata":{"request_id":"F9rq12345678","span_id":"00f067aa0ba902b7","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"},"severity":"notice","time":"2026-11-21T14:03:27.250Z"}"#,
            time: noon,
            .info,
            "hi",
            trace: trace,
            request: "F9rq12345678",
            event: span
        ),
        FormatSample(
            "LoggerJSON datadog",
            ##"{"message":"hi","logger":{"method_name":"Elixir.A.b/2","thread_name":"#PID<0.1.0>","file_name":"a.ex"},"syslog":{"hostname":"h","severity":"error","timestamp":"2026-11-21T14:03:27.250Z"},"dd.trace_id":"123456789","dd.span_id":"987"}"##,
            time: noon,
            .error,
            "hi",
            trace: "123456789",
            event: "987"
        ),
        FormatSample(
            "Django/gunicorn json",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"INFO","logger":"django_structlog.middlewares.request","event":"request_finished","code":200,"request":"GET /a","request_id":"52fdfc07-2182-154f-163f-5f0f9a621d72","user_id":7,"ip":"1"}"#,
            time: noon,
            .info,
            "request_finished",
            service: "django_structlog.middlewares.request",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Loguru bound",
            #"{"text":"x\n","record":{"elapsed":{"repr":"0:00:01","seconds":1.0},"exception":null,"extra":{"request_id":"52fdfc07-2182-154f-163f-5f0f9a621d72","service":"pay"},"file":{"name":"a.py","path":"/a.py"},"function":"f","level":{"icon":"i","name":"SUCCESS","no":25},"line":3,"message":"hello","module":"a","name":"__main__","process":{"id":7,"name":"MainProcess"},"thread":{"id":1,"name":"MainThread"},"time":{"repr":"2026-11-21 14:03:27.250000+00:00","timestamp":1795269807.25}}}"#,
            time: noon,
            .info,
            "hello",
            service: "pay",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Loguru trace",
            #"{"text":"x\n","record":{"elapsed":{"repr":"0:00:01","seconds":1.0},"exception":null,"extra":{},"level":{"icon":"i","name":"TRACE","no":5},"message":"hello","name":"__main__","time":{"repr":"2026-11-21 15:03:27.250000+01:00","timestamp":1795269807.25}}}"#,
            time: noon,
            .trace,
            "hello",
            service: "__main__"
        ),
        FormatSample(
            "Logbook/eliot",
            #"{"timestamp":1795269807.25,"task_uuid":"52fdfc07-2182-154f-163f-5f0f9a621d72","task_level":[1],"action_type":"place","action_status":"started"}"#,
            time: noon,
            type: "place",
            correlation: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Sentry event",
            #"{"event_id":"fc6d8c0c43fc4630ad850ee518f1b9d0","timestamp":"2026-11-21T14:03:27.250Z","level":"error","platform":"python","logger":"pay","message":"boom","contexts":{"trace":{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","parent_span_id":"05e3ac9a4f6e3b90"}},"exception":{"values":[{"type":"ValueError","value":"bad"}]}}"#,
            time: noon,
            .error,
            "boom",
            service: "pay",
            trace: trace,
            event: "fc6d8c0c43fc4630ad850ee518f1b9d0",
            cause: "05e3ac9a4f6e3b90",
            error: "ValueError"
        ),
        FormatSample(
            "Sidekiq ctx",
            #"{"ts":"2026-11-21T14:03:27.250Z","pid":7,"tid":"abc","lvl":"INFO","msg":"done","ctx":{"class":"HardJob","jid":"b4a577edbccf1d805744efa9","elapsed":0.125}}"#,
            time: noon,
            .info,
            "done",
            request: "b4a577edbccf1d805744efa9"
        ),
        FormatSample(
            "Exception name python",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"error","msg":"m","exc_type":"ValueError","exc_message":"bad"}"#,
            time: noon,
            .error,
            "m",
            error: "ValueError"
        ),
    ]
}
