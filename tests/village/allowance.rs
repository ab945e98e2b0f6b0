//! The minimum living allowance fills what is missing, with a project and without it: three households by hand.

use fengnian::Model;
use fengnian::scenario::files::{KindSources, MemoryFiles};
use fengnian::scenario::kinds::BUILTIN;

use crate::support::assert_close;

/// Pays every household the same, in every year from the first on.
const GIFT: &str = "[kind]\ntitle = \"gift\"\n[inputs]\neach = \"3000 元\"\n[formulas]\n\
    paid = { formula = \"if(age >= 1, 3 * each, 0)\", unit = \"元\" }\n[streams]\n\
    money = { formula = \"paid\", unit = \"元\", account = \"in\", from = \"state\" }\n\
    handed = { formula = \"paid\", unit = \"元\", account = \"out\", to = \"household\" }\n[outcomes]\ntotal = \"sum(paid)\"\n";

/// No shock, no growth, no illness; the line of the allowance is 500 yuan a month, 6,000 a year and person.
fn village(gift: u32) -> Model {
    village_with(gift, "")
}

fn village_with(gift: u32, aid: &str) -> Model {
    let text = format!(
        "title = \"allowance\"\nstart_year = 2019\nhorizon = 2\ndiscount_rate = 0.05\ntrials = 64\n\
         [projects.gift]\nkind = \"gift\"\neach = \"{gift} 元\"\n[[projects.gift.pays]]\nstream = \"handed\"\nto = \"all\"\n\
         [roster]\nfile = \"list.csv\"\n\
         [households]\nkind = \"rural-household\"\nlife = 2\nincome_scale = 1\nshock_scale = 0\ntrend_luck = 0\n\
         county_luck = 0\nslump = 0\ntransfer_luck = 0\ninflation = 0\nwage_growth = 0\nbusiness_growth = 0\n\
         stay_chance = 0\nworker_chance = 0\ntake_up = 1\nlag_months = \"3 月\"\nminimum_month = \"500 元/人/月\"\n\
         line_is = \"own\"\nown_line = \"6100 元/人\"\n{aid}\
         [outcomes]\nbelow = \"at(count(households.households: below), 2)\"\n\
         below_without = \"at(count(households.households: without.gift.below), 2)\"\n\
         more = {{ formula = \"at(sum(households.households: (income_per_person - without.gift.income_per_person) * members), 2)\", unit = \"元\" }}\n\
         more_first = {{ formula = \"at(sum(households.households: (income_per_person - without.gift.income_per_person) * members), 1)\", unit = \"元\" }}\n\
         saved = {{ formula = \"at(sum(households.households: without.gift.minimum_living - minimum_living), 2)\", unit = \"元\" }}\n"
    );
    // H1 on the roll: 2,000 earned, the rest of 12,000 is allowance; H2 able to work: 9,000; H3 neither: 4,000 earned
    let list = "id,members,able_workers,category,business,transfer\nH1,2,0,minimum_living,2000,10000\n\
        H2,1,1,general,9000,0\nH3,1,0,general,4000,0\n";
    let files = MemoryFiles::new().with("allowance.toml", text).with("list.csv", list).with("kinds/gift.toml", GIFT);
    let kinds = KindSources { folders: Vec::new(), builtin: BUILTIN };
    let scenario = fengnian::model::read("allowance.toml", &files, &kinds).unwrap_or_else(|e| panic!("{e}"));
    Model::new(scenario).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// Income a person and allowance of three households in the years 1 and 2, with the gift and without, and what the gift
/// adds, all worked out by hand:
///
/// | gift 3,000 | with: means, allowance, income | without |
/// |---|---|---|
/// | H1, on the roll, 12,000 to the line | 5,000 + 7,000 = 12,000 | 2,000 + 10,000 = 12,000: the allowance takes the gift back |
/// | H2, able to work, no claim | 12,000 | 9,000 |
/// | H3, neither, 6,000 to the line | 7,000 | 4,000 + 2,000, in the first year nine months of it, 1,500 |
///
/// A gift of 11,000 lifts the first to 13,000 without allowance: it adds 1,000 there.
#[test]
fn what_the_allowance_takes_back_is_not_counted_as_gain() {
    let cases = [
        // gift; (income of the household and allowance by year 1, 2) with; below with, without; more in year 1, 2; saved
        (
            3000,
            [
                ("H1", [12_000.0, 12_000.0], [7000.0, 7000.0]),
                ("H2", [12_000.0, 12_000.0], [0.0, 0.0]),
                ("H3", [7000.0, 7000.0], [0.0, 0.0]),
            ],
            [1.0, 2.0],
            // 0 + 3,000 + 1,500; then 0 + 3,000 + 1,000
            [4500.0, 4000.0],
            // 3,000 of the first, 2,000 of the last
            5000.0,
        ),
        (
            11_000,
            [
                ("H1", [13_000.0, 13_000.0], [0.0, 0.0]),
                ("H2", [20_000.0, 20_000.0], [0.0, 0.0]),
                ("H3", [15_000.0, 15_000.0], [0.0, 0.0]),
            ],
            [0.0, 2.0],
            // 1,000 + 11,000 + 9,500; then 1,000 + 11,000 + 9,000
            [21_500.0, 21_000.0],
            // 10,000 of the first, 2,000 of the last
            12_000.0,
        ),
    ];
    for (gift, households, below, more, saved) in cases {
        let model = village(gift);
        for trial in [0, 9] {
            let trace = model.trace(5, trial).expect("a trial");
            for (row, income, allowance) in households {
                let members = trace.row_value("households.households", row, "members");
                let incomes = trace.row_series("households.households", row, "income_per_person");
                let allowances = trace.row_series("households.households", row, "minimum_living");
                for year in [1, 2] {
                    let what = format!("gift {gift}, {row}, year {year}");
                    assert_close(&format!("{what}: income"), incomes[year] * members, income[year - 1], 1.0);
                    assert_close(&format!("{what}: allowance"), allowances[year], allowance[year - 1], 1.0);
                }
            }
            let outcomes = [
                ("below", below[0]),
                ("below_without", below[1]),
                ("more_first", more[0]),
                ("more", more[1]),
                ("saved", saved),
            ];
            for (outcome, expected) in outcomes {
                assert_close(&format!("gift {gift}, {outcome}"), trace.value(outcome), expected, 1.0);
            }
        }
    }
}

/// H1 is on the roll, 2,000 earned of 12,000; it gets 3,000 of aid in year 2, which the allowance takes back, or not: then it
/// has 2,000 + 10,000 + 3,000. H3 earns 4,000 of 6,000. Without the aid both have what the line of the allowance says.
#[test]
fn aid_that_pays_a_cost_back_does_not_lessen_the_allowance() {
    for (exempt, allowance, income) in
        [(false, [7000.0, 0.0], [12_000.0, 7000.0]), (true, [10_000.0, 2000.0], [15_000.0, 9000.0])]
    {
        let aid = format!(
            "[aid.refund]\nformula = \"if(index == 2 and able_workers == 0, 3000 元, 0)\"\nunit = \"元\"\nexempt = {exempt}\n"
        );
        let model = village_with(0, &aid);
        let trace = model.trace(5, 3).expect("a trial");
        for (place, row) in ["H1", "H3"].into_iter().enumerate() {
            let members = trace.row_value("households.households", row, "members");
            let year_2 = |name: &str| trace.row_series("households.households", row, name)[2];
            let what = format!("{row}, exempt {exempt}");
            assert_close(&format!("{what}: allowance"), year_2("minimum_living"), allowance[place], 1.0);
            assert_close(&format!("{what}: income"), year_2("income_per_person") * members, income[place], 1.0);
            if exempt {
                assert_close(&format!("{what}: exempt"), year_2("received.exempt"), 3000.0, 1.0);
            }
            let without = year_2("income_per_person@aid.refund") * members;
            assert_close(&format!("{what}: without"), without, [12_000.0, 6000.0][place], 1.0);
        }
    }
}
