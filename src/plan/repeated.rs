//! Mistakes of formulas that the program has copied.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostics};

/// Sorts mistakes by place. A formula that the program has copied for a case has the mistakes of the formula it was copied
/// from, and a circle goes through all copies: each is told once.
pub(super) fn told_once(diagnostics: &mut Diagnostics) {
    let without_case = |text: &str| -> String {
        let mut parts = text.split('@');
        let first = parts.next().unwrap_or_default().to_owned();
        let in_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        parts.fold(first, |text, part| text + part.trim_start_matches(in_name))
    };
    // those of the formulas as they were written come first
    diagnostics.list.sort_by_key(|mistake| (mistake.span, mistake.message.en.contains('@')));
    let mut told = HashSet::new();
    diagnostics.list.retain(|mistake| {
        let text = if mistake.code == Code::Circular { String::new() } else { without_case(&mistake.message.en) };
        told.insert((mistake.code, mistake.span, text))
    });
}
