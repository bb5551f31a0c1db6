import GRDB

extension Schema {
    static let encryptionTables = """
        -- One row once payloads are encrypted: which key, and a word encrypted with it, by which another key is told.
        CREATE TABLE encryption(key TEXT NOT NULL, word BLOB NOT NULL);

        """
}

extension Journal {
    private static let word = Array("tailrace".utf8)

    /// Sees to it that the key is the one with which the database's payloads are encrypted; one that has none gets it, and what it held
    /// before stays as it is, readable with and without.
    ///
    /// - Throws: ``JournalError`` `key`: nothing was changed.
    static func check(_ key: PayloadKey?, _ pool: DatabasePool, _ path: String) throws {
        func its() throws -> (id: String, word: [UInt8])? {
            try pool.read { db in
                try Row.fetchOne(db, sql: "SELECT key, word FROM encryption").map { ($0[0], ($0[1] as Blob).bytes) }
            }
        }
        guard let held = try its() else {
            guard let key else { return }
            let word = try key.seal(Self.word)
            try pool.write { db in
                // Another process may have been first.
                try db.execute(
                    sql: "INSERT INTO encryption SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM encryption)",
                    arguments: [key.id, Blob(word)]
                )
            }
            return try check(key, pool, path)
        }
        guard let key else {
            throw JournalError(
                .key,
                "\(path) is encrypted with the key \(held.id): give it by TAILRACE_ENCRYPTION_KEY or TAILRACE_ENCRYPTION_KEY_FILE"
            )
        }
        guard (try? key.open(held.word)) == Self.word else {
            throw JournalError(
                .key,
                "\(path) is encrypted with the key \(held.id), and the key given is \(key.id); nothing was read or changed"
            )
        }
    }
}
