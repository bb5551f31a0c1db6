/// The bounds of a gateway.
package struct GatewayLimits: Hashable, Sendable {
    /// Requests whose functions run, or whose bodies come, at once; beyond them 503.
    package var requests = 256
    /// Open connections; beyond them 503.
    package var connections = 1_024
    /// Of one header, and of the request line; beyond them 431.
    package var headerBytes = 8 << 10
    /// Of all headers together.
    package var headersBytes = 32 << 10
    package var headers = 100
    /// From the first byte of a request to the end of its headers.
    package var headTime = Duration.seconds(10)
    /// From there to the end of the body.
    package var bodyTime = Duration.seconds(30)
    /// A connection on which nothing comes.
    package var idleTime = Duration.seconds(60)
    /// For the client to read an answer.
    package var answerTime = Duration.seconds(30)
    /// Of a body that was refused, what is read and thrown away so that the client comes to read the refusal, and for how long.
    package var leftoverBytes = 1 << 20
    package var leftoverTime = Duration.seconds(1)

    package init() {}
}
