//! The streams of a kind in words: which money comes in, goes out, is held, and how a rule pays it to households.

use crate::diagnostic::{Language, Text};
use crate::report::text::for_terminal;
use crate::scenario::model::{Account, Kind, Stream};

/// One line for each stream: its name, its label, and who brings or receives it.
pub(super) fn lines(kind: &Kind, language: Language) -> Vec<String> {
    let line = |stream: &Stream| {
        let label = for_terminal(stream.formula.label.get(language));
        let side = side(stream);
        format!("{}  {label}{}", for_terminal(&stream.formula.name.value), side.get(language))
    };
    kind.body.streams.iter().map(line).collect()
}

/// A rule that pays the first stream that can be paid to households; `None` where the kind has none.
pub(super) fn rule(kind: &Kind, project: &str, language: Language) -> Option<Vec<String>> {
    let out = || kind.body.streams.iter().filter(|stream| stream.account == Account::Out);
    let first = out().find(|stream| stream.party.value == "household").or_else(|| out().next())?;
    let name = &first.formula.name.value;
    let (to, by) = match language {
        Language::Chinese => {
            ("# [groups] 里的群体；all 为全部户，village 为村集体", "# person 按人、household 按户，或名册的一列")
        }
        Language::English => {
            ("# a group of [groups]; all for everybody, village", "# person, household, or a column of the list")
        }
    };
    Some(vec![
        format!("[[projects.{project}.pays]]"),
        format!("stream = \"{name}\""),
        format!("to = \"all\"        {to}"),
        format!("by = \"person\"     {by}"),
    ])
}

fn side(stream: &Stream) -> Text {
    let party = party(&stream.party.value);
    match stream.account {
        Account::In => Text::new(format!("（收入，来自{}）", party.zh), format!(" (in, from {})", party.en)),
        Account::Out => Text::new(format!("（支出，给{}）", party.zh), format!(" (out, to {})", party.en)),
        Account::Balance => Text::new("（年末结存）", " (held at the end of the year)"),
    }
}

/// A class of those who bring or receive money.
fn party(class: &str) -> Text {
    let (zh, en) = match class {
        "village" => ("村集体", "the village collective"),
        "household" => ("农户", "households"),
        "worker" => ("务工者", "workers"),
        "landowner" => ("出租土地者", "landowners"),
        "operator" => ("经营主体", "the operator"),
        "payer" => ("付款企业", "the payer"),
        "guarantor" => ("担保方", "the guarantor"),
        "state" => ("财政", "the state"),
        "donor" => ("捐助方", "donors"),
        "bank" => ("银行", "the bank"),
        "insurer" => ("保险公司", "the insurer"),
        "market" => ("市场", "the market"),
        other => (other, other),
    };
    Text::new(zh, en)
}
