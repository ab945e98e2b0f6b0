//! Rules of payment for years that never come.

use crate::diagnostic::Text;
use crate::report::text::for_terminal;
use crate::scenario::model::{Payment, Scenario};

/// The rules whose years all lie outside the run.
pub(in crate::cli) fn outside(scenario: &Scenario) -> Vec<Text> {
    let first = i64::from(scenario.start_year);
    let last = first + i64::try_from(scenario.horizon).unwrap_or(i64::MAX - first);
    let of_projects = scenario.projects.iter().flat_map(|project| numbered(&project.name.value, &project.pays));
    let rules = of_projects.chain(numbered("village", &scenario.village.pays));
    rules.filter(|(_, _, rule)| is_outside(rule, first, last)).map(|(of, number, rule)| {
        let (of, to, years) = (for_terminal(of), for_terminal(&rule.to.value), written(rule));
        Text::new(
            format!("“{of}”的第 {number} 条付钱规则（to = \"{to}\"）只管 {years} 年，都在测算的 {first}–{last} 年之外，一分钱也不付。改 years，或加长 horizon"),
            format!(
                "rule {number} of `{of}` (to = \"{to}\") holds in {years}, outside the run of {first}–{last}: it pays nothing. Change `years`, or make `horizon` longer"
            ),
        )
    }).collect()
}

fn numbered<'s>(of: &'s str, rules: &'s [Payment]) -> impl Iterator<Item = (&'s str, usize, &'s Payment)> {
    rules.iter().enumerate().map(move |(place, rule)| (of, place + 1, rule))
}

/// True where no year of the run is one of the rule's.
pub(super) fn is_outside(rule: &Payment, first: i64, last: i64) -> bool {
    let (from, to) = rule.years;
    from.is_some_and(|from| i64::from(from) > last) || to.is_some_and(|to| i64::from(to) < first)
}

/// `2035–2040`, `2035–`, `–2010`, `2035`.
fn written(rule: &Payment) -> String {
    match rule.years {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (from, to) => {
            let end = |year: Option<i32>| year.map_or(String::new(), |year| year.to_string());
            format!("{}–{}", end(from), end(to))
        }
    }
}
