import Testing

@testable import Pipeline

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("API keys")
struct APIKeyTests {
    private static let key = "abcdefghijklmnop1234"

    @Test func aKeyIsKnownByItsName() throws {
        let keys = try APIKeys("# ours\n\n shop:\(Self.key)\r\n\(String(repeating: "z", count: 128))\n")
        #expect(keys.count == 2)
        #expect(keys.name(of: Self.key) == "shop")
        #expect(keys.name(of: String(repeating: "z", count: 128)) == "key 2")
        for other in ["", "a", Self.key + "5", String(Self.key.dropLast()), Self.key.uppercased(), "shop:\(Self.key)"] {
            #expect(keys.name(of: other) == nil)
        }
        #expect(keys.name(of: String(repeating: "z", count: 1 << 20)) == nil)
        let listed = try APIKeys("\(Self.key),b:\(Self.key)5", separators: [UInt8(ascii: ",")])
        #expect(listed.name(of: Self.key) == "key 1" && listed.name(of: Self.key + "5") == "b")
    }

    @Test(arguments: [
        ("", "there is no key in it"), ("# nothing\n", "there is no key in it"),
        ("short", "line 1: a key has 16 to 128"), ("\n\(APIKeyTests.key) x", "line 2: a key has"),
        ("a b:\(APIKeyTests.key)", "line 1: a name has"), ("\u{1B}[2J:\(APIKeyTests.key)", "line 1: a name has"),
        ("a:\(APIKeyTests.key)\na:\(APIKeyTests.key)9", "line 2: the name a stands twice"),
        ("a:\(APIKeyTests.key)\nb:\(APIKeyTests.key)", "line 2: the key stands twice"),
    ])
    func aListThatIsNoneSaysWhereAndNeverTheKey(text: String, reason: String) {
        #expect {
            try APIKeys(text)
        } throws: {
            let said = "\($0)"
            return said.contains(reason) && !said.contains("abcdef")
        }
    }

    @Test func aFileThatOthersMayReadIsRefused() throws {
        let folder = TestFolder()
        let path = folder.path + "/keys"
        TestFolder.write("shop:\(Self.key)\n", to: path)
        #expect {
            try APIKeys(file: path)
        } throws: {
            "\($0)".contains("others may read or write it (mode 644)")
        }
        chmod(path, 0o600)
        #expect(try APIKeys(file: path).name(of: Self.key) == "shop")
        #expect(throws: APIKeys.Mistake.self) { try APIKeys(file: folder.path) }
        #expect(throws: APIKeys.Mistake.self) { try APIKeys(file: path + "-not-there") }
        TestFolder.write("\u{0}\u{1}", to: path)
        #expect(throws: APIKeys.Mistake.self) { try APIKeys(file: path) }
    }
}
