//! The collective's account below nothing: what is told of it, in the run and in its variants.

use super::findings::Findings;
use crate::diagnostic::Text;
use crate::quantity::whole_percent;

/// The outcome that says whether the account is overdrawn.
const OVERDRAWN: &str = "village.overdrawn";
/// An overdraft in a smaller part of the trials, or one that much likelier in a variant, is not told.
const WORTH_TELLING: f64 = 0.01;

/// A line where the account is overdrawn in more than one trial of a hundred, and one for each variant in which it is clearly
/// likelier to be.
pub fn overdrafts(findings: &Findings) -> Vec<Text> {
    let Some(base) = findings.outcomes.iter().find(|outcome| outcome.path == OVERDRAWN) else { return Vec::new() };
    let own = base.mean.value;
    let mut told = Vec::new();
    if own > WORTH_TELLING {
        told.push(words(own, &Text::default()));
    }
    for variant in &findings.variants {
        let found = variant.outcomes.iter().find(|outcome| outcome.path == OVERDRAWN);
        let Some(found) = found.map(|found| found.mean.value) else { continue };
        if found > own + WORTH_TELLING {
            told.push(words(found, &variant.title));
        }
    }
    told
}

fn words(part: f64, variant: &Text) -> Text {
    let part = whole_percent(part);
    let (zh, en) = match variant.zh.is_empty() && variant.en.is_empty() {
        true => (String::new(), String::new()),
        false => (format!("方案“{}”里，", variant.zh), format!("in the variant {}, ", variant.en)),
    };
    Text::new(
        format!(
            "{zh}村集体账户在 {part}% 的试验里透支：安排由村集体出的钱，有的年份比它手里的多。核对 [village] 的 opening（期初结余），或少投、少分"
        ),
        format!(
            "{en}the collective's account is overdrawn in {part}% of the trials: in some years it is to pay more than it has. Check `opening` in [village], or let it put in or pay out less"
        ),
    )
}
