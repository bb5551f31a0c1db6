import EventModel

extension Flow {
    /// Destinations: an asynchronous function whose success goes to the bus and whose failure goes to a queue. Wired in
    /// `Resources/Flows/destinations.yaml`.
    static func destinations(_ settings: FlowSettings) -> Flow {
        bundled(.destinations, settings) { index, fate, random in
            let id = "rep-\(index + 1)-\(random.hex(6))"
            let title = random.pick(["Daily sales", "Returns", "Stock turnover", "Parcels late"])
            let figures = (0..<random.whole(5...24)).map { _ in JSON.double(Double(random.whole(100...99_999)) / 100) }
            let data: JSON = [
                "report_id": .string(id), "title": .string(title), "figures": .array(figures),
                "source": .string(fate.token("whs", "locked", &random)),
            ]
            return .event(source: "reporting", type: "ReportRequested", subject: id, data: data)
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `destinations`.
    static func destinationsHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let builder = ReportHandler(service: Service(name: "report-builder", settings: settings))
        let archive = ReportArchiveHandler(service: Service(name: "report-archive", settings: settings))
        return [
            "report-builder": builder.service.handler(builder.handle),
            "report-archive": archive.service.handler(archive.handle),
        ]
    }
}
