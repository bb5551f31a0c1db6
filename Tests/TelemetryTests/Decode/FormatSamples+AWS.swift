import EventModel

/// Lines of AWS: Powertools, runtimes and platform events of Lambda, CloudWatch, and events of its services.
extension FormatSamples {
    static let amazon: [FormatSample] = [
        FormatSample(
            "Powertools .NET snake",
            #"{"cold_start":true,"xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793","function_name":"pay","function_version":"$LATEST","function_memory_size":256,"function_arn":"arn:aws:lambda:eu-west-1:1:function:pay","function_request_id":"52fdfc07-2182-154f-163f-5f0f9a621d72","timestamp":"2026-11-21T14:03:27.2500000Z","level":"Error","service":"pay-svc","name":"AWS.Lambda.Powertools.Logging.Logger","message":"failed","exception":{"type":"System.InvalidOperationException","message":"no card","source":"Pay","stack_trace":"   at Pay.Run()"}}"#,
            time: noon,
            .error,
            "failed",
            service: "pay-svc",
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72",
            error: "System.InvalidOperationException"
        ),
        FormatSample(
            "Powertools Java v2",
            #"{"level":"ERROR","message":"failed","error":{"message":"no card","name":"java.lang.IllegalStateException","stack":"java.lang.IllegalStateException: no card\n\tat A.b(A.java:1)\n"},"cold_start":false,"function_arn":"arn:aws:lambda:eu-west-1:1:function:pay","function_memory_size":"512","function_name":"pay","function_request_id":"52fdfc07-2182-154f-163f-5f0f9a621d72","function_version":"$LATEST","sampling_rate":"0.0","service":"pay-svc","timestamp":"2026-11-21T14:03:27.250Z","xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793","correlation_id":"c-1"}"#,
            time: noon,
            .error,
            "failed",
            service: "pay-svc",
            correlation: "c-1",
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72",
            error: "java.lang.IllegalStateException"
        ),
        FormatSample(
            "Powertools Python stack_trace",
            #"{"level":"ERROR","location":"lambda_handler:9","message":"Received an exception","timestamp":"2026-11-21 15:03:27,250+0100","service":"pay-svc","exception":"Traceback (most recent call last):\n  File \"a.py\", line 3, in f\nValueError: something went wrong","exception_name":"ValueError","stack_trace":{"type":"ValueError","value":"something went wrong","module":"builtins","frames":[{"file":"a.py","line":3,"function":"f","statement":"raise"}]}}"#,
            time: noon,
            .error,
            "Received an exception",
            service: "pay-svc",
            error: "ValueError"
        ),
        FormatSample(
            "Powertools Python message object",
            #"{"level":"INFO","location":"h:1","message":{"operation":"get","order":{"id":"7"},"correlation_id":"c-9"},"timestamp":"2026-11-21 14:03:27,250+0000","service":"pay-svc"}"#,
            time: noon,
            .info,
            "{\"operation\":\"get\",\"order\":{\"id\":\"7\"},\"correlation_id\":\"c-9\"}",
            service: "pay-svc",
            correlation: "c-9"
        ),
        FormatSample(
            "Lambda python runtime error",
            #"{"timestamp":"2026-11-21T14:03:27Z","level":"ERROR","message":"boom","logger":"root","stackTrace":["  File \"/var/task/a.py\", line 5, in h\n    raise ValueError(\"boom\")\n"],"errorType":"ValueError","errorMessage":"boom","requestId":"52fdfc07-2182-154f-163f-5f0f9a621d72","location":"/var/task/a.py:h:5"}"#,
            time: second,
            .error,
            "boom",
            service: "root",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72",
            error: "ValueError"
        ),
        FormatSample(
            "Lambda node runtime",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"WARN","requestId":"52fdfc07-2182-154f-163f-5f0f9a621d72","tenantId":"blue","message":"slow"}"#,
            time: noon,
            .warn,
            "slow",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Lambda java runtime",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"INFO","message":"got it","AWSRequestId":"52fdfc07-2182-154f-163f-5f0f9a621d72"}"#,
            time: noon,
            .info,
            "got it",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Lambda .NET runtime",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"Information","requestId":"52fdfc07-2182-154f-163f-5f0f9a621d72","traceId":"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1","message":"got 7","order":7}"#,
            time: noon,
            .info,
            "got 7",
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Lambda .NET runtime error",
            #"{"timestamp":"2026-11-21T14:03:27.250Z","level":"Error","requestId":"52fdfc07-2182-154f-163f-5f0f9a621d72","traceId":"1-5759e988-bd862e3fe1be46a994272793","message":"failed","errorType":"System.ApplicationException","errorMessage":"bad","stackTrace":["at A.B()","at C.D()"]}"#,
            time: noon,
            .error,
            "failed",
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72",
            error: "System.ApplicationException"
        ),
        FormatSample(
            "Lambda Rust runtime",
            #"{"timestamp":"2026-11-21T14:03:27.250000Z","level":"INFO","fields":{"message":"got it","orderId":"7"},"target":"pay","span":{"requestId":"52fdfc07-2182-154f-163f-5f0f9a621d72","xrayTraceId":"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1","name":"Lambda runtime invoke"},"spans":[{"requestId":"52fdfc07-2182-154f-163f-5f0f9a621d72","name":"Lambda runtime invoke"}]}"#,
            time: noon,
            .info,
            "got it",
            service: "pay",
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Platform.initStart",
            #"{"time":"2026-11-21T14:03:27.250Z","type":"platform.initStart","record":{"initializationType":"on-demand","phase":"init","runtimeVersion":"python:3.12.v16","runtimeVersionArn":"arn:aws:lambda:eu-west-1::runtime:x","functionName":"pay","functionVersion":"$LATEST","instanceId":"i","instanceMaxMemory":256}}"#,
            time: noon,
            service: "pay",
            type: "platform.initStart"
        ),
        FormatSample(
            "Platform.initReport",
            #"{"time":"2026-11-21T14:03:27.250Z","type":"platform.initReport","record":{"initializationType":"on-demand","phase":"init","status":"success","metrics":{"durationMs":125.33},"spans":[{"name":"x","start":"2026-11-21T14:03:26Z","durationMs":12}]}}"#,
            time: noon,
            type: "platform.initReport",
            milliseconds: 125.33
        ),
        FormatSample(
            "Platform.runtimeDone",
            #"{"time":"2026-11-21T14:03:27.250Z","type":"platform.runtimeDone","record":{"requestId":"6d68ca91-49c9-448d-89b8-7ca3e6dc66aa","status":"timeout","tracing":{"spanId":"54565fb41ac79632","type":"X-Amzn-Trace-Id","value":"Root=1-62e900b2-710d76f009d6e7785905449a;Parent=0efbd19962d95b05;Sampled=1"},"spans":[{"name":"responseLatency","start":"2026-11-21T14:03:27.200Z","durationMs":23.02}],"metrics":{"durationMs":140.1,"producedBytes":16}}}"#,
            time: noon,
            type: "platform.runtimeDone",
            trace: "1-62e900b2-710d76f009d6e7785905449a",
            request: "6d68ca91-49c9-448d-89b8-7ca3e6dc66aa",
            event: "54565fb41ac79632",
            cause: "0efbd19962d95b05",
            milliseconds: 140.1
        ),
        FormatSample(
            "Platform.logsDropped",
            #"{"time":"2026-11-21T14:03:27.250Z","type":"platform.logsDropped","record":{"reason":"Consumer seems to have fallen behind as it has not acknowledged receipt of logs.","droppedRecords":123,"droppedBytes":12345}}"#,
            time: noon,
            type: "platform.logsDropped"
        ),
        FormatSample(
            "Platform.extension",
            #"{"time":"2026-11-21T14:03:27.250Z","type":"platform.extension","record":{"name":"my-ext","state":"Ready","events":["INVOKE","SHUTDOWN"]}}"#,
            time: noon,
            service: "my-ext",
            type: "platform.extension"
        ),
        FormatSample(
            "Platform.fault text",
            #"{"time":"2026-11-21T14:03:27.250Z","type":"platform.fault","record":"RequestId: d783b35e-a91d-4251-af17-035953428a2c Process exited before completing request"}"#,
            time: noon,
            nil,
            "RequestId: d783b35e-a91d-4251-af17-035953428a2c Process exited before completing request",
            type: "platform.fault"
        ),
        FormatSample(
            "Telemetry function text",
            #"{"time":"2026-11-21T14:03:27.250Z","type":"function","record":"[INFO] hello from function"}"#,
            time: noon,
            nil,
            "[INFO] hello from function",
            type: "function"
        ),
        FormatSample(
            "Telemetry function json",
            #"{"time":"2026-11-21T14:03:27.250Z","type":"function","record":{"timestamp":"2026-11-21T14:03:27.249Z","level":"INFO","requestId":"6d68ca91-49c9-448d-89b8-7ca3e6dc66aa","message":"Hello world, I am a function!","service":"pay","correlation_id":"c-2"}}"#,
            time: noon,
            .info,
            "Hello world, I am a function!",
            service: "pay",
            type: "function",
            correlation: "c-2",
            request: "6d68ca91-49c9-448d-89b8-7ca3e6dc66aa"
        ),
        FormatSample(
            "Filter-log-events elem",
            #"{"logStreamName":"2026/11/21/[$LATEST]a","timestamp":1795269807250,"message":"{\"level\":\"INFO\",\"message\":\"in\",\"service\":\"s1\",\"correlation_id\":\"c-3\"}\n","ingestionTime":1795269808000,"eventId":"3889"}"#,
            time: noon,
            .info,
            "in",
            service: "s1",
            correlation: "c-3",
            event: "3889"
        ),
        FormatSample(
            "Get-log-events",
            #"{"events":[{"timestamp":1795269807250,"message":"{\"level\":\"INFO\",\"message\":\"in\",\"service\":\"s1\",\"correlation_id\":\"c-3\"}\n","ingestionTime":1795269808000}],"nextForwardToken":"f/1","nextBackwardToken":"b/1"}"#,
            time: noon,
            .info,
            "in",
            service: "s1",
            correlation: "c-3"
        ),
        FormatSample(
            "Subscription payload",
            #"{"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/aws/lambda/pay","logStream":"2026/11/21/[$LATEST]a","subscriptionFilters":["f"],"logEvents":[{"id":"3889","timestamp":1795269807250,"message":"{\"level\":\"INFO\",\"message\":\"in\",\"correlation_id\":\"c-3\"}"}]}"#,
            time: noon,
            .info,
            "in",
            service: "/aws/lambda/pay",
            correlation: "c-3"
        ),
        FormatSample(
            "Insights results",
            #"{"results":[[{"field":"@timestamp","value":"2026-11-21 14:03:27.250"},{"field":"@message","value":"{\"level\":\"INFO\",\"message\":\"in\",\"correlation_id\":\"c-3\"}"},{"field":"@requestId","value":"52fdfc07-2182-154f-163f-5f0f9a621d72"},{"field":"@log","value":"1:/aws/lambda/pay"},{"field":"@ptr","value":"x"}]],"statistics":{"recordsMatched":1.0},"status":"Complete"}"#,
            time: noon,
            .info,
            "in",
            service: "1:/aws/lambda/pay",
            correlation: "c-3",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Lambda destination failure",
            #"{"version":"1.0","timestamp":"2026-11-21T14:03:27.250Z","requestContext":{"requestId":"e4b46cbf-b738-4649-8b5e-2c2b6f5d1b31","functionArn":"arn:aws:lambda:eu-west-1:1:function:pay:$LATEST","condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":{"ORDER_IDS":["9e07af03"]},"responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},"responsePayload":{"errorMessage":"no stock","errorType":"OutOfStock","trace":["x"]}}"#,
            time: noon,
            request: "e4b46cbf-b738-4649-8b5e-2c2b6f5d1b31",
            error: "OutOfStock"
        ),
        FormatSample(
            "SNS notification",
            #"{"Type":"Notification","MessageId":"22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324","TopicArn":"arn:aws:sns:eu-west-1:1:T","Subject":"My","Message":"Hello world!","Timestamp":"2026-11-21T14:03:27.250Z","SignatureVersion":"1","Signature":"E","MessageAttributes":{"correlationId":{"Type":"String","Value":"c-5"}}}"#,
            time: noon,
            nil,
            "Hello world!",
            type: "Notification",
            correlation: "c-5",
            event: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324"
        ),
        FormatSample(
            "S3 event",
            #"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1","eventTime":"2026-11-21T14:03:27.250Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"A"},"requestParameters":{"sourceIPAddress":"1.2.3.4"},"responseElements":{"x-amz-request-id":"C3D13FE58DE4C810","x-amz-id-2":"F"},"s3":{"s3SchemaVersion":"1.0","bucket":{"name":"b"},"object":{"key":"k","size":1}}}]}"#,
            time: noon,
            service: "aws:s3",
            type: "ObjectCreated:Put",
            request: "C3D13FE58DE4C810"
        ),
        FormatSample(
            "DynamoDB stream",
            #"{"eventID":"7de3041dd709b024af6f29e4fa13d34c","eventName":"INSERT","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"eu-west-1","dynamodb":{"ApproximateCreationDateTime":1795269807.25,"Keys":{"Id":{"N":"1"}},"SequenceNumber":"1","StreamViewType":"NEW_IMAGE"},"eventSourceARN":"arn:x"}"#,
            time: noon,
            service: "aws:dynamodb",
            type: "INSERT",
            event: "7de3041dd709b024af6f29e4fa13d34c"
        ),
        FormatSample(
            "SFN status event",
            #"{"version":"0","id":"315c1398-40ff-a850-213b-158f73e60175","detail-type":"Step Functions Execution Status Change","source":"aws.states","account":"1","time":"2026-11-21T14:03:27Z","region":"eu-west-1","resources":["arn"],"detail":{"executionArn":"arn:aws:states:eu-west-1:1:execution:Pay:abc","stateMachineArn":"arn","name":"abc","status":"FAILED","startDate":1795269800000,"stopDate":1795269807000,"input":"{}","output":null,"error":"States.Timeout","cause":"late"}}"#,
            time: second,
            service: "aws.states",
            type: "Step Functions Execution Status Change",
            correlation: "arn:aws:states:eu-west-1:1:execution:Pay:abc",
            event: "315c1398-40ff-a850-213b-158f73e60175"
        ),
        FormatSample(
            "API Gateway access log",
            #"{"requestId":"52fdfc07-2182-154f-163f-5f0f9a621d72","extendedRequestId":"Abc=","ip":"1.2.3.4","caller":"-","user":"-","requestTime":"21/Nov/2026:14:03:27 +0000","requestTimeEpoch":"1795269807250","httpMethod":"GET","resourcePath":"/pets","status":"200","protocol":"HTTP/1.1","responseLength":"12","responseLatency":"12","integrationLatency":"10","xrayTraceId":"1-5759e988-bd862e3fe1be46a994272793","integrationRequestId":"6d68ca91","errorMessage":"-"}"#,
            time: noon,
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72",
            milliseconds: 12
        ),
        FormatSample(
            "ECS task event",
            #"{"version":"0","id":"9bcdac79-b31f-4d3d-9410-fbd727c29fab","detail-type":"ECS Task State Change","source":"aws.ecs","account":"1","time":"2026-11-21T14:03:27Z","region":"us-west-2","resources":["arn"],"detail":{"clusterArn":"c","containers":[{"containerArn":"x","lastStatus":"STOPPED","name":"FargateApp"}],"createdAt":"2020-01-23T17:57:34.402Z","group":"family:sample","lastStatus":"STOPPED","version":3}}"#,
            time: second,
            service: "aws.ecs",
            type: "ECS Task State Change",
            event: "9bcdac79-b31f-4d3d-9410-fbd727c29fab"
        ),
        FormatSample(
            "VPC/WAF log",
            #"{"timestamp":1795269807250,"formatVersion":1,"webaclId":"arn:x","terminatingRuleId":"Default_Action","terminatingRuleType":"REGULAR","action":"BLOCK","httpSourceName":"ALB","httpSourceId":"x","httpRequest":{"clientIp":"1.1.1.1","country":"US","headers":[{"name":"Host","value":"a"},{"name":"X-Amzn-Trace-Id","value":"Root=1-5759e988-bd862e3fe1be46a994272793"}],"uri":"/a","httpMethod":"GET","requestId":"rid1234567"}}"#,
            time: noon,
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            request: "rid1234567"
        ),
        FormatSample(
            "Powertools TS error cause",
            #"{"level":"ERROR","message":"boom","timestamp":"2026-11-21T14:03:27.250Z","service":"cart","sampling_rate":0,"xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793","error":{"name":"Error","location":"/var/task/index.js:1","message":"boom","stack":"Error: boom\n    at h","cause":{"name":"TypeError","message":"inner","stack":"x"}}}"#,
            time: noon,
            .error,
            "boom",
            service: "cart",
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            error: "Error"
        ),
        FormatSample(
            "Powertools TS v2 logEvent",
            #"{"level":"INFO","message":"Lambda invocation event","timestamp":"2026-11-21T14:03:27.250Z","service":"cart","event":{"version":"0","id":"ev-1","detail-type":"OrderPlaced","source":"shop","detail":{"metadata":{"correlation_id":"c-1"}}}}"#,
            time: noon,
            .info,
            "Lambda invocation event",
            service: "cart",
            correlation: "c-1",
            event: "ev-1"
        ),
        FormatSample(
            "Powertools level TRACE/CRITICAL",
            #"{"level":"CRITICAL","message":"x","timestamp":"2026-11-21T14:03:27.250Z","service":"service_undefined"}"#,
            time: noon,
            .fatal,
            "x",
            service: "service_undefined"
        ),
        FormatSample(
            "AWS SDK/awslogs stderr json",
            #"{"log":"{\"lvl\":\"eror\",\"msg\":\"x\"}\n","stream":"stderr","attrs":{"com.docker.swarm.service.name":"pay"},"time":"2026-11-21T14:03:27.250Z"}"#,
            time: noon,
            .error,
            "x"
        ),
        FormatSample(
            "Control message",
            #"{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1795269807250,"message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}"#,
            time: noon,
            nil,
            "CWL CONTROL MESSAGE: Checking health of destination Firehose."
        ),
        FormatSample(
            "Lambda insights",
            #"{"cpu_user_time":10,"function_name":"pay","request_id":"52fdfc07-2182-154f-163f-5f0f9a621d72","trace_id":"1-5759e988-bd862e3fe1be46a994272793","duration":12,"event_type":"performance","_aws":{"Timestamp":1795269807250,"CloudWatchMetrics":[]}}"#,
            time: noon,
            service: "pay",
            type: "performance",
            trace: "1-5759e988-bd862e3fe1be46a994272793",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72",
            milliseconds: 12
        ),
        FormatSample(
            "EMF powertools",
            #"{"_aws":{"Timestamp":1795269807250,"CloudWatchMetrics":[{"Namespace":"Shop","Dimensions":[["service","function_name"]],"Metrics":[{"Name":"ColdStart","Unit":"Count"}]}]},"function_name":"pay-fn","service":"pay","ColdStart":[1.0]}"#,
            time: noon,
            service: "pay"
        ),
        FormatSample(
            "MQTT/IoT",
            #"{"timestamp":"2026-11-21 14:03:27.250","logLevel":"ERROR","traceId":"52fdfc07-2182-154f-163f-5f0f9a621d72","accountId":"1","status":"Failure","eventType":"Publish-In","protocol":"MQTT","topicName":"t","clientId":"c","reason":"AUTHORIZATION_FAILURE"}"#,
            time: noon,
            .error,
            type: "Publish-In",
            trace: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "AWS Config/GuardDuty detail",
            #"{"version":"0","id":"ev-3","detail-type":"GuardDuty Finding","source":"aws.guardduty","account":"1","time":"2026-11-21T14:03:27Z","region":"r","resources":[],"detail":{"severity":8,"type":"X","title":"t","description":"d"}}"#,
            time: second,
            service: "aws.guardduty",
            type: "GuardDuty Finding",
            event: "ev-3"
        ),
        FormatSample(
            "Go lambda slog",
            #"{"time":"2026-11-21T14:03:27.25Z","level":"INFO","msg":"m","record":{"functionName":"pay","version":"$LATEST","requestId":"52fdfc07-2182-154f-163f-5f0f9a621d72"}}"#,
            time: noon,
            .info,
            "m",
            service: "pay",
            request: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
        FormatSample(
            "Pipes",
            #"{"resourceArn":"arn:aws:pipes:r:1:pipe/p","timestamp":1795269807250,"executionId":"52fdfc07-2182-154f-163f-5f0f9a621d72","messageType":"ExecutionStarted","logLevel":"INFO"}"#,
            time: noon,
            .info,
            type: "ExecutionStarted",
            correlation: "52fdfc07-2182-154f-163f-5f0f9a621d72"
        ),
    ]
}
