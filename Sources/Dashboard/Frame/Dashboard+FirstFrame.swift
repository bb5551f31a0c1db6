package import EventModel
package import TerminalUI

extension Dashboard {
    /// Shows the frame as it is before anything is known, so that there is something to look at while sources are opened.
    @MainActor package func presentFirst(on terminal: any Terminal, now: Timestamp) {
        var snapshot = Snapshot(now: now, size: terminal.size)
        snapshot.loading = 0
        snapshot.live = configuration.live
        let (frame, cursor) = render(snapshot)
        terminal.present(frame, cursor: cursor)
    }
}
