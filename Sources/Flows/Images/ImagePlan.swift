/// What the flows of images are started with.
enum ImagePlan {
    /// The `index`-th image below a folder. The folder of the image names its token, which the sandboxes of the neighbours read. Of
    /// those that are to die some meet a neighbour that is down, and some are broken themselves: those die again when they are
    /// redriven.
    static func draw(_ index: Int, _ fate: Fate, in folder: String, bucket: String, _ random: inout SeededRandom)
        -> Stimulus
    {
        let defect: SampleImage.Defect? =
            fate == .dies && random.whole(0...1) == 1 ? random.pick(SampleImage.Defect.allCases) : nil
        let token = SandboxToken.planned(defect == nil ? fate : .completes, &random)
        let image: (bytes: [UInt8], suffix: String)
        do {
            image = try defect.map { try SampleImage.draw($0, &random) } ?? SampleImage.draw(&random)
        } catch {
            // GD has no memory: the flow says so.
            image = ([], "png")
        }
        let key = "\(folder)/\(token)/photo-\(index + 1).\(image.suffix)"
        return .object(bytes: image.bytes, key: key, bucket: bucket)
    }

    /// The token of an image's key: the folder that it lies in.
    static func token(of key: String) -> String {
        key.split(separator: "/").dropLast().last.map(String.init) ?? ""
    }
}
