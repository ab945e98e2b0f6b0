//! A variant against its base: what differs only by rounding is the same.

use super::model;
use crate::support::options;
use fengnian::analysis::compare;
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
