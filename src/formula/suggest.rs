//! “Did you mean …?”

/// The candidate nearest to `name`, if one is near.
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates.into_iter().find(|candidate| candidate.eq_ignore_ascii_case(name) && *candidate != name)
}
