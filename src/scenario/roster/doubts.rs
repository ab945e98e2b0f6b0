//! Columns whose headers are nearly those of known ones, and incomes that nobody would count.

use super::SOURCES;
use super::columns::{Columns, not_by_household};
use super::field::{FIELDS, Field, Sort};
use super::header::Heading;
use super::log::Log;
use super::sheet::letters;
use crate::diagnostic::{Code, Text};
use crate::formula::suggest::{did_you_mean, edits_between};

/// Shortest header, in characters, of which a changed one is a slip: among shorter ones it is another word.
const SHORTEST: usize = 4;
/// Words in headers of incomes.
const INCOME: &[&str] = &["收入", "工资", "income", "wage", "salary"];
/// What headers of incomes end in that are given or come from property.
const GIVEN: &[&str] = &[
    "低保金",
    "五保金",
    "保障金",
    "救助金",
    "救济金",
    "养老金",
    "补助金",
    "补贴金",
    "抚恤金",
    "补助",
    "补贴",
    "救助",
    "救济",
    "分红",
    "租金",
    "利息",
];
/// Words in headers of incomes, and the column of their source.
const WORDS: &[(&[&str], &str)] = &[
    (&["低保", "五保", "特困", "救助", "救济", "补", "养老", "保险", "抚恤", "转移", "保障", "赡养"], "transfer"),
    (&["分红", "租", "利息", "财产", "股", "流转"], "property"),
    (&["工资", "务工", "打工", "岗位", "工", "薪", "wage", "salary"], "wage"),
    (&["经营", "种", "养", "农", "销售", "生产", "家庭副业", "产业"], "business"),
];
/// Words in headers that are about the category of a household.
const CATEGORIES: &[&str] = &["低保", "五保", "特困", "贫困", "脱贫", "建档立卡"];
/// Words in headers of lists with a row for each person.
const PERSONS: &[&str] = &["与户主的关系", "户主关系", "家庭关系", "relation"];
/// In front of an income: it is by person or month.
const BY: &[&str] = &["人均", "每人", "月均", "每月", "月"];

/// Reports headers that are nearly those of columns the list lacks; false where the list cannot be read for it. Columns that
/// the household model `reads` by that name are meant as they stand.
pub(super) fn misspelt(columns: &Columns, reads: &[&str], log: &mut Log) -> bool {
    let lacks = |field: &&Field| match field.sort {
        Sort::Id => columns.id.is_none(),
        // the missing column of members is reported as such
        _ => field.name != "members" && columns.known.iter().all(|known| known.field.name != field.name),
    };
    let lacking: Vec<&Field> = FIELDS.iter().filter(lacks).collect();
    let mut good = true;
    for heading in columns.other.iter().filter(|heading| !is_read(heading, reads)) {
        if is_by_person(heading, &lacking) {
            not_by_household(heading, log);
            good = false;
            continue;
        }
        let Some((field, near)) = lacking.iter().find_map(|field| Some((*field, near(&heading.key, field)?))) else {
            continue;
        };
        let remedy = Text::new(
            format!("表头改成“{near}”；确是别的内容，就换一个不会混淆的名称"),
            format!("change the header to `{near}`, or to a name that cannot be taken for it"),
        );
        if field.sort == Sort::Money {
            let message = Text::new(
                format!("没有这个表头，像是“{near}”写错了"),
                format!("no such header is known; it looks like `{near}` misspelt"),
            );
            log.column(heading, &message, remedy);
            good = false;
        } else {
            log.note(
                heading,
                &Text::new(
                    format!("像是“{near}”，没有当作这一列来读；{}", remedy.zh),
                    format!("it looks like `{near}` and was not read as that column: {}", remedy.en),
                ),
            );
        }
    }
    good
}

/// A column that the household model declares by that name.
fn is_read(heading: &Heading, reads: &[&str]) -> bool {
    reads.contains(&heading.own().0.as_str())
}

/// Incomes are what households start from: says where a list has none that the household model `reads`, and what is not
/// read as one. A model without any of the usual sources has its own, and says itself which columns it needs.
pub(super) fn incomes(columns: &Columns, reads: &[&str], log: &mut Log) {
    let wanted: Vec<&Field> =
        FIELDS.iter().filter(|field| SOURCES.contains(&field.name) && reads.contains(&field.name)).collect();
    if wanted.is_empty() {
        return;
    }
    let (own, other): (Vec<&Heading>, Vec<&Heading>) =
        columns.other.iter().filter(|heading| is_income(heading)).partition(|heading| is_read(heading, reads));
    let zh = wanted.iter().map(|field| field.zh).collect::<Vec<_>>().join("、");
    let en = wanted.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
    if !own.is_empty() || columns.known.iter().any(|known| known.field.sort == Sort::Money) {
        uncounted(&other, columns, &Text::new(zh, en), log);
        return;
    }
    let whole = |heading: &&&Heading| INCOME.iter().any(|word| heading.key.contains(word));
    if let Some(heading) = other.iter().find(whole) {
        log.column(
            heading,
            &Text::new(
                "名册的收入没有分来源，这一列不能用，各户收入会是 0",
                "the list has no income by source: this column cannot be used, and every household would have none",
            ),
            Text::new(
                format!("分成这几列（没有的不写）：{zh}"),
                format!("split it into columns headed {en} (those there are)"),
            ),
        );
        return;
    }
    log.note_whole(&Text::new(
        format!("没有任何收入列，各户收入按 0 算；有收入就加上这几列：{zh}"),
        format!("has no column of income: every household counts as having none. Add {en}"),
    ));
}

/// Amounts that are incomes, but of no column that is read, with the column that they belong to; `wanted` are the sources
/// that are read.
fn uncounted(other: &[&Heading], columns: &Columns, wanted: &Text, log: &mut Log) {
    if other.is_empty() {
        return;
    }
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for heading in other {
        let (column, shown) = (letters(heading.column), heading.shown());
        // what is by person or month is none of the household's in a year, whatever it is headed
        let whole = !heading.is_partial();
        let source = WORDS.iter().find(|(words, _)| whole && words.iter().any(|word| heading.key.contains(word)));
        let source = source.and_then(|(_, name)| FIELDS.iter().find(|field| field.name == *name));
        let there = |field: &Field| columns.known.iter().any(|known| known.field.name == field.name);
        let (to_zh, to_en) = match source {
            Some(field) if there(field) => {
                (format!("（要算就并入“{}”）", field.zh), format!(" (add it to `{}`)", field.name))
            }
            Some(field) => {
                (format!("（要算就把表头改成“{}”）", field.zh), format!(" (to be counted, head it `{}`)", field.name))
            }
            None => Default::default(),
        };
        zh.push(format!("{column} 列“{shown}”{to_zh}"));
        en.push(format!("column {column} `{shown}`{to_en}"));
    }
    log.note_whole(&Text::new(
        format!("有几列没有算进住户的收入，收入只读这几列（{}）：{}", wanted.zh, zh.join("、")),
        format!("has columns not counted as income of the household, as only {} are: {}", wanted.en, en.join(", ")),
    ));
}

fn is_income(heading: &Heading) -> bool {
    let key = ["金额", "数额", "总额"].iter().find_map(|end| heading.key.strip_suffix(end)).unwrap_or(&heading.key);
    INCOME.iter().any(|word| key.contains(word)) || GIVEN.iter().any(|word| key.ends_with(word))
        // 低保（元）
        || heading.own().1 == "元" && ["低保", "五保", "特困"].iter().any(|word| key.contains(word))
}

/// Words of the household's category above a column that is not read as such, in a list that has no other.
pub(super) fn category(columns: &Columns, log: &mut Log) {
    if columns.known.iter().any(|known| known.field.name == "category") {
        return;
    }
    let about = |heading: &&Heading| !is_income(heading) && CATEGORIES.iter().any(|word| heading.key.contains(word));
    if let Some(heading) = columns.other.iter().find(about) {
        log.note(
            heading,
            &Text::new(
                "没有当作“贫困户属性”来读，各户都按一般户算；每格写的是一般、低保或五保，就把表头改成“贫困户属性”",
                "it is not read as `category`, and every household counts as general: head it `category` if its cells say 一般, 低保 or 五保",
            ),
        );
    }
}

/// True for `人均工资性收入`, where the list lacks `工资性收入`.
fn is_by_person(heading: &Heading, lacking: &[&Field]) -> bool {
    BY.iter()
        .filter_map(|word| heading.key.strip_prefix(word))
        .any(|rest| lacking.iter().any(|field| field.sort == Sort::Money && field.headers.contains(&rest)))
}

/// The header of the field that `key` is a slip of. A Chinese word with one more character is another word
/// (`女劳动力`, `大学生人数`).
fn near(key: &str, field: &Field) -> Option<&'static str> {
    if key.chars().count() < SHORTEST {
        return None;
    }
    let long = field.headers.iter().copied().filter(|header| header.chars().count() >= SHORTEST);
    if key.is_ascii() {
        return did_you_mean(key, long.filter(|header| header.is_ascii()));
    }
    let length = key.chars().count();
    let mut slips = long.filter(|header| {
        header.chars().count().checked_sub(length).is_some_and(|less| less <= 1) && edits_between(key, header) == 1
    });
    slips.next()
}

/// Reports a column whose header has a unit that such a column cannot have.
pub(super) fn strange_unit(heading: &Heading, field: &Field, log: &mut Log) {
    let (zh, en) = match field.sort {
        Sort::Money => ("元 或 万元", "元 or 万元"),
        Sort::Area => ("亩、公顷 或 平方米", "亩 (mu), 公顷 (ha) or ㎡"),
        _ => ("人", "人 (people)"),
    };
    log.column(
        heading,
        &Text::new(
            format!("表头里的单位“{}”用不了", heading.unit_shown()),
            format!("the unit `{}` in its header cannot be used", heading.unit_shown()),
        ),
        Text::new(format!("把这一列换算成 {zh}，表头也这样写"), format!("convert the column, and head it in {en}")),
    );
}

/// Reports a header whose own unit is another than that below it.
pub(super) fn two_units(heading: &Heading, below: &str, log: &mut Log) {
    let own = heading.unit_shown();
    log.column(
        heading,
        &Text::new(
            format!("表头里写的单位是“{own}”，下面一行写的是“{below}”"),
            format!("its header says {own}, the row of units below it {below}"),
        ),
        Text::new("核对数字的单位，两处写成一样", "look which the numbers are in, and write that in both places"),
    );
}

/// The column of members where it is missing, by what looks like it.
pub(super) fn missing_members(columns: &Columns, log: &mut Log) {
    let names = FIELDS.iter().find(|field| field.name == "members").map_or(&[][..], |field| field.headers);
    let near = columns.other.iter().find(|heading| did_you_mean(&heading.key, names.iter().copied()).is_some());
    // a list of persons says of each how they belong to the head of the household
    let of_persons = columns.headings().any(|heading| PERSONS.iter().any(|word| heading.key.contains(word)));
    let remedy = match near {
        None if of_persons => Text::new(
            "这张表像是一人一行：请改成一户一行，各人的收入加到一起，加一列“家庭人口”写人数",
            "this list seems to have a row for each person: make one row a household, add up its incomes, and add a column `members` with the number of people",
        ),
        Some(near) => Text::new(
            format!("是不是 {} 列“{}”？把表头改成“家庭人口”", letters(near.column), near.shown()),
            format!("is it column {} `{}`? Change its header to `members`", letters(near.column), near.shown()),
        ),
        None => {
            Text::new("加一列，表头写“家庭人口”，每户填人数", "add a column headed `members` with the number of people")
        }
    };
    log.whole(Code::RosterColumn, &Text::new("缺少“家庭人口”这一列", "needs the column `members` (家庭人口)"), remedy);
}
