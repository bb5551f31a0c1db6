import EventModel

/// A task's journal, open and held by this process: as long as it is open the task runs here and nowhere else.
final class TaskLog: Sendable {
    let name: String
    let store: any RecordStore
    private let file: any RecordFile

    init(name: String, in store: any RecordStore, file: any RecordFile) {
        self.name = name
        self.store = store
        self.file = file
    }

    /// Appends records; a durable append is on disk when this returns.
    func append(_ records: [JournalRecord], isDurable: Bool) throws {
        var bytes: [UInt8] = []
        for record in records { record.write(to: &bytes) }
        try file.append(bytes, isDurable: isDurable)
    }

    /// Lets another process run the task.
    func close() { file.close() }
}
