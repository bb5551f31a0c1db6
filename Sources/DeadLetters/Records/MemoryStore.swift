import Synchronization

/// Files in memory.
final class MemoryStore: RecordStore {
    private struct State {
        var files: [String: [UInt8]] = [:]
        var held: Set<String> = []
    }
    private let state = Mutex(State())
    private let turn = Mutex(())

    func names() -> [String] { state.withLock { $0.files.keys.sorted() } }

    func read(_ name: String, from offset: Int, limit: Int) -> [UInt8]? {
        state.withLock { state in
            guard let bytes = state.files[name] else { return nil }
            let start = offset < 0 ? max(0, bytes.count + offset) : min(bytes.count, offset)
            return Array(bytes[start...].prefix(limit))
        }
    }

    func open(_ name: String) -> (any RecordFile)? {
        let isNew = state.withLock { state in
            if state.files[name] == nil { state.files[name] = [] }
            return state.held.insert(name).inserted
        }
        return isNew ? File(store: self, name: name, isHolding: true) : nil
    }

    func isHeld(_ name: String) -> Bool { state.withLock { $0.held.contains(name) } }

    func exclusively<R>(_ name: String, _ body: (any RecordFile) throws -> R) throws -> R {
        try turn.withLock { _ in try body(File(store: self, name: name, isHolding: false)) }
    }

    func replace(_ name: String, with bytes: [UInt8]) { state.withLock { $0.files[name] = bytes } }
    func remove(_ name: String) { state.withLock { $0.files[name] = nil } }

    private final class File: RecordFile {
        let store: MemoryStore
        let name: String
        private let isHolding: Mutex<Bool>

        init(store: MemoryStore, name: String, isHolding: Bool) {
            self.store = store
            self.name = name
            self.isHolding = Mutex(isHolding)
        }

        deinit { close() }

        func append(_ bytes: [UInt8], isDurable: Bool) { store.state.withLock { $0.files[name, default: []] += bytes } }
        func read(from offset: Int) -> [UInt8] { store.read(name, from: offset, limit: .max) ?? [] }
        func size() -> Int { store.state.withLock { $0.files[name]?.count ?? 0 } }
        func truncate(to size: Int) {
            store.state.withLock { state in
                guard let count = state.files[name]?.count, count > size else { return }
                state.files[name]?.removeLast(count - size)
            }
        }

        func close() {
            let wasHolding = isHolding.withLock { isHolding in
                defer { isHolding = false }
                return isHolding
            }
            if wasHolding { store.state.withLock { _ = $0.held.remove(name) } }
        }
    }
}
