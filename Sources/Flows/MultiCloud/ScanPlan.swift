import EventModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Draws the scans of the load generator, each in the envelope of one cloud.
enum ScanPlan {
    private static let places = ["Hamburg", "Łódź", "Lyon", "Nagoya 名古屋", "Porto"]

    @Sendable static func stimulus(_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus {
        let parcel = "prc-\(random.whole(10_000...19_999))"
        let cloud = random.whole(0...2)
        let id = random.hex(16)
        let time = "2026-11-\(random.whole(10...20))T0\(random.whole(0...9)):\(random.whole(10...59)):00Z"
        let scan: JSON = [
            "parcel": .string(parcel), "place": .string(random.pick(places)), "scan": .int(index + 1),
            "tracking": .string(fate.token("trk", "down", &random)),
        ]
        switch cloud {
        case 0: return .event(source: "hub.aws", type: "ParcelScanned", subject: parcel, data: scan)
        case 1:
            let delivery: JSON = [
                "id": .string(id), "topic": "/subscriptions/s-1/resourceGroups/hub/topics/scans",
                "subject": .string("parcels/\(parcel)"), "eventType": "ParcelScanned", "eventTime": .string(time),
                "data": scan, "dataVersion": "1.0", "metadataVersion": "1",
            ]
            return .event(source: "hub.azure", type: "EventGridDelivery", subject: parcel, data: delivery)
        default:
            let push: JSON = [
                "message": [
                    "data": .string(Data(scan.utf8).base64EncodedString()), "messageId": .string(id),
                    "publishTime": .string(time), "attributes": ["type": "ParcelScanned"],
                ],
                "subscription": "projects/hub/subscriptions/scans",
            ]
            return .event(source: "hub.gcp", type: "PubSubPush", subject: parcel, data: push)
        }
    }
}
