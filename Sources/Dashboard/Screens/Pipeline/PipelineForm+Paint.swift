import EventModel
package import TerminalUI

extension PipelineForm {
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let width = min(area.width - 2, 100)
        if let ready {
            let lines = ready.words.flatMap { WrappedText($0, width: width - 4, limit: 4).lines }
            let inside = canvas.box(
                area.centred(Size(width: width, height: min(area.height, lines.count + 4))),
                title: title
            )
            for (y, line) in lines.prefix(max(0, inside.height - 2)).enumerated() {
                canvas.write(line, y: y, in: inside)
            }
            let question = "y to \(verb), Enter or Esc to go back"
            canvas.write(question, y: inside.height - 1, in: inside, theme.strong)
            return
        }
        let box = area.centred(Size(width: width, height: min(area.height, fields.count + 5)))
        let inside = canvas.box(box, title: title)
        let column = 8
        for (y, field) in fields.enumerated() {
            canvas.write(field.name, y: y, in: inside, y == focus ? theme.accent : theme.dim)
            let line = Rect(x: inside.x + column, y: inside.y + y, width: inside.width - column, height: 1)
            guard y < inside.height else { continue }
            if y == focus {
                canvas.cursor = field.input.draw(in: line, to: &canvas.buffer, theme.text)
            } else {
                canvas.write(field.input.text.truncated(to: line.width), in: line)
            }
            // What an empty field means is said where it would stand.
            if field.input.isEmpty { canvas.write(field.hint.truncated(to: line.width), in: line, theme.dim) }
        }
        let below = Rect(
            x: inside.x,
            y: inside.y + fields.count,
            width: inside.width,
            height: max(0, inside.height - fields.count)
        )
        paintBelow(column, in: below, on: &canvas)
    }

    /// The mistake with a mark under its place, or the hint of the field.
    private func paintBelow(_ column: Int, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        guard let mistake else {
            // Where the field is empty its hint stands there.
            if fields[focus].input.isEmpty { return }
            canvas.write(fields[focus].hint.truncated(to: area.width - column), x: column, y: 1, in: area, theme.dim)
            return
        }
        var words = "\(theme.failed) \(fields[mistake.field].name): \(mistake.text)"
        let text = fields[mistake.field].input.text
        if let offset = mistake.offset {
            let x = displayWidth(String(text.prefix(offset)))
            // A mark stands under the field it is about, where that is the one above; a long text is scrolled, and the number must do.
            if mistake.field == fields.count - 1, displayWidth(text) < area.width - column {
                canvas.write("^", x: column + x, in: area, theme.error)
            }
            words += ", at character \(offset + 1)"
        }
        canvas.write(words.truncated(to: area.width), y: 1, in: area, theme.error)
    }
}
