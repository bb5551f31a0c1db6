import EventModel

extension DeadLetterEngine {
    /// Freezes a selection and says what a redrive of it will do; changes nothing.
    ///
    /// Reads the queue in outline; messages whole only where the selection is a predicate, for what is edited, checked against a
    /// contract or was redriven before, and of these the first ``PlanLetters/most``.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`; `noSuchDestination` for a destination that the operator named; `badInput` for a
    ///   group key or a body change that cannot be read.
    package func plan(
        _ queue: String,
        _ selection: DeadLetterSelection,
        _ options: RedriveOptions = RedriveOptions()
    ) async throws -> RedrivePlan {
        try check(options)
        var remarks: [(DeadLetter.Destination, String)] = []
        if let destination = options.destination {
            remarks = try await broker.check(destination).map { (destination, $0) }
        }
        var plan = RedrivePlan(id: ids(), queue: queue, options: options, frozen: now())
        var findings = PlanFindings(plan)
        findings.notFound = try await choose(queue, selection) { outline in
            guard outline.generation < options.cap else {
                plan.quarantined += 1
                return
            }
            plan.add(outline)
            findings.look(at: outline)
        }
        if options.destination == nil {
            for own in plan.destinations.keys.sorted(by: { $0.description < $1.description }) {
                do { remarks += try await broker.check(own).map { (own, $0) } } catch {
                    findings.missing.append((own, "\(error)"))
                }
            }
        }
        findings.remarks = remarks
        plan.groups = try await name(findings.groups(most: RedrivePlan.mostGroups), queue) { letter in
            findings.look(atHeadersOf: letter)
        }
        let letters = try await PlanLetters(self, plan)
        plan.edited = letters.edited
        plan.objected = letters.objected
        plan.warnings = findings.warnings(plan) + letters.warnings
        return plan
    }

    /// The groups with what they died of, as one message of each tells, which is shown to `look` too.
    private func name(_ groups: [PlanFindings.Group], _ queue: String, _ look: (DeadLetter) -> Void) async throws
        -> [RedrivePlan.Group]
    {
        var errors: [String: String] = [:]
        try await broker.eachLetter(groups.map(\.sample), in: queue) { letter in
            let print = Fingerprint(letter)
            errors[print.id] = print.error
            look(letter)
        }
        return groups.map {
            RedrivePlan.Group(fingerprint: $0.fingerprint, error: errors[$0.fingerprint] ?? "", count: $0.count)
        }
    }
}

extension RedrivePlan {
    /// Takes a message into the frozen selection.
    fileprivate mutating func add(_ outline: DeadLetterOutline) {
        ids.append(outline.id)
        destinations[options.destination ?? outline.source, default: 0] += 1
        bytes += outline.bytes
        largest = max(largest, outline.bytes)
        if outline.generation > 0 { generations[outline.id] = outline.generation }
        if let expires = outline.expires { self.expires = min(self.expires ?? expires, expires) }
    }
}
