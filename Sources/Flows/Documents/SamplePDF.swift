/// Draws documents of the load generator: a PDF of one page with a few lines of text
/// (https://pdfa.org/resource/iso-32000-pdf/, the file structure).
enum SamplePDF {
    private static let kinds = ["invoice", "contract", "report", "letter"]

    static func draw(_ index: Int, _ token: String, _ random: inout SeededRandom) -> (key: String, bytes: [UInt8]) {
        let kind = random.pick(kinds)
        let lines = (0..<random.whole(2...6)).map { "\(kind) \(index + 1), line \($0 + 1): \(random.hex(8))" }
        let content = "BT /F1 12 Tf 72 720 Td 14 TL\n" + lines.map { "(\($0)) Tj T*\n" }.joined() + "ET"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            "<< /Title (\(kind) \(index + 1)) /Keywords (\(token)) >>",
        ]
        var file = "%PDF-1.4\n"
        var places: [Int] = []
        for (i, object) in objects.enumerated() {
            places.append(file.utf8.count)
            file += "\(i + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for place in places { file += "\(String("0000000000\(place)".suffix(10))) 00000 n \n" }
        file += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R /Info 6 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return ("inbox/\(kind)-\(index + 1)-\(random.hex(6)).pdf", Array(file.utf8))
    }
}
