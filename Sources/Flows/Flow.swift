package import Pipeline

/// One flow: what it is wired of, and how one is started. A value; the pipeline brings the definition to life and the
/// load generator does the starting.
package struct Flow: Sendable {
    /// Unique; what `--flows` names and what the accounts list.
    package var name: String
    package var definition: PipelineDefinition
    /// What it is for, where its file says.
    package var summary: String?
    /// Starts a second, where its file says and nothing else is asked for.
    package var rate: Double?
    /// Faults that are met on the way to a target.
    package var targetFaults: [FlowFault] = []
    /// Draws what starts the flow for the `index`-th time (from 0). Draws from `random` and nothing else, so that a seed gives
    /// the same flows again. Nil: it is started from outside only.
    package var stimulus: (@Sendable (_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus)?

    package init(
        name: String,
        definition: PipelineDefinition,
        stimulus: (@Sendable (_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus)? = nil
    ) {
        self.name = name
        self.definition = definition
        self.stimulus = stimulus
    }

    /// Every bundled flow, in the order `--flows` lists them.
    package static func all(_ settings: FlowSettings = FlowSettings()) -> [Flow] {
        [
            .orders(settings), .uploads(settings),
            .fanout(settings),
            .changefeed(settings),
            .shop(settings),
            .filtering(settings),
            .batching(settings),
            .destinations(settings),
            .multicloud(settings),
            .logs(settings),
            .ingest(settings),
            .documents(settings),
            .saga(settings),
            .backup(settings),
            .sourcing(settings),
            .thumbnails(settings),
            .images(settings),
            .uploadAPI(settings),
        ]
    }

    /// Those that the dashboard shows, and that run, where nobody chose.
    package static func usual(_ settings: FlowSettings = FlowSettings()) -> [Flow] {
        [.orders(settings), .uploads(settings)]
    }
}

/// What is to become of a started flow before an operator acts.
package enum Fate: String, Hashable, Sendable, CaseIterable {
    case completes
    /// Some attempt fails; a retry within the policy succeeds.
    case retries
    /// Fails until its attempts are used up and ends as a dead letter. A redrive completes it, unless what came in is broken itself:
    /// an image that is cut off stays so. (The saga fails, undoes what it has done, and is complete.)
    case dies
}
