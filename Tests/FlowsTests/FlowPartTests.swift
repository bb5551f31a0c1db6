import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("Flow files: topics, streams, tables, schedules and FIFO queues")
struct FlowPartTests {
    private static let text = """
        flow: shop
        rules:
          - Name: r
            EventPattern: {source: [shop]}
            Targets:
              - {Id: t, Topic: news}
              - {Id: s, Stream: clicks, KinesisParameters: {PartitionKeyPath: $.detail.id}}
              - {Id: q, Queue: orders.fifo, SqsParameters: {MessageGroupId: all}}
        queues:
          - QueueName: orders.fifo
            FifoQueue: true
            ContentBasedDeduplication: true
            DeduplicationScope: messageGroup
            RedrivePolicy: {deadLetterQueue: dead.fifo, maxReceiveCount: 2}
          - QueueName: dead.fifo
            RedriveAllowPolicy: {redrivePermission: byQueue, sourceQueues: [orders.fifo]}
          - QueueName: mails
          - {QueueName: dead, RedriveAllowPolicy: {redrivePermission: denyAll}}
        topics:
          - TopicName: news
            Subscriptions:
              - Id: mails
                Queue: mails
                FilterPolicy: {kind: [sale]}
                FilterPolicyScope: MessageBody
                RawMessageDelivery: true
                DeadLetterQueue: dead
                DeliveryPolicy: {healthyRetryPolicy: {numRetries: 9, numNoDelayRetries: 2, minDelayTarget: 1, maxDelayTarget: 5}}
              - {Id: f, Function: look, FilterPolicy: {price: [{numeric: [">", 10]}]}}
        streams:
          - {StreamName: clicks, ShardCount: 4, RetentionPeriod: 48h}
        tables:
          - TableName: orders
            KeySchema: [{AttributeName: customer, KeyType: HASH}, {AttributeName: order, KeyType: RANGE}]
            TimeToLiveSpecification: {AttributeName: until}
            StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
        schedules:
          - {Name: hourly, ScheduleExpression: rate(1 hour), Targets: [{Id: f, Function: look}]}
          - {Name: monday, ScheduleExpression: cron(0 8 ? * MON *), State: DISABLED, EventBusName: default}
        functions: [{FunctionName: look, Handler: pay}]
        eventSourceMappings:
          - Table: orders
            FunctionName: look
            BatchSize: 20
            MaximumBatchingWindowInSeconds: 2
            StartingPosition: LATEST
            ParallelizationFactor: 3
            MaximumRetryAttempts: 5
            MaximumRecordAgeInSeconds: 60
            BisectBatchOnFunctionError: true
            DestinationConfig: {OnFailure: {Queue: dead}}
            FunctionResponseTypes: [ReportBatchItemFailures]
            RetryWaits: [100ms, 1s]
          - EventSourceArn: "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"
            FunctionName: look
            MaximumRetryAttempts: -1
        """

    @Test func everyMemberIsRead() throws {
        let definition = try FlowFileTests.read(Self.text).definition
        try definition.validate()
        let targets = definition.rules[0].targets
        if case .topic("news") = targets[0].kind {} else { Issue.record("\(targets[0].kind)") }
        if case .stream("clicks", keyPath: "$.detail.id") = targets[1].kind {
        } else {
            Issue.record("\(targets[1].kind)")
        }
        #expect(targets[2].messageGroupID == "all")
        let orders = definition.queues[0]
        #expect(orders.fifo?.contentBasedDeduplication == true && orders.fifo?.deduplicatesByGroup == true)
        #expect(definition.queues[1].fifo != nil && definition.queues[2].fifo == nil)
        #expect(definition.queues[1].redriveAllowPolicy == .byQueue(["orders.fifo"]))
        #expect(definition.queues[3].redriveAllowPolicy == .denyAll)
        let topic = definition.topics[0]
        let (mails, look) = (topic.subscriptions[0], topic.subscriptions[1])
        #expect(mails.filterPolicy == ["kind": ["sale"]] && mails.filterScope == .body && mails.isRaw)
        #expect(mails.deadLetterQueue == "dead")
        #expect(mails.retryPolicy.immediate == 2 && mails.retryPolicy.backoff == 7)
        #expect(mails.retryPolicy.minimumDelay == .seconds(1) && mails.retryPolicy.maximumDelay == .seconds(5))
        #expect(look.filterScope == .attributes && !look.isRaw && look.retryPolicy == TopicRetryPolicy())
        let stream = definition.streams[0]
        #expect(stream.shards == 4 && stream.retention == .seconds(172_800))
        let table = definition.tables[0]
        #expect(table.partitionKey == "customer" && table.sortKey == "order" && table.timeToLive == "until")
        #expect(table.stream == .newAndOldImages)
        #expect(definition.schedules.map(\.expression) == ["rate(1 hour)", "cron(0 8 ? * MON *)"])
        #expect(definition.schedules.map(\.isEnabled) == [true, false] && definition.schedules[1].bus == "default")
        let changes = definition.streamMappings[0]
        #expect(changes.source == .table("orders") && changes.batchSize == 20 && changes.window == .seconds(2))
        #expect(changes.startingPosition == .latest && changes.parallelizationFactor == 3)
        #expect(changes.maximumRetryAttempts == 5 && changes.maximumRecordAge == .seconds(60) && changes.bisectsOnError)
        #expect(changes.reportsBatchItemFailures && changes.retryWait == .milliseconds(100))
        if case .queue("dead")? = changes.onFailure {} else { Issue.record("\(String(describing: changes.onFailure))") }
        let clicks = definition.streamMappings[1]
        #expect(
            clicks.source == .stream("clicks") && clicks.maximumRetryAttempts == nil && clicks.maximumRecordAge == nil
        )
    }

    @Test func whatIsWrittenCanBeRunAndIsDrawn() throws {
        let file = try FlowFileTests.read(Self.text)
        let json = file.json
        for section in ["topics", "streams", "tables", "schedules", "mappings"] {
            #expect(json[section]?.array?.isEmpty == false, "\(section)")
        }
        #expect(json[path: "topics"]?.array?.first?["name"] == "news")
        let drawing = FlowDrawing(file).lines(isASCII: true).joined(separator: "\n")
        for part in ["topic news", "stream clicks", "table orders", "rate(1 hour)", "orders.fifo", "halved"] {
            #expect(drawing.contains(part), "\(part) is not drawn:\n\(drawing)")
        }
        let graph = FlowGraph([file]).text { $0 }
        for edge in ["\"topic/news\" -> \"queue/mails\"", "\"table/orders\" -> \"function/look\""] {
            #expect(graph.contains(edge), "\(edge) is not in:\n\(graph)")
        }
    }

    /// `LINE:COL: PATH` of a mistake, and a word of its reason.
    @Test(arguments: [
        (
            "topics: [{TopicName: t, Subscriptions: [{Id: a, Queue: gone}]}]",
            "2:56: topics[0].Subscriptions[0].Queue: there is no queue"
        ),
        ("topics: [{TopicName: t}]", "2:10: topics[0]: has no Subscriptions"),
        (
            "topics: [{TopicName: t, Subscriptions: [{Id: a, Function: f, FilterPolicy: {a: [{wildcard: x}]}}]}]",
            "topics[0].Subscriptions[0].FilterPolicy.a"
        ),
        ("streams: [{StreamName: s, ShardCount: 0}]", "2:39: streams[0].ShardCount: is 0"),
        ("streams: [{StreamName: s, RetentionPeriod: 1h}]", "2:44: streams[0].RetentionPeriod: is 3600 s"),
        ("tables: [{TableName: t, KeySchema: [{AttributeName: a, KeyType: RANGE}]}]", "has no HASH key"),
        ("tables: [{TableName: t, StreamSpecification: {StreamViewType: NEW}}]", "StreamViewType: must be one of"),
        (
            "schedules: [{Name: s, ScheduleExpression: rate(2 hour), EventBusName: default}]",
            "2:43: schedules[0].ScheduleExpression"
        ),
        (
            "queues: [{QueueName: q, FifoQueue: true}]",
            "2:36: queues[0].FifoQueue: but the queue's name does not end in .fifo"
        ),
        ("queues: [{QueueName: q, ContentBasedDeduplication: true}]", "belongs to a FIFO queue"),
        ("queues: [{QueueName: q, RedriveAllowPolicy: {redrivePermission: byQueue}}]", "names 0 queues"),
        (
            "eventSourceMappings: [{Stream: s, FunctionName: f}]",
            "2:32: eventSourceMappings[0].Stream: there is no stream 's'"
        ),
        ("eventSourceMappings: [{Stream: s, Table: t, FunctionName: f}]", "has both Stream and Table"),
        (
            "eventSourceMappings: [{Table: t, FunctionName: f, ParallelizationFactor: 11}]",
            "eventSourceMappings[0].ParallelizationFactor: is 11"
        ),
    ])
    func everyMistakeIsToldWithItsPlace(text: String, told: String) {
        let mistakes = FlowFileTests.mistakes("flow: a\n\(text)\nfunctions: [{FunctionName: f, Handler: pay}]\n")
        #expect(mistakes.contains { $0.contains(told) }, "\(mistakes)")
    }
}
