import EventModel

/// One state of a machine.
package struct State: Hashable, Sendable {
    /// What follows it.
    enum Next: Hashable, Sendable {
        case end
        case state(String)
    }

    /// `InputPath` and `OutputPath`: all of it, an empty object (the path is null), or what a path finds.
    enum DataPath: Hashable, Sendable {
        case whole
        case nothing
        case path(Path)
    }

    /// `ResultPath`: the result takes the place of the input, is dropped (the path is null), or goes into it.
    enum ResultTarget: Hashable, Sendable {
        case replace
        case discard
        case path(ReferencePath)
    }

    enum Kind: Hashable, Sendable {
        case task(TaskFields)
        case pass(result: JSON?)
        case choice([ChoiceRule], default: String?)
        case wait(WaitFields)
        case succeed
        case fail(FailFields)
        /// Where each branch starts.
        case parallel(branches: [String])
        case map(MapFields)
    }

    package let name: String
    let kind: Kind
    var inputPath = DataPath.whole
    var outputPath = DataPath.whole
    var parameters: PayloadTemplate?
    var resultSelector: PayloadTemplate?
    var resultPath = ResultTarget.replace
    /// Variables that it sets when it ends.
    var assign: PayloadTemplate?
    var next = Next.end
    var retriers: [Retrier] = []
    var catchers: [Catcher] = []

    /// `Task`, `Pass`, …
    package var type: String {
        switch kind {
        case .task: "Task"
        case .pass: "Pass"
        case .choice: "Choice"
        case .wait: "Wait"
        case .succeed: "Succeed"
        case .fail: "Fail"
        case .parallel: "Parallel"
        case .map: "Map"
        }
    }

    /// What a Task state runs; nil for the others.
    package var resource: TaskResource? { if case .task(let fields) = kind { fields.resource } else { nil } }

    /// The states that it can lead to, each once, in the order of the definition.
    package var targets: [String] {
        var seen: Set<String> = []
        return transitions.map(\.target).filter { seen.insert($0).inserted }
    }

    /// Every transition: the field that says it, and where it leads.
    var transitions: [(place: String, target: String)] {
        var all: [(String, String)] = []
        if case .state(let name) = next { all.append(("Next", name)) }
        if case .choice(let rules, let otherwise) = kind {
            for (i, rule) in rules.enumerated() { all.append(("Choices/\(i)/Next", rule.next)) }
            if let otherwise { all.append(("Default", otherwise)) }
        }
        for (i, catcher) in catchers.enumerated() { all.append(("Catch/\(i)/Next", catcher.next)) }
        return all
    }

    /// Where the machines inside it start: of a Parallel state its branches, of a Map state its item processor.
    package var innerStarts: [String] {
        switch kind {
        case .parallel(let branches): branches
        case .map(let fields): [fields.processor]
        default: []
        }
    }
}

/// A number that stands in the definition, or where to find it.
enum Given<Value: Hashable & Sendable>: Hashable, Sendable {
    case value(Value)
    case path(Path)
}

struct TaskFields: Hashable, Sendable {
    let resource: TaskResource
    var timeout: Given<Int>?
    var heartbeat: Given<Int>?
}

struct WaitFields: Hashable, Sendable {
    enum Until: Hashable, Sendable {
        case seconds(Given<Int>)
        case timestamp(Given<Timestamp>)
    }
    let until: Until
}

struct FailFields: Hashable, Sendable {
    enum Text: Hashable, Sendable {
        case literal(String)
        case dynamic(DynamicValue)
    }
    var error: Text?
    var cause: Text?
}

struct MapFields: Hashable, Sendable {
    /// Where the item processor starts.
    let processor: String
    /// Iterations are executions of their own, with a history of their own.
    var isDistributed = false
    var itemsPath: Path?
    var itemSelector: PayloadTemplate?
    /// 0: as many as the service allows.
    var maxConcurrency = Given<Int>.value(0)
    var toleratedCount: Given<Int>?
    var toleratedPercentage: Given<Double>?
    /// Items come from somewhere else, which this engine does not read.
    var hasReader = false
    /// Results go somewhere else.
    var hasWriter = false
}

/// One element of `Retry`.
struct Retrier: Hashable, Sendable {
    let errors: [String]
    var intervalSeconds = 1
    var maxAttempts = 3
    var backoffRate = 2.0
    var maxDelaySeconds: Int?
    var hasFullJitter = false

    /// How long to wait before attempt `n` (from 1) of this retrier: the interval times the rate for each attempt before, capped;
    /// with full jitter a random part of that.
    func delay(before n: Int, _ random: inout RandomStream) -> Duration {
        var factor = 1.0
        for _ in 1..<max(1, min(n, 1100)) { factor *= backoffRate }
        let cap = Double(maxDelaySeconds ?? Self.longest)
        let seconds = min(Double(intervalSeconds) * factor, cap)
        return .seconds(hasFullJitter && seconds > 0 ? Double.random(in: 0...seconds, using: &random) : seconds)
    }

    /// The largest number of seconds anywhere in the language.
    static let longest = 99_999_999
}

/// One element of `Catch`.
struct Catcher: Hashable, Sendable {
    let errors: [String]
    let next: String
    var resultPath = State.ResultTarget.replace
    var assign: PayloadTemplate?
}
