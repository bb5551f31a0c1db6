import DeadLetters
package import EventModel

extension DeadLetter {
    /// What the message is about: the subject of its event, from an attribute or a body small enough to read for one row.
    package var subject: String? {
        if let subject = attributes["subject"] { return subject }
        guard body.count <= 16_384, let json = try? JSON(parsing: body) else { return nil }
        return json["subject"]?.string
    }

    /// It was redriven as often as a plan allows unless it is told otherwise, and died again each time.
    var isQuarantined: Bool { generation >= RedriveOptions().cap }
}
