/// The files of a reader: those that are followed, and those that were read once.
struct FollowedFiles: ~Copyable {
    /// A file that is followed; a class, so that it can stand in a list though it owns a descriptor.
    private final class Followed {
        let path: String
        var tail: FileTail
        init(_ path: String) {
            self.path = path
            tail = FileTail(path: path)
        }
    }
    private var followed: [Followed] = []
    private var known: Set<String> = []

    func knows(_ path: String) -> Bool { known.contains(path) }

    /// Remembers a file that is not followed.
    mutating func skip(_ path: String) { known.insert(path) }

    /// Reads a file to its end; with `keep`, follows it from there, and a last line without a newline waits for its rest.
    mutating func read(_ path: String, keep: Bool, _ sink: LineSplitter.Sink) throws(InputError) {
        known.insert(path)
        let file = Followed(path)
        if keep { followed.append(file) }
        _ = try file.tail.poll(sink)
        if !keep { file.tail.finish(sink) }
    }

    /// Reads what has come to each followed file.
    func poll(_ sink: (String) -> LineSplitter.Sink, failed: (InputError) -> Void) {
        for file in followed {
            do throws(InputError) { _ = try file.tail.poll(sink(file.path)) } catch { failed(error) }
        }
    }
}
