/// Why a part refused, with a code in its service's own words.
package struct ServiceError<Code: RawRepresentable & Hashable & Sendable>: Error, Hashable, Sendable,
    CustomStringConvertible
where Code.RawValue == String {
    package var code: Code
    package var message: String
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
    package var description: String { "\(code.rawValue): \(message)" }
}
