import EventModel
import Telemetry
import TerminalUI

extension LogsScreen {
    /// Columns of the timeline on a page of this size, between its two times.
    func timelineWidth(_ body: Rect) -> Int { max(1, body.width - 2 * Self.timeWidth - 4) }

    /// `14:03:27`, or `03-14 14:03` where the log is of several days.
    private static let timeWidth = 11

    /// On the rule above the page: how many of the matches are where in the log's time. What is not searched yet is dotted; the
    /// selected record's column is in the accent.
    func paintTimeline(_ snapshot: Snapshot, above area: Rect, on canvas: inout Canvas) {
        let width = timelineWidth(area)
        guard area.y > 0, let timeline = LogTimeline(snapshot.records, width: width) else {
            return
        }
        let theme = canvas.theme
        let rule = Rect(x: area.x, y: area.y - 1, width: area.width, height: 1)
        let days = timeline.start.day != timeline.end.day
        func clock(_ time: Timestamp) -> String {
            days ? "\(time.monthAndDay) \(time.clock(digits: 0).prefix(5))" : time.clock(digits: 0)
        }
        let first = clock(timeline.start), last = clock(timeline.end)
        canvas.write(" \(first) ", x: 0, in: rule, theme.dim)
        canvas.write(" \(last) ", x: rule.width - last.count - 2, in: rule, theme.dim)
        let x = Self.timeWidth + 2
        let counts = timeline.counts(snapshot.matches)
        let bars = Array(Sparkline.text(counts.map(Double.init), width: width, ascii: theme.isASCII))
        let here = selected(snapshot).map { timeline.column(of: $0) }
        for column in 0..<width {
            let place = Rect(x: rule.x + x + column, y: rule.y, width: 1, height: 1)
            let style = column == here ? theme.accent : theme.text
            if counts[column] > 0 {
                canvas.write(bars[column], in: place, style)
            } else if !isSearched(timeline.ids(column), snapshot.matches) {
                canvas.write(theme.unsearched, in: place, theme.dim)
            } else if column == here {
                canvas.write(theme.horizontal, in: place, style)
            }
        }
    }

    private func isSearched(_ ids: Range<Int>, _ matches: MatchList) -> Bool {
        ids.isEmpty || (matches.searched.lowerBound <= ids.lowerBound && matches.searched.upperBound >= ids.upperBound)
    }
}
