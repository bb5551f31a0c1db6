import Crypto
import EventModel
import GRDB
import StatesLanguage
import Synchronization

/// Definitions by the hash of their text, read once.
final class MachineVersions: Sendable {
    private let read = Mutex<[String: StateMachine]>([:])

    static func version(of text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).prefix(16).reduce(into: "") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }

    /// - Throws: ``JournalError`` `corrupt` where the journal has no such definition.
    func machine(_ version: String, in db: Database) throws -> StateMachine {
        if let machine = read.withLock({ $0[version] }) { return machine }
        guard let text = try db.text("SELECT definition FROM machines WHERE version = ?", [version]),
            let machine = try? StateMachine(parsing: Array(text.utf8))
        else { throw JournalError(.corrupt, "the definition \(version) of a state machine is missing") }
        read.withLock { $0[version] = machine }
        return machine
    }
}
