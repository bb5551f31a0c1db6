import EventModel

extension DeathReport {
    /// A record that Lambda sends to the destination for failures
    /// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-async-destinations): straight, in
    /// an SNS message, or as the detail of an event.
    static func lambdaDestination(_ record: DeathRecord) -> DeathReport? {
        guard let object = record.objects.first(where: { $0["requestContext"]?["functionArn"] != nil }),
            var report = DeathReport(invocation: object, .lambdaDestination)
        else { return nil }
        if object == record.objects.first,
            let range = BodyPath(steps: [.member("requestPayload")]).range(in: record.body)
        {
            report.payload = Array(record.body[range])
        }
        return report
    }

    /// The parts of an invocation's record that all event sources share; nil for one that was a success.
    init?(invocation object: JSON, _ vocabulary: Vocabulary) {
        let context = object["requestContext"]
        let response = object["responseContext"]
        guard context?["condition"]?.string != "Success" else { return nil }
        self.init(vocabulary)
        condition = context?["condition"].flatMap(DeathRecord.text)
        attempts = context?["approximateInvokeCount"].flatMap(DeathRecord.integer)
        destination = context?["functionArn"].flatMap(DeathRecord.text)
        lastFailed = object["timestamp"].flatMap(DeathRecord.time)
        version = response?["executedVersion"].flatMap(DeathRecord.text) ?? destination.flatMap(Self.qualifier)
        error = Self.error(response: response, payload: object["responsePayload"], condition: condition)
        add("request", context?["requestId"].flatMap(DeathRecord.text))
        add("function error", response?["functionError"].flatMap(DeathRecord.text))
        add("status", response?["statusCode"].flatMap(DeathRecord.text))
    }

    /// What the function answered; runtimes write `errorType`, `errorMessage` and `stackTrace` or `trace`
    /// (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html). Custom runtimes may answer anything.
    private static func error(response: JSON?, payload: JSON?, condition: String?) -> ErrorInfo? {
        let answer = payload.flatMap { DeathRecord.object($0) ?? $0 }
        let type = answer?["errorType"].flatMap(DeathRecord.text)
        let message = answer?["errorMessage"].flatMap(DeathRecord.text)
        let kind = response?["functionError"].flatMap(DeathRecord.text)
        guard type != nil || message != nil || kind != nil else { return nil }
        return ErrorInfo(
            type: type ?? kind ?? condition ?? "Error",
            message: message ?? answer.flatMap(DeathRecord.text).map { String($0.prefix(longest)) } ?? "",
            stack: StackText.frames(answer?["stackTrace"] ?? answer?["trace"])
        )
    }

    /// The version or alias at the end of a function's ARN.
    private static func qualifier(_ arn: String) -> String? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 8 && parts[5] == "function" ? String(parts[7]) : nil
    }

    /// Lambda's older dead-letter queue: the event as it was, and three attributes
    /// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq).
    static func lambdaQueue(_ record: DeathRecord) -> DeathReport? {
        guard let request = record.text("RequestID"), let code = record.text("ErrorCode"), !isTopic(record) else {
            return nil
        }
        var report = DeathReport(.lambdaQueue)
        report.error = ErrorInfo(type: "status \(code)", message: record.text("ErrorMessage") ?? "")
        report.add("request", request)
        return report
    }
}
