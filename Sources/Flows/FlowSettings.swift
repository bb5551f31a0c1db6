/// How the bundled flows are wired for watching. The engine keeps the field's own defaults; these are shorter, so that nobody waits
/// minutes for a retry.
package struct FlowSettings: Sendable {
    /// Scales the time that handlers spend on the services they call: 1 is lifelike, 0 spends none.
    package var pace: Double
    /// Of every queue. A failed message comes back after this long.
    package var visibilityTimeout: Duration
    /// Of every asynchronous invocation, before its first and its second retry.
    package var retryWaits: [Duration]
    /// Where handlers put the files that they make for people; nil: nowhere, and those that would fail.
    package var folder: String?

    /// For a dashboard that people watch: lifelike, and a message that fails every time is a dead letter after 3 s.
    package static let demo = FlowSettings(visibilityTimeout: .seconds(1))

    package init(
        pace: Double = 1,
        visibilityTimeout: Duration = .seconds(2),
        retryWaits: [Duration] = [.milliseconds(400), .milliseconds(800)],
        folder: String? = nil
    ) {
        self.pace = pace
        self.visibilityTimeout = visibilityTimeout
        self.retryWaits = retryWaits
        self.folder = folder
    }
}
