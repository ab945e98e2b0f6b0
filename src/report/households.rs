//! Views of the findings about households that tables, page, charts and files share.

use crate::analysis::findings::Estimate;
use crate::analysis::village::{GroupFinding, HouseholdFinding, RecipientFinding, VillageFinding};
use crate::diagnostic::{Language, Text};

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
    cause.map_or("", |cause| label_or(&cause.label, &cause.path, language))
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

/// What projects pay by year to villagers, one row a project, in the order in which they first appear: name, title, amounts.
pub fn by_project(village: &VillageFinding) -> Vec<(&str, &Text, Vec<f64>)> {
    let mut projects: Vec<(&str, &Text, Vec<f64>)> = Vec::new();
    for (name, title, amounts) in villagers(village).flat_map(|recipient| &recipient.from) {
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
