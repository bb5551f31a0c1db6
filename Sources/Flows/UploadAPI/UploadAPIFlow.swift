import EventModel
import Pipeline

extension Flow {
    /// Upload API: a file that a client sends over HTTP is stored, announced, validated by its kind, and what was announced is backed
    /// up. Wired in `Resources/Flows/uploadapi.yaml`; without a gateway its load calls the same function.
    static func uploadAPI(_ settings: FlowSettings) -> Flow {
        bundled(.uploadapi, settings) { index, fate, random in UploadAPIPlan.draw(index, fate, &random) }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `uploadapi`.
    static func uploadAPIHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let api = Service(name: "upload-api", settings: settings)
        let receiver = UploadReceiver(service: api)
        let status = UploadStatus(service: api)
        let announcer = UploadAnnouncer(service: api)
        let csv = UploadCSVCheck(service: Service(name: "upload-csv", settings: settings))
        let image = UploadImageCheck(service: Service(name: "upload-image", settings: settings))
        let archiver = UploadArchiver(service: Service(name: "upload-backup", settings: settings))
        return [
            "upload-receiver": receiver.service.handler(receiver.handle),
            "upload-status": status.service.handler(status.handle),
            "upload-announcer": announcer.service.handler(announcer.handle),
            "upload-csv": csv.service.handler(csv.handle),
            "upload-image": image.service.handler(image.handle),
            "upload-archiver": archiver.service.handler(archiver.handle),
        ]
    }
}
