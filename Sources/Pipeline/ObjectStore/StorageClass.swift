/// How an object's version is kept, warmest first
/// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html). Those whose objects must be restored before
/// they can be read (`GLACIER`, `DEEP_ARCHIVE`) are not here.
package enum StorageClass: String, CaseIterable, Sendable {
    case standard = "STANDARD"
    case standardInfrequentAccess = "STANDARD_IA"
    case intelligentTiering = "INTELLIGENT_TIERING"
    case oneZoneInfrequentAccess = "ONEZONE_IA"
    case glacierInstantRetrieval = "GLACIER_IR"

    /// Those that an object may move on from to this one: a lifecycle only ever leads to colder classes.
    var warmer: ArraySlice<StorageClass> { Self.allCases.prefix { $0 != self } }

    /// The name of the store where it keeps the bytes of a bucket that lies at a location; empty for the one that always is there.
    func store(at location: String?) -> String {
        let parts = [location, self == .standard ? nil : rawValue].compactMap { $0 }
        return parts.joined(separator: ".")
    }
}
