import DeadLetters
import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Bodies in the operator's editor.
extension EffectPerformer {
    /// The largest body that an editor may come back with.
    private static let mostBytes = 4 << 20

    /// `VISUAL`, `EDITOR`, or `vi`, as programs have done since there were terminals.
    static var usualEditor: String {
        for name in ["VISUAL", "EDITOR"] {
            if let value = getenv(name), value.pointee != 0 { return String(cString: value) }
        }
        return "vi"
    }

    /// Opens the editor on a private file, and hands over what is in it when the editor has been left.
    func edit(_ request: EditRequest) {
        let document = EditorDocument(request)
        let file: PrivateFile
        do {
            file = try PrivateFile(document.text, name: document.name)
        } catch {
            answer(.edited(request, nil))
            answer(.notice(Notice(.error, "\(error)")))
            return
        }
        keep { [weak self] in await self?.edit(request, document, in: file) }
    }

    private func edit(_ request: EditRequest, _ document: EditorDocument, in file: PrivateFile) async {
        defer { file.remove() }
        let status = await terminal.run(editor, on: file.path)
        do {
            guard status == 0 else {
                let why = status.map { "\(editor) ended with status \($0)" } ?? "\(editor) could not be started"
                throw PrivateFile.Trouble("\(why): nothing is changed; EDITOR names another editor")
            }
            let body = try document.body(try file.read(limit: Self.mostBytes))
            let isSame = body == request.body
            answer(.edited(request, isSame ? nil : body))
            if isSame { answer(.notice(Notice(.information, "nothing was changed in the editor"))) }
        } catch {
            answer(.edited(request, nil))
            answer(.notice(Notice(.error, "\(error)")))
        }
    }
}
