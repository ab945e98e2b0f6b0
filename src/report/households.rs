//! Views of the findings about households that tables, page, charts and files share.

use crate::analysis::findings::Estimate;
use crate::analysis::village::{
    GroupFinding, HouseholdFinding, InAll, RecipientFinding, SourceFinding, Totals, VillageFinding, WithoutFinding,
};
use crate::diagnostic::{Language, Text};
use crate::report::words::pick;
use crate::village::RECORDED;

/// The name of the collective among recipients and payers.
const COLLECTIVE: &str = "village";
/// Ends the names of flows that are capital.
const CAPITAL: &str = ".capital";

/// The households from the likeliest to be ever below the line down; equal ones by expected bad years, then as listed.
/// Those without a probability stand last.
pub fn by_risk(village: &VillageFinding) -> Vec<&HouseholdFinding> {
    let mut sorted: Vec<&HouseholdFinding> = village.list.iter().collect();
    let known = |value: f64| if value.is_finite() { value } else { f64::NEG_INFINITY };
    sorted.sort_by(|a, b| {
        let by_probability = known(b.ever_below.value).total_cmp(&known(a.ever_below.value));
        by_probability.then(known(b.bad_years).total_cmp(&known(a.bad_years)))
    });
    sorted
}

/// The group of all households.
pub fn everybody(village: &VillageFinding) -> Option<&GroupFinding> {
    village.groups.iter().find(|group| group.name == "all").or_else(|| village.groups.first())
}

/// The groups but that of all households.
pub fn proper_groups(village: &VillageFinding) -> impl Iterator<Item = &GroupFinding> {
    village.groups.iter().filter(|group| group.name != "all")
}

/// The labels of the groups that a household is in; the name where a group has no label.
pub fn group_labels(village: &VillageFinding, household: &HouseholdFinding, language: Language) -> Vec<String> {
    let label = |name: &String| {
        let found = village.groups.iter().find(|group| &group.name == name);
        found.map_or_else(|| name.clone(), |group| label_or(&group.label, name, language).to_string())
    };
    household.groups.iter().filter(|name| *name != "all").map(label).collect()
}

/// The label, or the name where there is none.
pub fn label_or<'a>(label: &'a Text, name: &'a str, language: Language) -> &'a str {
    match label.get(language) {
        "" => name,
        label => label,
    }
}

/// The main cause of a household's bad years.
pub fn main_cause<'a>(village: &'a VillageFinding, household: &HouseholdFinding, language: Language) -> &'a str {
    let cause = household.main_cause.and_then(|place| village.causes.get(place));
    match cause {
        Some(cause) => label_or(&cause.label, &cause.path, language),
        None if household.bad_years > 0.0 && !village.causes.is_empty() => {
            pick(language, "没有单一原因", "no single cause")
        }
        None => "",
    }
}

/// The recipient is the village collective or households of the list, whose own incomes may hold what they get.
pub fn is_of_village(village: &VillageFinding, recipient: &RecipientFinding) -> bool {
    matches!(recipient.name.as_str(), "village" | "all" | RECORDED)
        || village.groups.iter().any(|group| group.name == recipient.name)
}

/// What a recipient gets from everybody by year; what is not finite counts as nothing.
pub fn received_by_year(village: &VillageFinding, recipient: &RecipientFinding) -> Vec<f64> {
    let in_year = |year: usize| {
        let amounts = recipient.from.iter().filter_map(|(_, _, years)| years.get(year));
        amounts.filter(|amount| amount.is_finite()).sum()
    };
    (0..village.years.len()).map(in_year).collect()
}

/// The sums over the years of the household model and over the run differ, in yuan.
fn differ(sums: &InAll) -> bool {
    (sums.run.value - sums.years.value).abs() > 0.5
}

/// Any of these recipients is paid, or pays, in years of the run that the household model does not look at, too.
pub fn pay_in_other_years<'a>(recipients: impl IntoIterator<Item = &'a RecipientFinding>) -> bool {
    recipients.into_iter().any(|recipient| {
        let Totals { gets, capital, bears, puts_in } = &recipient.totals;
        recipient.in_all.iter().chain([gets, capital, bears, puts_in]).any(differ)
    })
}

/// What the collective pays on to a recipient by year, of what projects paid it.
pub fn passed_on_by_year(village: &VillageFinding, recipient: &RecipientFinding) -> Vec<f64> {
    let found = recipient.from.iter().find(|(name, _, _)| name == COLLECTIVE);
    let amounts = found.map_or(&[][..], |(_, _, years)| years);
    (0..village.years.len())
        .map(|year| amounts.get(year).copied().filter(|amount| amount.is_finite()).unwrap_or(0.0))
        .collect()
}

/// What of a recipient's money is capital that comes back, by year: nobody's income.
pub fn capital_by_year(village: &VillageFinding, recipient: &RecipientFinding) -> Vec<f64> {
    let mut by_year = vec![0.0; village.years.len()];
    for (_, _, years) in recipient.from.iter().filter(|(name, _, _)| name.ends_with(CAPITAL)) {
        by_year.iter_mut().zip(years).filter(|(_, amount)| amount.is_finite()).for_each(|(sum, x)| *sum += x);
    }
    by_year
}

/// A project hands capital back to households of the list, lends it to them, or has it from them.
pub fn moves_capital(village: &VillageFinding, project: &str) -> bool {
    let of_project = |name: &String| name.strip_suffix(CAPITAL) == Some(project);
    let mut listed =
        village.recipients.iter().filter(|found| is_of_village(village, found) && found.name != COLLECTIVE);
    listed.any(|found| {
        let gets = found.from.iter().zip(&found.in_all).map(|((name, _, _), sums)| (name, sums));
        let mut all = gets.chain(found.bears.iter().map(|(name, _, sums)| (name, sums)));
        all.any(|(name, sums)| of_project(name) && sums.is_something())
    })
}

/// What the collective pays on to a recipient; `None` where it pays it nothing.
pub fn passed_on(recipient: &RecipientFinding) -> Option<InAll> {
    let mut parts = recipient.from.iter().zip(&recipient.in_all);
    parts.find(|((name, _, _), sums)| name == COLLECTIVE && sums.is_something()).map(|(_, sums)| *sums)
}

/// What a recipient keeps: of the collective what it does not pay on to villagers, so that nothing is counted twice.
pub fn kept_by_year(village: &VillageFinding, recipient: &RecipientFinding) -> Vec<f64> {
    let mut kept = received_by_year(village, recipient);
    if recipient.name == COLLECTIVE {
        for other in villagers(village) {
            kept.iter_mut().zip(passed_on_by_year(village, other)).for_each(|(kept, amount)| *kept -= amount);
        }
    }
    kept
}

/// What income a person times people is more (less: negative) than all sources together: own medical bills, mostly.
pub fn unexplained(household: &HouseholdFinding) -> Option<f64> {
    let sum: f64 = household.receives.iter().sum();
    let rest = household.income.value * household.members - sum;
    // less than half a yuan is what rounding leaves
    (rest.is_finite() && !household.receives.is_empty()).then(|| if rest.abs() < 0.5 { 0.0 } else { rest })
}

/// The same a household and year, over the whole list; `None` where the sources explain all, or an income is not known.
pub fn unexplained_mean(village: &VillageFinding) -> Option<f64> {
    let rest: Vec<f64> = village.list.iter().map(unexplained).collect::<Option<_>>()?;
    let mean = rest.iter().sum::<f64>() / rest.len().max(1) as f64;
    rest.iter().any(|amount| *amount != 0.0).then_some(mean)
}

/// A source is aid by rule, from no project.
pub fn is_aid(source: &SourceFinding) -> bool {
    source.received && source.path.split('.').any(|part| part == "aid")
}

/// What is switched off is a transfer of the household model, neither a project nor aid by rule.
pub fn is_of_household_model(without: &WithoutFinding) -> bool {
    !without.project && without.path.split('.').all(|part| part != "aid")
}

/// The sources that are projects.
pub fn paying_projects(village: &VillageFinding) -> usize {
    let project = |source: &&SourceFinding| source.received && !is_aid(source) && source.path != "received.village";
    village.sources.iter().filter(project).count()
}

/// What is switched off and anything to switch: rows in which everything is exactly nothing are left out.
pub fn with_effect(village: &VillageFinding) -> (Vec<&WithoutFinding>, Vec<&WithoutFinding>) {
    village.without.iter().partition(|without| without.share_below.value != 0.0 || without.income.value != 0.0)
}

/// The mean a year.
pub fn yearly(amounts: &[f64]) -> f64 {
    if amounts.is_empty() { 0.0 } else { amounts.iter().sum::<f64>() / amounts.len() as f64 }
}

/// The village collective, where it gets anything.
pub fn collective(village: &VillageFinding) -> Option<&RecipientFinding> {
    village.recipients.iter().find(|recipient| recipient.name == "village")
}

/// The recipients that are villagers or the collective.
pub fn villagers(village: &VillageFinding) -> impl Iterator<Item = &RecipientFinding> {
    village.recipients.iter().filter(|recipient| recipient.villagers)
}

/// What projects pay by year to villagers and the collective, one row a project, in the order in which they first appear: name, title, amounts.
pub fn by_project(village: &VillageFinding) -> Vec<(&str, &Text, Vec<f64>)> {
    let mut projects: Vec<(&str, &Text, Vec<f64>)> = Vec::new();
    // what the collective pays on came from projects
    let paid = villagers(village).flat_map(|recipient| &recipient.from).filter(|(name, _, _)| name != COLLECTIVE);
    for (name, title, amounts) in paid {
        let place = projects.iter().position(|(known, _, _)| known == name).unwrap_or_else(|| {
            projects.push((name, title, vec![0.0; village.years.len()]));
            projects.len() - 1
        });
        for (sum, amount) in projects[place].2.iter_mut().zip(amounts).filter(|(_, amount)| amount.is_finite()) {
            *sum += amount;
        }
    }
    projects
}

/// The expected number of households of which a share is known.
pub fn expected(share: Estimate, households: u64) -> Estimate {
    Estimate { value: share.value * households as f64, error: share.error.map(|error| error * households as f64) }
}
