import DeadLetters
import EventModel
package import TerminalUI

/// The whole dashboard as a value: the pages, and the layers open on top of the current one. Nothing in it waits, reads a
/// clock or touches a terminal.
package struct Dashboard: Sendable {
    package let configuration: Configuration
    package private(set) var page: Page
    /// Flows, dialogs and bars on top of the page, the top one last.
    package private(set) var layers: [any Screen] = []
    /// What the last effects had to say.
    package private(set) var notice: Notice?
    private var noticeEnds = Timestamp(nanoseconds: .min)
    private var alerts = Alerts()
    /// Pages keep what the operator chose while another is open.
    private var pages: [Page: any Screen]

    package init(_ configuration: Configuration) {
        self.configuration = configuration
        page = configuration.page
        pages = Dictionary(uniqueKeysWithValues: Page.allCases.map { ($0, $0.makeScreen()) })
    }

    /// Page and layers, the page first.
    package var screens: [any Screen] { pages[page].map { [$0] + layers } ?? layers }

    /// What the next snapshot must carry.
    package var interest: Interest {
        screens.dropFirst().reduce(screens[0].interest) { $0.under($1.interest) }
    }

    /// Lets every open screen take note of a new snapshot. Comes before ``render(_:)`` and before the next key.
    package mutating func settle(_ snapshot: Snapshot) {
        let snapshot = restricted(snapshot)
        for index in screens.indices {
            var screen = screens[index]
            screen.settle(snapshot)
            put(screen, at: index)
        }
        // One at a time: what is on the screen is to be read first.
        if snapshot.now >= noticeEnds, let alert = alerts.next(snapshot) { show(alert, snapshot) }
    }

    /// Acts on what the terminal says.
    package mutating func handle(_ event: TerminalEvent, _ snapshot: Snapshot) -> [Effect] {
        switch event {
        case .resize, .redraw: []
        case .interrupt, .key(.control("c")): [.quit]
        case .key(let key): press(key, restricted(snapshot))
        }
    }

    /// Tells the layers what became of an effect.
    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> [Effect] {
        let snapshot = restricted(snapshot)
        if case .notice(let notice) = answer {
            show(notice, snapshot)
            return []
        }
        if case .performed(let command, let sentence) = answer {
            show(Notice(.success, command.told(sentence)), snapshot)
        }
        if case .refusedCommand(let command, let why) = answer {
            show(Notice(.error, "\(command.refused): \(command.told(why))"), snapshot)
        }
        var effects: [Effect] = []
        if case .progress(let progress) = answer, !progress.state.isRunning {
            // Whatever page is open: who started it wants to know, and the page it was started on tidies up.
            show(progress.notice, snapshot)
            for other in Page.allCases where other != page { _ = pages[other]?.receive(answer, snapshot) }
        }
        // A reaction may close layers: indices are taken from the top, and each is checked.
        for index in (0..<screens.count).reversed() where index < screens.count {
            var screen = screens[index]
            let reaction = screen.receive(answer, snapshot)
            put(screen, at: index)
            effects += perform(reaction, at: index, nil, snapshot)
        }
        return effects
    }

    /// Opens a place.
    package mutating func open(_ route: Route, _ snapshot: Snapshot) -> [Effect] {
        if let next = route.page {
            page = next
            layers = []
            if case .page = route { return [] }
            return act(.show(route), at: 0, snapshot)
        }
        if case .trace(let id) = route { layers.append(FlowScreen(id)) }
        return []
    }

    // MARK: Keys

    private mutating func press(_ key: Key, _ snapshot: Snapshot) -> [Effect] {
        if snapshot.size.width < Frame.smallest.width || snapshot.size.height < Frame.smallest.height {
            return key == .character("q") ? [.quit] : []
        }
        let index = screens.count - 1
        var screen = screens[index]
        if let action = screen.keymap.action(for: key) { return act(action, at: index, snapshot) }
        let reaction = screen.type(key, snapshot)
        put(screen, at: index)
        if case .ignored = reaction {
            if screen.isOverlay { return [] }
            guard let action = Keymap.frame.action(for: key) else { return [] }
            return act(action, snapshot)
        }
        return perform(reaction, at: index, nil, snapshot)
    }

    /// A screen's turn, then the frame's.
    private mutating func act(_ action: Action, at index: Int, _ snapshot: Snapshot) -> [Effect] {
        if action.changesSomething, let refusal = refusal(snapshot) {
            show(refusal, snapshot)
            return []
        }
        var screen = screens[index]
        let reaction = screen.update(action, snapshot)
        put(screen, at: index)
        return perform(reaction, at: index, action, snapshot)
    }

    /// - Parameter action: what was reacted to; nil of keys that are typed and of answers, which the frame has no use for.
    private mutating func perform(_ reaction: Reaction, at index: Int, _ action: Action?, _ snapshot: Snapshot)
        -> [Effect]
    {
        switch reaction {
        case .ignored:
            return action.map { act($0, snapshot) } ?? []
        case .handled(let effects):
            return take(effects, snapshot)
        case .push(let screen):
            layers.append(screen)
            return []
        case .go(let route):
            return open(route, snapshot)
        case .pop(let effects):
            close(index)
            return take(effects, snapshot)
        case .tell(let action):
            return index == 0 ? [] : act(action, at: index - 1, snapshot)
        case .answer(let action):
            close(index)
            return act(action, at: max(0, index - 1), snapshot)
        case .replace(let screen, let effects):
            close(index)
            layers.append(screen)
            return take(effects, snapshot)
        }
    }

    /// The frame's own actions.
    private mutating func act(_ action: Action, _ snapshot: Snapshot) -> [Effect] {
        switch action {
        case .go(let route):
            return open(route, snapshot)
        case .help:
            layers.append(HelpOverlay(of: screens[screens.count - 1]))
        case .commands:
            layers.append(CommandOverlay(of: screens[screens.count - 1]))
        case .lookUp:
            layers.append(LookUpOverlay())
        case .redraw:
            return [.redraw]
        case .history:
            guard snapshot.deadLetters.available else {
                show(
                    Notice(.information, "no broker here: only files are watched, and nothing was done to them"),
                    snapshot
                )
                return []
            }
            layers.append(HistoryScreen())
        case .leave:
            return quit(snapshot)
        case .back:
            if layers.isEmpty { notice = nil } else { layers.removeLast() }
        case .quit:
            if layers.isEmpty { return quit(snapshot) }
            layers.removeLast()
        default:
            break
        }
        return []
    }

    /// Quits, or asks first while messages are being moved.
    private mutating func quit(_ snapshot: Snapshot) -> [Effect] {
        // One that waits for its time waits in the journal, and one of another process goes on there.
        let running = snapshot.tasks.filter {
            $0.state.isRunning && $0.state != .scheduled && !snapshot.tasksElsewhere.contains($0.id)
        }
        guard !running.isEmpty else { return [.quit] }
        let tasks = running.suffix(5).map { task in
            let done = "\(Figures.count(task.selected - task.remaining)) of \(Figures.count(task.selected)) done"
            return "\(task.kind.verb) from \(task.queue): \(done)"
        }
        layers.append(
            ConfirmOverlay(
                title: running.count == 1 ? "A task is running" : "\(running.count) tasks are running",
                lines: tasks + ["", "Quitting stops after this batch. What remains stays where it is."],
                verb: "quit",
                count: 1,
                effects: [.quit]
            )
        )
        return []
    }

    // MARK: Layers and notices

    private mutating func put(_ screen: any Screen, at index: Int) {
        if index == 0 { pages[page] = screen } else { layers[index - 1] = screen }
    }

    /// Closes a layer and what is above it; a page stays.
    private mutating func close(_ index: Int) {
        if index > 0 { layers.removeSubrange((index - 1)...) }
    }

    /// Keeps notices, hands on the rest; says at once what the pipeline is asked for.
    private mutating func take(_ effects: [Effect], _ snapshot: Snapshot) -> [Effect] {
        effects.filter {
            switch $0 {
            case .notice(let notice):
                show(notice, snapshot)
                return false
            case .perform(let command):
                let refusal = refusal(snapshot)
                show(refusal ?? Notice(.information, command.underWay + configuration.theme.ellipsis), snapshot)
                return refusal == nil
            default: return true
            }
        }
    }

    private mutating func show(_ notice: Notice, _ snapshot: Snapshot) {
        self.notice = notice
        let isGrave = notice.kind == .error || notice.kind == .warning
        noticeEnds = snapshot.now + (isGrave ? .seconds(12) : .seconds(5))
    }

    /// The snapshot with what the dashboard was started with: where nothing may be changed, no screen offers to.
    private func restricted(_ snapshot: Snapshot) -> Snapshot {
        guard configuration.isReadOnly, !snapshot.pipeline.isReadOnly else { return snapshot }
        var snapshot = snapshot
        snapshot.pipeline.isReadOnly = true
        return snapshot
    }

    /// Why nothing may be changed here, and what to do instead; nil: it may.
    private func refusal(_ snapshot: Snapshot) -> Notice? {
        guard isReadOnly(snapshot) else { return nil }
        let words = "read-only: start without --read-only (or TAILRACE_READ_ONLY) to change anything"
        return Notice(.warning, words)
    }

    /// Nothing may be changed here.
    func isReadOnly(_ snapshot: Snapshot) -> Bool {
        configuration.isReadOnly || snapshot.deadLetters.isReadOnly || snapshot.pipeline.isReadOnly
    }

    // MARK: Painting

    /// Paints everything into a fresh buffer.
    package func render(_ snapshot: Snapshot) -> (frame: Buffer, cursor: Point?) {
        let snapshot = restricted(snapshot)
        var canvas = Canvas(size: snapshot.size, theme: configuration.theme)
        let whole = Rect(snapshot.size)
        if snapshot.size.width < Frame.smallest.width || snapshot.size.height < Frame.smallest.height {
            let text = "Tailrace needs \(Frame.smallest.width) by \(Frame.smallest.height) cells; here are"
            canvas.write("\(text) \(snapshot.size.width) by \(snapshot.size.height).", in: whole)
            return (canvas.buffer, nil)
        }
        let screens = screens
        Frame.paintTop(self, snapshot, on: &canvas)
        let lowest = screens.lastIndex { !$0.isOverlay } ?? 0
        for screen in screens[lowest...] { screen.render(snapshot, in: snapshot.body, on: &canvas) }
        Frame.paintBottom(self, snapshot, notice: snapshot.now < noticeEnds ? notice : nil, on: &canvas)
        if configuration.theme.isASCII { canvas.reduceToASCII() }
        return (canvas.buffer, canvas.cursor)
    }
}
