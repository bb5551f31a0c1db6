/// What a token of the sandbox says, as payment services have test cards: `tok_hold3_8f2c` is held for its first three
/// requests, `tok_visa_8f2c` behaves. So a run can plan its failures, and every one of them is over once the token's requests are
/// used up: the operator's redrive meets a service that has recovered.
struct SandboxToken: Hashable, Sendable {
    /// `visa`, `hold`, `slow`, `down`, …: the word between the first two underscores, without its count; empty if the token has fewer.
    var behaviour: String
    /// How many requests it goes wrong for; 0 if the word carries no count.
    var times: Int

    init(_ token: String) {
        let parts = token.split(separator: "_", omittingEmptySubsequences: false)
        let word = parts.count > 2 ? parts[1] : ""
        let digits = word.reversed().prefix { $0.isASCII && $0.isNumber }
        behaviour = String(word.dropLast(digits.count))
        times = Int(String(digits.reversed())) ?? 0
    }
}
