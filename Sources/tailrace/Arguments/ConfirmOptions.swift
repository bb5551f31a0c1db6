import ArgumentParser

/// What every command that changes something takes: whether it asks, and whether it may.
struct ConfirmOptions: ParsableArguments {
    @Flag(name: .long, help: "Do not ask.") var yes = false
    @OptionGroup var permission: PermissionOptions

    /// Shows what is about to happen and asks for the count to be typed, or for `y` where it is one message. Cancel is the default;
    /// where there is no terminal to ask on, nothing is changed.
    func confirm(_ plan: String, count: Int, alwaysCount: Bool = false) throws {
        if yes { return }
        Output.complain(plan)
        let expected = count == 1 && !alwaysCount ? "y" : String(count)
        guard let answer = Output.ask("Type \(expected) and Enter to go on, Enter alone to cancel: ") else {
            throw Failure.badInput("nothing was changed: no terminal to ask on; say --yes to go on without being asked")
        }
        guard answer == expected else { throw Failure(status: .notFound, message: "cancelled, nothing was changed") }
    }
}
