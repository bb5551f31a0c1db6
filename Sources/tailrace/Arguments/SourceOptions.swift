import ArgumentParser
import EventModel
import Inputs
import Telemetry
import TerminalUI

/// SOURCE... of every reading command.
struct SourceOptions: ParsableArguments {
    @Argument(help: "Files (.gz as they are), globs, - for standard input; nothing for the data directory's own telemetry.")
    var sources: [String] = []
    @OptionGroup var data: DataOption
}
