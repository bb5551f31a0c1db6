/// Unicode in ASCII letters (RFC 3492), with the parameters of host names.
enum Punycode {
    private static func adapted(_ delta: Int, _ points: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / points
        var k = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }

    private static func threshold(_ k: Int, _ bias: Int) -> Int { min(max(k - bias, 1), 26) }

    /// The code points that an ASCII text stands for; nil if it stands for nothing.
    static func decoded(_ text: ArraySlice<UInt8>) -> [Unicode.Scalar]? {
        var points: [UInt32] = []
        var rest = text
        if let dash = text.lastIndex(of: UInt8(ascii: "-")) {
            points = text[..<dash].map(UInt32.init)
            rest = text[(dash + 1)...]
        }
        var (n, i, bias) = (128, 0, 72)
        while !rest.isEmpty {
            let before = i
            var weight = 1
            var k = 36
            while true {
                guard let byte = rest.popFirst() else { return nil }
                let digit: Int
                switch byte {
                case 48...57: digit = Int(byte) - 22
                case 65...90: digit = Int(byte) - 65
                case 97...122: digit = Int(byte) - 97
                default: return nil
                }
                let (product, overflow) = digit.multipliedReportingOverflow(by: weight)
                guard !overflow, i <= 1 << 40, product <= 1 << 40 else { return nil }
                i += product
                let t = threshold(k, bias)
                if digit < t { break }
                weight *= 36 - t
                guard weight < 1 << 40 else { return nil }
                k += 36
            }
            let count = points.count + 1
            bias = adapted(i - before, count, isFirst: before == 0)
            n += i / count
            i %= count
            guard n <= 0x10_FFFF else { return nil }
            points.insert(UInt32(n), at: i)
            i += 1
        }
        var scalars: [Unicode.Scalar] = []
        for point in points {
            guard let scalar = Unicode.Scalar(point) else { return nil }
            scalars.append(scalar)
        }
        return scalars
    }

    /// The ASCII text for code points. Labels are short, so nothing here overflows.
    static func encoded(_ scalars: [Unicode.Scalar]) -> [UInt8] {
        var out = scalars.filter(\.isASCII).map { UInt8($0.value) }
        let basic = out.count
        var done = basic
        if basic > 0 { out.append(UInt8(ascii: "-")) }
        var (n, delta, bias) = (128, 0, 72)
        while done < scalars.count {
            guard let next = scalars.map({ Int($0.value) }).filter({ $0 >= n }).min() else { break }
            delta += (next - n) * (done + 1)
            n = next
            for scalar in scalars {
                if scalar.value < n { delta += 1 }
                guard scalar.value == n else { continue }
                var q = delta
                var k = 36
                while true {
                    let t = threshold(k, bias)
                    if q < t { break }
                    out.append(digit(t + (q - t) % (36 - t)))
                    q = (q - t) / (36 - t)
                    k += 36
                }
                out.append(digit(q))
                bias = adapted(delta, done + 1, isFirst: done == basic)
                delta = 0
                done += 1
            }
            delta += 1
            n += 1
        }
        return out
    }

    private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? value + 97 : value + 22) }
}
