//! Fuling: what households get of their tuber is the change against what is in the recorded farm income, and each is paid by
//! the firm whose shares it holds.

use fengnian::Model;
use fengnian::scenario::apply_overrides;

use super::read;

/// The scenario as shipped, with inputs set otherwise.
fn fuling(set: &[(&str, &str)]) -> Model {
    let path = crate::architecture::root().join("scenarios/fuling-household-support.toml");
    let mut scenario = read("fuling.toml", &std::fs::read_to_string(path).expect("a scenario"));
    let set: Vec<(String, String)> =
        set.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect();
    let found = apply_overrides(&mut scenario, &set);
    assert!(found.is_empty(), "{found}");
    Model::new(scenario).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// What all households of the list get of the tuber, what is left of it in the kind's account, and what of that the recorded
/// farm income holds, by year.
fn tuber(set: &[(&str, &str)], trial: u64) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let model = fuling(set);
    let trace = model.trace(3, trial).expect("a trial");
    let households = model.scenario.projects.iter().find(|p| p.name.value == "households").expect("households");
    let rows = &households.kind.body.tables[0].rows;
    let mut received = vec![0.0; trace.series("mustard.net").len()];
    for row in rows {
        let part = trace.row_series("households.households", &row.value, "received.mustard");
        received.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
    }
    (received, trace.series("mustard.net").to_vec(), trace.series("old_land").to_vec())
}

#[test]
fn land_moved_to_processing_pays_the_households_and_so_does_its_price() {
    for (change, reaches_all_years) in [("mustard.early_share = 0.5", true), ("mustard.contract_share = 0", false)] {
        let mut counted = 0;
        for trial in 0..12 {
            let (received, net, old) = tuber(&[], trial);
            let (changed, changed_net, _) = tuber(&[change.split_once(" = ").expect("a value")], trial);
            for year in 1..received.len() {
                // what the recorded income holds of the old land is paid first; it is no gain
                if net[year].min(changed_net[year]) < old[year] {
                    continue;
                }
                let (found, wanted) = (changed[year] - received[year], changed_net[year] - net[year]);
                assert!(
                    (found - wanted).abs() < 1e-6 * net[year],
                    "{change}, trial {trial}, year {year}: {found}, {wanted}"
                );
                counted += usize::from(wanted.abs() > 1.0);
            }
        }
        assert!(counted > if reaches_all_years { 90 } else { 10 }, "{change}: {counted}");
    }
}

/// Households with shares of each firm, as the scenario has them.
const SHAREHOLDERS: [usize; 25] = [4, 3, 4, 1, 6, 3, 4, 5, 2, 3, 6, 3, 4, 4, 2, 7, 3, 4, 5, 3, 3, 3, 4, 4, 5];

#[test]
fn each_household_is_paid_by_the_firm_whose_shares_it_holds_unless_dividends_are_pooled() {
    for pooled in [false, true] {
        let model = fuling(&[("shares.pooled", if pooled { "true" } else { "false" })]);
        let households = model.scenario.projects.iter().find(|p| p.name.value == "households").expect("households");
        let rows = &households.kind.body.tables[0].rows;
        assert_eq!(rows.len(), SHAREHOLDERS.iter().sum::<usize>());
        for trial in 0..4 {
            let trace = model.trace(3, trial).expect("a trial");
            let (all, poor_share) = (trace.series("shares.poor_dividend"), trace.series("shares.poor_share")[0]);
            for (index, row) in rows.iter().enumerate() {
                let mut place = 37 * (index + 1) % rows.len();
                let mut firm = 0;
                while place >= SHAREHOLDERS[firm] {
                    place -= SHAREHOLDERS[firm];
                    firm += 1;
                }
                let (name, holders) = (format!("f{:02}", firm + 1), SHAREHOLDERS[firm] as f64);
                let received = |stream| trace.row_series("households.households", &row.value, stream);
                let (dividend, back) = (received("received.shares.poor"), received("received.shares.poor_recovered"));
                let paid = trace.row_series("shares.firms", &name, "poor_paid");
                let recovered = trace.row_series("shares.firms", &name, "recovered");
                for year in 0..all.len() {
                    let own = if pooled { all[year] / rows.len() as f64 } else { paid[year] / holders };
                    let wanted = [own, poor_share * recovered[year] / holders];
                    for (found, wanted) in [dividend[year], back[year]].into_iter().zip(wanted) {
                        assert!((found - wanted).abs() < 1e-6, "{}, {name}, {year}: {found}, {wanted}", row.value);
                    }
                }
            }
        }
    }
}
