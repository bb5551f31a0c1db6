/// Draws the files of the load generator.
enum UploadPlan {
    private static let stores = ["Lisboa", "Porto", "Zürich", "東京 銀座店", "서울", "Kraków", "São Paulo"]
    private static let partners = ["acme", "globex", "initech", "umbra"]

    static func file(_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> (key: String, bytes: [UInt8]) {
        let partner = random.pick(partners)
        let tag = random.hex(4)
        let count = random.whole(4...24)
        let fault = random.whole(0...4)
        let faulty = random.whole(0...(count - 1))
        var file = CSVWriter()
        file.write(["id", "store", "quantity", "unit_price", "sold_at", "note"])
        for row in 0..<count {
            var fields = fields(row, &random)
            if fate == .dies, row == faulty { spoil(&fields, fault) }
            file.write(fields)
        }
        let folder = fate == .retries ? "trial" : partner
        return ("incoming/\(folder)/sales-\(index + 1)-\(tag).csv", file.bytes)
    }

    private static func fields(_ row: Int, _ random: inout SeededRandom) -> [String] {
        let price = random.whole(95...19_900)
        let minute = random.whole(0...59)
        return [
            "s-\(row + 1)", random.pick(stores), "\(random.whole(1...12))", Order.text(price),
            "2026-11-\(random.whole(10...20))T0\(random.whole(0...9)):\(minute < 10 ? "0" : "")\(minute):00Z",
            random.unit() < 0.2 ? "gift, wrapped" : "",
        ]
    }

    private static func spoil(_ fields: inout [String], _ fault: Int) {
        switch fault {
        case 0: fields[2] = "twelve"
        case 1: fields[3] = "9,80"
        case 2: fields[4] = "yesterday"
        case 3: fields[1] = ""
        default: fields.removeLast(2)
        }
    }
}
