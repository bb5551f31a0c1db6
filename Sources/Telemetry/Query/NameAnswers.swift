/// What a term says of the names in a column: each distinct name is asked for once, rows only look their number up.
///
/// Not `Sendable`: one for each scanning thread.
final class NameAnswers {
    enum Column { case service, eventType, resource, errorType, source }

    private static let notAsked: ColumnTerm.Answer = 4

    private let column: Column
    private let names: NameTable
    private let test: (FoundValue) -> Bool
    private let table: UnsafeMutablePointer<ColumnTerm.Answer>

    init(_ column: Column, _ names: NameTable, _ test: @escaping (FoundValue) -> Bool) {
        self.column = column
        self.names = names
        self.test = test
        table = .allocate(capacity: 1 << 16)
        table.initialize(repeating: NameAnswers.notAsked, count: 1 << 16)
    }

    deinit { table.deallocate() }

    func evaluate(_ chunk: Chunk, _ rows: Range<Int>, _ active: RowBits, yes: RowBits, unknown: RowBits) {
        let values =
            switch column {
            case .service: chunk.service
            case .eventType: chunk.eventType
            case .resource: chunk.resource
            case .errorType: chunk.errorType
            case .source: chunk.source
            }
        let table = table
        RowLoop.answers(rows, active, yes, unknown) { row in
            let number = values[row]
            let answer = table[Int(number)]
            return answer == NameAnswers.notAsked ? ask(number) : answer
        }
    }

    private func ask(_ number: UInt16) -> ColumnTerm.Answer {
        var answer = ColumnTerm.no
        if number == NameTable.inLine {
            answer = ColumnTerm.unknown
        } else if let name = names.name(number), !name.isEmpty {
            answer = test(.text(name)) ? ColumnTerm.yes : ColumnTerm.no
        }
        table[Int(number)] = answer
        return answer
    }
}
