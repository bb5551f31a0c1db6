import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("Topics, streams, tables and schedules in flow files")
struct FlowStreamPartTests {
    private static let text = """
        flow: feed
        buses: [audit]
        tables:
          - TableName: orders
            KeySchema:
              - {AttributeName: customer, KeyType: HASH}
              - {AttributeName: id, KeyType: RANGE}
            TimeToLiveSpecification: {AttributeName: ttl}
            StreamSpecification: {StreamViewType: OLD_IMAGE}
        streams:
          - {StreamName: clicks, ShardCount: 3, RetentionPeriod: 2d}
        topics:
          - TopicName: news
            Subscriptions:
              - {Id: raw, Queue: in.fifo, RawMessageDelivery: true, FilterPolicy: {kind: [a]}}
              - Id: body
                Function: work
                FilterPolicyScope: MessageBody
                DeadLetterQueue: dead
                DeliveryPolicy: {healthyRetryPolicy: {numRetries: 9, numNoDelayRetries: 2, minDelayTarget: 2}}
        queues:
          - QueueName: in.fifo
            ContentBasedDeduplication: true
            DeduplicationScope: messageGroup
          - QueueName: dead
            RedriveAllowPolicy: {redrivePermission: byQueue, sourceQueues: [in.fifo]}
        schedules:
          - Name: nightly
            ScheduleExpression: cron(0 3 * * ? *)
            EventBusName: audit
            Targets:
              - {Id: s, Stream: clicks, KinesisParameters: {PartitionKeyPath: $.detail.id}}
              - {Id: q, Queue: in.fifo, SqsParameters: {MessageGroupId: g}}
        functions:
          - {FunctionName: work, Handler: h}
        eventSourceMappings:
          - Table: orders
            FunctionName: work
            BatchSize: 7
            BisectBatchOnFunctionError: true
            MaximumRetryAttempts: 4
            MaximumRecordAgeInSeconds: 90
            DestinationConfig: {OnFailure: {Queue: dead}}
            RetryWaits: [1s, 8s]
          - {Stream: clicks, FunctionName: work, StartingPosition: LATEST, ParallelizationFactor: 4, MaximumRetryAttempts: -1}

        """

    private func read(_ text: String) throws(FlowMistakes) -> FlowFile {
        let handler = FlowSurroundings.Handler(service: "s") { _, _ in .null }
        return try FlowFile(
            Array(text.utf8),
            name: "f",
            FlowSurroundings(handlers: ["h": handler], folder: "/") { _ in nil }
        )
    }

    @Test func everyPartSaysWhatTheEngineTakes() throws {
        let definition = try read(Self.text).definition
        let table = try #require(definition.tables.first)
        #expect(table.partitionKey == "customer" && table.sortKey == "id" && table.timeToLive == "ttl")
        #expect(table.stream == .oldImage)
        let stream = try #require(definition.streams.first)
        #expect(stream.shards == 3 && stream.retention == .seconds(172_800))
        let subscriptions = try #require(definition.topics.first).subscriptions
        #expect(subscriptions.map(\.isRaw) == [true, false] && subscriptions[1].filterScope == .body)
        #expect(subscriptions[0].filterPolicy == ["kind": ["a"]] && subscriptions[1].deadLetterQueue == "dead")
        let retries = subscriptions[1].retryPolicy
        #expect((retries.immediate, retries.backoff, retries.postBackoff) == (2, 7, 0))
        #expect(retries.minimumDelay == .seconds(2))
        #expect(definition.queues[0].fifo == .init(contentBasedDeduplication: true, deduplicatesByGroup: true))
        #expect(definition.queues[1].redriveAllowPolicy == .byQueue(["in.fifo"]))
        let schedule = try #require(definition.schedules.first)
        #expect(schedule.bus == "audit" && schedule.isEnabled && schedule.targets[1].messageGroupID == "g")
        guard case .stream("clicks", "$.detail.id") = schedule.targets[0].kind else {
            Issue.record("\(schedule.targets[0].kind)")
            return
        }
        let (changes, clicks) = (definition.streamMappings[0], definition.streamMappings[1])
        #expect(changes.source == .table("orders") && changes.batchSize == 7 && changes.bisectsOnError)
        #expect(changes.maximumRetryAttempts == 4 && changes.maximumRecordAge == .seconds(90))
        #expect((changes.retryWait, changes.retryWaitCeiling) == (.seconds(1), .seconds(8)))
        #expect(changes.onFailure != nil && clicks.onFailure == nil)
        #expect(clicks.source == .stream("clicks") && clicks.startingPosition == .latest)
        #expect(clicks.parallelizationFactor == 4 && clicks.maximumRetryAttempts == nil)
    }

    @Test func describeDrawsThem() throws {
        let file = try read(Self.text)
        let drawing = FlowDrawing(file).lines(isASCII: true).joined(separator: "\n")
        for line in [
            "schedule nightly  cron(0 3 * * ? *)", "topic news", "table orders  key customer, id, expires by ttl",
            "stream clicks  3 shards, kept 2 d", "polled, up to 7, 4 retries, halved on error",
            "given up -> queue dead", "FIFO queue in.fifo",
        ] {
            #expect(drawing.contains(line), "\(line) in\n\(drawing)")
        }
        let json = file.json
        #expect(json["topics"]?.array?[0]["subscriptions"]?.array?.count == 2)
        #expect(json["mappings"]?.array?[0]["table"] == "orders" && json["mappings"]?.array?[1]["stream"] == "clicks")
        let graph = FlowGraph([file]).text { $0 }
        #expect(graph.contains("\"table/orders\" -> \"function/work\""))
        #expect(graph.contains("\"topic/news\" -> \"queue/in.fifo\""))
    }

    @Test(
        "Each mistake is named where it stands",
        arguments: [
            ("OLD_IMAGE", "OLD_IMAG", "9:43: tables[0].StreamSpecification.StreamViewType: must be one of KEYS_ONLY"),
            ("KeyType: RANGE", "KeyType: HASH", "7:9: tables[0].KeySchema[1]: is a second HASH key"),
            ("ShardCount: 3", "ShardCount: 0", "11:38: streams[0].ShardCount: is 0"),
            ("kind: [a]", "kind: [{sufix: a}]", "FilterPolicy.kind[0].sufix: is no operator of filter policies"),
            ("cron(0 3 * * ? *)", "cron(0 3 * * * *)", "schedules[0].ScheduleExpression: "),
            ("numRetries: 9", "numRetries: 1", "is 1, but its phases have 2"),
            ("Table: orders", "Table: order", "there is no table 'order'; did you mean 'orders'?"),
            ("[1s, 8s]", "[8s, 1s]", "must be the first wait and the longest"),
            ("Queue: in.fifo, SqsParameters", "Stream: clicks, SqsParameters", "belongs to a queue"),
            ("sourceQueues: [in.fifo]", "sourceQueues: []", "names 0 queues"),
            ("Id: raw, Queue: in.fifo", "Id: raw, Topic: nws", "there is no topic 'nws'; did you mean 'news'?"),
        ]
    )
    func mistakes(right: String, wrong: String, said: String) throws {
        let text = Self.text.replacing(right, with: wrong, maxReplacements: 1)
        #expect(text != Self.text)
        let refused = #expect(throws: FlowMistakes.self) { _ = try read(text) }
        let lines = refused?.mistakes.map { "\($0)" } ?? []
        #expect(lines.contains { $0.contains(said) }, "\(lines)")
    }
}
