/// Why an input of a target was refused, or why an event has none.
package struct TargetInputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where: `InputPath`, `InputPathsMap.NAME`, `InputTemplate`.
    package let place: String
    package let reason: String
    package var description: String { "\(place) \(reason)" }
}
