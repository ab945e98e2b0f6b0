//! Capital that comes back is paid and traced, and is nobody's income.

use fengnian::Model;

use super::read;

/// A stake that keeps its promises: 100,000 yuan, half of it the households', 12 % a year, back after three years.
fn kept(reserve: &str) -> Model {
    let text = format!(
        "start_year = 2020\nhorizon = 6\ndiscount_rate = 0.05\n[projects.quarry]\nkind = \"fixed-dividend-stake\"\n\
         tranches = {{ by_year = [\"100000 元\"], missing = \"zero\" }}\ndividend_rate = \"12 %\"\nterm = 3\nhousehold_share = 0.5\n\
         stop_hazard = 0\nlate_chance = 0\nshort_chance = 0\nrollover_chance = 0\nreserve_share = \"{reserve}\"\n\
         [[projects.quarry.pays]]\nstream = \"household_dividend\"\nto = \"all\"\n\
         [[projects.quarry.pays]]\nstream = \"household_principal\"\nto = \"all\"\n\
         [roster]\nsynthesize = {{ households = 12, people = 34, able_households = 8, able_people = 28 }}\n\
         [households]\nkind = \"rural-household\"\nlife = 5\n[outcomes]\nsomething = \"1\"\n\
         dividends = {{ formula = \"sum(households.households: received.quarry)\", unit = \"元\" }}\n\
         all = {{ formula = \"sum(households.households: received.total)\", unit = \"元\" }}\n\
         capital = {{ formula = \"sum(households.households: received.quarry.capital)\", unit = \"元\" }}\n\
         income = {{ formula = \"village.income\", unit = \"元\" }}\nback = {{ formula = \"village.returned\", unit = \"元\" }}\n\
         saved = {{ formula = \"village.balance\", unit = \"元\" }}\n"
    );
    Model::from_text("capital", &text).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

#[test]
fn principal_and_a_reserve_that_come_back_are_no_income() {
    for (reserve, held) in [("0 %", 0.0), ("20 %", 20_000.0)] {
        let model = kept(reserve);
        let trace = model.trace(1, 0).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let close = |name: &str, expected: [f64; 7]| {
            let found = trace.series(name);
            let near = found.len() == 7 && found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6);
            assert!(near, "{name} with a reserve of {reserve}: {found:?}, expected {expected:?}");
        };
        let dividend = [0.0, 6000.0, 6000.0, 6000.0, 0.0, 0.0, 0.0];
        close("dividends", dividend);
        close("all", dividend);
        close("capital", [0.0, 0.0, 0.0, 50_000.0, 0.0, 0.0, 0.0]);
        // a reserve makes nobody richer
        close("income", dividend);
        close("back", [0.0, 0.0, 0.0, 50_000.0 + held, 0.0, 0.0, 0.0]);
        let put_in = -50_000.0 - held;
        close("saved", [put_in, put_in + 6000.0, put_in + 12_000.0, 18_000.0, 18_000.0, 18_000.0, 18_000.0]);
    }
}

#[test]
fn what_households_and_the_collective_put_in_is_in_their_rows() {
    use fengnian::analysis::analyse;
    use fengnian::simulation::RunOptions;
    let model = kept("20 %");
    let run = model.run(&RunOptions { trials: Some(64), ..RunOptions::default() }).expect("a run");
    let found = analyse(&run, Vec::new()).village.expect("households");
    let of = |name: &str| found.recipients.iter().find(|recipient| recipient.name == name).expect("a recipient");
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a} and {b}");
    // no rule says that the households of the list bear it: others do
    close(of("household").totals.puts_in.run.value, 50_000.0);
    close(of("village").totals.puts_in.run.value, 70_000.0);
    let listed = &found.listed;
    close(listed.puts_in.run.value, 0.0);
    // three dividends of 6,000 yuan and the principal
    close(listed.gets.run.value, 68_000.0);
    close(listed.capital.run.value, 50_000.0);
    // the first year is that of the list
    close(of("village").totals.puts_in.years.value, 0.0);
    close(of("village").totals.gets.years.value, 18_000.0 + 70_000.0);
}

#[test]
fn a_solar_station_that_ends_before_the_run_has_the_means_of_its_own_years() {
    let mean_of = |horizon: u32, life: &str| {
        let text = format!(
            "start_year = 2017\nhorizon = {horizon}\ndiscount_rate = 0.05\n\
             [projects.solar]\nkind = \"solar-station\"\n{life}\n[outcomes]\nwhole = \"solar.income_mean\"\neach = \"solar.household_mean\"\n"
        );
        let model = Model::new(read("solar.toml", &text)).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let trace = model.trace(1, 0).expect("a trial");
        (trace.value("whole"), trace.value("each"))
    };
    let (longer, own) = (mean_of(25, "life = 12"), mean_of(12, ""));
    assert!(own.0 > 0.0 && (longer.0 - own.0).abs() < 1e-9 * own.0, "{longer:?} {own:?}");
    assert!((longer.1 - own.1).abs() < 1e-9 * own.1.abs(), "{longer:?} {own:?}");
}
