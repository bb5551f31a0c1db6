import EventModel
import Flows
import Pipeline

/// Rules of every kind, and the events of a shop for them. The first ten rules match some of the events; all others, however many,
/// match none, though they look at the same fields.
struct SampleRules {
    /// Events that are made; a measurement goes round them.
    private static let eventCount = 4_096
    private static let kinds = 14

    let patterns: [EventPattern]
    let events: [JSON]

    init(rules: Int) throws {
        patterns = try (0..<rules).map { try EventPattern(try JSON(parsing: Self.pattern($0))) }
        var random = SeededRandom(seed: 7)
        events = try (0..<Self.eventCount).map { _ in try JSON(parsing: Self.event(&random)) }
    }

    /// Rule number `n`.
    private static func pattern(_ n: Int) -> String {
        let shop = #""source":["dev.shop"]"#
        // From the fifteenth on, what a rule asks for is in no event; all kinds come in turn.
        switch n % kinds {
        case 0: return #"{\#(shop),"detail":{"order":["ord-\#(n)"]}}"#
        case 1: return #"{\#(shop),"detail":{"key":[{"prefix":"tenants/\#(n)/"}]}}"#
        case 2: return #"{"detail":{"file":[{"suffix":"-\#(n).csv"}]}}"#
        case 3: return #"{\#(shop),"detail":{"amount":[{"numeric":[">=",\#(n * 1000),"<",\#(n * 1000 + 500)]}]}}"#
        case 4: return #"{"detail":{"key":[{"wildcard":"*/part-\#(n)/*.csv"}]}}"#
        case 5: return #"{\#(shop),"detail":{"customer":[{"equals-ignore-case":"Customer-\#(n)"}]}}"#
        case 6: return #"{"detail-type":["Type\#(n)"],"detail":{"state":[{"anything-but":["done","failed"]}]}}"#
        case 7: return #"{"detail":{"address":[{"cidr":"10.\#(n / 256 % 256).\#(n % 256).0/24"}]}}"#
        case 8: return #"{"$or":[{"detail":{"order":["ord-\#(n)"]}},{"detail":{"region":["region-\#(n)"]}}]}"#
        case 9: return #"{\#(shop),"detail":{"flags":{"f\#(n)":[{"exists":true}]}}}"#
        case 10: return #"{\#(shop),"detail":{"state":[{"anything-but":["open","done","s\#(n)"]}]}}"#
        case 11: return #"{"detail":{"order":["ord-\#(n)"],"parcel":[{"exists":false}]}}"#
        case 12: return #"{"detail":{"file":[{"prefix":{"equals-ignore-case":"Export-\#(n)-"}}]}}"#
        default: return #"{\#(shop),"detail":{"items":{"sku":["sku-\#(n)"],"count":[{"numeric":[">",2]}]}}}"#
        }
    }

    /// About 600 bytes; of each of the first ten rules' values, one event in twelve has it.
    private static func event(_ random: inout SeededRandom) -> String {
        func number(_ rule: Int) -> Int {
            random.next() % 12 == 0 ? rule : 1_000_000 + Int(random.next() % 1_000_000)
        }
        let (order, tenant, amount, customer) = (number(0), number(1), number(3), number(5))
        let (file, part, type, network, region, flag) = (
            number(2), number(4), number(6), number(7), number(8), number(9)
        )
        return #"""
            {"version":"0","id":"\#(random.next())-\#(random.next())","detail-type":"Type\#(type)","source":"dev.shop",
            "account":"000000000000","time":"2026-03-01T09:00:00.000000Z","region":"local","resources":[],
            "correlationid":"\#(random.next())-\#(random.next())","detail":{"order":"ord-\#(order)",
            "key":"tenants/\#(tenant)/incoming/part-\#(part)/2026-03.csv","file":"export-\#(file).csv",
            "amount":\#(amount * 1000).25,"customer":"CUSTOMER-\#(customer)","state":"\#(type == 6 ? "open" : "done")",
            "address":"10.\#(network == 7 ? 0 : 200 + network % 50).\#(network % 256).9","region":"region-\#(region)",
            "flags":{"f\#(flag)":true,"gift":false},"parcel":{"weight":1250,"tracked":true},"currency":"EUR",
            "items":{"sku":"sku-\#(random.next() % 1000)x","count":3,"price":19.99}}}
            """#
    }
}
