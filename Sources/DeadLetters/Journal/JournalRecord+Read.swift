import EventModel

extension JournalRecord {
    /// Nil if a line is not a record.
    ///
    /// - Parameter header: of the task, for records of progress.
    init?(line: [UInt8], header: TaskHeader?) {
        guard let json = try? JSON(parsing: line), let record = json["record"]?.string else { return nil }
        func places(_ name: String) -> [Int]? {
            json[name]?.array.map { $0.compactMap(\.integer) }
        }
        func at() -> Timestamp? { json["at"]?.integer.map { Timestamp(nanoseconds: Int64($0)) } }
        switch record {
        case "task":
            guard let header = TaskHeader(json: json) else { return nil }
            self = .task(header)
        case "edit":
            guard let id = json["id"]?.string,
                let body = json["body"]?.string.flatMap({ try? BodyView.base64(Array($0.utf8)) }),
                let attributes = json["attributes"]?.object
            else { return nil }
            let pairs = attributes.members.compactMap { member in member.value.string.map { (member.name, $0) } }
            self = .edit(
                id: id,
                RedriveOrder.Edit(body: body, attributes: Dictionary(pairs, uniquingKeysWith: { $1 }))
            )
        case "selected":
            guard let ids = json["ids"]?.array?.compactMap(\.string),
                let generations = json["generations"]?.object?.members
            else { return nil }
            let pairs = generations.compactMap { member in member.value.integer.map { (member.name, $0) } }
            self = .selected(ids, generations: Dictionary(pairs, uniquingKeysWith: { $1 }))
        case "frozen":
            guard let count = json["count"]?.integer else { return nil }
            self = .frozen(count: count)
        case "progress":
            guard let header, let progress = RedriveProgress(json: json, header: header) else { return nil }
            self = .progress(progress)
        case "claimed":
            guard let count = json["count"]?.integer, let at = at() else { return nil }
            self = .claimed(count, at: at)
        case "intent":
            guard let items = json["items"]?.array, let at = at() else { return nil }
            self = .intent(
                items.compactMap { item in
                    guard let item = item.array, item.count == 3, let place = item[0].integer, let key = item[1].string,
                        let body = item[2].string
                    else { return nil }
                    return Intent(place: place, key: key, body: body)
                },
                at: at
            )
        case "sent":
            guard let items = json["items"]?.array else { return nil }
            self = .sent(
                items.compactMap { item in
                    guard let item = item.array, item.count == 2, let place = item[0].integer, let id = item[1].string
                    else { return nil }
                    return Sent(place: place, newID: id)
                }
            )
        case "unsent":
            guard let items = places("items") else { return nil }
            self = .unsent(items)
        case "deleted":
            guard let items = places("items") else { return nil }
            self = .deleted(items)
        case "outcome":
            guard let completed = json["completed"]?.array, let diedAgain = json["died_again"]?.array else {
                return nil
            }
            self = .outcome(completed: completed.compactMap(\.string), diedAgain: diedAgain.compactMap(\.string))
        default: return nil
        }
    }
}
