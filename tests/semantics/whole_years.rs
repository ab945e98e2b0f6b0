//! `at(x, k)` takes whole years, however they were computed.

use super::outcome;

#[test]
fn a_year_is_whole_up_to_rounding_and_anything_else_gives_no_value() {
    let text = |k: &str| {
        format!(
            "horizon = 4\n[inputs]\nu = {{ dist = \"uniform\", low = 0.7, high = 0.700000000001 }}\n\
             [outcomes]\no = \"at(index * 10, {k}) + 0 * u\"\n"
        )
    };
    for (k, expected) in [("3", 30.0), ("2.1 / 0.7", 30.0), ("(0.1 + 0.2) * 10", 30.0), ("9", 0.0), ("2.1 / u", 30.0)] {
        assert!(outcome(&text(k), "o", 64).iter().all(|&found| found == expected), "{k}");
    }
    for k in ["1.5", "1.5 * u / u", "0 / 0"] {
        assert!(outcome(&text(k), "o", 64).iter().all(|found| found.is_nan()), "{k}");
    }
}
