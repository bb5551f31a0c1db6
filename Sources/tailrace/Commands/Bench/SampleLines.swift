import EventModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Generated lines in memory.
///
/// `@unchecked Sendable`: filled by one thread, and written by another after that has ended.
final class SampleLines: @unchecked Sendable {
    /// A line is never longer, in bytes.
    static let longest = 2600

    private(set) var count = 0
    private var capacity: Int
    private var bytes: UnsafeMutablePointer<UInt8>
    /// The second whose text is at hand, and its text up to the dot.
    private var second = Int64.min
    private var secondText: [UInt8] = []

    init(capacity: Int) {
        self.capacity = max(capacity, Self.longest)
        bytes = .allocate(capacity: self.capacity)
    }

    deinit { bytes.deallocate() }

    func clear() { count = 0 }

    /// Whether everything could be written; `errno` says why not.
    func write(to descriptor: Int32) -> Bool {
        var done = 0
        while done < count {
            #if canImport(Glibc)
                let n = Glibc.write(descriptor, bytes + done, count - done)
            #else
                let n = Darwin.write(descriptor, bytes + done, count - done)
            #endif
            if n < 0 && errno != EINTR { return false }
            done += max(n, 0)
        }
        return true
    }

    /// Adds the line of a record.
    func put(_ record: SampleFlows.Record, at time: Timestamp) {
        if count + Self.longest > capacity { grow() }
        var dice = SampleDice(bits: record.dice)
        let chance = dice.below(1000)
        let isError = chance < 10
        let service = SampleWords.services[dice.below(SampleWords.services.count)]
        let type =
            isError && dice.below(2) == 0 ? "OrderDeadLettered" : SampleWords.types[dice.below(SampleWords.types.count)]
        put("{\"timestamp\":\"")
        put(time: time)
        put("\",\"severity\":\"")
        put(isError ? "ERROR" : chance < 40 ? "WARN" : chance < 300 ? "DEBUG" : "INFO")
        put("\",\"service_name\":\"")
        put(service)
        put("\",\"event_type\":\"")
        put(type)
        put("\",\"correlation_id\":\"")
        put(uuid: record.flow)
        put("\",\"event_id\":\"")
        put(uuid: event(record.index, of: record))
        put("\",\"causation_id\":")
        if let cause = record.cause {
            put("\"")
            put(uuid: event(cause, of: record))
            put("\"")
        } else {
            put("null")
        }
        put(",\"message\":\"")
        put(SampleWords.messages[dice.below(SampleWords.messages.count)])
        put("\",\"duration_ms\":")
        // Short ones are many, long ones few.
        put(dice.below(256) * dice.below(256) / 82)
        put(".")
        put(dice.below(1000), digits: 3)
        putPayload(record)
        if isError { putError(record) }
        put("}\n")
    }

    /// An event's id follows from its flow's and its place.
    private func event(_ index: Int, of record: SampleFlows.Record) -> (UInt64, UInt64) {
        let n = UInt64(index) &+ 1
        return (
            (record.flow.0 ^ n &* 0xBF58_476D_1CE4_E5B9) &* 0x94D0_49BB_1331_11EB,
            (record.flow.1 ^ n &* 0x94D0_49BB_1331_11EB) &* 0xBF58_476D_1CE4_E5B9
        )
    }

    private func putPayload(_ record: SampleFlows.Record) {
        var dice = SampleDice(bits: record.moreDice)
        put(",\"payload\":{\"order_id\":")
        put(10_000_000 + dice.below(90_000_000))
        put(",\"tenant\":\"t-")
        put(Int(record.tenant))
        put("\",\"amount\":")
        put(1 + dice.below(900))
        put(".")
        put(dice.below(100), digits: 2)
        put(",\"currency\":\"")
        put(SampleWords.currencies[dice.below(SampleWords.currencies.count)])
        put("\",\"items\":")
        put(1 + dice.below(9))
        put(",\"parcel\":{\"region\":\"")
        put(SampleWords.regions[dice.below(SampleWords.regions.count)])
        put("\",\"attempt\":")
        put(1 + dice.below(3))
        put("}}")
    }

    private func putError(_ record: SampleFlows.Record) {
        var dice = SampleDice(bits: record.moreDice ^ 0x5DEE_CE66_D1CE_4E5B)
        let error = SampleWords.errors[dice.below(SampleWords.errors.count)]
        put(",\"error\":{\"type\":\"")
        put(error.type)
        put("\",\"message\":\"")
        put(error.message)
        put("\",\"stack\":\"")
        put(error.type)
        for _ in 0..<6 + dice.below(8) {
            put("\\n    at ")
            put(SampleWords.frames[dice.below(SampleWords.frames.count)])
            put(10 + dice.below(890))
            put(")")
        }
        put("\"}")
    }

    // MARK: Bytes

    private func grow() {
        let wider = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
        wider.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = wider
        capacity *= 2
    }

    @inline(__always)
    private func put(_ text: StaticString) {
        (bytes + count).update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        count += text.utf8CodeUnitCount
    }

    @inline(__always)
    private func put(byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    private func put(_ number: Int) {
        var digits = 1
        var limit = 10
        while number >= limit {
            digits += 1
            limit *= 10
        }
        put(number, digits: digits)
    }

    private func put(_ number: Int, digits: Int) {
        var rest = number
        var place = count + digits
        while place > count {
            place -= 1
            bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        count += digits
    }

    /// RFC 3339 with microseconds.
    private func put(time: Timestamp) {
        let now = time.nanoseconds / 1_000_000_000
        if now != second {
            second = now
            secondText = []
            Timestamp(nanoseconds: now * 1_000_000_000).appendRFC3339(to: &secondText, digits: 0)
            secondText.removeLast()
        }
        secondText.withUnsafeBufferPointer { text in
            for byte in text { put(byte: byte) }
        }
        put(".")
        put(Int(time.nanoseconds / 1000 % 1_000_000), digits: 6)
        put("Z")
    }

    private func put(uuid: (UInt64, UInt64)) {
        put(hex: uuid.0 >> 32, digits: 8)
        put("-")
        put(hex: uuid.0 >> 16 & 0xFFFF, digits: 4)
        put("-4")
        put(hex: uuid.0 & 0xFFF, digits: 3)
        put("-a")
        put(hex: uuid.1 >> 48 & 0xFFF, digits: 3)
        put("-")
        put(hex: uuid.1 & 0xFFFF_FFFF_FFFF, digits: 12)
    }

    private func put(hex number: UInt64, digits: Int) {
        for i in 0..<digits {
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(4 * (digits - 1 - i))) & 15
            bytes[count + i] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
        }
        count += digits
    }
}

/// Many small choices out of one random number.
struct SampleDice {
    private var bits: UInt64

    init(bits: UInt64) { self.bits = bits }

    /// A number from 0 up to and without `limit`.
    mutating func below(_ limit: Int) -> Int {
        bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((bits >> 33) % UInt64(limit))
    }
}
