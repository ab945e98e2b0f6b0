//! A variant against its base: what differs only by rounding is the same.

use super::model;
use crate::support::options;
use fengnian::analysis::{analyse, compare};
use fengnian::diagnostic::Text;

#[test]
fn what_large_amounts_leave_when_they_cancel_is_no_difference() {
    // in half of the trials something is left, in the others only what rounding leaves of amounts of 10⁸ and more
    let model = model(
        "horizon = 1\n[inputs]\nx = { dist = \"uniform\", low = 1e8, high = 1e9 }\nu = { dist = \"uniform\", low = 0, high = 1 }\ns = 1\n\
         [outcomes]\nleft = { formula = \"if(u < 0.5, x, s * x * 1.1 - s * x - s * 0.1 * x)\", better = \"lower\" }\n\
         [variants.other]\nset = { s = 3 }\n",
    );
    let run = model.run(&options(1024, 1)).expect("a run");
    let other = model.variant(0).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let found = compare(&run, "other", &Text::same("other"), &other.run(&options(1024, 1)).expect("a run"));
    assert_eq!(found.differences[0].value, 0.0);
    let sides = [found.better[0], found.worse[0]].map(|side| side.expect("a direction").value);
    assert_eq!(sides, [0.0, 0.0]);
}

#[test]
fn a_variant_tells_what_is_put_in_and_whether_promises_are_kept() {
    let kind = "[kind]\ntitle = \"stall\"\n[inputs]\nrisk = 0.1\nstake = { value = 50, unit = \"元\" }\nfails = { chance = \"risk\", then = 1, each = \"year\" }\n\
        [formulas]\ndue = { formula = \"if(age > 1, 10 元, 0)\", unit = \"元\" }\nrent = { formula = \"due * (1 - 0.5 * fails)\", unit = \"元\" }\nput_in = { formula = \"if(age == 0, stake, 0)\", unit = \"元\" }\n\
        [streams]\nstake_in = { formula = \"1 * put_in\", unit = \"元\", account = \"in\", from = \"donor\", investment = true, label = \"stake\" }\n\
        [promises.rent]\ndue = \"due\"\npaid = \"rent\"\nlabel = \"rent\"\n";
    let text = "horizon = 4\n[projects.stall]\nkind = \"stall\"\n[outcomes]\nn = \"1\"\n\
        [variants.more]\nset = { \"stall.risk\" = 0.3, \"stall.stake\" = \"80 元\" }\n";
    let model = super::model_with(text, &[("kinds/stall.toml", kind)]);
    let run = model.run(&options(4096, 1)).expect("a run");
    let other = model.variant(0).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let found = compare(&run, "more", &Text::same("more"), &other.run(&options(4096, 1)).expect("a run"));
    let findings = analyse(&run, vec![found]);
    let of = |path: &str| findings.outcomes.iter().find(|outcome| outcome.path == path).expect("an outcome").mean.value;
    // the outcome is what the report says of the promise: in three years of one in ten
    assert_eq!(of("stall.rent.kept"), findings.promises[0].never_missed.value);
    assert!((of("stall.rent.kept") - 0.9_f64.powi(3)).abs() < 0.03);
    let variant = &findings.variants[0];
    let told: Vec<&str> =
        variant.told(&findings).all().into_iter().map(|place| variant.outcomes[place].path.as_str()).collect();
    assert!(told.contains(&"stall.rent.kept") && told.contains(&"all_projects.put_in"), "{told:?}");
    let place =
        variant.outcomes.iter().position(|outcome| outcome.path == "all_projects.put_in").expect("what is put in");
    assert_eq!(variant.differences[place].value, 30.0);
    // without variants nobody asks
    let alone = super::model_with(&text[..text.find("[variants").expect("variants")], &[("kinds/stall.toml", kind)]);
    assert!(alone.plan.outcomes.iter().all(|outcome| !outcome.path.ends_with(".kept")));
}
