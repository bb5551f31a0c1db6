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
    private static let mostBytes = 16 << 20

    /// `VISUAL`, `EDITOR`, or `vi`, as programs have done since there were terminals.
    static var usualEditor: String {
        for name in ["VISUAL", "EDITOR"] {
            if let value = getenv(name), value.pointee != 0 { return String(cString: value) }
        }
        return "vi"
    }

    /// Opens the editor on a private file, and hands over what is in it when the editor has been left.
    func edit(_ request: EditRequest) {
        do {
            let file = try PrivateFile(try request.view.editable(request.body), name: request.fileName)
            keep { [weak self] in await self?.edit(request, in: file) }
        } catch {
            refuse(request, error)
        }
    }

    private func edit(_ request: EditRequest, in file: PrivateFile) async {
        defer { file.remove() }
        let status = await terminal.run(editor, on: file.path)
        do {
            guard status == 0 else {
                let why = status.map { "\(editor) ended with status \($0)" } ?? "\(editor) could not be started"
                throw PrivateFile.Trouble("\(why): nothing is changed; EDITOR names another editor")
            }
            let edited = try file.read(limit: Self.mostBytes)
            let body = try request.view.body(from: edited, original: request.body)
            let isSame = body == request.body
            answer(.edited(request, isSame ? nil : body))
            if isSame { answer(.notice(Notice(.information, "nothing was changed in the editor"))) }
        } catch {
            refuse(request, error)
        }
    }

    private func refuse(_ request: EditRequest, _ error: any Error) {
        answer(.edited(request, nil))
        answer(.notice(Notice(.error, "\(error)")))
    }
}
