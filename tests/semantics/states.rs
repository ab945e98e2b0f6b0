//! Section 2 `case` and `==`, section 3.4: named states.

use fengnian::diagnostic::Code;

use super::{codes, give, model, outcome, refused, same, traced};

const WEATHER: &str = "horizon = 3\n[inputs]\nweather = { values = [\"good\", \"bad\", \"worst\"], weights = [1, 0, 0], each = \"year\" }\n";

#[test]
fn a_choice_by_state_is_complete_or_has_else() {
    give(
        WEATHER,
        &[
            ("case(weather, good: 1, bad: 2, worst: 3)", &[1.0; 4]),
            ("case(weather, bad: 2, else: 9)", &[9.0; 4]),
            ("case(weather, good: 7, else: 9)", &[7.0; 4]),
            ("if(weather == 'good', 1, 0)", &[1.0; 4]),
            ("if('bad' == weather, 1, 0)", &[0.0; 4]),
            ("if(weather != 'bad', 1, 0)", &[1.0; 4]),
            ("number(case(weather, good: 3 元, else: 0), '元')", &[3.0; 4]),
            ("count(weather == 'good')", &[4.0]),
        ],
    );
    refused(
        WEATHER,
        &[
            ("case(weather, good: 1, bad: 2)", Code::IncompleteCase),
            ("case(weather, good: 1, good: 2, else: 3)", Code::FormulaSyntax),
            ("case(weather, god: 1, else: 3)", Code::UnknownState),
            ("if(weather == 'god', 1, 0)", Code::UnknownState),
            ("case(index, good: 1, else: 3)", Code::TypeMismatch),
            ("weather + 1", Code::TypeMismatch),
            ("if(index == 'good', 1, 0)", Code::TypeMismatch),
            ("if(weather == 1, 1, 0)", Code::TypeMismatch),
            ("case(weather, good: 1, bad: 2 元, worst: 3)", Code::UnitMismatch),
        ],
    );
}

#[test]
fn a_formula_is_a_state_when_its_branches_are() {
    let model = model(&format!(
        "{WEATHER}[formulas]\nmood = \"if(index > 1, 'good', 'bad')\"\nsame = \"if(mood == weather, 1, 0)\"\nother = \"if(weather == mood, 1, 0)\"\nfits = \"if(mood == 'good', 1, 0)\"\nsky = \"if(index == 0, 'bad', weather)\"\nis_bad = \"if(sky == 'bad', 1, 0)\"\nturned = \"case(weather, good: 'worst', bad: 'good', worst: 'bad')\"\nis_worst = \"if(turned == 'worst', 1, 0)\"\ndeclared = {{ formula = \"mood\", states = [\"bad\", \"good\"] }}\nold = \"prev(mood, 'good')\"\nwas = \"if(old == 'good', 1, 0)\"\nlatest = \"last(mood)\"\nended = \"if(latest == 'good', 1, 0)\"\n"
    ));
    let trace = traced(&model, 0);
    same("mood == weather", trace.series("same"), &[0.0, 0.0, 1.0, 1.0]);
    same("weather == mood", trace.series("other"), &[0.0, 0.0, 1.0, 1.0]);
    same("mood == 'good'", trace.series("fits"), &[0.0, 0.0, 1.0, 1.0]);
    same("sky == 'bad'", trace.series("is_bad"), &[1.0, 0.0, 0.0, 0.0]);
    same("turned", trace.series("is_worst"), &[1.0; 4]);
    same("prev of a state", trace.series("was"), &[1.0, 0.0, 0.0, 1.0]);
    same("last of a state", trace.series("ended"), &[1.0]);
}

#[test]
fn states_that_have_nothing_in_common_are_not_compared() {
    let text = format!("{WEATHER}loan = {{ values = [\"open\", \"paid\"], weights = [1, 1] }}\n");
    refused(
        &text,
        &[("if(loan == weather, 1, 0)", Code::TypeMismatch), ("if(true, loan, weather)", Code::TypeMismatch)],
    );
}

#[test]
fn an_input_may_name_a_state() {
    let text = "[inputs]\nplan = { value = \"large\", values = [\"small\", \"large\"] }\n[formulas]\nsize = \"case(plan, small: 1, large: 2)\"\n";
    let codes = codes(text);
    if codes.is_empty() {
        same("size", traced(&model(text), 0).series("size"), &[2.0]);
    }
}

/// The chain of the page: P(bad) moves by 0.1 from good and 0.6 from bad, the year before the first counting as good.
#[test]
fn a_chain_moves_from_state_to_state() {
    let text = "horizon = 4\n[inputs]\nweather = { values = [\"good\", \"bad\"], weights = [\"case(prev(weather, 'good'), good: 0.9, bad: 0.4)\", \"case(prev(weather, 'good'), good: 0.1, bad: 0.6)\"], each = \"year\" }\n[formulas]\nbad = \"weather == 'bad'\"\n[outcomes]\nyes = \"if(bad, 1, 0)\"\n";
    let trials = 8192;
    let values = outcome(text, "yes", trials);
    let mut bad = 0.0;
    for year in 0..5 {
        bad = 0.1 * (1.0 - bad) + 0.6 * bad;
        let found = super::mean(&values[year * trials as usize..(year + 1) * trials as usize]);
        let error = (bad * (1.0 - bad) / trials as f64).sqrt();
        assert!((found - bad).abs() < 4.0 * error, "year {year}: {found} for {bad}");
    }
}
