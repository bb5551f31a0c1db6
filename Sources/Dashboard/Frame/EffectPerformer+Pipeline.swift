import EventModel

/// Acts on the pipeline's parts.
extension EffectPerformer {
    /// Has the desk do it, after whatever it was asked for before, and says what came of it.
    func perform(_ command: PipelineCommand) {
        guard let desk = source.pipelineDesk else {
            answer(.refusedCommand(command, "there is no pipeline here: only files are watched"))
            return
        }
        guard !desk.isReadOnly else {
            answer(.refusedCommand(command, "read-only: nothing is changed from here"))
            return
        }
        let before = lastCommand
        lastCommand = keep { [weak self] in
            // Switched off and on again is on: two commands never overtake one another.
            await before?.value
            let outcome: Answer
            do {
                outcome = .performed(command, try await desk.perform(command))
            } catch {
                outcome = .refusedCommand(command, "\(error)")
            }
            await self?.told(outcome)
        }
    }

    private func told(_ outcome: Answer) {
        source.notePipelineChange()
        answer(outcome)
    }
}
