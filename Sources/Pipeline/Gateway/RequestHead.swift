/// What comes before a request's body, as it was sent.
package struct RequestHead: Sendable {
    package struct Header: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var method: String
    /// The path and the query, as in the request line.
    package var target: String
    package var headers: [Header]
    /// Where it came from: an address without its port.
    package var source: String
    /// Without a port.
    package var host: String

    package init(method: String, target: String, headers: [Header], source: String = "", host: String = "") {
        self.method = method
        self.target = target
        self.headers = headers
        self.source = source
        self.host = host
    }

    /// The values of a header, in order.
    ///
    /// - Parameter name: in lower case.
    package func values(_ name: String) -> [String] {
        headers.filter { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name }.map(\.value)
    }

    /// The value of a header that stands once.
    package func value(_ name: String) -> String? {
        let values = values(name)
        return values.count == 1 ? values[0] : nil
    }

    /// What it says of the length of its body; nil if it says nothing, or nothing that is a number.
    package var contentLength: Int? { value("content-length").flatMap { Int($0) } }

    /// Whether a body follows.
    package var hasBody: Bool { (contentLength ?? 0) > 0 || !values("transfer-encoding").isEmpty }
}
