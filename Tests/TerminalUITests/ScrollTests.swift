import TerminalUI
import Testing

@Suite struct ScrollTests {
    @Test func movesAndStaysInside() {
        var scroll = Scroll(count: 100, height: 10)
        scroll.move(by: -1)
        #expect(scroll.selection == 0)
        scroll.move(by: 12)
        #expect(scroll.visible == 3..<13)
        scroll.end()
        #expect(scroll.selection == 99 && scroll.visible == 90..<100 && scroll.isAtEnd)
        scroll.pageUp()
        #expect(scroll.selection == 90 && scroll.offset == 81)
        scroll.home()
        #expect(scroll.visible == 0..<10 && scroll.isAtStart)
        scroll.centre(on: 50)
        #expect(scroll.visible == 45..<55)
    }

    @Test func keepsItsPlaceWhenRowsComeAndGo() {
        var scroll = Scroll(count: 100, height: 10)
        scroll.select(50)
        let before = scroll
        scroll.inserted(7)
        #expect(scroll.selection == before.selection + 7 && scroll.offset == before.offset + 7)
        scroll.removed(7)
        #expect(scroll == before)
        scroll.inserted(5, at: 90)
        #expect(scroll.selection == 50 && scroll.offset == before.offset && scroll.count == 105)
        scroll.removed(60)
        #expect(scroll.selection == 0)
    }

    @Test func survivesEmptyAndTiny() {
        var scroll = Scroll()
        scroll.move(by: 5)
        scroll.end()
        scroll.pageDown()
        #expect(scroll.visible.isEmpty && scroll.selection == 0)
        scroll.update(count: 3, height: 0)
        scroll.move(by: 2)
        #expect(scroll.selection == 2)
        scroll.update(count: 1, height: 5)
        #expect(scroll.selection == 0 && scroll.visible == 0..<1)
    }
}

@Suite struct TextFieldTests {
    private func edited(_ text: String, _ keys: Key...) -> TextField {
        var field = TextField(text)
        for key in keys {
            let known = field.handle(key)
            #expect(known)
        }
        return field
    }

    @Test func edits() {
        #expect(edited("ab", .left, .character("x")).text == "axb")
        #expect(edited("ab", .home, .delete).text == "b")
        #expect(edited("ab", .backspace, .backspace, .backspace).text == "")
        #expect(edited("level>=warn service=pay  ", .control("w")).text == "level>=warn ")
        #expect(edited("abc", .left, .control("u")).text == "c")
        #expect(edited("abc", .control("a"), .right, .control("k")).text == "a")
        #expect(edited("abc", .control("a"), .control("e"), .character("!")).text == "abc!")
        var field = TextField("a")
        for key in [Key.up, .enter, .control("x")] {
            let known = field.handle(key)
            #expect(!known)
        }
        #expect(field.text == "a")
    }

    @Test func joinsWhatCombines() {
        let field = edited("e", .character("\u{301}"), .character("x"))
        #expect(field.text == "e\u{301}x")
        #expect(field.cursor == 2)
    }

    @Test func isBounded() {
        var field = TextField("abc", limit: 4)
        field.insert("defg")
        #expect(field.text == "abcd")
    }

    @Test func keepsTheCursorInSight() {
        var buffer = Buffer(size: Size(width: 6, height: 1))
        let field = TextField("漢字abcdef")
        let cursor = field.draw(in: Rect(buffer.size), to: &buffer)
        #expect(cursor == Point(x: 5, y: 0))
        #expect(buffer.text == "bcdef")
        #expect(TextField("漢").draw(in: Rect(buffer.size), to: &buffer) == Point(x: 2, y: 0))
    }
}
