import Testing

@testable import Inputs

@Suite struct RotatedNameTests {
    @Test(arguments: [
        "app.log.1", "app.log.12", "app.log-20261121", "app.log.2026-11-21T10:00:00Z", "app.log.1.gz",
        "app.log-20261121.zst",
        "app.log.old", "app.log.bak", "app.log.gz", "app-2026-11-21T10-00-00.000.log", "app.1.log",
        "app-2026-11-21.log.gz",
        "app_20261121.log",
    ]) func isWhatRotationMakes(name: String) {
        #expect(RotatedName.isRotated(name[...], of: "app.log"))
    }

    @Test(arguments: [
        "app.log", "app.log.err", "app.log.", "app.log1", "app-errors.log", "app2.log", "other.log.1",
        "app",
        "app.log.1.tmp", "app-x1.log", ".log", "",
    ]) func isSomethingElse(name: String) {
        #expect(!RotatedName.isRotated(name[...], of: "app.log"))
    }

    @Test func splitsPaths() {
        #expect(RotatedName.split("/var/log/app.log") == ("/var/log", "app.log"))
        #expect(RotatedName.split("app.log") == (".", "app.log"))
        #expect(RotatedName.split("/app.log") == ("/", "app.log"))
        #expect(RotatedName.split("a/b/") == ("a/b", ""))
    }
}
