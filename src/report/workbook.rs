//! `households.xlsx`: whom to watch, what each project changes, where income comes from, which promises hold, what variants change
//! and who gets what, for people who work in Excel. The only module that knows rust_xlsxwriter.

mod shared;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::households::{by_risk, group_labels, label_or, main_cause, unexplained, unexplained_mean, with_effect};
use super::text::for_chart;
use super::words::village as words;
use super::words::{self as general, pick, say};
use crate::analysis::findings::{Estimate, Findings};
use crate::analysis::village::{HouseholdFinding, SourceFinding, VillageFinding, WithoutFinding};
use crate::diagnostic::Language;

/// Characters of a cell; Excel takes 32,767.
const LONGEST: usize = 2_000;
/// Rows above the lists: a note, and the header.
const HEADER: u32 = 1;

/// How a number is written.
#[derive(Clone, Copy)]
enum Form {
    /// `0.0%`.
    Percent,
    /// `0.00%`: small shares and errors.
    FinePercent,
    /// `#,##0` yuan.
    Yuan,
    /// `#,##0.00` yuan.
    FineYuan,
    /// `0.0`.
    Count,
    /// `0.0000`: parts of a household, points that a single project changes.
    FineCount,
    /// `0`.
    Whole,
}

enum Value {
    Text(String),
    Number(f64, Form),
    /// In a form of its own, as Excel writes it.
    Formed(f64, String),
    Empty,
}

impl Value {
    fn number(value: Option<f64>, form: Form) -> Value {
        value.map_or(Value::Empty, |value| Value::Number(value, form))
    }
    /// Value and standard error, two cells.
    fn pair(estimate: Option<Estimate>, form: Form, error_form: Form) -> [Value; 2] {
        [
            Value::number(estimate.map(|estimate| estimate.value), form),
            Value::number(estimate.and_then(|estimate| estimate.error), error_form),
        ]
    }
}

/// A column: its header and width in characters.
type Column = (String, f64);

fn column(header: impl Into<String>, width: f64) -> Column {
    (header.into(), width)
}

/// The bytes of the workbook; the same findings give the same bytes.
///
/// Text is always written as text, whatever it begins with: no cell holds a formula.
///
/// # Errors
/// Where a list is longer than a sheet can be.
pub fn workbook(findings: &Findings, village: &VillageFinding, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // no clock: two runs of one scenario make one file
    let properties = DocProperties::new()
        .set_title(clean(general::title(findings, language)))
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    watch_list(book.add_worksheet(), village, language)?;
    without(book.add_worksheet(), village, language)?;
    sources(book.add_worksheet(), village, language)?;
    shared::sheets(&mut book, findings, village, language)?;
    book.save_to_buffer()
}

fn watch_list(sheet: &mut Worksheet, village: &VillageFinding, language: Language) -> Result<(), XlsxError> {
    sheet.set_name(pick(language, "监测名单", "watch list"))?;
    let mut columns = match language {
        Language::Chinese => vec![
            column("户编号", 12.0),
            column("人口", 7.0),
            column("类别", 22.0),
            column("至少一年低于线的概率", 13.0),
            column("± 标准误差", 10.0),
        ],
        Language::English => vec![
            column("household", 12.0),
            column("people", 8.0),
            column("groups", 26.0),
            column("P(ever below the line)", 13.0),
            column("± standard error", 10.0),
        ],
    };
    let below = |year: &i32| {
        let header = say(language, || format!("{year} 年低于线的概率"), || format!("P(below) in {year}"));
        column(header, 11.0)
    };
    columns.extend(village.years.iter().map(below));
    columns.push(column(pick(language, "预计低于线的年数", "expected years below"), 10.0));
    columns.push(column(pick(language, "主要原因", "main cause"), 24.0));
    let span = words::span(&village.years);
    let income = say(
        language,
        || format!("人均年收入（元，当年价，{span} 年平均）"),
        || format!("yearly income a person (yuan of the year, mean of {span})"),
    );
    columns.push(column(income, 14.0));
    columns.push(column(pick(language, "± 标准误差", "± standard error"), 10.0));
    let source = |source: &SourceFinding| {
        let label = label_or(&source.label, &source.path, language);
        let header = say(language, || format!("{label}（元/年）"), || format!("{label} (yuan a year)"));
        column(header, 13.0)
    };
    columns.extend(village.sources.iter().map(source));
    let mean = unexplained_mean(village).unwrap_or(0.0);
    columns.push(column(words::unlisted_of_one(mean, language), 18.0));
    let row = |household: &&HouseholdFinding| {
        let text = |text: &str| Value::Text(text.to_string());
        let mut row = vec![
            text(&household.id),
            Value::Number(household.members, Form::Whole),
            Value::Text(group_labels(village, household, language).join(pick(language, "，", ", "))),
        ];
        row.extend(Value::pair(Some(household.ever_below), Form::Percent, Form::FinePercent));
        let below = |year: usize| Value::number(household.below.get(year).copied(), Form::Percent);
        row.extend((0..village.years.len()).map(below));
        row.push(Value::Number(household.bad_years, Form::Count));
        row.push(text(main_cause(village, household, language)));
        row.extend(Value::pair(Some(household.income), Form::Yuan, Form::FineYuan));
        let receives = |source: usize| Value::number(household.receives.get(source).copied(), Form::Yuan);
        row.extend((0..village.sources.len()).map(receives));
        row.push(Value::number(unexplained(household), Form::Yuan));
        row
    };
    let note = if village.synthetic { words::synthetic(language) } else { words::watch_note(language) };
    fill(sheet, note, village.synthetic, &columns, by_risk(village).iter().map(row))
}

fn without(sheet: &mut Worksheet, village: &VillageFinding, language: Language) -> Result<(), XlsxError> {
    sheet.set_name(pick(language, "有无对比", "with and without"))?;
    let columns = match language {
        Language::Chinese => vec![
            column("项目或补助", 26.0),
            column("性质", 8.0),
            column("投入（元）", 13.0),
            column("使低于线的户占比减少（百分点）", 13.0),
            column("± 标准误差", 10.0),
            column("使人均年收入增加（元，当年价）", 13.0),
            column("± 标准误差", 10.0),
            column("每百万元投入：少几户低于线", 13.0),
            column("± 标准误差", 10.0),
            column("每万元投入：名册农户一年共多得（元，当年价）", 15.0),
            column("± 标准误差", 10.0),
        ],
        Language::English => vec![
            column("project or transfer", 26.0),
            column("sort", 10.0),
            column("put in (yuan)", 13.0),
            column("less share of households below the line (points)", 15.0),
            column("± standard error", 10.0),
            column("more yearly income a person (yuan of the year)", 15.0),
            column("± standard error", 10.0),
            column("households fewer below the line for every million yuan", 15.0),
            column("± standard error", 10.0),
            column("more income a year of the list for every 10,000 yuan (yuan of the year)", 15.0),
            column("± standard error", 10.0),
        ],
    };
    let row = |without: &WithoutFinding| {
        let sort =
            if without.project { pick(language, "项目", "project") } else { pick(language, "补助", "transfer") };
        let mut row = vec![
            Value::Text(label_or(&without.label, &without.path, language).to_string()),
            Value::Text(sort.to_string()),
            Value::number(without.invested, Form::Yuan),
        ];
        let points = |share: f64| share * 100.0;
        let fewer = without.share_below;
        let fewer = Estimate { value: points(fewer.value), error: fewer.error.map(points) };
        row.extend(Value::pair(Some(fewer), Form::FineCount, Form::FineCount));
        row.extend(Value::pair(Some(without.income), Form::FineYuan, Form::FineYuan));
        row.extend(Value::pair(without.households_per_million, Form::FineCount, Form::FineCount));
        row.extend(Value::pair(without.income_per_wan, Form::FineYuan, Form::FineYuan));
        row
    };
    let (shown, _) = with_effect(village);
    fill(sheet, &words::without_note(village, language), false, &columns, shown.into_iter().map(row))
}

fn sources(sheet: &mut Worksheet, village: &VillageFinding, language: Language) -> Result<(), XlsxError> {
    sheet.set_name(pick(language, "收入来源", "income by source"))?;
    let mut columns = match language {
        Language::Chinese => {
            vec![
                column("来源", 28.0),
                column("性质", 16.0),
                column("户均每年（元，当年价）", 13.0),
                column("± 标准误差", 10.0),
            ]
        }
        Language::English => vec![
            column("source", 28.0),
            column("sort", 18.0),
            column("a household and year (yuan of the year)", 14.0),
            column("± standard error", 10.0),
        ],
    };
    let year = |year: &i32| {
        let header = say(language, || format!("{year} 年名册农户（元）"), || format!("the list in {year} (yuan)"));
        column(header, 13.0)
    };
    columns.extend(village.years.iter().map(year));
    let sorts = words::source_sorts(language);
    let row = |source: &SourceFinding| {
        let mut row = vec![
            Value::Text(label_or(&source.label, &source.path, language).to_string()),
            Value::Text(sorts[usize::from(source.received)].to_string()),
        ];
        row.extend(Value::pair(Some(source.mean), Form::Yuan, Form::FineYuan));
        let amount = |year: usize| Value::number(source.by_year.get(year).copied(), Form::Yuan);
        row.extend((0..village.years.len()).map(amount));
        row
    };
    let note = words::waterfall_subtitle(&village.years, language);
    // what the sources leave unexplained of the households' income, so that the column adds up
    let rest = unexplained_mean(village).map(|mean| {
        vec![
            Value::Text(words::unlisted(mean, language).to_string()),
            Value::Text(words::unlisted_sort(mean, language).to_string()),
            Value::Number(mean, Form::Yuan),
        ]
    });
    fill(sheet, &note, false, &columns, village.sources.iter().map(row).chain(rest))
}

/// A note, a header that stays in sight and filters, and the rows. What is not finite is an empty cell.
fn fill(
    sheet: &mut Worksheet,
    note: &str,
    warning: bool,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<(), XlsxError> {
    let grey = Format::new().set_font_color(Color::RGB(0x68_6e75));
    let warn = Format::new().set_bold().set_font_color(Color::RGB(0xb2_5214));
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0xd9_e6f2))
        .set_border_bottom(FormatBorder::Thin);
    let text = Format::new().set_num_format("@");
    let form = |form: Form| match form {
        Form::Percent => Format::new().set_num_format("0.0%"),
        Form::FinePercent => Format::new().set_num_format("0.00%"),
        Form::Yuan => Format::new().set_num_format("#,##0"),
        Form::FineYuan => Format::new().set_num_format("#,##0.00"),
        Form::FineCount => Format::new().set_num_format("0.0000"),
        Form::Count => Format::new().set_num_format("0.0"),
        Form::Whole => Format::new().set_num_format("0"),
    };
    let forms =
        [Form::Percent, Form::FinePercent, Form::Yuan, Form::FineYuan, Form::Count, Form::FineCount, Form::Whole]
            .map(form);
    sheet.write_string_with_format(0, 0, clean(note), if warning { &warn } else { &grey })?;
    let mut last = 0;
    for ((header, width), place) in columns.iter().zip(0u16..) {
        sheet.write_string_with_format(HEADER, place, clean(header), &head)?;
        sheet.set_column_width(place, *width)?;
        last = place;
    }
    let mut line = HEADER;
    for row in rows {
        line += 1;
        for (value, place) in row.into_iter().zip(0u16..) {
            match value {
                Value::Text(words) => sheet.write_string_with_format(line, place, clean(&words), &text)?,
                Value::Number(number, form) if number.is_finite() => {
                    sheet.write_number_with_format(line, place, number, &forms[form as usize])?
                }
                Value::Formed(number, form) if number.is_finite() => {
                    sheet.write_number_with_format(line, place, number, &Format::new().set_num_format(form))?
                }
                Value::Number(..) | Value::Formed(..) | Value::Empty => continue,
            };
        }
    }
    sheet.autofilter(HEADER, 0, line, last)?;
    sheet.set_freeze_panes(HEADER + 1, 1)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(HEADER, HEADER)?;
    Ok(())
}

/// Without control characters and marks that turn the writing direction, and not longer than a cell takes.
fn clean(text: &str) -> String {
    for_chart(text).chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests;
