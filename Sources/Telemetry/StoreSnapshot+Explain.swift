extension StoreSnapshot {
    /// Which name was taken for which field in the records of `ids`, by the shape of their lines.
    ///
    /// - Parameter isCancelled: asked now and then; what was seen until then is returned.
    package func fieldReport(_ ids: some Sequence<Int>, isCancelled: () -> Bool = { false }) -> FieldReport {
        var report = FieldReport()
        var places: [Int: Int] = [:]
        DecoderPool.shared.with { decoder in
            let explainer = FieldExplainer(decoder: decoder)
            for (n, id) in ids.enumerated() {
                if n & 4095 == 4095, isCancelled() { return }
                guard var line = raw(id) else { continue }
                let count = line.count
                line.append(contentsOf: repeatElement(0, count: LineDecoder.padding))
                line.withUnsafeBufferPointer { padded in
                    guard decoder.decode(UnsafeBufferPointer(rebasing: padded[..<count])) else {
                        report.raw += 1
                        if report.rawFile == nil, let row = row(id) {
                            (report.rawFile, report.rawLine) = (row.file, row.line)
                        }
                        return
                    }
                    let shape = explainer.shape()
                    if let place = places[shape] {
                        report.shapes[place].count += 1
                    } else if report.shapes.count < FieldReport.mostShapes, let place = fileAndLine(id) {
                        places[shape] = report.shapes.count
                        report.shapes.append(explainer.explanation(file: place.file, line: place.line))
                        report.shapes[report.shapes.count - 1].count = 1
                    } else {
                        report.others += 1
                    }
                }
            }
        }
        report.shapes.sort { ($1.count, $0.file, $0.line) < ($0.count, $1.file, $1.line) }
        return report
    }

    private func fileAndLine(_ id: Int) -> (file: String, line: Int)? { row(id).map { ($0.file, $0.line) } }
}
