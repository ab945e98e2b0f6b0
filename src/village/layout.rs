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
}

impl Layout {
    /// Path of a value of each household.
    pub fn rows(&self, name: &str) -> String {
        format!("{}.mean@{name}", self.table)
    }

    /// Path of a value of the whole village.
    pub fn whole(&self, name: &str) -> String {
        format!("{}.mean@{name}", self.project)
    }
}
