import EventModel

/// What a meter said.
struct MeterReading: Hashable, Sendable {
    var meter: String
    /// Watt-hours since the meter was built in.
    var reading: Int
    var readAt: String
    var checksum: Int
    /// The radio link that it came over: a token of the sandbox.
    var link: String

    /// Of the digits, by their places: what the meter sends beside them.
    static func checksum(_ meter: String, _ reading: Int) -> Int {
        "\(meter)/\(reading)".utf8.enumerated().reduce(0) { ($0 + ($1.offset + 1) * Int($1.element)) % 97 }
    }

    /// What the load generator starts with.
    static func drawn(_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> MeterReading {
        let meter = "m-\(random.whole(1_000...1_199))"
        let reading = index * 40 + random.whole(0...39)
        let minute = random.whole(10...59)
        return MeterReading(
            meter: meter,
            reading: reading,
            readAt: "2026-11-\(random.whole(10...20))T0\(random.whole(0...9)):\(minute):00Z",
            checksum: checksum(meter, reading),
            link: fate.token("lnk", "noise", &random)
        )
    }
}

extension MeterReading {
    /// - Throws: ``ErrorInfo`` `InvalidReading` that says what is missing.
    init(_ json: JSON) throws {
        guard let meter = json["meter"]?.string, let reading = json["reading_wh"]?.integer,
            let readAt = json["read_at"]?.string, let checksum = json["checksum"]?.integer
        else { throw failure("InvalidReading", "meter, reading_wh, read_at and checksum are needed") }
        self.meter = meter
        self.reading = reading
        self.readAt = readAt
        self.checksum = checksum
        link = json["link"]?.string ?? ""
    }

    var json: JSON {
        [
            "meter": .string(meter), "reading_wh": .int(reading), "read_at": .string(readAt),
            "checksum": .int(checksum), "link": .string(link),
        ]
    }
}
