import EventModel

extension DefinitionReader {
    mutating func parallel(_ object: JSON.Object, at path: String) -> State.Kind? {
        guard let value = object["Branches"] else {
            note(path, "the field Branches is required")
            return nil
        }
        guard let branches = value.array, !branches.isEmpty else {
            note(path + "/Branches", "it must be an array of at least one branch")
            return nil
        }
        var starts: [String] = []
        for (i, branch) in branches.enumerated() {
            let place = "\(path)/Branches/\(i)"
            guard let fields = self.object(branch, at: place) else { continue }
            allow(["Comment", "QueryLanguage", "StartAt", "States"], fields, at: place)
            if let found = scope(fields, at: place) { starts.append(found.start) }
        }
        return starts.count == branches.count ? .parallel(branches: starts) : nil
    }

    mutating func map(_ object: JSON.Object, at path: String) -> MapFields? {
        onlyOne(of: ["ItemProcessor", "Iterator"], object, at: path)
        onlyOne(of: ["ItemSelector", "Parameters"], object, at: path)
        onlyOne(of: ["ItemsPath", "ItemReader"], object, at: path)
        outside(object, at: path)
        let name = object["Iterator"] != nil && object["ItemProcessor"] == nil ? "Iterator" : "ItemProcessor"
        guard let processor = object[name] else {
            note(path, "the field ItemProcessor is required")
            return nil
        }
        let place = "\(path)/\(name)"
        guard let fields = self.object(processor, at: place) else { return nil }
        allow(["Comment", "ProcessorConfig", "QueryLanguage", "StartAt", "States"], fields, at: place)
        var isDistributed = false
        if let config = fields["ProcessorConfig"], let fields = self.object(config, at: place + "/ProcessorConfig") {
            allow(["Mode", "ExecutionType"], fields, at: place + "/ProcessorConfig")
            let mode = string("Mode", fields, at: place + "/ProcessorConfig") ?? "INLINE"
            if !["INLINE", "DISTRIBUTED"].contains(mode) {
                note(place + "/ProcessorConfig/Mode", "it must be INLINE or DISTRIBUTED")
            }
            isDistributed = mode == "DISTRIBUTED"
        }
        let itemsPath = self.path("ItemsPath", object, at: path)
        let selector = template(object["ItemSelector"] == nil ? "Parameters" : "ItemSelector", object, at: path)
        let concurrency = given("MaxConcurrency", object, at: path, 0...Retrier.longest)
        let count = given("ToleratedFailureCount", object, at: path, 0...Retrier.longest)
        onlyOne(of: ["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"], object, at: path)
        let percentage =
            number("ToleratedFailurePercentage", object, at: path, 0...100).map(Given.value)
            ?? self.path("ToleratedFailurePercentagePath", object, at: path, isReference: true).map(Given.path)
        guard let found = scope(fields, at: place) else { return nil }
        return MapFields(
            processor: found.start,
            isDistributed: isDistributed,
            itemsPath: itemsPath,
            itemSelector: selector,
            maxConcurrency: concurrency ?? .value(0),
            toleratedCount: count,
            toleratedPercentage: percentage,
            hasReader: object["ItemReader"] != nil,
            hasWriter: object["ResultWriter"] != nil
        )
    }

    /// What a distributed Map state reads from and writes to.
    private mutating func outside(_ object: JSON.Object, at path: String) {
        if let reader = object["ItemReader"], let fields = self.object(reader, at: path + "/ItemReader") {
            allow(["Resource", "Parameters", "ReaderConfig"], fields, at: path + "/ItemReader")
            if let config = fields["ReaderConfig"],
                let fields = self.object(config, at: path + "/ItemReader/ReaderConfig")
            {
                onlyOne(of: ["MaxItems", "MaxItemsPath"], fields, at: path + "/ItemReader/ReaderConfig")
            }
        }
        if let batcher = object["ItemBatcher"], let fields = self.object(batcher, at: path + "/ItemBatcher") {
            onlyOne(of: ["MaxItemsPerBatch", "MaxItemsPerBatchPath"], fields, at: path + "/ItemBatcher")
            onlyOne(of: ["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"], fields, at: path + "/ItemBatcher")
            _ = template("BatchInput", fields, at: path + "/ItemBatcher")
        }
        if let writer = object["ResultWriter"] { _ = self.object(writer, at: path + "/ResultWriter") }
        if let label = string("Label", object, at: path), label.unicodeScalars.count > 40 {
            note(path + "/Label", "a label has at most 40 characters")
        }
    }
}
