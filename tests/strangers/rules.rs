//! Rules of the language that a newcomer leans on.

use crate::support::{column, mean, model, sd};

/// `above` goes by the order of the file wherever it stands: in a row's formula, in the parameters of a row's input, in
/// brackets from outside, and in brackets inside the rows of another table. The names are out of alphabetical order.
#[test]
fn above_goes_by_the_order_of_the_file_everywhere() {
    const TEXT: &str = r#"
[tables.dues.rows]
zhao = { x = 1, c = 3 }
an = { x = 2, c = 5 }
ma = { x = 4, c = 7 }
[tables.other.rows]
only = { factor = 2 }
[tables.other.formulas]
inside = "sum(dues: above(x) * c * factor)"
EXTRA
[outcomes]
outside = "sum(dues: above(x) * c)"
nested = "other.only.inside"
"#;
    let drawn = "[tables.dues.inputs]\nu = { dist = \"normal\", mean = \"above(x)\", sd = 0 }";
    let formula = "[tables.dues.formulas]\nu = \"above(x)\"";
    for extra in [drawn, formula, ""] {
        let model = model("above", &TEXT.replace("EXTRA", extra));
        let trace = model.trace(1, 0).expect("the trace ends");
        // 3·0 + 5·1 + 7·(1 + 2)
        assert_eq!(trace.value("outside"), 26.0);
        assert_eq!(trace.value("nested"), 52.0);
        if !extra.is_empty() {
            let before = ["zhao", "an", "ma"].map(|row| trace.row_value("dues", row, "u"));
            assert_eq!(before, [0.0, 1.0, 3.0]);
        }
    }
}

/// An input may be one of named states for good, or by year.
#[test]
fn an_input_may_be_a_certain_state() {
    const TEXT: &str = r#"
horizon = 2
[inputs]
mode = { value = "cheap", states = ["dear", "cheap"] }
plan = { by_year = ["low", "high"], missing = "last", states = ["low", "high"] }
[formulas]
x = "case(mode, cheap: 1, dear: 2) + case(plan, low: 10, high: 20) + if(mode == 'dear', 100, 0)"
[outcomes]
total = "sum(x)"
[variants.dear]
set = { mode = "dear" }
"#;
    let model = model("states", TEXT);
    assert_eq!(model.trace(1, 0).expect("the trace ends").series("x"), [11.0, 21.0, 21.0]);
}

/// Rows of one input may be correlated with each other; rows that are not named keep draws of their own, and every row
/// keeps its distribution. 16,384 trials: a correlation has a standard error of at most 1/128; limits are 4 of them
/// (5 comparisons, false alarm 3e-4).
#[test]
fn rows_of_a_table_may_be_correlated() {
    const TEXT: &str = r#"
design = "independent"
[tables.crops.rows]
rice = { m = 500 }
maize = { m = 400 }
bean = { m = 300 }
[tables.crops.inputs]
yield = { dist = "normal", mean = "m", sd = 50 }
[[correlations]]
between = ["crops.rice.yield", "crops.bean.yield"]
rho = -0.6
of = "scores"
[outcomes]
rice = "crops.rice.yield"
maize = "crops.maize.yield"
bean = "crops.bean.yield"
"#;
    let of = |name| column("rows", TEXT, name, 16_384, 1);
    let (rice, maize, bean) = (of("rice"), of("maize"), of("bean"));
    let correlation = |a: &[f64], b: &[f64]| {
        let (ma, mb) = (mean(a), mean(b));
        let products: Vec<f64> = a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).collect();
        mean(&products) / (sd(a) * sd(b))
    };
    let limit = 4.0 / 128.0;
    assert!((correlation(&rice, &bean) + 0.6).abs() < limit);
    assert!(correlation(&rice, &maize).abs() < limit);
    assert!(correlation(&bean, &maize).abs() < limit);
    assert!((mean(&bean) - 300.0).abs() < 4.0 * 50.0 / 128.0);
    assert!((sd(&bean) / 50.0 - 1.0).abs() < 4.0 / (128.0 * 2.0_f64.sqrt()));
}

/// The place of each value among all, all different.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    order.iter().enumerate().for_each(|(place, index)| ranks[*index] = place as f64);
    ranks
}

/// Spearman's correlation is the one stated also under a t copula, where the rule of the normal copula would give 0.675.
/// 65,536 trials: with 3 degrees of freedom a standard error of about 0.003 (below 4 of them; false alarm 6e-5).
#[test]
fn rank_correlation_is_as_stated_under_a_t_copula() {
    const TEXT: &str = r#"
design = "independent"
[inputs]
a = { dist = "normal", mean = 0, sd = 1 }
b = { dist = "uniform", low = 0, high = 1 }
[[correlations]]
between = ["a", "b"]
rho = 0.7
copula = { t = 3 }
[outcomes]
oa = "a"
ob = "b"
"#;
    let ranked = |name| ranks(&column("t copula", TEXT, name, 65_536, 1));
    let (a, b) = (ranked("oa"), ranked("ob"));
    let (ma, mb) = (mean(&a), mean(&b));
    let products: Vec<f64> = a.iter().zip(&b).map(|(x, y)| (x - ma) * (y - mb)).collect();
    let spearman = mean(&products) / (sd(&a) * sd(&b));
    assert!((spearman - 0.7).abs() < 0.012, "{spearman}");
}

/// A name that is not known inside a table's brackets is looked for among the names of its rows.
#[test]
fn an_unknown_name_in_brackets_is_compared_with_the_names_of_the_rows() {
    const TEXT: &str = "[tables.dues.rows]\na = { amount = 1 }\n[outcomes]\nx = \"sum(dues: NAME)\"";
    let mistake = |name: &str| {
        let mistakes = fengnian::Model::from_text("names", &TEXT.replace("NAME", name)).expect_err("it is wrong");
        mistakes.to_string()
    };
    assert!(mistake("amuont").contains("did you mean `amount`"), "{}", mistake("amuont"));
    assert!(mistake("paid").contains("amount, "), "{}", mistake("paid"));
}

/// Before the first and after the last year of the formulas in it an expression is nothing, whatever is asked of it: what
/// `sum` leaves out, `npv`, `irr`, `payback` and `at` leave out.
#[test]
fn an_unnamed_expression_lives_in_the_same_years_whatever_is_asked_of_it() {
    const TEXT: &str = r#"
horizon = 5
[inputs]
upkeep = 1
[formulas]
revenue = { formula = "3 * (index - 2)", active = "2..3" }
named = { formula = "revenue - upkeep", active = "2..3" }
[outcomes]
total = "sum(revenue - upkeep)"
npv = "npv(0, revenue - upkeep)"
npv_named = "npv(0.1, named) - npv(0.1, revenue - upkeep)"
paid = "payback(named) - payback(revenue - upkeep)"
discounted = "discounted_payback(0.1, named) - discounted_payback(0.1, revenue - upkeep)"
rate = "irr(named) - irr(revenue - upkeep)"
modified = "mirr(named, 0.1, 0.1) - mirr(revenue - upkeep, 0.1, 0.1)"
first = "at(revenue - upkeep, 0)"
moving = "sum(at(revenue - upkeep, index - 1))"
wide = "sum(revenue - upkeep, over = 0..5)"
below = "count(revenue < 10, over = 0..5)"
first_below = "first_year(revenue < 10, 99, over = 0..5)"
npv_wide = "npv(0, revenue - upkeep, over = 0..5)"
before = "sum(prev(revenue - upkeep, 0))"
after = "sum(next(revenue - upkeep, 0))"
last_but_one = "at(prev(revenue - upkeep, 0), 5)"
changes = "sum(change(revenue - upkeep, 0))"
change_of_another_year = "at(change(revenue - upkeep, 0), 0)"
"#;
    let model = model("lives", TEXT);
    let trace = model.trace(1, 0).expect("the trace ends");
    let values = ["total", "npv", "npv_named", "paid", "discounted", "rate", "modified", "first", "moving"];
    assert_eq!(values.map(|name| trace.value(name)), [1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
    let wide = ["wide", "below", "first_below", "npv_wide", "before", "after", "last_but_one"];
    assert_eq!(wide.map(|name| trace.value(name)), [1.0, 2.0, 2.0, 1.0, 1.0, 1.0, 0.0]);
    assert_eq!(["changes", "change_of_another_year"].map(|name| trace.value(name)), [0.0, 0.0]);
}

/// Payback in certain years counts from the first of them, discounted or not.
#[test]
fn discounted_payback_over_some_years_counts_from_the_first_of_them() {
    const TEXT: &str = r#"
horizon = 5
[inputs]
x = { by_year = [-100, -1, 0, 1, 2, 3] }
[outcomes]
plain = "payback(x, over = 1..5)"
at_nothing = "discounted_payback(0, x, over = 1..5)"
at_ten = "discounted_payback(10 %, x, over = 1..5)"
"#;
    let model = model("payback over", TEXT);
    let trace = model.trace(1, 0).expect("the trace ends");
    assert_eq!((trace.value("plain"), trace.value("at_nothing")), (2.0, 2.0));
    // -1/1.1 and 1/1.331 leave 0.157776; 2/1.4641 in the next year
    let expected = 2.0 + (1.0 / 1.1 - 1.0 / 1.331) / (2.0 / 1.4641);
    assert!((trace.value("at_ten") - expected).abs() < 1e-12);
}

/// The mean over the years of what has none is the thing itself, to the last bit.
#[test]
fn the_mean_of_a_value_without_years_is_the_value() {
    const TEXT: &str = r#"
horizon = 9
[inputs]
y = { dist = "normal", mean = 0, sd = 1 }
[outcomes]
above = "y > mean(y)"
below = "y < mean(y)"
"#;
    for name in ["above", "below"] {
        assert_eq!(mean(&column("mean", TEXT, name, 4096, 1)), 0.0, "{name}");
    }
}

/// A rate that is forgotten to be per cent, in the places where people write rates.
#[test]
fn bare_numbers_beside_per_cent_and_in_rates_are_mistakes() {
    let mistake = |inputs: &str, outcome: &str| {
        let text = format!("horizon = 3\n{inputs}\n[outcomes]\nx = \"{outcome}\"\n");
        fengnian::Model::from_text("rates", &text).expect_err(inputs).to_string()
    };
    for (inputs, outcome) in [
        ("discount_rate = \"r\"\n[inputs]\nr = 5", "npv(discount_rate, index)"),
        ("[inputs]\nr = [\"5 %\", \"5 %\", 6, 6]", "sum(r)"),
        ("[inputs]\nr = { \"0..1\" = \"5 %\", \"2..\" = 6 }", "sum(r)"),
        ("[inputs]\nr = { dist = \"normal\", mean = \"5 %\", sd = 2 }", "r"),
        ("[inputs]\nr = { low = 4, likely = 6, high = 8 }", "npv(r, index)"),
        ("[inputs]\nr = { data = [4, 6, 8] }", "npv(r, index)"),
        ("[tables.loans.rows]\na = { cost = 5 }", "npv(loans.a.cost, index)"),
    ] {
        let found = mistake(inputs, outcome);
        assert!(found.contains("E109") && found.contains("per cent"), "{inputs}: {found}");
    }
    // what is no rate by its name is not called one
    let found = mistake("[inputs]\nfactor = { low = \"80 %\", likely = 1, high = 1.5 }", "factor");
    assert!(found.contains("`factor` is in %: 1.5 means 150 %"), "{found}");
}

/// The unit of a data column stands in its header; another one beside its name is a mistake, not a second opinion.
#[test]
fn a_second_unit_for_a_data_column_is_a_mistake() {
    use fengnian::scenario::files::{KindSources, MemoryFiles};
    let of = |inputs: &str| {
        let own = "[units]\n\"担\" = \"50 kg\"\n\"包\" = \"2 万元\"\n\"万块\" = \"10000 元\"\n";
        let text = format!("{own}{inputs}[outcomes]\nc = {{ formula = \"cost\", unit = \"元\" }}\n");
        let files =
            MemoryFiles::new().with("a.toml", text.as_str()).with("a.csv", "year,cost (万元)\n2010,3\n2011,4\n");
        let kinds = KindSources { folders: Vec::new(), builtin: &[] };
        fengnian::model::read("a.toml", &files, &kinds).map(|_| ()).map_err(|mistakes| mistakes.to_string())
    };
    let read = |unit: &str| of(&format!("[inputs]\ncost = {{ data = \"a.csv\", column = \"cost\"{unit} }}\n"));
    assert_eq!(read(""), Ok(()));
    for same in ["万元", "10k yuan", " 万元 ", "万块"] {
        assert_eq!(read(&format!(", unit = \"{same}\"")), Ok(()), "{same}");
    }
    for unit in [", unit = \"元\"", ", unit = \"kg\"", ", unit = \"包\""] {
        assert!(read(unit).expect_err(unit).contains("two units are given"), "{unit}");
    }
    // also where the data stand in a value of their own
    let inside = "[inputs]\ncost = { value = { data = \"a.csv\", column = \"cost\" }, unit = \"元\" }\n";
    assert!(of(inside).expect_err("inside").contains("two units are given"));
    // in a part of a chance its numbers are in the unit of the whole
    let part = |unit: &str| {
        let data = "{ data = \"a.csv\", column = \"cost\" }";
        of(&format!("[inputs]\ncost = {{ chance = 0.5, then = {data}, else = 0{unit} }}\n"))
    };
    assert_eq!(part(", unit = \"万元\""), Ok(()));
    assert!(part(", unit = \"元\"").expect_err("元").contains("two units are given"));
    assert!(part("").expect_err("no unit").contains("unit = \"万元\""));
}

/// What is calculated from something missing is missing, a power of it too.
#[test]
fn a_power_of_a_missing_value_is_missing() {
    const TEXT: &str = r#"
[inputs]
y = { dist = "normal", mean = 0, sd = 1 }
[formulas]
lost = "if(y > -99, 0 / 0, 1)"
[outcomes]
constant = "known((0 / 0) ^ 0)"
nothing = "known(lost ^ 0)"
of_one = "known(1 ^ lost)"
"#;
    for name in ["constant", "nothing", "of_one"] {
        assert_eq!(mean(&column("missing", TEXT, name, 64, 1)), 0.0, "{name}");
    }
}

/// `at(x, index - 2)` and `delay(x, 2)` are `x` of two years before, in every year, for every sort of value.
#[test]
fn a_few_years_before_are_the_same_however_they_are_asked_for() {
    const TEXT: &str = r#"
horizon = 9
trials = 32
[inputs]
x = { dist = "normal", mean = 0, sd = 1, each = "year", active = "1..7" }
zero = { data = [0, 0] }
[formulas]
some = { formula = "x + 1", active = "2..6" }
high = "x > 0"
one = "at(some, index - 1) - at(some, index - 1 - zero)"
two = "at(some + x, index - 2) - at(some + x, index - 2 - zero)"
five = "at(some, index - 5) - at(some, index - 5 - zero)"
three = "delay(some, 3) - delay(some, 3 + zero)"
none = "delay(some, 0) - delay(some, zero)"
truth = "at(high, index - 1) != at(high, index - 1 - zero)"
[tables.t]
rows = { count = 3 }
[tables.t.inputs]
draw = { dist = "normal", mean = 0, sd = 1, each = "year" }
[tables.t.formulas]
before = "at(draw, index - 1) - prev(draw, 0)"
later = "delay(draw, 2) - prev(prev(draw, 0), 0)"
[outcomes]
differences = "sum(abs(one) + abs(two) + abs(five) + abs(three) + abs(none)) + count(truth)"
rows = "sum(sum(t: abs(before) + abs(later)))"
seen = "sum(abs(at(some, index - 1)) + abs(delay(some, 3))) > 0"
"#;
    for (name, expected) in [("differences", 0.0), ("rows", 0.0), ("seen", 1.0)] {
        assert!(column("before", TEXT, name, 32, 1).iter().all(|found| *found == expected), "{name}");
    }
}

/// Gini and quantiles of the same rows are worked out from one sorting: each is what it is alone.
#[test]
fn functions_of_sorted_rows_are_the_same_together_and_alone() {
    const TEXT: &str = r#"
horizon = 4
trials = 256
[tables.t]
rows = { count = 33 }
[tables.t.inputs]
x = { dist = "lognormal", median = 3, sigma = 0.8, each = "year" }
[tables.t.formulas]
w = "1 + mod(row, 4)"
[inputs]
p = { dist = "uniform", low = 0.1, high = 0.9 }
[outcomes]
"#;
    let outcomes = [
        ("gini", "last(gini(t: x))"),
        ("weighed", "last(gini(t: x weight w))"),
        ("low", "last(quantile(t: x weight w, 0.1))"),
        ("high", "last(quantile(t: x weight w, 0.9))"),
        ("some", "last(quantile(t: x, p))"),
        ("some_rows", "last(quantile(t: x where x > 2, 0.5))"),
    ];
    let lines = outcomes.map(|(name, formula)| format!("{name} = \"{formula}\"\n"));
    for (place, (name, _)) in outcomes.iter().enumerate() {
        let alone = column("alone", &format!("{TEXT}{}", lines[place]), name, 256, 1);
        let together = column("together", &format!("{TEXT}{}", lines.concat()), name, 256, 1);
        assert!(alone.iter().zip(&together).all(|(a, b)| a.to_bits() == b.to_bits()), "{name}");
    }
}

/// `prev` of a name of the scenario reads the year before the project; an expression begins with the project, also where it
/// holds something of the scenario; `npv` counts the project's years only.
#[test]
fn a_project_reads_the_year_before_it_from_the_scenario() {
    use fengnian::scenario::files::{KindSources, MemoryFiles};
    const KIND: &str = "[kind]\ntitle = \"k\"\n[inputs]\none = 1\n[formulas]\nx = \"one\"\n\
        debt = \"prev(rest * (1 + 0 * shared.price), 1000)\"\nrest = \"debt - 10\"\n[outcomes]\n\
        name = \"at(prev(shared.price, 9), 0)\"\nexpression = \"at(prev(shared.price + 0 * one, 9), 0)\"\n\
        circle = \"at(debt, 1)\"\n\
        worth = \"npv(0, shared.price)\"\nowned = \"npv(0, shared.price * one)\"\n";
    let text = "start_year = 2018\nhorizon = 6\n[inputs]\nprice = { by_year = [1, 2, 3, 4, 5, 6, 7] }\n\
        [projects.p]\nkind = \"k\"\nstart = 2020\nlife = 3\n";
    let files = MemoryFiles::new().with("a.toml", text).with("kinds/k.toml", KIND);
    let kinds = KindSources { folders: Vec::new(), builtin: &[] };
    let scenario = fengnian::model::read("a.toml", &files, &kinds).unwrap_or_else(|e| panic!("{e}"));
    let model = fengnian::Model::new(scenario).unwrap_or_else(|e| panic!("{e}"));
    let trace = model.trace(1, 0).expect("the trace ends");
    let found = ["p.name", "p.expression", "p.worth", "p.owned", "p.circle"].map(|name| trace.value(name));
    assert_eq!(found, [2.0, 9.0, 18.0, 18.0, 990.0]);
}
