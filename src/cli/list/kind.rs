//! `list kinds KIND`: what a kind asks for, what it reports, and which money it moves.

use crate::cli::console::Console;
use crate::cli::streams;
use crate::report::text::for_terminal;
use crate::scenario::model::Kind;

/// The kind in words.
pub(super) fn text(kind: &Kind, console: &Console) -> String {
    let language = console.language;
    let mut text = format!("{}  {}\n", for_terminal(&kind.name), for_terminal(kind.title.get(language)));
    if !kind.description.is_empty() {
        text.push_str(&format!("    {}\n", for_terminal(kind.description.get(language))));
    }
    let mut section = |zh: &str, en: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text.push_str(&format!("\n{}\n", console.pick(zh, en)));
            lines.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
    };
    let named = |name: &str, label: &str| for_terminal(format!("{name}  {label}").trim_end());
    let inputs = kind.body.inputs.iter();
    section("输入", "Inputs", inputs.map(|input| named(&input.name.value, input.label.get(language))).collect());
    let outcomes = kind.body.outcomes.iter().map(|outcome| &outcome.formula);
    section("结果", "Outcomes", outcomes.map(|one| named(&one.name.value, one.label.get(language))).collect());
    section("资金流", "Streams of money", streams::lines(kind, language));
    let project = kind.name.replace('-', "_");
    section(
        "付给农户：情景里写",
        "To pay households, write in the scenario",
        streams::rule(kind, &project, language).unwrap_or_default(),
    );
    text
}
