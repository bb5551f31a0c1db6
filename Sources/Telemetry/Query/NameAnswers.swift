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
        switch column {
        case .service: evaluate(chunk.service, rows, active, yes, unknown)
        case .eventType: evaluate(chunk.eventType, rows, active, yes, unknown)
        case .resource: evaluate(chunk.resource, rows, active, yes, unknown)
        case .errorType: evaluate(chunk.errorType, rows, active, yes, unknown)
        case .source:
            let sources = chunk.source
            RowLoop.answers(rows, active, yes, unknown) { answer(sources[$0]) }
        }
    }

    private func evaluate(
        _ numbers: UnsafeMutablePointer<UInt16>,
        _ rows: Range<Int>,
        _ active: RowBits,
        _ yes: RowBits,
        _ unknown: RowBits
    ) {
        RowLoop.answers(rows, active, yes, unknown) { answer(numbers[$0]) }
    }

    @inline(__always)
    private func answer(_ number: UInt16) -> ColumnTerm.Answer {
        let answer = table[Int(number)]
        return answer == NameAnswers.notAsked ? ask(number) : answer
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
