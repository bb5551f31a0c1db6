import EventModel

/// A redrive as a pure state machine: it is asked what to do next at an instant, and told what came of it. It waits for nothing and
/// touches nothing.
struct RedriveRun: Sendable {
    enum Action: Hashable, Sendable {
        /// Send the messages at these places of the selection.
        case send([Int])
        /// Ask what became of what was sent.
        case look
        case wait(Duration)
        case end(RedriveProgress.State)
    }

    private(set) var progress: RedriveProgress
    /// What was done by an earlier process: an operator who goes on with a task has seen how that ended, and it is not held against
    /// what goes now.
    private let before: RedriveProgress
    private let options: RedriveOptions
    private let batch: Int
    private var schedule: RunSchedule
    private var pacer: Pacer?
    /// When the rate began to rise.
    private var rampStart: Timestamp?
    /// Messages of the canary that are still to go; nil: there is none, or it is over.
    private var canaryLeft: Int?
    private var nextLook: Timestamp
    private var lookGap = RedriveRun.firstGap
    /// When something was sent or has ended last: patience counts from here.
    private var lastChange: Timestamp
    private var isCancelled = false
    private var ending: RedriveProgress.State?

    /// Waits between two looks at what is awaited: from the first, doubled up to the last while nothing changes.
    static let firstGap = Duration.milliseconds(100)
    static let lastGap = Duration.seconds(2)
    /// Between two looks while there is more to send.
    static let sendingGap = Duration.seconds(1)
    /// How long what must end before more is sent is waited for.
    static let canaryPatience = Duration.seconds(60)
    /// Looking takes at most one part in so many of the time while there is more to send.
    static let lookShare = 10
    /// Messages that must have ended before their share is judged.
    static let fewest = 5

    /// - Parameters:
    ///   - progress: what was done before, by an earlier process.
    ///   - batch: the most messages that go at once.
    init(progress: RedriveProgress, options: RedriveOptions, schedule: RunSchedule, batch: Int, now: Timestamp) {
        self.progress = progress
        before = progress
        self.options = options
        self.schedule = schedule
        self.batch = max(1, batch)
        self.progress.state = .running
        lastChange = now
        nextLook = now + Self.firstGap
        if let canary = options.canary {
            canaryLeft = max(1, canary)
            self.progress.phase = .canary
        } else {
            self.progress.phase = .ramp
            rampStart = now
        }
        if let rate = options.rate {
            pacer = Pacer(rate: min(rate.from, rate.to), start: now)
            self.progress.rate = pacer?.rate
        }
    }

    /// Stops it after what it is at.
    mutating func cancel() {
        isCancelled = true
        if progress.remaining > 0 { progress.state = .cancelling }
    }

    /// Ends it: something can not be done.
    mutating func fail(_ why: String) {
        note(why)
        ending = .failed
    }

    mutating func note(_ text: String) {
        progress.add(note: text)
    }

    /// More goes without waiting for what has gone.
    var hasMore: Bool {
        guard case .time(let places) = schedule else { return false }
        return progress.phase == .ramp && places.hasReady && ending == nil
    }

    mutating func next(now: Timestamp) -> Action {
        if let ending { return .end(ending) }
        if isCancelled { return .end(progress.remaining > 0 ? .cancelled : .completed) }
        switch progress.phase {
        case .canary: return nextOfCanary(now)
        case .settling: return nextOfSettling(now)
        case .ramp, nil: return nextOfRamp(now)
        }
    }

    private mutating func nextOfCanary(_ now: Timestamp) -> Action {
        let left = canaryLeft ?? 0
        if left > 0, schedule.hasReady { return send(atMost: left, now) }
        let sent = progress.sent - before.sent
        let unsettled = max(0, progress.unsettled - before.unsettled)
        if unsettled == 0 || sent == 0 {
            if left <= 0 || schedule.waiting == 0 {
                if sent == 0, progress.failed + progress.uncertain > before.failed + before.uncertain {
                    return stop("stopped: none of the canary could be sent")
                }
                if let why = tooManyDied(atLeast: 1) { return stop(why) }
                canaryLeft = nil
                progress.phase = .ramp
                rampStart = now
                return nextOfRamp(now)
            }
        }
        if now - lastChange >= mustEnd {
            let n = unsettled
            let seconds = mustEnd.components.seconds
            return stop("stopped: \(n) of the canary \(n == 1 ? "is" : "are") still running after \(seconds) s")
        }
        return lookOrWait(now)
    }

    private mutating func nextOfRamp(_ now: Timestamp) -> Action {
        if let why = tooManyDied(atLeast: Self.fewest), progress.remaining > 0 { return stop(why) }
        if schedule.hasReady {
            if options.stopAbove != nil, progress.unsettled > 0, now >= nextLook {
                nextLook = now + Self.sendingGap
                return .look
            }
            return send(atMost: batch, now)
        }
        guard schedule.waiting > 0 else {
            progress.phase = .settling
            progress.rate = nil
            lastChange = now
            nextLook = now
            return nextOfSettling(now)
        }
        if now - lastChange >= mustEnd {
            let seconds = mustEnd.components.seconds
            return stop(
                "stopped: \(schedule.waiting) wait for messages of their groups that are still running after \(seconds) s"
            )
        }
        return lookOrWait(now)
    }

    private mutating func nextOfSettling(_ now: Timestamp) -> Action {
        guard progress.unsettled > 0, options.patience > .zero, now - lastChange < options.patience else {
            if let why = tooManyDied(atLeast: 1) { note(why) }
            ending = .completed
            return .end(.completed)
        }
        return lookOrWait(now)
    }

    private mutating func send(atMost limit: Int, _ now: Timestamp) -> Action {
        var limit = min(limit, batch)
        if let rate = options.rate, var pacer {
            if let rampStart { pacer.change(to: rate.rate(after: now - rampStart)) }
            self.pacer = pacer
            progress.rate = pacer.rate
            let delay = pacer.delay(now: now)
            if delay > .zero { return .wait(delay) }
            limit = min(limit, pacer.batch(limit: batch))
        }
        let places = schedule.take(limit)
        pacer?.take(places.count, now: now)
        return .send(places)
    }

    private mutating func lookOrWait(_ now: Timestamp) -> Action {
        guard now >= nextLook else { return .wait(nextLook - now) }
        nextLook = now + lookGap
        lookGap = min(Self.lastGap, lookGap * 2)
        return .look
    }

    /// How long what must end before more is sent is waited for.
    private var mustEnd: Duration { max(Self.canaryPatience, options.patience) }

    private mutating func stop(_ why: String) -> Action {
        note(why)
        ending = .stopped
        return .end(.stopped)
    }

    /// Why it must not go on, if too large a share died again.
    private func tooManyDied(atLeast fewest: Int) -> String? {
        let died = progress.diedAgain - before.diedAgain
        let ended = progress.completed - before.completed + died
        guard let limit = options.stopAbove, ended >= fewest, Double(died) > limit * Double(ended) else { return nil }
        let percent = Int((limit * 100).rounded())
        return "\(died) of \(ended) that have ended died again, more than \(percent) %"
    }
}

extension RedriveRun {
    /// What came of the messages at `places`, an answer for each.
    mutating func sent(_ results: [SendResult], of places: [Int], now: Timestamp) {
        lastChange = now
        lookGap = Self.firstGap
        if progress.phase == .canary { nextLook = now + lookGap }
        for (i, place) in places.enumerated() {
            guard i < results.count else {
                progress.uncertain += 1
                note("the broker did not answer for every message: look before these are redriven again")
                held(schedule.ended(place, well: false))
                continue
            }
            switch results[i] {
            case .moved, .sent:
                progress.sent += 1
                canaryLeft = canaryLeft.map { $0 - 1 }
            case .skipped(let why):
                progress.skipped += 1
                note(why)
                held(schedule.ended(place, well: true))
            case .failed(let why):
                progress.failed += 1
                canaryLeft = canaryLeft.map { $0 - 1 }
                note(why)
                held(schedule.ended(place, well: false))
            case .uncertain(let why):
                progress.uncertain += 1
                canaryLeft = canaryLeft.map { $0 - 1 }
                note(why)
                held(schedule.ended(place, well: false))
            }
        }
    }

    /// A look that began then has ended: where looking is slow, the next one comes later.
    mutating func looked(since start: Timestamp, now: Timestamp) {
        guard progress.phase == .ramp, schedule.hasReady else { return }
        nextLook = max(nextLook, now + (now - start) * Self.lookShare)
    }

    /// So many messages that were sent have ended.
    mutating func settled(completed: Int, diedAgain: Int, now: Timestamp) {
        guard completed + diedAgain > 0 else { return }
        progress.completed += completed
        progress.diedAgain += diedAgain
        lastChange = now
        lookGap = Self.firstGap
        if progress.phase != .ramp || !schedule.hasReady { nextLook = min(nextLook, now + lookGap) }
    }

    /// A message of a group has ended: the next of its group goes, or the group is held.
    mutating func ended(_ place: Int, well: Bool) { held(schedule.ended(place, well: well)) }

    private mutating func held(_ count: Int) {
        guard count > 0 else { return }
        progress.held += count
        note("held behind a message of their group that failed: they stay in the dead-letter queue")
    }
}
