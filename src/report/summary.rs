//! `summary.json`: the findings for programs. Numbers are in base units; `unit.scale` says how people read them.

use serde::Serialize;

use crate::analysis::findings::Findings;

/// Grows when a reader of the old form would misread the new one.
pub const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Summary<'a> {
    format: u32,
    #[serde(flatten)]
    findings: &'a Findings,
}

/// The bytes of `summary.json`. What is not finite is `null`.
///
/// # Errors
/// Where serde cannot write it.
pub fn summary_json(findings: &Findings) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(&Summary { format: FORMAT, findings })?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    #[test]
    fn every_sample_is_valid_json_and_numbers_survive() {
        for (name, findings) in samples::all() {
            let bytes = summary_json(&findings).expect(name);
            let value: serde_json::Value = serde_json::from_slice(&bytes).expect(name);
            assert_eq!(value["format"], FORMAT, "{name}");
            assert_eq!(value["outcomes"].as_array().map(Vec::len), Some(findings.outcomes.len()), "{name}");
            if let Some(outcome) = findings.outcomes.first().filter(|outcome| outcome.mean.value.is_finite()) {
                assert_eq!(value["outcomes"][0]["mean"]["value"].as_f64(), Some(outcome.mean.value), "{name}");
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
        assert!(close(&found["without"][0]["share_below_per_wan"]["error"], 0.0003 / 106.0));
        assert_eq!(found["recipients"][0]["from"][0][0], "park");
        assert_eq!(found["groups"][0]["name"], "all");
        assert!(samples::solar().village.is_none());
    }
}
