//! From the values of a run to findings.

use super::findings::Findings;
use crate::model::Run;

/// Judges a run; `variants` are runs of the same scenario with inputs set otherwise, on the same draws.
pub fn analyse(run: &Run<'_>, variants: &[(String, crate::diagnostic::Text, Run<'_>)]) -> Findings {
    let _ = (run, variants);
    unimplemented!()
}
