/// What happened to sources while they were read. Each of the first three may have cost lines that nobody can count: they were
/// gone before they could be read.
package struct InputCounters: Hashable, Sendable {
    /// Followed files that were cut, or written anew under the same inode.
    package var truncations = 0
    /// Files that lost their name before all of them was read, and were not found under another.
    package var vanished = 0
    /// Files that rotation made between two looks, or copied before it cut the original, and that were found and read.
    package var recovered = 0
    /// Bytes passed over, of lines too long to be kept.
    package var passedOver = 0

    package init() {}
}
