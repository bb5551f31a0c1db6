package import Pipeline

/// One bundled flow: what it is wired of, and how one is started. A value; the pipeline brings the definition to life and the
/// load generator does the starting.
package struct Flow: Sendable {
    /// Unique; what `--flows` names and what the accounts list.
    package var name: String
    package var definition: PipelineDefinition
    /// Draws what starts the flow for the `index`-th time (from 0). Draws from `random` and nothing else, so that a seed gives
    /// the same flows again.
    package var stimulus: @Sendable (_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus

    package init(
        name: String,
        definition: PipelineDefinition,
        stimulus: @escaping @Sendable (_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus
    ) {
        self.name = name
        self.definition = definition
        self.stimulus = stimulus
    }

    /// Every bundled flow, in the order `--flows` lists them.
    package static func all(_ settings: FlowSettings = FlowSettings()) -> [Flow] {
        [.orders(settings), .uploads(settings)]
    }
}

/// What is to become of a started flow before an operator acts.
package enum Fate: String, Hashable, Sendable, CaseIterable {
    case completes
    /// Some attempt fails; a retry within the policy succeeds.
    case retries
    /// Fails until its attempts are used up and ends as a dead letter. A redrive completes it.
    case dies
}
