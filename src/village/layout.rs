//! Where what is reported of households stands in the joined scenario.

use crate::diagnostic::Text;

/// Paths of gathered values (see `GatheredPlan` in `plan`) and the words to show them with. Paths of
/// values of each household begin with [`Layout::rows`], those of the whole with [`Layout::whole`].
#[derive(Debug, Clone)]
pub struct Layout {
    /// File of the household list, or words.
    pub roster: Text,
    /// The list was made up.
    pub synthetic: bool,
    /// The project that is the household model.
    pub project: String,
    /// Path of its table.
    pub table: String,
    /// Name and label of each group; `all` comes first.
    pub groups: Vec<(String, Text)>,
    /// Sources of income.
    pub sources: Vec<SourceLayout>,
    /// Reasons to fall below the line.
    pub causes: Vec<CaseLayout>,
    /// What is switched off.
    pub without: Vec<CaseLayout>,
    /// Who gets what of the projects' money.
    pub flows: Vec<FlowLayout>,
    /// What projects pay the collective, if any does.
    pub collective: Option<CollectiveLayout>,
}

/// Paths of the outcomes that say what projects pay the collective, before it pays anything on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CollectiveLayout {
    /// A year on average, over the years of the household model after that of the list.
    pub a_year: String,
    /// By year.
    pub by_year: String,
}

/// A source of income.
#[derive(Debug, Clone)]
pub struct SourceLayout {
    /// `wage`, `quarry`, `planting`.
    pub name: String,
    /// Shown to people.
    pub label: Text,
    /// Paid by a project, the collective or as aid.
    pub received: bool,
}

/// A case.
#[derive(Debug, Clone)]
pub struct CaseLayout {
    /// Its name.
    pub name: String,
    /// Shown to people.
    pub label: Text,
    /// The project it switches off.
    pub project: Option<String>,
}

/// A payment of a project's stream.
#[derive(Debug, Clone)]
pub struct FlowLayout {
    /// Path of the gathered amount by year.
    pub path: String,
    /// Who gets it: `village`, a group, `all`, or a class outside the list.
    pub to: String,
    /// The project, or `village` for what the collective pays.
    pub from: String,
    /// Its title.
    pub title: Text,
    /// True for money that the recipient pays into the project: what `to` names bears it.
    pub borne: bool,
    /// True for money put in, given back, lent or repaid: no income of anybody.
    pub capital: bool,
}

impl FlowLayout {
    /// The formula of the amount by year.
    pub fn amount(&self) -> &str {
        self.path.strip_prefix("mean@").unwrap_or(&self.path)
    }

    /// Name of the sum of everything between this recipient and this project.
    pub fn sum_of_project(&self) -> String {
        format!("{}.{}.{}", if self.borne { "bears" } else { "gets" }, self.to, self.from)
    }
}

/// Names of the sums of a recipient: what it gets, what of that is capital, what it bears of costs and losses, what it puts in
/// or repays as capital.
pub fn sums_of(recipient: &str) -> [String; 4] {
    ["gets", "capital", "bears", "puts_in"].map(|part| format!("{part}.{recipient}"))
}

/// Stands for all households of the list among recipients; no group has such a name.
pub const LISTED: &str = "*";

impl Layout {
    /// Sums of flows that are reported with their error, by name. The error of a sum is not that of its parts: each is
    /// gathered by itself.
    pub fn sums(&self) -> Vec<(String, Vec<&FlowLayout>)> {
        let mut sums: Vec<(String, Vec<&FlowLayout>)> = Vec::new();
        for flow in &self.flows {
            let listed = self.groups.iter().any(|(group, _)| *group == flow.to);
            let mut names = vec![flow.sum_of_project()];
            for recipient in std::iter::once(flow.to.as_str()).chain(listed.then_some(LISTED)) {
                let [gets, capital, bears, puts_in] = sums_of(recipient);
                match (flow.borne, flow.capital) {
                    (false, of_capital) => {
                        names.push(gets);
                        names.extend(of_capital.then_some(capital));
                    }
                    (true, false) => names.push(bears),
                    (true, true) => names.push(puts_in),
                }
            }
            for name in names {
                match sums.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, flows)) => flows.push(flow),
                    None => sums.push((name, vec![flow])),
                }
            }
        }
        sums
    }

    /// Path of a sum over the years that households are looked at, and over all years of the run.
    pub fn sum_paths(name: &str) -> [String; 2] {
        ["years", "run"].map(|span| format!("mean@sum.{span}.{name}"))
    }

    /// Name of a number of a group.
    pub fn of_group(group: &str, what: &str) -> String {
        format!("group.{group}.{what}")
    }

    /// Names of what a ratio of two means is made of: numerator, denominator, and their product.
    pub fn ratio(name: &str) -> [String; 3] {
        ["part", "of", "product"].map(|what| format!("{name}.{what}"))
    }

    /// Path of a value of each household.
    pub fn rows(&self, name: &str) -> String {
        format!("{}.mean@{name}", self.table)
    }

    /// Path of a value of the whole village.
    pub fn whole(&self, name: &str) -> String {
        format!("{}.mean@{name}", self.project)
    }
}
