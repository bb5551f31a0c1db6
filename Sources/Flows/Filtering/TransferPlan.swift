import EventModel

/// Draws the transfers of the load generator: some are above the limit and of a region that is screened, and all that fail are.
enum TransferPlan {
    static let screened = ["us-east-1", "us-west-1"]
    private static let others = ["eu-west-1", "ap-south-1"]

    static func transfer(_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> JSON {
        let tag = random.hex(6)
        let small = random.whole(150...20_000)
        let large = random.whole(10_001...900_000)
        let any = random.pick(screened + others)
        let one = random.pick(screened)
        let isLarge = random.unit() < 0.6
        return [
            "transfer_id": .string("trf-\(index + 1)-\(tag)"),
            "amount": .double(Double(fate != .completes || isLarge ? large : small) / 100),
            "currency": "USD",
            "region": .string(fate == .completes ? any : one),
            "account": .string("acc-\(random.whole(1_000...9_999))"),
            "screening": .string(fate.token("scr", "down", &random)),
        ]
    }
}
