//! An empty list to fill in, as a workbook.

use rust_xlsxwriter::{
    DataValidation, DataValidationRule, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::field::{FIELDS, Field, Sort, Word};
use super::{HIGHEST_INCOME, MOST_MEMBERS, check};
use crate::diagnostic::{Language, Text};

/// Last row that is checked while it is typed.
const CHECKED_ROWS: u32 = 5000;

/// The bytes of a workbook (`.xlsx`) with all known columns, headed in `language`, choices to pick from, and a sheet that
/// explains the columns in both languages. It holds texts only, no formulas and no households.
///
/// # Errors
/// The workbook cannot be put together.
pub fn template(language: Language) -> Result<Vec<u8>, String> {
    let made = workbook(language).and_then(|mut workbook| workbook.save_to_buffer());
    made.map_err(|error| error.to_string())
}

fn workbook(language: Language) -> Result<Workbook, XlsxError> {
    let pick = |zh: &'static str, en: &'static str| match language {
        Language::Chinese => zh,
        Language::English => en,
    };
    let mut workbook = Workbook::new();
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color("DDEBF7")
        .set_border(FormatBorder::Thin);
    let list = workbook.add_worksheet().set_name(pick("名册", "roster"))?;
    list.set_freeze_panes(1, 1)?;
    list.set_row_height(0, 36)?;
    for (column, field) in (0_u16..).zip(FIELDS) {
        list.write_string_with_format(0, column, header(field, language), &head)?;
        list.set_column_width(column, if field.sort == Sort::Money { 14 } else { 12 })?;
        if field.sort == Sort::Id {
            // 001 stays 001
            list.set_column_format(column, &Format::new().set_num_format("@"))?;
        }
        if let Some(rule) = validation(field, language)? {
            list.add_data_validation(1, column, CHECKED_ROWS, column, &rule)?;
        }
    }
    explain(workbook.add_worksheet().set_name(pick("填写说明", "instructions"))?, &head)?;
    Ok(workbook)
}

/// The header of a known column, with its unit where it has one.
fn header(field: &Field, language: Language) -> String {
    let unit = check::unit(field.sort);
    match language {
        Language::Chinese if unit.is_empty() => field.zh.to_owned(),
        Language::Chinese => format!("{}（{unit}）", field.zh),
        Language::English if matches!(field.sort, Sort::Money | Sort::Area) => format!("{} ({unit})", field.name),
        Language::English => field.name.to_owned(),
    }
}

/// What a spreadsheet accepts in a column.
fn validation(field: &Field, language: Language) -> Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    let rule = match field.sort {
        Sort::Id => return Ok(None),
        Sort::Words(words) => rule.allow_list_strings(&choices(words, language))?,
        Sort::YesNo => rule.allow_list_strings(match language {
            Language::Chinese => &["是", "否"],
            Language::English => &["yes", "no"],
        })?,
        Sort::Count => {
            let least = i32::from(field.name == "members");
            let most = i32::try_from(MOST_MEMBERS).unwrap_or(i32::MAX);
            rule.allow_whole_number(DataValidationRule::Between(least, most))
        }
        Sort::Money => rule.allow_decimal_number(DataValidationRule::Between(0.0, HIGHEST_INCOME)),
        Sort::Area | Sort::Amount => rule.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)),
    };
    let text = help(field);
    Ok(Some(rule.set_error_title(header(field, language))?.set_error_message(text.get(language))?))
}

/// The words that may be chosen.
fn choices(words: &[Word], language: Language) -> Vec<&'static str> {
    let choice = |word: &Word| match language {
        Language::Chinese => word.written.first().copied().unwrap_or(word.name),
        Language::English => word.name,
    };
    words.iter().map(choice).collect()
}

/// How to fill a column in.
fn help(field: &Field) -> Text {
    if let Sort::Words(words) = field.sort {
        let (zh, en) = (choices(words, Language::Chinese), choices(words, Language::English));
        return Text::new(format!("写其中一个：{}", zh.join("、")), format!("one of: {}", en.join(", ")));
    }
    let (zh, en) = match field.name {
        "id" => (
            "每户一个编号，不能重复；可以是 1、2、3，不要写姓名和身份证号",
            "one number for each household, such as 1, 2, 3; no names, no card numbers",
        ),
        "members" => ("必填。全户人数，1 到 20 的整数", "required: number of people, a whole number from 1 to 20"),
        "able_workers" => ("其中有劳动能力的人数；没有写 0", "how many of them can work; 0 if none"),
        "students" => ("其中在校学生人数", "how many of them are at school"),
        "elderly" => ("其中 60 岁以上人数", "how many of them are 60 or older"),
        "disabled" => ("其中残疾人数", "how many of them are disabled"),
        "wage" => {
            ("全户上一年的工资、务工收入，含公益岗位", "wages of the household in the last year, welfare jobs included")
        }
        "business" => (
            "全户上一年的种养和经营净收入；亏损写 0",
            "net farm and business income of the household in the last year; a loss counts as 0",
        ),
        "property" => {
            ("全户上一年的租金、利息、分红", "rent, interest and dividends of the household in the last year")
        }
        "transfer" => {
            ("全户上一年的低保、养老金、补贴等", "allowances, pensions and subsidies of the household in the last year")
        }
        "land_rented" => ("租给别人的土地", "land rented out to others"),
        "shares" => ("在合作社、企业或集体里的股份数", "shares held in cooperatives, firms or the collective"),
        "mu_planted" => ("自家种植的面积", "area the household plants itself"),
        "job" => ("是否有公益岗位或稳定务工", "whether somebody has a welfare job or steady work"),
        _ => ("数字", "a number"),
    };
    Text::new(zh, en)
}

/// The sheet that explains the columns.
fn explain(sheet: &mut Worksheet, head: &Format) -> Result<(), XlsxError> {
    const LINES: &[(&str, &str)] = &[
        (
            "每户一行，从“名册”表第 2 行写起。只有家庭人口必填，其余空着当作 0、一般、无或否。",
            "One row a household, from row 2 of the list. Only the number of members is needed; what is empty counts as 0, general, none or no.",
        ),
        (
            "不要写姓名、身份证号、电话、银行卡号。写了姓名等列也不会被读取；别的列里出现身份证号，名册会被退回。",
            "No names, no numbers of identity cards, telephones or accounts. Columns of names are not read; a list with a card number in another column is refused.",
        ),
        (
            "可以加列：表头写名称，单位写在括号里，下面写数字，例如 果树（株）。",
            "Columns may be added: a name with its unit in brackets, and numbers below.",
        ),
        (
            "收入按全户一年填，单位元；表头改成（万元）就按万元读。",
            "Incomes are those of the household in a year, in yuan; with 万元 in the header they are read in ten thousands.",
        ),
        (
            "填好后运行 fengnian check 检查，全部错误会按行和列一次列出。",
            "When it is filled in, fengnian check lists all mistakes by row and column.",
        ),
    ];
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (column, width) in [(0, 22), (1, 60), (2, 70)] {
        sheet.set_column_width(column, width)?;
    }
    let mut row = 0;
    for (zh, en) in LINES {
        sheet.write_string_with_format(row, 1, *zh, &wrapped)?;
        sheet.write_string_with_format(row, 2, *en, &wrapped)?;
        row += 1;
    }
    row += 1;
    for (column, text) in [(0, "列 / column"), (1, "填法"), (2, "how to fill it in")] {
        sheet.write_string_with_format(row, column, text, head)?;
    }
    for field in FIELDS {
        row += 1;
        let text = help(field);
        sheet.write_string_with_format(row, 0, format!("{} / {}", field.zh, field.name), &wrapped)?;
        sheet.write_string_with_format(row, 1, text.zh, &wrapped)?;
        sheet.write_string_with_format(row, 2, text.en, &wrapped)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{SOURCES, read_roster};
    use super::*;
    use calamine::{Data, Reader};
    use std::io::Cursor;

    const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];

    fn opened(language: Language) -> calamine::Xlsx<Cursor<Vec<u8>>> {
        let bytes = template(language).expect("a workbook");
        calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("another reader opens it")
    }

    #[test]
    fn an_empty_template_says_that_households_are_missing() {
        for language in LANGUAGES {
            let found = read_roster(&template(language).expect("a workbook"), "roster.xlsx", &SOURCES)
                .expect_err("it is empty");
            assert!(found.list.len() == 1 && found.list[0].message.en.contains("no household"), "{found}");
        }
    }

    /// Every column of the template is known under its own name, and the words it offers are read as their states.
    #[test]
    fn what_the_template_offers_is_read_back() {
        for language in LANGUAGES {
            let mut book = opened(language);
            let sheet = book.sheet_names().first().cloned().expect("a sheet");
            let range = book.worksheet_range(&sheet).expect("a sheet");
            let heads: Vec<String> = range.rows().next().expect("a header").iter().map(ToString::to_string).collect();
            assert_eq!(heads.len(), FIELDS.len());
            for choice in 0..7 {
                let cell = |field: &Field| match field.sort {
                    Sort::Words(words) => choices(words, language).get(choice).copied().unwrap_or("").to_owned(),
                    Sort::YesNo => if language == Language::Chinese { "是" } else { "yes" }.to_owned(),
                    _ => if field.name == "members" { "2" } else { "1" }.to_owned(),
                };
                let text = format!("{}\n{}\n", heads.join(","), FIELDS.iter().map(cell).collect::<Vec<_>>().join(","));
                let roster =
                    read_roster(text.as_bytes(), "list.csv", &SOURCES).unwrap_or_else(|log| panic!("{text}\n{log}"));
                let names: Vec<&str> = roster.columns.iter().map(|column| column.name.as_str()).collect();
                assert_eq!(names, FIELDS.iter().skip(1).map(|field| field.name).collect::<Vec<_>>());
                for field in FIELDS {
                    let Sort::Words(words) = field.sort else { continue };
                    let super::super::RosterValues::States { codes, .. } =
                        &roster.column(field.name).expect("kept").values
                    else {
                        panic!("states")
                    };
                    assert_eq!(codes[0] as usize, if choice < words.len() { choice } else { 0 });
                }
            }
        }
    }

    #[test]
    fn the_template_holds_text_only() {
        for language in LANGUAGES {
            let mut book = opened(language);
            for sheet in book.sheet_names() {
                let range = book.worksheet_range(&sheet).expect("a sheet");
                for (_, _, data) in range.used_cells() {
                    let Data::String(text) = data else { panic!("{data:?}") };
                    assert!(!text.starts_with(['=', '+', '-', '@']), "{text}");
                }
                assert!(book.worksheet_formula(&sheet).is_ok_and(|range| range.used_cells().next().is_none()));
            }
        }
    }
}
