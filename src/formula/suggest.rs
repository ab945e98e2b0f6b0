//! “Did you mean …?”

/// Chinese words for not.
const NOT: [char; 5] = ['非', '未', '不', '无', '没'];
/// Longest name that suggestions are sought for, in characters: nobody mistypes a longer one by a letter or two.
const MOST: usize = 64;

/// The candidate that `name` was most likely meant to be, or `None` if none is near.
///
/// Near is: equal but for upper and lower case; or few edits away (a letter left out, added, changed, or two
/// neighbours swapped): one edit up to 5 characters, two up to 9, three beyond. ASCII names of one or two letters
/// are too short for that; a Chinese name of two characters is not. Of equally near candidates the first wins.
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.chars().flat_map(char::to_lowercase).take(MOST + 1).collect();
    if wanted.is_empty() || wanted.len() > MOST {
        return None;
    }
    let allowed = match wanted.len() {
        1 => 0,
        2 => usize::from(!name.is_ascii()),
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other: Vec<char> = candidate.chars().flat_map(char::to_lowercase).take(MOST + 1).collect();
        if candidate == name || is_opposite(&wanted, &other) || other.len().abs_diff(wanted.len()) > allowed {
            continue;
        }
        let distance = edits(&wanted, &other);
        // every character changed is another word, not a slip
        let slip = distance <= allowed && distance < wanted.len().max(other.len());
        if slip && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// True where one says that the other is not (`监测`, `非监测`).
fn is_opposite(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let mut rest = long.iter().enumerate();
    long.len() == short.len() + 1
        && rest.any(|(at, c)| NOT.contains(c) && long.iter().take(at).chain(long.iter().skip(at + 1)).eq(short))
}

/// Number of slips from one name to another: letters left out, added or changed, neighbours swapped.
pub(crate) fn edits_between(a: &str, b: &str) -> usize {
    let characters = |text: &str| text.chars().take(MOST + 1).collect::<Vec<char>>();
    edits(&characters(a), &characters(b))
}

/// What other languages and spreadsheets call a function of ours.
pub fn known_as(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "average" | "avg" | "nanmean" => "mean",
        "percentile" | "median" => "quantile",
        "stdev" | "stddev" | "std" | "nanstd" | "stdev.s" => "sd",
        "int" | "rounddown" | "floordiv" => "floor",
        "roundup" | "ceiling" => "ceil",
        "power" => "pow",
        "absolute" | "fabs" => "abs",
        "amax" | "nanmax" => "max",
        "amin" | "nanmin" => "min",
        "prod" => "product",
        "interp" => "interpolate",
        "log_10" | "lg" => "log10",
        "lag" | "previous" => "prev",
        "lead" => "next",
        "cumsum" | "running_total" => "cumulative",
        "sumif" | "total" | "nansum" => "sum",
        "countif" | "len" => "count",
        _ => return None,
    })
}

/// Number of edits from `a` to `b`: insertions, deletions, substitutions and swaps of neighbours
/// (optimal string alignment, after Damerau 1964).
fn edits(a: &[char], b: &[char]) -> usize {
    // three rows of the table: two above, one above, current
    let mut two_above = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut row = vec![0; b.len() + 1];
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let change = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(two_above[j - 2] + 1);
            }
            row[j] = least;
        }
        std::mem::swap(&mut two_above, &mut above);
        std::mem::swap(&mut above, &mut row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn names_from_elsewhere_lead_to_functions_there_are() {
        for (name, expected) in [("AVERAGE", "mean"), ("stdev", "sd"), ("lag", "prev"), ("median", "quantile")] {
            assert_eq!(known_as(name), Some(expected));
        }
        assert_eq!(known_as("sum"), None);
    }

    #[test]
    fn edits_counts_each_kind_of_slip_once() {
        for (a, b, distance) in [
            ("price", "price", 0),
            ("price", "pric", 1),
            ("price", "priced", 1),
            ("price", "prise", 1),
            ("price", "pirce", 1),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(edits(&characters(a), &characters(b)), distance, "{a} → {b}");
            assert_eq!(edits(&characters(b), &characters(a)), distance, "{b} → {a}");
        }
    }

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let names = ["price", "revenue", "kWh", "kW", "收入", "产量", "mu", "非监测户", "稳定"];
        for (name, expected) in [
            ("pirce", Some("price")),
            ("Revenu", Some("revenue")),
            ("KWH", Some("kWh")),
            ("收人", Some("收入")),
            ("MU", Some("mu")),
            ("xy", None),
            ("监测户", None),
            ("不稳定", None),
            ("非监侧户", Some("非监测户")),
            ("亩", None),
            ("成本", None),
            ("", None),
            ("completely_else", None),
        ] {
            assert_eq!(did_you_mean(name, names), expected, "{name}");
        }
    }

    #[test]
    fn the_nearest_of_several_wins() {
        assert_eq!(
            did_you_mean("loan_paymen", ["loan_interest", "loan_payments", "loan_payment"]),
            Some("loan_payment")
        );
    }

    #[test]
    fn a_very_long_name_has_no_suggestion() {
        let name = "x".repeat(1_000_000);
        assert_eq!(did_you_mean(&name, [name.as_str(), "x"]), None);
    }
}
