import EventModel

/// Reads a condition expression: OR binds least, then AND, NOT, and the comparisons.
struct ConditionParser {
    /// The service's limits
    /// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters).
    private enum Limit {
        static let bytes = 4_096
        static let operators = 300
        static let operands = 100
        /// Of parentheses and NOT; keeps the stack from running out.
        static let depth = 100
    }

    private enum Token: Hashable {
        case word(String)
        /// A value's name with its colon.
        case value(String)
        case number(Int)
        case sign(String)
    }

    private let tokens: [(token: Token, at: Int)]
    private let end: Int
    private let names: [String: String]
    private let values: [String: JSON]
    private var next = 0
    private var depth = 0
    private var operators = 0
    private var used: Set<String> = []

    init(_ text: String, names: [String: String], values: [String: JSON]) throws(ErrorInfo) {
        if text.utf8.count > Limit.bytes {
            throw ConditionParser.error("is \(text.utf8.count) bytes long; the limit is \(Limit.bytes)")
        }
        tokens = try ConditionParser.tokens(text)
        end = text.utf8.count
        self.names = names
        self.values = values
        if tokens.isEmpty { throw ConditionParser.error("must not be empty") }
    }

    mutating func parse() throws(ErrorInfo) -> ConditionExpression.Node {
        let node = try either()
        if next < tokens.count { throw unexpected("AND, OR or the end") }
        for name in (Array(names.keys) + Array(values.keys)).sorted() where !used.contains(name) {
            throw Self.error("does not use \(name)")
        }
        return node
    }

    private mutating func either() throws(ErrorInfo) -> ConditionExpression.Node {
        var node = try both()
        while takeWord("OR") {
            try count()
            node = .or(node, try both())
        }
        return node
    }

    private mutating func both() throws(ErrorInfo) -> ConditionExpression.Node {
        var node = try negation()
        while takeWord("AND") {
            try count()
            node = .and(node, try negation())
        }
        return node
    }

    private mutating func negation() throws(ErrorInfo) -> ConditionExpression.Node {
        depth += 1
        defer { depth -= 1 }
        if depth > Limit.depth { throw Self.error("is nested more than \(Limit.depth) deep") }
        if takeWord("NOT") {
            try count()
            return .not(try negation())
        }
        if take("(") {
            let node = try either()
            try expect(")")
            return node
        }
        return try comparison()
    }

    private mutating func comparison() throws(ErrorInfo) -> ConditionExpression.Node {
        if case .word(let name) = peek, following == .sign("("), name.lowercased() != "size" {
            return try function(name)
        }
        let operand = try self.operand()
        try count()
        if takeWord("BETWEEN") {
            let low = try self.operand()
            guard takeWord("AND") else { throw unexpected("AND") }
            return .between(operand, low, try self.operand())
        }
        if takeWord("IN") {
            try expect("(")
            var list = [try self.operand()]
            while take(",") { list.append(try self.operand()) }
            try expect(")")
            if list.count > Limit.operands { throw Self.error("has more than \(Limit.operands) operands in IN") }
            return .among(operand, list)
        }
        for comparator in ConditionExpression.Comparator.allCases where take(comparator.rawValue) {
            return .compare(operand, comparator, try self.operand())
        }
        throw unexpected("a comparison, BETWEEN or IN")
    }

    private mutating func function(_ name: String) throws(ErrorInfo) -> ConditionExpression.Node {
        let at = place
        next += 2
        try count()
        let node: ConditionExpression.Node
        switch name {
        case "attribute_exists": node = .exists(try path(), true)
        case "attribute_not_exists": node = .exists(try path(), false)
        case "attribute_type":
            let path = try path()
            try expect(",")
            node = .hasType(path, try operand())
        case "begins_with", "contains":
            let first = try operand()
            try expect(",")
            let second = try operand()
            node = name == "contains" ? .contains(first, second) : .beginsWith(first, second)
        default: throw Self.error("has no function \(name)", at: at)
        }
        try expect(")")
        return node
    }

    private mutating func operand() throws(ErrorInfo) -> ConditionExpression.Operand {
        switch peek {
        case .value(let name):
            guard let value = values[name] else { throw Self.error("has no value for \(name)", at: place) }
            used.insert(name)
            next += 1
            return .value(value)
        case .word(let name) where following == .sign("(") && name.lowercased() == "size":
            next += 2
            let path = try self.path()
            try expect(")")
            return .size(path)
        default: return .path(try path())
        }
    }

    private mutating func path() throws(ErrorInfo) -> ConditionExpression.Path {
        var steps: [ConditionExpression.Path.Step] = [.name(try name())]
        while true {
            if take(".") {
                steps.append(.name(try name()))
            } else if take("[") {
                guard case .number(let index) = peek else { throw unexpected("an index") }
                next += 1
                steps.append(.index(index))
                try expect("]")
            } else {
                return .init(steps: steps)
            }
        }
    }

    private mutating func name() throws(ErrorInfo) -> String {
        guard case .word(let word) = peek, !["AND", "OR", "NOT", "IN", "BETWEEN"].contains(word.uppercased()) else {
            throw unexpected("an attribute, a value or a function")
        }
        guard word.hasPrefix("#") else {
            next += 1
            return word
        }
        guard let name = names[word] else { throw Self.error("has no name for \(word)", at: place) }
        used.insert(word)
        next += 1
        return name
    }
}

extension ConditionParser {
    private var peek: Token? { next < tokens.count ? tokens[next].token : nil }
    private var following: Token? { next + 1 < tokens.count ? tokens[next + 1].token : nil }
    /// Where the next token begins, in bytes.
    private var place: Int { next < tokens.count ? tokens[next].at : end }

    private mutating func take(_ sign: String) -> Bool {
        guard peek == .sign(sign) else { return false }
        next += 1
        return true
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard case .word(let found) = peek, found.uppercased() == word else { return false }
        next += 1
        return true
    }

    private mutating func expect(_ sign: String) throws(ErrorInfo) {
        if !take(sign) { throw unexpected(sign) }
    }

    private mutating func count() throws(ErrorInfo) {
        operators += 1
        if operators > Limit.operators { throw Self.error("has more than \(Limit.operators) operators") }
    }

    private func unexpected(_ wanted: String) -> ErrorInfo { Self.error("must have \(wanted)", at: place) }

    fileprivate static func error(_ reason: String, at place: Int? = nil) -> ErrorInfo {
        let place = place.map { " at byte \($0)" } ?? ""
        return ErrorInfo(type: "ValidationException", message: "Invalid ConditionExpression: it \(reason)\(place)")
    }

    private static func tokens(_ text: String) throws(ErrorInfo) -> [(token: Token, at: Int)] {
        let bytes = Array(text.utf8)
        var tokens: [(token: Token, at: Int)] = []
        var i = 0
        func isWord(_ byte: UInt8) -> Bool {
            TopicDefinition.isInName(byte) && byte != UInt8(ascii: "-")
        }
        while i < bytes.count {
            let byte = bytes[i]
            let start = i
            if [9, 10, 13, 32].contains(byte) {
                i += 1
            } else if byte == UInt8(ascii: ":") || byte == UInt8(ascii: "#") || isWord(byte) {
                i += 1
                while i < bytes.count, isWord(bytes[i]) { i += 1 }
                let word = String(decoding: bytes[start..<i], as: UTF8.self)
                if byte == UInt8(ascii: ":") {
                    tokens.append((.value(word), start))
                } else if word.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
                    guard let number = Int(word) else { throw error("has an index that is too large", at: start) }
                    tokens.append((.number(number), start))
                } else {
                    tokens.append((.word(word), start))
                }
            } else {
                let two = String(decoding: bytes[i..<min(i + 2, bytes.count)], as: UTF8.self)
                if ["<>", "<=", ">="].contains(two) {
                    tokens.append((.sign(two), start))
                    i += 2
                } else if "()[],.=<>".utf8.contains(byte) {
                    tokens.append((.sign(String(decoding: [byte], as: UTF8.self)), start))
                    i += 1
                } else {
                    throw error("has a character that means nothing", at: start)
                }
            }
        }
        return tokens
    }
}
