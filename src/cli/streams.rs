//! The streams of a kind in words: which money comes in, goes out, is held, and how a rule pays it to households.

use crate::diagnostic::{Language, Text};
use crate::report::text::for_terminal;
use crate::scenario::model::{Account, Kind, Party, Stream};

/// One line for each stream: its name, its label, and who brings or receives it.
pub(super) fn lines(kind: &Kind, language: Language) -> Vec<String> {
    let line = |stream: &Stream| {
        let label = for_terminal(stream.formula.label.get(language));
        let side = side(stream);
        format!("{}  {label}{}", for_terminal(&stream.formula.name.value), side.get(language))
    };
    kind.body.streams.iter().map(line).collect()
}

/// The stream that a rule would most likely pay: one that reaches households as income, what was promised first. `None`
/// where nothing goes to anybody in the village.
fn payable(kind: &Kind) -> Option<&Stream> {
    let out = kind.body.streams.iter().filter(|stream| stream.account == Account::Out && !stream.capital);
    let of_village = out.filter(|stream| Party::of(&stream.party.value).is_some_and(|party| party.of_village));
    of_village.min_by_key(|stream| (stream.party.value != "household", stream.promised.is_none()))
}

/// A rule that pays a stream to households; `None` where the kind has none for them.
pub(super) fn rule(kind: &Kind, project: &str, language: Language) -> Option<Vec<String>> {
    let name = &payable(kind)?.formula.name.value;
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
    let party = Party::of(&stream.party.value);
    let party = party.map_or_else(|| Text::same(&stream.party.value), |party| Text::new(party.zh, party.en));
    match stream.account {
        Account::In => Text::new(format!("（收入，来自{}）", party.zh), format!(" (in, from {})", party.en)),
        Account::Out => Text::new(format!("（支出，给{}）", party.zh), format!(" (out, to {})", party.en)),
        Account::Balance => Text::new("（年末结存）", " (held at the end of the year)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::files::DiskFiles;
    use crate::scenario::files::KindSources;
    use crate::scenario::kinds::BUILTIN;
    use crate::scenario::read_kind;

    #[test]
    fn the_rule_shown_pays_what_is_income_of_somebody_in_the_village() {
        let sources = KindSources { folders: Vec::new(), builtin: BUILTIN };
        let shown = |name: &str| {
            let (kind, _) = read_kind(name, &DiskFiles, &sources).unwrap_or_else(|(mistakes, _)| panic!("{mistakes}"));
            payable(&kind).map(|stream| stream.formula.name.value.clone())
        };
        for (kind, stream) in [
            ("crop-base", "rent"),
            ("revolving-fund", "reward_paid"),
            ("fixed-dividend-stake", "household_dividend"),
            ("micro-credit", "firm_dividend"),
            ("solar-station", "household"),
        ] {
            assert_eq!(shown(kind).as_deref(), Some(stream), "{kind}");
        }
        for (name, _) in BUILTIN.iter().filter(|(name, _)| *name != "rural-household") {
            assert!(shown(name).is_some(), "{name}");
        }
    }
}
