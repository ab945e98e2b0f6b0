//! What would be safe where projects read of households.

use fengnian::Model;
use fengnian::analysis::{SafeSearch, analyse};

use super::read;
use crate::support::options;

#[test]
fn a_promise_that_stands_on_households_has_a_safe_level_too() {
    // the fee is paid by every person of the list, 34 in all, from up to 1,000 yuan: 900 are not earned in nine trials of ten
    let text = "start_year = 2018\nhorizon = 3\ndiscount_rate = 0.05\n[inputs]\nfee = \"10 元/人\"\n\
         earned = { dist = \"uniform\", low = \"0 元\", high = \"1000 元\" }\n[roster]\n\
         synthesize = { households = 12, people = 34, able_households = 8, able_people = 28 }\n\
         [households]\nkind = \"rural-household\"\nlife = 3\n\
         [formulas]\nowed = { formula = \"fee * sum(households.households: members)\", active = \"1..1\" }\n\
         [promises.fee]\nset_by = \"fee\"\ndue = \"owed\"\npaid = \"min(owed, earned)\"\n";
    let model = Model::new(read("safe.toml", text)).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let run = model.run(&options(1024, 1)).expect("a run");
    let promises = analyse(&run, Vec::new()).promises;
    let search = SafeSearch::new(&run, &promises);
    let level = search.levels(1, &Default::default()).expect("levels").remove(0).expect("looked for");
    // 34 people at 2.94 yuan are 100 yuan
    assert_eq!((level.share, level.largest.round()), (Some(0.29), 99.0));
}
