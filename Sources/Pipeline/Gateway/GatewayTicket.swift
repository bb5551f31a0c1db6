import EventModel

/// A request that was let in: its body may be read, up to the limit. Each ends in exactly one ``Gateway/answer(_:body:)`` or
/// ``Gateway/refuse(_:_:)``.
package struct GatewayTicket: Sendable {
    /// The id of the request: its hop in the trace.
    package let id: String
    package let head: RequestHead
    package let identity: RequestIdentity
    /// Bytes of the body that are read.
    package let bodyLimit: Int
    let target: RequestTarget
    let parameters: [String: String]
    let place: Int
    /// The name of the key that it came with.
    let keyName: String?
    let received: Timestamp
}
