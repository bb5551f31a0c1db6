import EventModel

extension DeathReport {
    /// What an event source mapping of a stream sends when it gives records up: pointers, and not the records
    /// (https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html).
    static func stream(_ record: DeathRecord) -> DeathReport? {
        for object in record.objects {
            for name in ["KinesisBatchInfo", "DDBStreamBatchInfo"] {
                guard let batch = object[name], batch.object != nil,
                    var report = DeathReport(invocation: object, .stream)
                else {
                    continue
                }
                report.source = batch["streamArn"].flatMap(DeathRecord.text)
                report.add("shard", batch["shardId"].flatMap(DeathRecord.text))
                report.add("first record", batch["startSequenceNumber"].flatMap(DeathRecord.text))
                report.add("last record", batch["endSequenceNumber"].flatMap(DeathRecord.text))
                report.add("records", batch["batchSize"].flatMap(DeathRecord.text))
                report.add("first arrived", batch["approximateArrivalOfFirstRecord"].flatMap(DeathRecord.text))
                report.add("last arrived", batch["approximateArrivalOfLastRecord"].flatMap(DeathRecord.text))
                let kept = name == "DDBStreamBatchInfo" ? "24 hours" : "its retention, 24 hours unless set longer"
                report.add(
                    "only pointers",
                    "the records must be read from the stream before it drops them after \(kept)"
                )
                return report
            }
        }
        return nil
    }
}
