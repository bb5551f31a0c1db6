import Flows

/// The flows of a stretch of generated records, in the order in which their records come.
struct SampleFlows {
    /// What is decided by chance about one record; its line is written from nothing else.
    struct Record {
        /// The flow's id, in two halves.
        var flow: (UInt64, UInt64)
        /// The record's place in its flow, from 0, and that of the one that caused it; nil of the first.
        var index: Int
        var cause: Int?
        var tenant: UInt32
        /// Free bits for the fields.
        var dice: UInt64
        var moreDice: UInt64
        var jitter: UInt32
    }

    private struct Flow {
        var id: (UInt64, UInt64)
        var tenant: UInt32
        var done = 0
        var length: Int
    }

    private static let inProgress = 400
    private var random: SeededRandom
    private var flows: [Flow] = []
    /// Records still to come, and those of them that no flow has yet.
    private var left: Int
    private var free: Int

    init(records: Int, random: SeededRandom) {
        self.random = random
        left = records
        free = records
        while flows.count < Self.inProgress, let flow = begin() { flows.append(flow) }
    }

    /// The next record; nil after the last.
    mutating func next() -> Record? {
        guard left > 0 else { return nil }
        left -= 1
        let choice = random.next()
        let place = Int(choice >> 33) % flows.count
        let done = flows[place].done
        let record = Record(
            flow: flows[place].id,
            index: done,
            cause: done == 0 ? nil : Int(choice & 0xFFFF) % done,
            tenant: flows[place].tenant,
            dice: random.next(),
            moreDice: random.next(),
            jitter: UInt32(choice >> 16 & 0xFFFF)
        )
        flows[place].done += 1
        if flows[place].done == flows[place].length {
            if let flow = begin() {
                flows[place] = flow
            } else {
                flows.swapAt(place, flows.count - 1)
                flows.removeLast()
            }
        }
        return record
    }

    private mutating func begin() -> Flow? {
        guard free > 0 else { return nil }
        let dice = random.next()
        let length = min(3 + Int(dice & 0xFF) % 13, free)
        free -= length
        return Flow(id: (random.next(), random.next()), tenant: UInt32(dice >> 32) % 4000 + 1, length: length)
    }
}
