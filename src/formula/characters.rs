//! Characters: which begin a name, which full-width forms are read as ASCII, and what to write instead of the others.

use crate::formula::expression::BinaryOperator;
use crate::formula::lexer::TokenKind;

/// True for a character a name can begin with.
pub(super) fn begins_name(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

/// True for a character a name can go on with.
pub(super) fn continues_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The ASCII form of full-width brackets, operators and digits; any other character as it is. Full-width letters stay:
/// they are part of names, and names are compared as written.
pub(super) fn ascii(character: char) -> char {
    match character {
        '（' => '(',
        '）' => ')',
        '［' => '[',
        '］' => ']',
        '，' => ',',
        '：' => ':',
        '；' => ';',
        '％' => '%',
        '＝' => '=',
        '＜' => '<',
        '＞' => '>',
        '＋' => '+',
        '－' => '-',
        '＊' => '*',
        '／' => '/',
        '＾' => '^',
        '！' => '!',
        '？' => '?',
        '．' => '.',
        '０'..='９' => char::from_u32(character as u32 - '０' as u32 + '0' as u32).unwrap_or(character),
        other => other,
    }
}

/// The quotes that may close a text opened by `quote`, where `quote` is not a straight one.
pub(super) fn closing_quotes(quote: char) -> Option<&'static [char]> {
    Some(match quote {
        '‘' | '’' | '‛' => &['’', '‘', '\''],
        '“' | '”' | '„' => &['”', '“', '"'],
        '「' | '」' => &['」'],
        '『' | '』' => &['』'],
        '《' | '》' => &['》'],
        '＇' => &['＇', '\''],
        '＂' => &['＂', '"'],
        '`' | '´' => &['`', '´', '\''],
        _ => return None,
    })
}

/// What to say about a character that no formula can hold.
pub(super) struct Stray {
    /// What was meant, if that is plain; the reader goes on as if it had been written.
    pub meant: Option<TokenKind>,
    /// What to write, in Chinese.
    pub zh: &'static str,
    /// What to write, in English.
    pub en: &'static str,
}

/// Advice for a character that is not part of the language.
pub(super) fn stray(character: char) -> Stray {
    use BinaryOperator as B;
    let (meant, zh, en) = match character {
        '×' | '✕' | '✖' | '∗' | '·' | '•' | '⋅' => {
            (Some(TokenKind::Operator(B::Multiply)), "乘号请写 *", "write * for times")
        }
        '÷' | '∕' => (Some(TokenKind::Operator(B::Divide)), "除号请写 /", "write / for divided by"),
        '−' | '–' | '—' | '‐' | '‑' => {
            (Some(TokenKind::Operator(B::Subtract)), "减号请写 -（半角）", "write - (hyphen) for minus")
        }
        '≤' | '≦' => (Some(TokenKind::Operator(B::LessEqual)), "小于等于请写 <=", "write <="),
        '≥' | '≧' => (Some(TokenKind::Operator(B::GreaterEqual)), "大于等于请写 >=", "write >="),
        '≠' => (Some(TokenKind::Operator(B::NotEqual)), "不等于请写 !=", "write !="),
        '≈' => (
            None,
            "没有“约等于”；请写 abs(a - b) < 允许的差",
            "there is no “about equal”; write abs(a - b) < tolerance",
        ),
        '、' | '。' | ';' => (Some(TokenKind::Comma), "各项之间请用逗号 , 分开", "separate items with a comma"),
        '∧' => (Some(TokenKind::Operator(B::And)), "“并且”请写 and", "write and"),
        '∨' => (Some(TokenKind::Operator(B::Or)), "“或者”请写 or", "write or"),
        '¬' => (Some(TokenKind::Not), "“非”请写 not", "write not"),
        '{' | '【' | '〔' | '｛' | '〈' | '}' | '】' | '〕' | '｝' | '〉' => (
            None,
            "括号请写 ( )，列表请写 [ ]，上一年的值请写 prev(x, 0)",
            "write ( ) for brackets, [ ] for a list, prev(x, 0) for the year before",
        ),
        '√' => (None, "平方根请写 sqrt(x)", "write sqrt(x)"),
        '∞' => (None, "没有无穷大；请去掉这个界限", "there is no infinity; leave the bound out"),
        '‰' => (None, "千分之一请写 0.001 或 0.1 %", "write 0.001 or 0.1 %"),
        '€' | '£' => (
            None,
            "外币请在 [units] 里按汇率写明，例如 EUR = \"8 元\"，再写 100 EUR",
            "declare another currency in [units] at its rate, as in EUR = \"8 元\", and write 100 EUR",
        ),
        '￥' | '¥' | '$' => {
            (None, "请把单位写在数字后面，例如 100 元", "write the unit behind the number, as in 100 yuan")
        }
        '㎡' => (None, "平方米请写 m2", "write m2"),
        '㎥' => (None, "立方米请写 m3", "write m3"),
        '㎏' => (None, "公斤请写 kg", "write kg"),
        '℃' | '°' => (None, "温度请写成不带单位的数", "write a temperature as a number without a unit"),
        '#' => (None, "说明文字请写在引号外面（TOML 的 # 注释）", "put comments outside the quotes (TOML's #)"),
        '~' => (None, "年份范围请写 1..20", "write a range of years as 1..20"),
        '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}' | '\u{AD}' => (
            None,
            "这是看不见的字符，请删去后重新输入这一处",
            "this character is invisible: delete it and type this place again",
        ),
        c if c.is_control() => (None, "这是控制字符，请删去", "this is a control character: delete it"),
        _ => (None, "请删去，或换成公式能用的写法", "delete it, or write it in a form a formula knows"),
    };
    Stray { meant, zh, en }
}
