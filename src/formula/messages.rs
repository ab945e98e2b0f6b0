//! The sentences of formula errors that several places share.

use crate::diagnostic::{Code, Diagnostic, Span, Text};

/// A mistake in how a formula is written.
pub(super) fn syntax(span: Span, message: Text, remedy: Text) -> Diagnostic {
    Diagnostic::at(Code::FormulaSyntax, span, message, remedy)
}

/// A limit of [`crate::formula`] that was exceeded; `exactly` is false where the count stopped early.
pub(super) fn limit(span: Span, zh: &str, en: &str, found: usize, allowed: usize, exactly: bool) -> Diagnostic {
    let (least_zh, least_en) = if exactly { ("", "") } else { ("至少 ", "at least ") };
    let over = found.saturating_sub(allowed);
    Diagnostic::at(
        Code::LimitExceeded,
        span,
        Text::new(
            format!("{zh}是 {least_zh}{found}，上限是 {allowed}，超出 {over}"),
            format!("{en} is {least_en}{found}; the limit is {allowed}, exceeded by {over}"),
        ),
        Text::new(
            "请把公式拆成几条：先给中间结果起名字，再引用这些名字",
            "split the formula: give intermediate results names and use those",
        ),
    )
}

/// A character as messages show it: itself where it is visible, and its code point where it is not ASCII.
pub(super) fn shown(character: char) -> String {
    let code = character as u32;
    if character.is_control() || character.is_whitespace() || matches!(code, 0x200B..=0x200F | 0xFEFF | 0x2060 | 0xAD) {
        format!("U+{code:04X}")
    } else if character.is_ascii() {
        format!("“{character}”")
    } else {
        format!("“{character}” (U+{code:04X})")
    }
}

/// The beginning of a piece of the formula, short enough for a sentence.
pub(super) fn excerpt(text: &str) -> String {
    const MOST: usize = 24;
    let short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
