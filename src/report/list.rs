//! `households.csv`: one line a household, for programs and for those without Excel.

use std::io::Write;

use super::text::for_chart;
use crate::analysis::findings::RowOutcomeFinding;
use crate::analysis::village::{HouseholdFinding, VillageFinding};

/// Writes the households in the order of the list, UTF-8 with a byte-order mark so that Excel shows Chinese right:
/// `household`, `members`, `groups` (names, with `;` between), `ever_below` and `ever_below_error` (probability of ever being below the line), `income`,
/// `income_error` (yuan a person and year), `bad_years` (expected years below), `main_cause` (path), then `below.YEAR`
/// (probability), `receives.SOURCE` (yuan a year) and `cause.PATH` (expected bad years that would not be without it).
/// What is not finite is empty. Text that a spreadsheet would take for a formula gets an apostrophe in front.
///
/// # Errors
/// What `out` reports.
pub fn write_households(village: &VillageFinding, out: &mut dyn Write) -> csv::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::Writer::from_writer(out);
    let fixed = [
        "household",
        "members",
        "groups",
        "ever_below",
        "ever_below_error",
        "income",
        "income_error",
        "bad_years",
        "main_cause",
    ];
    let header = fixed.iter().map(ToString::to_string);
    let years = village.years.iter().map(|year| format!("below.{year}"));
    let sources = village.sources.iter().map(|source| text(&format!("receives.{}", source.path)));
    let causes = village.causes.iter().map(|cause| text(&format!("cause.{}", cause.path)));
    writer.write_record(header.chain(years).chain(sources).chain(causes))?;
    for household in &village.list {
        writer.write_record(record(village, household))?;
    }
    writer.flush()?;
    Ok(())
}

/// Writes the means by row of the outcomes of tables (`rows.csv`), UTF-8 with a byte-order mark: `outcome`, `row`, `year`
/// (empty for one value a trial), `mean` and `error` in `unit`.
///
/// # Errors
/// What `out` reports.
pub fn write_row_outcomes(outcomes: &[RowOutcomeFinding], out: &mut dyn Write) -> csv::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["outcome", "row", "year", "mean", "error", "unit"])?;
    for outcome in outcomes {
        let scale = outcome.unit.scale;
        for (row, means) in &outcome.rows {
            for (place, mean) in means.iter().enumerate() {
                let year = outcome.years.get(place).map_or_else(String::new, ToString::to_string);
                writer.write_record([
                    text(&outcome.path),
                    text(row),
                    year,
                    number(Some(&(mean.value / scale))),
                    number(mean.error.map(|error| error / scale).as_ref()),
                    text(&outcome.unit.symbol.en),
                ])?;
            }
        }
    }
    writer.flush()?;
    Ok(())
}

fn record(village: &VillageFinding, household: &HouseholdFinding) -> Vec<String> {
    let cause = household.main_cause.and_then(|place| village.causes.get(place));
    let mut record = vec![
        text(&household.id),
        number(Some(&household.members)),
        text(&household.groups.join(";")),
        number(Some(&household.ever_below.value)),
        number(household.ever_below.error.as_ref()),
        number(Some(&household.income.value)),
        number(household.income.error.as_ref()),
        number(Some(&household.bad_years)),
        text(cause.map_or("", |cause| &cause.path)),
    ];
    record.extend((0..village.years.len()).map(|year| number(household.below.get(year))));
    record.extend((0..village.sources.len()).map(|source| number(household.receives.get(source))));
    record.extend((0..village.causes.len()).map(|cause| number(household.by_cause.get(cause))));
    record
}

fn number(value: Option<&f64>) -> String {
    value.filter(|value| value.is_finite()).map_or_else(String::new, ToString::to_string)
}

/// Without control characters; what begins like a formula begins with an apostrophe.
fn text(text: &str) -> String {
    let safe = for_chart(text);
    if safe.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        format!("'{safe}")
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    fn rows(village: &VillageFinding) -> (Vec<String>, Vec<Vec<String>>) {
        let mut bytes = Vec::new();
        write_households(village, &mut bytes).expect("writes");
        let text = String::from_utf8(bytes).expect("utf-8");
        let mut reader = csv::Reader::from_reader(text.strip_prefix('\u{feff}').expect("a mark").as_bytes());
        let list = |record: &csv::StringRecord| record.iter().map(String::from).collect::<Vec<String>>();
        let header = list(reader.headers().expect("header"));
        (header, reader.records().map(|record| list(&record.expect("as long as the header"))).collect())
    }

    #[test]
    fn a_line_a_household_in_the_order_of_the_list_with_the_same_numbers() {
        let village = samples::village(104, 11);
        let (header, rows) = rows(&village);
        assert_eq!(header.len(), 9 + 11 + village.sources.len() + village.causes.len());
        assert_eq!(rows.len(), 104);
        let at = |name: &str| header.iter().position(|column| column == name).expect("a column");
        for (row, household) in rows.iter().zip(&village.list) {
            assert_eq!(row[0], household.id);
            assert_eq!(row[at("ever_below")].parse(), Ok(household.ever_below.value));
            assert_eq!(row[at("below.2028")].parse(), Ok(household.below[10]));
            assert_eq!(row[at("receives.solar.dividend")].parse(), Ok(household.receives[6]));
            assert_eq!(row[at("cause.quarry")].parse(), Ok(household.by_cause[2]));
        }
    }

    #[test]
    fn no_field_begins_like_a_formula_and_nothing_is_not_a_number() {
        for (name, findings) in samples::all() {
            let Some(village) = &findings.village else { continue };
            let (header, rows) = rows(village);
            for field in header.iter().chain(rows.iter().flatten()) {
                let formula = field.trim_start().starts_with(['=', '+', '-', '@']) && field.parse::<f64>().is_err();
                assert!(!formula && !field.contains("NaN") && !field.contains("inf"), "{name}: {field}");
                assert!(!field.chars().any(char::is_control), "{name}: {field}");
            }
        }
    }
}
