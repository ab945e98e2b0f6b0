//! Section 5: tables.

use fengnian::diagnostic::Code;

use super::{codes, give, model, model_with, refused, same, traced};

const HOUSEHOLDS: &str = r#"
horizon = 2
[tables.h.columns]
members = { unit = "人" }
poor = { default = false }
group = { values = ["poor", "watched"], default = "poor" }
[tables.h.rows]
wang = { members = 3, income = "900 元", poor = true }
li = { members = 1, income = "4000 元", group = "watched" }
zhao = { members = 2, income = "1000 元", poor = true }
[tables.h.formulas]
each = "income / members"
place = "row"
saved = "prev(saved, 0) + income"
"#;

#[test]
fn reductions_over_rows() {
    give(
        HOUSEHOLDS,
        &[
            ("number(sum(h: income), '元')", &[5900.0]),
            ("number(sum(h: income where poor), '元')", &[1900.0]),
            ("number(mean(h: income), '元')", &[5900.0 / 3.0]),
            ("number(mean(h: income weight members), '元')", &[(2700.0 + 4000.0 + 2000.0) / 6.0]),
            ("number(mean(h: income where poor weight members), '元')", &[4700.0 / 5.0]),
            ("number(min(h: income), '元')", &[900.0]),
            ("number(max(h: income where poor), '元')", &[1000.0]),
            ("product(h: row)", &[6.0]),
            ("count(h)", &[3.0]),
            ("count(h: poor)", &[2.0]),
            ("count(h: poor where members > 2 人)", &[1.0]),
            ("count(h: group == 'watched')", &[1.0]),
            ("if(any(h: income > 3000 元), 1, 0)", &[1.0]),
            ("if(any(h: income > 3000 元 where poor), 1, 0)", &[0.0]),
            ("if(all(h: income > 800 元), 1, 0)", &[1.0]),
            ("if(all(h: income > 950 元 where poor), 1, 0)", &[0.0]),
            ("share(h: poor)", &[2.0 / 3.0]),
            ("share(h: poor weight members)", &[5.0 / 6.0]),
            ("share(h: income < 950 元 where poor weight members)", &[3.0 / 5.0]),
            ("number(quantile(h: income, 0.5), '元')", &[1000.0]),
            ("number(quantile(h: income, 0.25), '元')", &[950.0]),
            ("number(quantile(h: income where poor, 1), '元')", &[1000.0]),
            // one row's value
            ("number(h.li.income, '元')", &[4000.0]),
            ("number(h.wang.each, '元/人')", &[300.0]),
            ("number(h.zhao.saved, '元')", &[1000.0, 2000.0, 3000.0]),
            ("number(sum(h: saved), '元')", &[5900.0, 11_800.0, 17_700.0]),
            ("number(last(h.li.saved), '元')", &[12_000.0]),
            ("case(h.li.group, poor: 1, watched: 2)", &[2.0]),
            // the row's position in the file
            ("h.li.place", &[2.0]),
            ("sum(h: row * index)", &[0.0, 6.0, 12.0]),
            ("number(max(h: max(saved)), '元')", &[12_000.0]),
        ],
    );
    refused(
        HOUSEHOLDS,
        &[
            ("sum(g: income)", Code::UnknownName),
            ("sum(h: incme)", Code::UnknownName),
            ("h.ling.income", Code::UnknownName),
            ("h.li.incme", Code::UnknownName),
            ("h", Code::ShapeMismatch),
            ("h + 1", Code::ShapeMismatch),
            ("sum(h: poor)", Code::TypeMismatch),
            ("sum(h: income weight members)", Code::Arguments),
            ("sum(h: income where members)", Code::TypeMismatch),
            ("median(h: income)", Code::UnknownFunction),
            ("quantile(h: income)", Code::Arguments),
            ("above(1)", Code::Arguments),
            ("income", Code::UnknownName),
        ],
    );
}

#[test]
fn rows_as_map_array_count_and_file() {
    let forms = [
        "[tables.t.rows]\nb = { x = 1 }\na = { x = 2 }\n",
        "[[tables.t.rows]]\nname = \"b\"\nx = 1\n[[tables.t.rows]]\nname = \"a\"\nx = 2\n",
        "[tables.t]\nrows = \"t.csv\"\n",
    ];
    for form in forms {
        let text = format!(
            "{form}\n[tables.t.formulas]\nplace = \"row\"\n[formulas]\ntotal = \"sum(t: x * place)\"\nb = \"t.b.x\"\n"
        );
        let model = model_with(&text, &[("t.csv", "name,x\nb,1\na,2\n")]);
        let trace = traced(&model, 0);
        same(form, trace.series("total"), &[5.0]);
        same(form, trace.series("b"), &[1.0]);
    }
    let counted = model(
        "[tables.t]\nrows = { count = 104 }\n[tables.t.formulas]\nx = \"row\"\n[formulas]\nlast_one = \"t.104.x\"\ntotal = \"sum(t: x)\"\n",
    );
    same("count", traced(&counted, 0).series("total"), &[5460.0]);
    same("count", traced(&counted, 0).series("last_one"), &[104.0]);
}

#[test]
fn headers_of_a_file_carry_units_and_cells_may_be_missing_where_there_is_a_default() {
    let text = "[tables.t]\nrows = \"t.csv\"\n[tables.t.columns]\nlife = { default = 10 }\n[formulas]\ntotal = \"number(sum(t: cost), '元')\"\nlives = \"sum(t: life)\"\n";
    let model = model_with(text, &[("t.csv", "name,cost (万元)\na,2\nb,3\n")]);
    same("cost", traced(&model, 0).series("total"), &[50_000.0]);
    same("life", traced(&model, 0).series("lives"), &[20.0]);
    assert_eq!(codes("[tables.t.rows]\na = { x = 1, y = 2 }\nb = { x = 1 }\n"), [Code::MissingKey]);
}

#[test]
fn cells_may_be_formulas_by_year_or_uncertain() {
    let model = model(
        "horizon = 2\n[inputs]\nk = 5\n[tables.t.rows]\na = { x = \"k * 2\", y = [1, 2, 3], z = { dist = \"uniform\", low = 0, high = 1 } }\nb = { x = 1, y = 7, z = 0.5 }\nc = { x = 2, y = 0, z = { dist = \"uniform\", low = 0, high = 1, each = \"year\" } }\n[tables.t.formulas]\nw = \"x * y + z\"\n[formulas]\nx = \"sum(t: x)\"\ny = \"sum(t: y)\"\ntotal = \"sum(t: w)\"\na = \"t.a.z\"\nb = \"t.b.z\"\nc = \"t.c.z\"\n",
    );
    for trial in [0, 8] {
        let trace = traced(&model, trial);
        same("x", trace.series("x"), &[13.0]);
        same("y", trace.series("y"), &[8.0, 9.0, 10.0]);
        same("b", trace.series("b"), &[0.5; 3]);
        let (a, c) = (trace.series("a")[0], trace.series("c"));
        assert!(a > 0.0 && a < 1.0 && c.len() == 3 && c[0] != c[1] && a != c[0]);
        let expected: Vec<f64> = (0..3).map(|k| 10.0 * (k as f64 + 1.0) + a + 7.0 + 0.5 + c[k]).collect();
        same("w", trace.series("total"), &expected);
    }
}

#[test]
fn rows_draw_for_themselves_with_parameters_from_their_columns() {
    let model = model(
        "horizon = 1\n[tables.t.rows]\na = { m = 10 }\nb = { m = 20 }\n[tables.t.inputs]\nx = { dist = \"normal\", mean = \"m\", sd = 1 }\nz = { dist = \"normal\", mean = 0, sd = 1, draws_as = \"t.x\" }\ny = { dist = \"gamma\", mean = \"m\", sd = 1, each = \"year\" }\n",
    );
    let trace = traced(&model, 4);
    for (row, m) in [("a", 10.0), ("b", 20.0)] {
        same("x", &[trace.row_value("t", row, "x")], &[m + trace.row_value("t", row, "z")]);
        // 8 sd off once in 10^15
        assert!(trace.row_series("t", row, "y").iter().all(|y| (y - m).abs() < 8.0));
    }
    assert_ne!(trace.row_value("t", "a", "z"), trace.row_value("t", "b", "z"));
}

/// 50 are there: the first is owed 30, the second 40, the third 10.
#[test]
fn above_gives_payment_orders_in_the_order_of_the_file() {
    let model = model(
        "horizon = 1\n[inputs]\ncash = [50, 75]\n[tables.t.rows]\nz = { due = 30 }\nm = { due = 40 }\na = { due = 10 }\n[tables.t.formulas]\npaid = \"clip(cash - above(due), 0, due)\"\nbefore = \"above(due)\"\nplaces = \"above(1)\"\nhalf = \"above(due) + above(2 * due)\"\n[formulas]\nall_paid = \"sum(t: paid)\"\n",
    );
    let trace = traced(&model, 0);
    same("z", trace.row_series("t", "z", "paid"), &[30.0, 30.0]);
    same("m", trace.row_series("t", "m", "paid"), &[20.0, 40.0]);
    same("a", trace.row_series("t", "a", "paid"), &[0.0, 5.0]);
    same("all", trace.series("all_paid"), &[50.0, 75.0]);
    same("before", trace.row_series("t", "a", "before"), &[70.0, 70.0]);
    same("places", trace.row_series("t", "m", "places"), &[1.0, 1.0]);
    same("half", trace.row_series("t", "a", "half"), &[210.0, 210.0]);
}

#[test]
fn a_row_may_refer_to_its_whole_table() {
    let model = model(
        "horizon = 2\n[tables.t.rows]\na = { x = 1 }\nb = { x = 3 }\n[tables.t.formulas]\npart = \"x / sum(t: x)\"\nrank = \"1 + count(t: true where x > 2)\"\nrest = \"sum(t: x) - x\"\nstock = \"prev(stock, 0) + x + prev(sum(t: stock), 0)\"\nlate = \"prev(part, 0)\"\n",
    );
    let trace = traced(&model, 0);
    same("a", trace.row_series("t", "a", "part"), &[0.25]);
    same("b", trace.row_series("t", "b", "part"), &[0.75]);
    same("rest", trace.row_series("t", "a", "rest"), &[3.0]);
    // year 0: 1, 3; year 1: 1+1+4, 3+3+4; year 2: 6+1+16, 10+3+16
    same("stock a", trace.row_series("t", "a", "stock"), &[1.0, 6.0, 23.0]);
    same("stock b", trace.row_series("t", "b", "stock"), &[3.0, 10.0, 29.0]);
    same("late", trace.row_series("t", "b", "late"), &[0.0, 0.75, 0.75]);
}

#[test]
fn a_table_without_rows_sums_to_nothing() {
    let text = "[tables.t]\nrows = { count = 0 }\n[tables.t.formulas]\nx = \"row\"\n";
    if !codes(text).is_empty() {
        return; // refused by the reader: nothing to add up
    }
    give(
        text,
        &[
            ("sum(t: x)", &[0.0]),
            ("count(t)", &[0.0]),
            ("product(t: x)", &[1.0]),
            ("if(any(t: x > 0), 1, 0)", &[0.0]),
            ("if(all(t: x > 0), 1, 0)", &[1.0]),
            ("mean(t: x)", &[f64::NAN]),
            ("share(t: x > 0)", &[f64::NAN]),
        ],
    );
}

#[test]
fn series_functions_inside_and_around_rows() {
    let model = model(
        "horizon = 3\ndiscount_rate = 1\n[tables.t.rows]\na = { life = 1, cost = 8 }\nb = { life = 2, cost = 16 }\n[tables.t.formulas]\nflow = \"if(index == 0, -cost, if(index <= life, cost, 0))\"\nvalue = \"npv(discount_rate, flow)\"\ntotal = \"cumulative(flow)\"\nmoved = \"delay(flow, life)\"\nbest = \"max(flow)\"\nwhen = \"first_year(flow > 0, 9)\"\n[formulas]\nall_value = \"sum(t: value)\"\nvalue_of_all = \"npv(1, sum(t: flow))\"\nstarts = \"sum(t: first_year(flow > 0, 9))\"\n",
    );
    let trace = traced(&model, 0);
    same("a", &[trace.row_value("t", "a", "value")], &[-4.0]);
    same("b", &[trace.row_value("t", "b", "value")], &[-16.0 + 8.0 + 4.0]);
    same("sum of values", trace.series("all_value"), &[-8.0]);
    same("value of sums", trace.series("value_of_all"), &[-8.0]);
    same("b total", trace.row_series("t", "b", "total"), &[-16.0, 0.0, 16.0, 16.0]);
    same("a moved", trace.row_series("t", "a", "moved"), &[0.0, -8.0, 8.0, 0.0]);
    same("b moved", trace.row_series("t", "b", "moved"), &[0.0, 0.0, -16.0, 16.0]);
    same("starts", trace.series("starts"), &[2.0]);
}

#[test]
fn what_is_gathered_lives_in_the_years_of_what_is_in_the_brackets() {
    let prelude = "horizon = 5\n[tables.t]\nrows = { count = 3 }\n[tables.t.formulas.y]\nformula = \"index * row\"\nactive = \"1..3\"\n";
    give(prelude, &[("last(sum(t: y)) + 0 * index", &[18.0; 6]), ("mean(mean(t: y)) + 0 * index", &[4.0; 6])]);
}

#[test]
fn of_no_rows_a_gathering_is_the_same_inside_and_outside_of_rows() {
    let prelude = "[tables.none]\nrows = []\n[tables.none.columns]\nx = { unit = \"1\" }\n[tables.a]\nrows = { count = 1 }\n[tables.a.formulas]\n\
        all = \"if(all(none: x > 1), 1, 0)\"\nproduct = \"product(none: x)\"\nleast = \"1 / min(none: x)\"\nmost = \"-1 / max(none: x)\"\n";
    give(
        prelude,
        &[("sum(a: all)", &[1.0]), ("sum(a: product)", &[1.0]), ("sum(a: least)", &[0.0]), ("sum(a: most)", &[0.0])],
    );
    give(
        prelude,
        &[("if(all(none: x > 1), 1, 0)", &[1.0]), ("product(none: x)", &[1.0]), ("1 / min(none: x)", &[0.0])],
    );
}
