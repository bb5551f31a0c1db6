import EventModel
import Pipeline

extension Flow {
    /// Documents: the text of a PDF is extracted, its metadata kept in a table, and the file moved to `processed/YYYY/`; what the store
    /// announced also goes on a backup stream. Wired in `Resources/Flows/documents.yaml`.
    static func documents(_ settings: FlowSettings) -> Flow {
        bundled(.documents, settings) { index, fate, random in
            let document = SamplePDF.draw(index, SandboxToken.planned(fate, &random), &random)
            return .object(bytes: document.bytes, key: document.key, bucket: "documents")
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `documents`.
    static func documentsHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let extractor = DocumentExtractor(service: Service(name: "documents", settings: settings))
        let backup = DocumentBackup(service: Service(name: "document-backup", settings: settings))
        return [
            "document-extract": extractor.service.handler(extractor.handle),
            "document-backup": Handler(service: backup.service.name, handler: backup.handle),
        ]
    }
}
