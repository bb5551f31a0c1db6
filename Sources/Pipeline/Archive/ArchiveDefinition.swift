package import EventModel

/// An archive: it keeps the events of a bus, all of them or those that match a pattern
/// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html).
package struct ArchiveDefinition: Hashable, Sendable {
    /// Characters of a name: letters, digits, dots, hyphens and underscores.
    package static let nameLimit = 48
    package static let defaultBucket = "archives"

    package var name: String
    package var bus: String
    /// Which events it keeps; nil: all. Replayed events are kept only where the pattern itself names `replay-name`.
    package var pattern: JSON?
    /// Days after which it removes what it has kept; 0: never.
    package var retentionDays: Int
    /// The bucket that holds its objects.
    package var bucket: String
    package var summary: String?

    package init(
        name: String,
        bus: String = "default",
        pattern: JSON? = nil,
        retentionDays: Int = 0,
        bucket: String = ArchiveDefinition.defaultBucket,
        summary: String? = nil
    ) {
        self.name = name
        self.bus = bus
        self.pattern = pattern
        self.retentionDays = retentionDays
        self.bucket = bucket
        self.summary = summary
    }

    package static func isName(_ name: String, limit: Int = nameLimit) -> Bool {
        (1...limit).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
            }
    }
}

extension PipelineDefinition {
    func validateArchives() throws(DefinitionError) {
        try unique(archives.map(\.name), "archive")
        for archive in archives {
            let place = "archive \(archive.name)"
            if !ArchiveDefinition.isName(archive.name) {
                throw DefinitionError(
                    "\(place): a name has 1 to \(ArchiveDefinition.nameLimit) letters, digits, dots, hyphens and underscores"
                )
            }
            if !buses.contains(archive.bus) { throw DefinitionError("\(place): no bus \(archive.bus)") }
            try check(archive.retentionDays, 0...36_500, "\(place): retention days")
            if archive.bucket != ArchiveDefinition.defaultBucket, bucket(archive.bucket) == nil {
                throw DefinitionError("\(place): no bucket \(archive.bucket)")
            }
            let length = archive.pattern?.description.unicodeScalars.count ?? 0
            if length > RuleDefinition.patternLimit {
                throw DefinitionError(
                    "\(place): pattern: has \(length) characters, but may have \(RuleDefinition.patternLimit) (InvalidEventPatternException)"
                )
            }
        }
    }
}
