//! `summary.json`: the findings for programs. Amounts are in the `unit` that stands beside them.

use serde::Serialize;

use crate::analysis::findings::{DisplayUnit, Estimate, Findings, OutcomeFinding};

/// Grows when a reader of the old form would misread the new one.
pub const FORMAT: u32 = 3;

#[derive(Serialize)]
struct Summary {
    format: u32,
    #[serde(flatten)]
    findings: Findings,
}

/// The bytes of `summary.json`. What is not finite is `null`.
///
/// # Errors
/// Where serde cannot write it.
pub fn summary_json(findings: &Findings) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(&Summary { format: FORMAT, findings: in_shown_units(findings) })?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Every amount in the unit that stands beside it, as the page and the other files have it. Shares and probabilities stay
/// shares of one, but for the mean of an outcome that is a probability, whose unit is %.
fn in_shown_units(findings: &Findings) -> Findings {
    let mut found = findings.clone();
    found.outcomes.iter_mut().for_each(outcome);
    for band in &mut found.bands {
        for year in &mut band.years {
            let quantiles = year.quantiles.iter_mut().map(|(_, quantile)| quantile);
            rescale(&band.unit, [&mut year.mean, &mut year.sd].into_iter().chain(quantiles));
        }
    }
    for outcome in &mut found.row_outcomes {
        rescale(&outcome.unit, outcome.rows.iter_mut().flat_map(|(_, means)| means));
    }
    for promise in &mut found.promises {
        let sums = [&mut promise.due, &mut promise.paid, &mut promise.shortfall, &mut promise.worst_shortfall];
        rescale(&promise.unit, sums.into_iter().chain(promise.years.iter_mut().map(|year| &mut year.shortfall)));
        promise.sure_paid /= promise.unit.scale;
        if let Some(level) = &mut promise.safe_level {
            level.largest /= promise.unit.scale;
        }
        promise.years.iter_mut().for_each(|year| year.due /= promise.unit.scale);
    }
    for claim in &mut found.claims {
        claim.value /= claim.unit.scale;
    }
    for variant in &mut found.variants {
        for (outcome, difference) in variant.outcomes.iter().zip(&mut variant.differences) {
            rescale(&outcome.unit, [difference]);
        }
        variant.outcomes.iter_mut().for_each(outcome);
    }
    found
}

fn outcome(outcome: &mut OutcomeFinding) {
    let quantiles = outcome.quantiles.iter_mut().map(|(_, quantile)| quantile);
    rescale(&outcome.unit, [&mut outcome.mean, &mut outcome.sd].into_iter().chain(quantiles));
    let tails = outcome.tails.iter_mut().flat_map(|tails| [&mut tails.lowest_5_percent, &mut tails.highest_5_percent]);
    rescale(&outcome.unit, tails);
    let (range, cells) = (&mut outcome.range, &mut outcome.histogram);
    let ends = [&mut range.0, &mut range.1, &mut cells.low, &mut cells.high];
    let atoms = cells.atoms.iter_mut().map(|(value, _)| value);
    ends.into_iter().chain(atoms).for_each(|value| *value /= outcome.unit.scale);
}

fn rescale<'a>(unit: &DisplayUnit, estimates: impl IntoIterator<Item = &'a mut Estimate>) {
    for estimate in estimates {
        estimate.value /= unit.scale;
        estimate.error = estimate.error.map(|error| error / unit.scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::findings::MissingValues;
    use crate::diagnostic::Text;
    use crate::report::samples;

    #[test]
    fn what_has_no_end_is_told_from_what_is_not_known() {
        let mut findings = samples::quarry();
        let outcome = &mut findings.outcomes[0];
        for (place, value) in [(0, f64::NEG_INFINITY), (1, f64::NAN), (8, f64::INFINITY)] {
            outcome.quantiles[place].1 = Estimate { value, error: None };
        }
        let bytes = summary_json(&findings).expect("numbers and texts");
        let value: serde_json::Value = serde_json::from_slice(&bytes).expect("what was just written");
        let found = |place: usize| &value["outcomes"][0]["quantiles"][place][1];
        assert_eq!(found(0)["value"], "-Infinity");
        assert!(found(1)["value"].is_null() && found(1)["error"].is_null());
        assert_eq!(found(8)["value"], "Infinity");
    }

    #[test]
    fn amounts_are_in_the_unit_beside_them() {
        let findings = samples::solar();
        let value: serde_json::Value = serde_json::from_slice(&summary_json(&findings).expect("json")).expect("json");
        let (npv, found) = (&findings.outcomes[0], &value["outcomes"][0]);
        assert_eq!((npv.unit.scale, &found["unit"]["symbol"]["zh"]), (1e4, &serde_json::json!("万元")));
        let same = |found: &serde_json::Value, base: f64| {
            let found = found.as_f64().expect("a number");
            assert!((found - base / 1e4).abs() <= 1e-12 * found.abs(), "{found}, in yuan {base}");
        };
        same(&found["mean"]["value"], npv.mean.value);
        same(&found["mean"]["error"], npv.mean.error.expect("an error"));
        same(&found["sd"]["value"], npv.sd.value);
        same(&found["quantiles"][4][1]["value"], npv.quantiles[4].1.value);
        let tails = npv.tails.expect("an uncertain number");
        same(&found["tails"]["lowest_5_percent"]["value"], tails.lowest_5_percent.value);
        same(&found["tails"]["highest_5_percent"]["error"], tails.highest_5_percent.error.expect("an error"));
        same(&found["range"][0], npv.range.0);
        same(&found["histogram"]["low"], npv.histogram.low);
        let variant = &value["variants"][0];
        same(&variant["differences"][0]["value"], findings.variants[0].differences[0].value);
        same(&variant["outcomes"][0]["mean"]["value"], findings.variants[0].outcomes[0].mean.value);
        assert_eq!(variant["pairs"][0]["counted"], 131_072);
        // a probability of an amount is a share all the same
        assert_eq!(found["below_zero"]["value"].as_f64(), npv.below_zero.map(|p| p.value));
        let quarry = samples::quarry();
        let value: serde_json::Value = serde_json::from_slice(&summary_json(&quarry).expect("json")).expect("json");
        let (promise, found) = (&quarry.promises[0], &value["promises"][0]);
        let scale = promise.unit.scale;
        assert_eq!(found["due"]["value"].as_f64(), Some(promise.due.value / scale));
        assert_eq!(found["years"][1]["due"].as_f64(), Some(promise.years[1].due / scale));
    }

    #[test]
    fn where_some_trials_never_pay_back_the_mean_is_of_those_that_do() {
        let mut findings = samples::solar();
        let never = MissingValues {
            reason: Text::same("never paid back"),
            ranked: true,
            trials: 478,
            first_trial: 1,
            lowest: false,
        };
        findings.outcomes[0].missing = vec![never.clone()];
        findings.variants[0].outcomes[0].missing = vec![never];
        let value: serde_json::Value = serde_json::from_slice(&summary_json(&findings).expect("json")).expect("json");
        for outcome in [&value["outcomes"][0], &value["variants"][0]["outcomes"][0]] {
            // programs are told on how many trials it stands; screen and page show none
            assert!(outcome["mean"]["value"].is_number() && outcome["counted"].is_number(), "{}", outcome["mean"]);
            assert_eq!(outcome["missing"][0]["trials"], 478);
        }
    }

    #[test]
    fn every_sample_is_valid_json_and_numbers_survive() {
        for (name, findings) in samples::all() {
            let bytes = summary_json(&findings).expect(name);
            let value: serde_json::Value = serde_json::from_slice(&bytes).expect(name);
            assert_eq!(value["format"], FORMAT, "{name}");
            assert_eq!(value["outcomes"].as_array().map(Vec::len), Some(findings.outcomes.len()), "{name}");
            if let Some(outcome) = findings.outcomes.first().filter(|outcome| outcome.mean.value.is_finite()) {
                let mean = outcome.mean.value / outcome.unit.scale;
                assert_eq!(value["outcomes"][0]["mean"]["value"].as_f64(), Some(mean), "{name}");
            }
        }
    }

    #[test]
    fn households_are_carried_with_all_their_numbers() {
        let findings = samples::zhaoyuan();
        let village = findings.village.as_ref().expect("a village");
        let bytes = summary_json(&findings).expect("json");
        let value: serde_json::Value = serde_json::from_slice(&bytes).expect("json");
        let found = &value["village"];
        assert_eq!(found["synthetic"], true);
        assert_eq!(found["list"].as_array().map(Vec::len), Some(104));
        assert_eq!(found["list"][72]["id"], "0073");
        // the reader may be off by the last bit
        let close = |found: &serde_json::Value, expected: f64| {
            found.as_f64().is_some_and(|found| (found - expected).abs() <= 4.0 * f64::EPSILON * expected)
        };
        assert!(close(&found["list"][72]["ever_below"]["value"], village.list[72].ever_below.value));
        assert!(close(&found["without"][0]["households_per_million"]["error"], 104.0 * 100.0 * 0.0003 / 106.0));
        assert_eq!(found["recipients"][0]["from"][0][0], "park");
        assert_eq!(found["groups"][0]["name"], "all");
        assert!(samples::solar().village.is_none());
    }
}
