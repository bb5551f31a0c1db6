import ArgumentParser
import CursesTerminal
import Dashboard
import EventModel
import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How the dashboard is shown.
struct ScreenOptions: ParsableArguments {
    @Flag(name: .long, help: "No colour (the environment's NO_COLOR says the same).") var noColor = false
    @Flag(name: .long, help: "Only ASCII (the default where the locale is not UTF-8).") var ascii = false

    @Flag(name: .long, help: "Change nothing on dead letters (TAILRACE_READ_ONLY=1 says the same).") var readOnly =
        false

    var isReadOnly: Bool { readOnly || DeadLetterDesk.isReadOnlyByEnvironment }

    var theme: Theme { Theme(isASCII: ascii || !ScreenOptions.localeIsUTF8, hasColors: colors) }

    private var colors: Bool { !noColor && getenv("NO_COLOR").map { $0.pointee == 0 } ?? true }

    static var localeIsUTF8: Bool {
        for variable in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let value = getenv(variable), value.pointee != 0 else { continue }
            let name = String(cString: value).lowercased()
            return name.contains("utf-8") || name.contains("utf8")
        }
        // No locale is set at all, as in a bare container: terminals of today read UTF-8.
        return true
    }

    /// What a dashboard is shown on, and what goes on behind it; what the work throws closes the dashboard.
    typealias Opened = (source: SnapshotSource, work: @Sendable () async throws -> Void)

    /// Shows the dashboard until it is left. Its frame is on the screen before anything is opened.
    @MainActor func show(_ configuration: Configuration, on open: @MainActor () throws -> Opened) async throws {
        let terminal: CursesTerminal
        do {
            terminal = try CursesTerminal(colors: colors)
        } catch {
            throw Failure.badInput("\(error)")
        }
        defer { terminal.leave() }
        var configuration = configuration
        if !terminal.hasColors { configuration.theme = Theme(isASCII: theme.isASCII, hasColors: false) }
        let dashboard = Dashboard(configuration)
        dashboard.presentFirst(on: terminal, now: .now())
        let opened = try open()
        let loop = DashboardLoop(dashboard, terminal: terminal, source: opened.source, clock: ContinuousClock())
        let work = Task { try await opened.work() }
        let screen = Task { await loop.run() }
        let ended = Task {
            // Work that fails closes the screen; work that has ended leaves it open on what it found.
            do { try await work.value } catch { screen.cancel() }
        }
        await withTaskCancellationHandler {
            await screen.value
        } onCancel: {
            screen.cancel()
        }
        // What runs behind the screen ends in good order before the terminal is given back with an error.
        work.cancel()
        await ended.value
        terminal.leave()
        do { try await work.value } catch is CancellationError {}
    }
}
