import EventModel

extension Flow {
    /// Backup: each new order goes into a table and, with its publish, into an archive; a table that is lost is rebuilt by a replay.
    /// Wired in `Resources/Flows/backup.yaml`.
    static func backup(_ settings: FlowSettings) -> Flow {
        bundled(.backup, settings, stimulus: BackupPlan.stimulus)
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `backup`.
    static func backupHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let keeper = OrderKeeper(service: Service(name: "order-keeper", settings: settings))
        return ["backup-keeper": keeper.service.handler(keeper.handle)]
    }
}
