extension StateMachine {
    /// Every state, as the definition's text has the outermost ones; those inside a Parallel or Map state follow it, each machine in the
    /// order of its transitions.
    package var inOrder: [State] {
        var seen: Set<String> = []
        var ordered: [State] = []
        func add(_ name: String) {
            guard seen.insert(name).inserted, let state = states[name] else { return }
            ordered.append(state)
            for start in state.innerStarts { follow(start) }
        }
        func follow(_ start: String) {
            var waiting = [start]
            while let name = waiting.popLast() {
                guard !seen.contains(name), let state = states[name] else { continue }
                add(name)
                waiting += state.targets.reversed()
            }
        }
        for name in names { add(name) }
        return ordered
    }
}
