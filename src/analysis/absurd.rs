//! Amounts that no household is paid: somewhere a unit or a 万 is missing, or one too many.

use super::findings::Findings;
use crate::diagnostic::Text;

/// Yuan a household and year, on average over the whole list, from which on what a project or an aid pays is told: several
/// times what a household on such a list lives on.
const MOST: f64 = 100_000.0;

/// A line for every project or aid that pays households more than anybody would believe, and for every aid that takes from
/// them.
pub fn absurd_amounts(findings: &Findings) -> Vec<Text> {
    let Some(village) = &findings.village else { return Vec::new() };
    let told = village.sources.iter().filter(|source| source.received).filter_map(|source| {
        let label = source.label.or_name(&source.path);
        let amount = source.mean.value;
        if amount > MOST {
            let amount = amount / 10_000.0;
            return Some(Text::new(
                format!("平均每户每年从“{}”得到 {amount:.1} 万元，多得不合情理：核对它的规模、单价和单位（元还是万元），以及分给多少户", label.zh),
                format!("{} pays a household {amount:.1} 万元 (ten thousand yuan) a year on average, which nobody would believe: check its size, prices and units, yuan or 万元, and how many households it is shared by", label.en),
            ));
        }
        let takes = source.path.starts_with("received.aid.") && amount < 0.0;
        takes.then(|| {
            Text::new(
                format!("帮扶“{}”平均每户每年是负数（{amount:.0} 元）：帮扶只能给农户钱，核对公式的正负号", label.zh),
                format!("the aid {} is negative on average ({amount:.0} yuan a household and year): aid gives to households, check the sign of its formula", label.en),
            )
        })
    });
    told.collect()
}
