/// What `\p{…}` and `\P{…}` name (https://tc39.es/ecma262/#table-nonbinary-unicode-properties and the two tables after it).
struct UnicodeProperty: Sendable {
    private enum Kind: Sendable {
        case categories(Set<Unicode.GeneralCategory>)
        case binary(@Sendable (Unicode.Scalar.Properties) -> Bool)
        case any
        case ascii
        case assigned
        /// `Script=Greek`, as the standard library's own patterns know it.
        case script(String)
    }
    private let kind: Kind
    private let isNegated: Bool

    /// - Parameter text: what stands between the braces; nil is answered for a property that is none.
    init?(_ text: String, negated: Bool) {
        isNegated = negated
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 {
            switch parts[0] {
            case "General_Category", "gc":
                guard let categories = Self.categories[parts[1]] else { return nil }
                kind = .categories(categories)
            case "Script", "sc", "Script_Extensions", "scx":
                let name = parts[1]
                guard !name.isEmpty, name.utf8.allSatisfy({ $0 == 95 || ($0 | 0x20 >= 97 && $0 | 0x20 <= 122) }) else {
                    return nil
                }
                let pattern = "\\p{\(parts[0].hasSuffix("x") || parts[0].hasSuffix("ns") ? "scx" : "sc")=\(name)}"
                guard (try? Regex(pattern)) != nil else { return nil }
                kind = .script(pattern)
            default: return nil
            }
        } else if let categories = Self.categories[text] {
            kind = .categories(categories)
        } else {
            switch text {
            case "Any": kind = .any
            case "ASCII": kind = .ascii
            case "Assigned": kind = .assigned
            default:
                guard let binary = Self.binary[text] else { return nil }
                kind = .binary(binary)
            }
        }
    }

    func contains(_ value: UInt32) -> Bool {
        guard let scalar = Unicode.Scalar(value) else {
            // A surrogate on its own: never in a text, and in its category by name only.
            return isNegated
        }
        let isIn: Bool =
            switch kind {
            case .categories(let categories): categories.contains(scalar.properties.generalCategory)
            case .binary(let test): test(scalar.properties)
            case .any: true
            case .ascii: value < 128
            case .assigned: scalar.properties.generalCategory != .unassigned
            case .script(let pattern):
                (try? Regex(pattern).matchingSemantics(.unicodeScalar).wholeMatch(in: String(Character(scalar)))) != nil
            }
        return isIn != isNegated
    }

    /// General categories by every name they have (https://www.unicode.org/Public/UCD/latest/ucd/PropertyValueAliases.txt).
    private static let categories: [String: Set<Unicode.GeneralCategory>] = {
        let single: [([String], Unicode.GeneralCategory)] = [
            (["Lu", "Uppercase_Letter"], .uppercaseLetter), (["Ll", "Lowercase_Letter"], .lowercaseLetter),
            (["Lt", "Titlecase_Letter"], .titlecaseLetter), (["Lm", "Modifier_Letter"], .modifierLetter),
            (["Lo", "Other_Letter"], .otherLetter), (["Mn", "Nonspacing_Mark"], .nonspacingMark),
            (["Mc", "Spacing_Mark"], .spacingMark), (["Me", "Enclosing_Mark"], .enclosingMark),
            (["Nd", "Decimal_Number", "digit"], .decimalNumber), (["Nl", "Letter_Number"], .letterNumber),
            (["No", "Other_Number"], .otherNumber), (["Pc", "Connector_Punctuation"], .connectorPunctuation),
            (["Pd", "Dash_Punctuation"], .dashPunctuation), (["Ps", "Open_Punctuation"], .openPunctuation),
            (["Pe", "Close_Punctuation"], .closePunctuation), (["Pi", "Initial_Punctuation"], .initialPunctuation),
            (["Pf", "Final_Punctuation"], .finalPunctuation), (["Po", "Other_Punctuation"], .otherPunctuation),
            (["Sm", "Math_Symbol"], .mathSymbol), (["Sc", "Currency_Symbol"], .currencySymbol),
            (["Sk", "Modifier_Symbol"], .modifierSymbol), (["So", "Other_Symbol"], .otherSymbol),
            (["Zs", "Space_Separator"], .spaceSeparator), (["Zl", "Line_Separator"], .lineSeparator),
            (["Zp", "Paragraph_Separator"], .paragraphSeparator), (["Cc", "Control", "cntrl"], .control),
            (["Cf", "Format"], .format), (["Cs", "Surrogate"], .surrogate), (["Co", "Private_Use"], .privateUse),
            (["Cn", "Unassigned"], .unassigned),
        ]
        let groups: [([String], String)] = [
            (["L", "Letter"], "L"), (["M", "Mark", "Combining_Mark"], "M"), (["N", "Number"], "N"),
            (["P", "Punctuation", "punct"], "P"), (["S", "Symbol"], "S"), (["Z", "Separator"], "Z"),
            (["C", "Other"], "C"),
        ]
        var byName: [String: Set<Unicode.GeneralCategory>] = [:]
        for (names, category) in single { for name in names { byName[name] = [category] } }
        for (names, initial) in groups {
            let members = Set(single.filter { $0.0[0].hasPrefix(initial) }.map(\.1))
            for name in names { byName[name] = members }
        }
        let cased: Set<Unicode.GeneralCategory> = [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]
        byName["LC"] = cased
        byName["Cased_Letter"] = cased
        return byName
    }()

    /// Binary properties by both their names, as far as the standard library has them.
    private static let binary: [String: @Sendable (Unicode.Scalar.Properties) -> Bool] = {
        let all: [([String], @Sendable (Unicode.Scalar.Properties) -> Bool)] = [
            (["ASCII_Hex_Digit", "AHex"], { $0.isASCIIHexDigit }), (["Alphabetic", "Alpha"], { $0.isAlphabetic }),
            (["Bidi_Control", "Bidi_C"], { $0.isBidiControl }), (["Bidi_Mirrored", "Bidi_M"], { $0.isBidiMirrored }),
            (["Case_Ignorable", "CI"], { $0.isCaseIgnorable }), (["Cased"], { $0.isCased }),
            (["Changes_When_Lowercased", "CWL"], { $0.changesWhenLowercased }),
            (["Changes_When_Uppercased", "CWU"], { $0.changesWhenUppercased }),
            (["Changes_When_Titlecased", "CWT"], { $0.changesWhenTitlecased }),
            (["Changes_When_Casefolded", "CWCF"], { $0.changesWhenCaseFolded }),
            (["Changes_When_Casemapped", "CWCM"], { $0.changesWhenCaseMapped }),
            (["Changes_When_NFKC_Casefolded", "CWKCF"], { $0.changesWhenNFKCCaseFolded }),
            (["Dash"], { $0.isDash }), (["Default_Ignorable_Code_Point", "DI"], { $0.isDefaultIgnorableCodePoint }),
            (["Deprecated", "Dep"], { $0.isDeprecated }), (["Diacritic", "Dia"], { $0.isDiacritic }),
            (["Emoji"], { $0.isEmoji }), (["Emoji_Modifier", "EMod"], { $0.isEmojiModifier }),
            (["Emoji_Modifier_Base", "EBase"], { $0.isEmojiModifierBase }),
            (["Emoji_Presentation", "EPres"], { $0.isEmojiPresentation }), (["Extender", "Ext"], { $0.isExtender }),
            (["Grapheme_Base", "Gr_Base"], { $0.isGraphemeBase }),
            (["Grapheme_Extend", "Gr_Ext"], { $0.isGraphemeExtend }), (["Hex_Digit", "Hex"], { $0.isHexDigit }),
            (["ID_Continue", "IDC"], { $0.isIDContinue }), (["ID_Start", "IDS"], { $0.isIDStart }),
            (["Ideographic", "Ideo"], { $0.isIdeographic }), (["Join_Control", "Join_C"], { $0.isJoinControl }),
            (["Logical_Order_Exception", "LOE"], { $0.isLogicalOrderException }),
            (["Lowercase", "Lower"], { $0.isLowercase }), (["Math"], { $0.isMath }),
            (["Noncharacter_Code_Point", "NChar"], { $0.isNoncharacterCodePoint }),
            (["Pattern_Syntax", "Pat_Syn"], { $0.isPatternSyntax }),
            (["Pattern_White_Space", "Pat_WS"], { $0.isPatternWhitespace }),
            (["Quotation_Mark", "QMark"], { $0.isQuotationMark }), (["Radical"], { $0.isRadical }),
            (["Sentence_Terminal", "STerm"], { $0.isSentenceTerminal }), (["Soft_Dotted", "SD"], { $0.isSoftDotted }),
            (["Terminal_Punctuation", "Term"], { $0.isTerminalPunctuation }),
            (["Unified_Ideograph", "UIdeo"], { $0.isUnifiedIdeograph }), (["Uppercase", "Upper"], { $0.isUppercase }),
            (["Variation_Selector", "VS"], { $0.isVariationSelector }),
            (["White_Space", "space"], { $0.isWhitespace }), (["XID_Continue", "XIDC"], { $0.isXIDContinue }),
            (["XID_Start", "XIDS"], { $0.isXIDStart }),
        ]
        var byName: [String: @Sendable (Unicode.Scalar.Properties) -> Bool] = [:]
        for (names, test) in all { for name in names { byName[name] = test } }
        return byName
    }()
}
