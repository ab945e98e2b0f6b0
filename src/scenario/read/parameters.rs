//! Parameters of distributions as textbooks and other programs call them.

use super::super::document::{Content, Entry, Table};
use super::super::mistakes;
use super::super::model::Name;
use crate::diagnostic::{Code, Diagnostic, Text};

/// Families, what a parameter of theirs is called elsewhere, and here.
const ELSEWHERE: &[(&[&str], &[&str], &str)] = &[
    (&["normal", "lognormal", "gamma", "beta"], &["std", "stdev", "stddev", "stdv"], "sd"),
    (&["normal"], &["loc", "mu"], "mean"),
    (&["gumbel", "logistic", "student_t"], &["loc"], "location"),
    (&["lognormal"], &["meanlog"], "mu"),
    (&["lognormal"], &["sdlog"], "sigma"),
    (&["weibull"], &["k", "c"], "shape"),
    (&["weibull"], &["lambda", "lam", "eta"], "scale"),
    (&["gamma"], &["k", "a"], "shape"),
    (&["gamma"], &["theta"], "scale"),
    (&["pareto"], &["a"], "shape"),
    (&["pareto"], &["xm", "x_m"], "scale"),
    (&["gumbel"], &["s"], "scale"),
    (&["logistic"], &["s"], "scale"),
    (&["exponential"], &["lambda", "lam"], "rate"),
    (&["exponential"], &["scale"], "mean"),
    (&["poisson"], &["lambda", "lam", "mu"], "mean"),
    (&["normal"], &["sigma"], "sd"),
    (&["student_t"], &["nu", "dof"], "df"),
    (&["uniform", "triangular", "pert"], &["a"], "low"),
    (&["uniform", "triangular", "pert"], &["b"], "high"),
    (&["triangular", "pert"], &["c", "mode"], "likely"),
    (&["beta"], &["a"], "alpha"),
    (&["beta"], &["b"], "beta"),
    (&["binomial"], &["trials"], "n"),
    (&["binomial", "bernoulli", "geometric", "negative_binomial"], &["prob", "probability"], "p"),
];

fn here(family: &str, key: &str) -> Option<&'static str> {
    let found =
        |(families, elsewhere, _): &&(&[&str], &[&str], &str)| families.contains(&family) && elsewhere.contains(&key);
    ELSEWHERE.iter().find(found).map(|(_, _, here)| *here)
}

/// Our name for a parameter that is called otherwise elsewhere, and the mistake.
pub(super) fn renamed(family: &Name, entry: &Entry) -> Option<(&'static str, Diagnostic)> {
    let name = here(&family.value, &entry.key.value)?;
    let shown = match &entry.item.content {
        Content::Number { value, .. } => value.to_string(),
        Content::Text(literal) => format!("\"{}\"", mistakes::short(&literal.text)),
        _ => "…".to_owned(),
    };
    let (family, key) = (&family.value, &entry.key.value);
    let told = Diagnostic::at(
        Code::UnknownKey,
        entry.key.span,
        Text::new(format!("{family} 分布没有参数“{key}”"), format!("{family} has no parameter `{key}`")),
        Text::new(format!("请写 {name} = {shown}"), format!("write {name} = {shown}")),
    );
    Some((name, told))
}

/// True for a key of which [`renamed`] tells.
pub(super) fn is_renamed(table: &Table, key: &str) -> bool {
    let family = table.get("dist").map(|entry| &entry.item.content);
    matches!(family, Some(Content::Text(family)) if here(&family.text, key).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::family;

    #[test]
    fn parameters_are_called_by_names_that_their_families_have() {
        for (families, elsewhere, name) in ELSEWHERE {
            for called in *families {
                let found = family(called).unwrap_or_else(|| panic!("{called}"));
                let own = found.sets.iter().flat_map(|set| set.parameters).any(|parameter| parameter.name == *name);
                assert!(own, "{called} has no {name}");
                assert!(elsewhere.iter().all(|key| key != name));
            }
        }
    }
}
