import DeadLetters
import EventModel
import TerminalUI

/// Bodies in the operator's editor.
extension EffectPerformer {
    /// Opens the editor on a private file, and hands over what is in it when the editor has been left.
    func edit(_ request: EditRequest) {
        do {
            let file = try BodyFile(request.body, as: request.view)
            keep { [weak self] in await self?.edit(request, in: file) }
        } catch {
            refuse(request, "\(error)")
        }
    }

    private func edit(_ request: EditRequest, in file: BodyFile) async {
        defer { file.remove() }
        let status = await terminal.run(editor, on: file.path)
        guard status == 0 else {
            let why = status.map { "\(editor) ended with status \($0)" } ?? "\(editor) could not be started"
            return refuse(request, "\(why): nothing is changed; EDITOR names another editor")
        }
        do {
            let body = try file.edited()
            let isSame = body == request.body
            answer(.edited(request, isSame ? nil : body))
            if isSame { answer(.notice(Notice(.information, "nothing was changed in the editor"))) }
        } catch {
            refuse(request, "\(error)")
        }
    }

    private func refuse(_ request: EditRequest, _ why: String) {
        answer(.edited(request, nil))
        answer(.notice(Notice(.error, why)))
    }
}
