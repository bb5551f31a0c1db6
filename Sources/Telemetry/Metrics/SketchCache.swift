import Synchronization

/// Holds a chunk's sketches. The first who asks for one reads the rows, which is quicker once; the second has it made.
final class SketchCache: Sendable {
    private enum State {
        case new, asked
        case made(ChunkSketch)
    }

    private let states = Mutex<[State]>([])

    /// Rows of a sketch of a chunk.
    static func rows(_ chunk: Chunk) -> Int { (chunk.capacity + 3) / 4 }

    /// The sketch of rows of which nothing will change, the first of which is a multiple of ``rows(_:)``; nil if this is
    /// the first time.
    func sketch(of chunk: Chunk, _ rows: Range<Int>) -> ChunkSketch? {
        let place = rows.lowerBound / SketchCache.rows(chunk)
        let state = states.withLock { states in
            while states.count <= place { states.append(.new) }
            defer { if case .new = states[place] { states[place] = .asked } }
            return states[place]
        }
        switch state {
        case .new: return nil
        case .made(let sketch): return sketch
        case .asked:
            let made = ChunkSketch(chunk, rows)
            states.withLock { $0[place] = .made(made) }
            return made
        }
    }

    /// Bytes of memory it holds.
    var bytes: Int {
        states.withLock { $0.reduce(0) { if case .made(let sketch) = $1 { $0 + sketch.bytes } else { $0 } } }
    }
}
