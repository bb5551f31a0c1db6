import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("Buckets of flow files")
struct BucketPartTests {
    private static let good = """
        flow: a
        buckets:
          - plain
          - BucketName: kept
            LocationConstraint: far-away
          - BucketName: b
            LifecycleConfiguration:
              Rules:
                - ID: age
                  Status: Enabled
                  Filter: {Prefix: logs/}
                  Transitions:
                    - {Days: 30, StorageClass: STANDARD_IA}
                    - {Days: 90s, StorageClass: GLACIER_IR}
                  Expiration: {Days: 365}
                  NoncurrentVersionExpiration: {NoncurrentDays: 7, NewerNoncurrentVersions: 2}
                - {Status: Disabled, Prefix: "", Expiration: {ExpiredObjectDeleteMarker: true}}
            ReplicationConfiguration:
              Role: arn:aws:iam::123456789012:role/replication
              Rules:
                - ID: copy
                  Status: Enabled
                  Priority: 3
                  Filter: {Prefix: logs/}
                  Destination: {Bucket: "arn:aws:s3:::kept", StorageClass: STANDARD_IA}
                  DeleteMarkerReplication: {Status: Enabled}
        """

    @Test func theirRulesAreRead() throws {
        let buckets = try FlowFileTests.read(Self.good).definition.buckets
        #expect(buckets[0] == "plain" && buckets[1] == BucketDefinition(name: "kept", location: "far-away"))
        let lifecycle = [
            LifecycleRule(
                id: "age",
                prefix: "logs/",
                transitions: [
                    .init(after: .days(30), to: .standardInfrequentAccess),
                    .init(after: .init(.seconds(90)), to: .glacierInstantRetrieval),
                ],
                expiration: .days(365),
                noncurrent: .init(after: .days(7), keeping: 2)
            ), LifecycleRule(id: "rule-2", isEnabled: false, removesExpiredMarkers: true),
        ]
        let replication = ReplicationRule(
            id: "copy",
            prefix: "logs/",
            priority: 3,
            destination: "kept",
            storageClass: .standardInfrequentAccess,
            copiesDeleteMarkers: true
        )
        #expect(buckets[2] == BucketDefinition(name: "b", lifecycle: lifecycle, replication: [replication]))
    }

    @Test func theyAreDrawn() throws {
        let file = try FlowFileTests.read(Self.good)
        let lines = FlowDrawing(file).lines(isASCII: true)
        #expect(lines.contains("bucket kept in far-away -> bus default"))
        #expect(lines.contains("|- replication copy of logs/ -> bucket kept  (as STANDARD_IA, delete markers too)"))
        #expect(
            lines.contains(
                "|- lifecycle age of logs/  STANDARD_IA after 30 d, GLACIER_IR after 90 s, expire after 365 d, "
                    + "noncurrent versions removed after 7 d, but for the newest 2"
            )
        )
        #expect(lines.contains("`- lifecycle rule-2 (disabled)  delete markers of nothing removed"))
        let graph = FlowGraph([file]).text { $0 }
        #expect(graph.contains(#""bucket/b" -> "bucket/kept" [label="replicated"];"#))
        #expect(graph.contains(#""bucket/b" -> "bucket/b" [label="expire after 365 d"];"#))
        let json = try #require(file.json["object_stores"]?.array?.last)
        #expect(json[path: "replication"]?.array?.first?["destination"] == "kept")
        #expect(json["lifecycle"]?.array?.first?["expires_after_s"] == 31_536_000)
        #expect(file.json["buckets"] == ["plain", "kept", "b"])
    }

    /// Each mistake at its line and path.
    @Test(arguments: [
        ("  - {BucketName: b, Lifecycle: x}", "buckets[0].Lifecycle: no such member"),
        ("  - {LocationConstraint: x}", "buckets[0]: has no BucketName"),
        ("  - {BucketName: b, LocationConstraint: a.b}", "buckets[0].LocationConstraint: must have 1 to 63"),
        ("  - {BucketName: B}", "buckets[0].BucketName: must have 1 to 63"),
        ("  - {BucketName: b, LifecycleConfiguration: {}}", "buckets[0].LifecycleConfiguration: has no Rules"),
        (
            "  - {BucketName: b, LifecycleConfiguration: {Rules: [{Status: Enabled}]}}",
            "buckets[0].LifecycleConfiguration.Rules[0]: does nothing"
        ),
        (
            "  - {BucketName: b, LifecycleConfiguration: {Rules: [{Expiration: {Days: 1}}]}}",
            "buckets[0].LifecycleConfiguration.Rules[0]: has no Status"
        ),
        (
            "  - {BucketName: b, LifecycleConfiguration: {Rules: [{Status: enabled, Expiration: {Days: 1}}]}}",
            "buckets[0].LifecycleConfiguration.Rules[0].Status: must be one of Enabled, Disabled"
        ),
        (
            "  - {BucketName: b, LifecycleConfiguration: {Rules: [{Status: Enabled, Expiration: {Days: 0}}]}}",
            "buckets[0].LifecycleConfiguration.Rules[0].Expiration.Days: is 0, but must be from 1"
        ),
        (
            "  - {BucketName: b, LifecycleConfiguration: {Rules: [{Status: Enabled, Expiration: {Days: 1.5}}]}}",
            "buckets[0].LifecycleConfiguration.Rules[0].Expiration.Days: must be a whole number"
        ),
        (
            "  - {BucketName: b, LifecycleConfiguration: {Rules: [{Status: Enabled, Transitions: [{Days: 1, StorageClass: GLACIER}]}]}}",
            "buckets[0].LifecycleConfiguration.Rules[0].Transitions[0].StorageClass: GLACIER is not here"
        ),
        (
            "  - {BucketName: b, LifecycleConfiguration: {Rules: [{Status: Enabled, Transitions: [{Days: 1, StorageClass: STANDARD}]}]}}",
            "buckets[0].LifecycleConfiguration.Rules[0].Transitions[0].StorageClass: is where objects begin"
        ),
        (
            "  - {BucketName: b, LifecycleConfiguration: {Rules: [{Status: Enabled, NoncurrentVersionExpiration: {NewerNoncurrentVersions: 101, NoncurrentDays: 1}}]}}",
            "buckets[0].LifecycleConfiguration.Rules[0].NoncurrentVersionExpiration.NewerNoncurrentVersions: is 101"
        ),
        (
            "  - {BucketName: b, ReplicationConfiguration: {Rules: [{Status: Enabled}]}}",
            "buckets[0].ReplicationConfiguration.Rules[0]: has no Destination"
        ),
        (
            "  - {BucketName: b, ReplicationConfiguration: {Rules: [{Status: Enabled, Destination: {Bucket: c}}]}}",
            "buckets[0].ReplicationConfiguration.Rules[0].Destination.Bucket: there is no bucket 'c'"
        ),
        (
            "  - {BucketName: b, ReplicationConfiguration: {Rules: [{Status: Enabled, Destination: {Bucket: b}}]}}",
            "buckets[0].ReplicationConfiguration.Rules[0].Destination.Bucket: is the bucket itself"
        ),
        (
            "  - {BucketName: b, ReplicationConfiguration: {Rules: [4]}}",
            "buckets[0].ReplicationConfiguration.Rules[0]: must be an object, not the number 4"
        ),
    ])
    func mistakesAreSaidWithTheirPlace(line: String, mistake: String) {
        let found = FlowFileTests.mistakes("flow: a\nbuckets:\n\(line)")
        #expect(found.contains { $0.hasPrefix("3:") && $0.contains(": \(mistake)") }, "\(found)")
    }
}
