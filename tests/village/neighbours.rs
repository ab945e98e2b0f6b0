//! A household's numbers are its own.

use fengnian::Model;
use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::scenario::kinds::BUILTIN;

const HEADER: &str =
    "户编号,家庭人口,劳动力,老人,残疾人,贫困户属性,工资性收入（元）,经营性收入（元）,转移性收入（元）\n";
const LIST: [&str; 4] = [
    "H1,4,2,0,0,一般,14000,12000,7500\n",
    "H2,2,0,1,1,低保,0,2000,9000\n",
    "H3,1,0,1,0,特困,0,500,10224\n",
    "H4,5,1,0,0,一般,20000,4000,4000\n",
];
const NEWCOMER: &str = "H9,6,3,1,0,一般,30000,20000,5000\n";
const NAMES: [&str; 7] = [
    "wage_income",
    "business_income",
    "bill_cost",
    "minimum_living",
    "income_per_person",
    "lost_worker",
    "received.total",
];

/// A village with a stake that pays the collective, and aid by rule; the list as given.
fn village(list: &str) -> Model {
    let text = "title = \"neighbours\"\nstart_year = 2018\nhorizon = 8\ndiscount_rate = 0.05\n\
        [projects.park]\nkind = \"fixed-dividend-stake\"\nhousehold_share = 0\ntranches = { by_year = [\"80000 元\"], missing = \"zero\" }\n\
        [roster]\nfile = \"list.csv\"\n[groups.alone]\nformula = \"able_workers == 0\"\n\
        [aid.help]\nformula = \"if(alone, 300 元, 0)\"\nunit = \"元\"\n\
        [households]\nkind = \"rural-household\"\nlife = 8\n";
    let files =
        MemoryFiles::new().with("neighbours.toml", text).with("list.csv", format!("{HEADER}{list}").into_bytes());
    let kinds = KindSources { folders: Vec::new(), builtin: BUILTIN };
    let scenario = fengnian::model::read("neighbours.toml", &files, &kinds).unwrap_or_else(|e| panic!("{e}"));
    Model::new(scenario).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

#[test]
fn a_new_household_changes_nobody_elses_numbers_in_the_last_bit() {
    let before = village(&LIST.concat());
    for place in 0..=LIST.len() {
        let mut list = LIST.to_vec();
        list.insert(place, NEWCOMER);
        let after = village(&list.concat());
        for trial in [0, 1, 17, 4000] {
            let (old, new) = (before.trace(3, trial).expect("a trial"), after.trace(3, trial).expect("a trial"));
            for row in ["H1", "H2", "H3", "H4"] {
                for name in NAMES {
                    let series = |trace: &fengnian::Trace<'_>| -> Vec<u64> {
                        trace.row_series("households.households", row, name).iter().map(|x| x.to_bits()).collect()
                    };
                    assert!(!series(&old).is_empty(), "there is no {name} of {row}");
                    assert_eq!(series(&old), series(&new), "{name} of {row}, newcomer at {place}, trial {trial}");
                }
            }
            let dividend = |trace: &fengnian::Trace<'_>| -> Vec<u64> {
                trace.series("park.dividend_cash").iter().map(|x| x.to_bits()).collect()
            };
            assert_eq!(dividend(&old), dividend(&new), "the stake, newcomer at {place}, trial {trial}");
        }
    }
}
