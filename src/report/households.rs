//! Views of the findings about households that tables, page, charts and files share.

use crate::analysis::findings::Estimate;
use crate::analysis::village::{
    GroupFinding, HouseholdFinding, RecipientFinding, SourceFinding, VillageFinding, WithoutFinding,
};
use crate::diagnostic::{Language, Text};
use crate::report::words::pick;

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

/// The recipient is the village collective or households of the list.
pub fn is_of_village(village: &VillageFinding, recipient: &RecipientFinding) -> bool {
    matches!(recipient.name.as_str(), "village" | "all")
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

/// What a recipient gets over all years of the run; what is not finite counts as nothing.
pub fn over_run(recipient: &RecipientFinding) -> f64 {
    recipient.over_run.iter().filter(|amount| amount.is_finite()).sum()
}

/// Projects pay in years of the run that the household model does not look at, too.
pub fn pay_in_other_years(village: &VillageFinding) -> bool {
    village.recipients.iter().any(|recipient| {
        let within: f64 = received_by_year(village, recipient).iter().sum();
        (over_run(recipient) - within).abs() > 0.5
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

/// What of a recipient's money is capital that comes back, by year and over the run: nobody's income.
pub fn capital_of(village: &VillageFinding, recipient: &RecipientFinding) -> (Vec<f64>, f64) {
    let mut by_year = vec![0.0; village.years.len()];
    let mut run = 0.0;
    for ((name, _, years), over_run) in recipient.from.iter().zip(&recipient.over_run) {
        if name.ends_with(CAPITAL) {
            by_year.iter_mut().zip(years).filter(|(_, amount)| amount.is_finite()).for_each(|(sum, x)| *sum += x);
            run += if over_run.is_finite() { *over_run } else { 0.0 };
        }
    }
    (by_year, run)
}

/// What all households of the list get, by year and over the run.
pub fn listed_together(village: &VillageFinding) -> (Vec<f64>, f64) {
    together(village, |recipient| (received_by_year(village, recipient), over_run(recipient)))
}

/// What of that is capital that comes back.
pub fn listed_capital(village: &VillageFinding) -> (Vec<f64>, f64) {
    together(village, |recipient| capital_of(village, recipient))
}

/// A part of what every group of the list gets, added up.
fn together(village: &VillageFinding, part: impl Fn(&RecipientFinding) -> (Vec<f64>, f64)) -> (Vec<f64>, f64) {
    let listed = |recipient: &&RecipientFinding| is_of_village(village, recipient) && recipient.name != COLLECTIVE;
    let nothing = (vec![0.0; village.years.len()], 0.0);
    village.recipients.iter().filter(listed).map(part).fold(nothing, |(mut by_year, run), (years, over_run)| {
        by_year.iter_mut().zip(years).for_each(|(sum, amount)| *sum += amount);
        (by_year, run + over_run)
    })
}

/// What the collective pays on to a recipient over all years of the run.
pub fn passed_on_over_run(recipient: &RecipientFinding) -> f64 {
    let parts = recipient.from.iter().zip(&recipient.over_run);
    parts.filter(|((name, _, _), amount)| name == COLLECTIVE && amount.is_finite()).map(|(_, amount)| amount).sum()
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
