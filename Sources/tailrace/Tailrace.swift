import ArgumentParser

@main struct Tailrace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tailrace")
}
