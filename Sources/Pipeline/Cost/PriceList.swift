package import EventModel

/// What a unit of use costs, in US dollars, and who says so.
package struct PriceList: Hashable, Sendable {
    package var name: String
    /// The day on which it was published, or looked up.
    package var date: String
    package var perGigabyteSecond: Double
    package var perMillionRequests: Double

    package init(name: String, date: String, perGigabyteSecond: Double, perMillionRequests: Double) {
        self.name = name
        self.date = date
        self.perGigabyteSecond = perGigabyteSecond
        self.perMillionRequests = perMillionRequests
    }

    /// AWS Lambda in US East (N. Virginia) on x86, the first tier, without the free one: https://aws.amazon.com/lambda/pricing/. The
    /// price of a gigabyte-second is the one that was rounded to $0.00001667 before the tiers of August 2022.
    package static let lambda = PriceList(
        name:
            "AWS Lambda, US East (N. Virginia), x86, first tier, no free tier (https://aws.amazon.com/lambda/pricing/)",
        date: "2024-11",
        perGigabyteSecond: 0.0000166667,
        perMillionRequests: 0.20
    )

    package func cost(of use: FunctionUse) -> Double {
        use.gigabyteSeconds * perGigabyteSecond + Double(use.requests) / 1_000_000 * perMillionRequests
    }

    package var json: JSON {
        [
            "name": .string(name), "date": .string(date), "per_gb_second": .double(perGigabyteSecond),
            "per_million_requests": .double(perMillionRequests), "currency": "USD",
        ]
    }
}
