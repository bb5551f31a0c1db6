import EventModel

/// A line of the Kubernetes Container Runtime Interface: `TIME stdout|stderr P|F CONTENT`, P where the content goes on in
/// the stream's next line
/// (https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md).
struct RuntimeLine {
    enum Stream: Int { case stdout, stderr }

    let time: UnsafeBufferPointer<UInt8>
    let stream: Stream
    let isPartial: Bool
    let content: UnsafeBufferPointer<UInt8>

    /// Nil for any other line.
    init?(_ line: UnsafeBufferPointer<UInt8>) {
        // `2026-11-21T01:24:00Z stdout F`
        guard line.count >= 29, line[0] >= 48, line[0] <= 57, line[4] == 0x2D, line[10] == UInt8(ascii: "T"),
            let space = line[19...].prefix(20).firstIndex(of: 0x20)
        else { return nil }
        let rest = line[(space + 1)...]
        if rest.starts(with: "stdout ".utf8) {
            stream = .stdout
        } else if rest.starts(with: "stderr ".utf8) {
            stream = .stderr
        } else {
            return nil
        }
        // Tags are separated by colons; the first says whether the line is whole.
        let tags = line[(space + 8)...]
        guard let tag = tags.first, tag == UInt8(ascii: "P") || tag == UInt8(ascii: "F") else { return nil }
        let end = tags.firstIndex(of: 0x20) ?? line.endIndex
        guard end == line.endIndex || end == tags.startIndex + 1 || tags[tags.startIndex + 1] == UInt8(ascii: ":")
        else { return nil }
        isPartial = tag == UInt8(ascii: "P")
        time = UnsafeBufferPointer(rebasing: line[..<space])
        content = UnsafeBufferPointer(rebasing: line[min(end + 1, line.endIndex)...])
    }

    /// `{"time":…,"stream":…` with the members of the content, which is an object, behind.
    func envelope(around object: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var text = head()
        if object[1...].first(where: { !LineDecoder.isSpace($0) }) != UInt8(ascii: "}") {
            text.append(UInt8(ascii: ","))
        }
        text += object.dropFirst()
        return text
    }

    /// `{"time":…,"stream":…,"log":…}`.
    func envelope() -> [UInt8] {
        var text = head()
        text += ",\"log\":".utf8
        JSON.write(String(decoding: content, as: UTF8.self), to: &text)
        text.append(UInt8(ascii: "}"))
        return text
    }

    private func head() -> [UInt8] {
        var text = Array("{\"time\":".utf8)
        JSON.write(String(decoding: time, as: UTF8.self), to: &text)
        text += (stream == .stdout ? ",\"stream\":\"stdout\"" : ",\"stream\":\"stderr\"").utf8
        return text
    }
}
