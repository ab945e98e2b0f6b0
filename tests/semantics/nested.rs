//! Section 5: a table inside the rows of another.

use super::{model, same, traced};

const TWO: &str = "horizon = 1\n[tables.outer.rows]\nx = { k = 2, c = 10 }\ny = { k = 5, c = 20 }\n[tables.inner.rows]\na = { k = 1, d = 3 }\nb = { k = 4, d = 4 }\nc = { k = 6, d = 5 }\n";

#[test]
fn inner_rows_see_the_outer_row_and_come_first() {
    let model = model(&format!(
        "{TWO}[tables.outer.formulas]\ntotal = \"sum(inner: d * c)\"\nshadowed = \"sum(inner: k)\"\nhow_many = \"count(inner: d * 4 > c)\"\nover_all = \"if(all(inner: d < c), 1, 0)\"\nover_any = \"if(any(inner: d * 4 < c), 1, 0)\"\nleast = \"min(inner: abs(d * 4 - c))\"\naverage = \"mean(inner: d * c where d > 3)\"\nplaces = \"sum(inner: row)\"\nown = \"sum(inner: d) * row\"\nby_year = \"sum(inner: d * index)\"\n[formulas]\nall = \"sum(outer: total)\"\n"
    ));
    let trace = traced(&model, 0);
    let rows = |name: &str| [trace.row_value("outer", "x", name), trace.row_value("outer", "y", name)];
    same("total", &rows("total"), &[120.0, 240.0]);
    same("shadowed", &rows("shadowed"), &[11.0, 11.0]);
    same("how_many", &rows("how_many"), &[3.0, 0.0]);
    same("all", &rows("over_all"), &[1.0, 1.0]);
    same("any", &rows("over_any"), &[0.0, 1.0]);
    same("least", &rows("least"), &[2.0, 0.0]);
    same("average", &rows("average"), &[45.0, 90.0]);
    same("places", &rows("places"), &[6.0, 6.0]);
    same("own", &rows("own"), &[12.0, 24.0]);
    same("by year", trace.row_series("outer", "y", "by_year"), &[0.0, 12.0]);
    same("sum of all", trace.series("all"), &[360.0]);
}

#[test]
fn from_outside_two_tables_nest_too() {
    let model = model(&format!(
        "{TWO}[formulas]\npairs = \"sum(outer: sum(inner: d * c))\"\nbig = \"count(outer: sum(inner: d * c) > 200)\"\n"
    ));
    let trace = traced(&model, 0);
    same("pairs", trace.series("pairs"), &[360.0]);
    same("big", trace.series("big"), &[1.0]);
}

#[test]
fn an_inner_table_that_is_drawn() {
    let model = model(&format!(
        "{TWO}[tables.inner.inputs]\nu = {{ dist = \"uniform\", low = 0, high = 1, each = \"year\" }}\n[tables.outer.formulas]\ntotal = \"sum(inner: u * c)\"\n[formulas]\nplain = \"sum(inner: u)\"\n"
    ));
    let trace = traced(&model, 5);
    let plain = trace.series("plain").to_vec();
    same("x", trace.row_series("outer", "x", "total"), &[10.0 * plain[0], 10.0 * plain[1]]);
    same("y", trace.row_series("outer", "y", "total"), &[20.0 * plain[0], 20.0 * plain[1]]);
}
