import CSimdjson

/// The names of an ``AliasTable`` as the scanner takes them.
///
/// `@unchecked Sendable`: nothing is written after `init`.
final class ScanNames: @unchecked Sendable {
    let handle: OpaquePointer

    init(_ aliases: AliasTable) {
        // As where one of Swift's own collections finds no memory.
        guard let handle = tailrace_json_names_new() else { fatalError("no memory for names") }
        self.handle = handle
        aliases.forEachName { table, name, meaning, inner in
            tailrace_json_names_add(handle, UInt32(table), name.baseAddress, name.count, UInt32(meaning), UInt32(inner))
        }
        // Last, when the tables have their places.
        aliases.forEachShared { tailrace_json_names_share(handle, UInt32($0), UInt32($1)) }
    }

    deinit { tailrace_json_names_free(handle) }
}
