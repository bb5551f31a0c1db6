import Inputs
import Telemetry

extension SourceOptions {
    /// The records of some flows, by their ids or the beginnings of these, where they can be found in the text of the files;
    /// else everything.
    ///
    /// - Parameter numbered: records know the numbers of their lines.
    func load(flows ids: [String], numbered: Bool) async throws -> StoreSnapshot {
        let names = sources.isEmpty ? [BundledPipeline.telemetry(in: data.directory)] : sources
        // What can not be read is told by the one that loads everything.
        let named = names.compactMap { try? Source(argument: $0) }
        guard named.count == names.count, let search = LineSearch(named, numbered: numbered) else {
            return try await load()
        }
        let store = store()
        let isFound = try await interruptible { _ in
            try await withTaskCancellationHandler {
                let isFound = (try? FlowSearch(search: search).fill(store, with: ids)) ?? false
                try Task.checkCancellation()
                return isFound
            } onCancel: {
                search.stop()
            }
        }
        return isFound ? store.snapshot() : try await load()
    }
}
