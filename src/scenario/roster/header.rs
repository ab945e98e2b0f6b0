//! The header of a column: what it means, and the unit in its brackets.

use super::below;
use super::field::{self, Field, Sort};
use super::personal;
use super::sheet::{Cell, letters};
use crate::quantity::UnitTable;
use crate::scenario::mistakes::short;
use crate::scenario::names;

/// Units that columns of incomes, of areas, and of either cannot have.
const OTHER_MONEY: &[&str] = &[
    "亿元", "亿", "角", "分", "美元", "美金", "港元", "港币", "欧元", "日元", "usd", "us$", "$", "eur", "hkd", "户",
    "口", "名",
];
const OTHER_AREAS: &[&str] =
    &["分", "厘", "顷", "英亩", "平方公里", "km2", "km²", "acre", "acres", "人", "口", "户", "米", "m"];
const OTHER_UNITS: &[&str] = &[
    "%", "‰", "斤", "公斤", "千克", "kg", "吨", "t", "个", "只", "头", "羽", "株", "棵", "箱", "袋", "天", "日", "次",
    "年", "万人", "千人",
];

/// Units by person, or by a part of the year.
const PARTIAL: &[&str] = &["人", "月", "季", "天", "日", "周", "person", "month", "quarter", "day", "week", "半年"];

/// What groups above the sources of income end in.
const INCOME_GROUPS: &[&str] = &["收入", "收入情况", "收入来源", "收入构成"];

/// What stands below a group for all who are counted in it.
const WHOLE: &[&str] = &["合计", "小计", "总计", "总数", "人数", "总人数", "人口", "总人口", "数量"];

/// Longest part of a header repeated in a message, in characters.
const SHOWN: usize = 20;

/// A header.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// Column from 0.
    pub(super) column: u16,
    /// As written, on one line.
    text: String,
    /// Without brackets, unit and year, in the plain form.
    pub(super) key: String,
    /// The unit in brackets or behind `/`, in the plain form; empty where there is none.
    pub(super) unit: String,
    /// What it means.
    pub(super) meaning: Meaning,
    /// A group above it says that its numbers are by person or by month.
    by_other: bool,
    /// Another unit stands below the one in its brackets.
    pub(super) contradicted: Option<String>,
}

/// What a header means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    /// A known column, and how far back its header stands in the list of those that mean it.
    Known(&'static Field, usize),
    /// Personal particulars.
    Personal,
    /// Anything else.
    Other,
}

/// How the numbers of a column become numbers in its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scale {
    /// Times this.
    Factor(f64),
    /// They are by person or by month, not by household and year.
    NotByHouseholdAndYear,
    /// A unit that such numbers cannot have.
    Strange,
}

impl Heading {
    pub(super) fn read(column: u16, written: &str) -> Self {
        let text: String = written.split_whitespace().collect::<Vec<_>>().join(" ");
        let whole = plain(written);
        let (key, unit) = split(&whole);
        let meaning = match field::known(&key) {
            Some((field, rank)) => Meaning::Known(field, rank),
            None if personal::is_personal(&whole) => Meaning::Personal,
            None => Meaning::Other,
        };
        Heading { column, text, key, unit, meaning, by_other: false, contradicted: None }
    }

    /// The header below a group: `年收入（万元）` gives `工资性` its meaning and `工资性收入` its unit.
    pub(super) fn below(mut self, group: &str) -> Self {
        let whole = plain(group);
        let (key, unit) = split(&whole);
        let sort = |meaning: Meaning| if let Meaning::Known(field, _) = meaning { Some(field.sort) } else { None };
        if let Some((field, rank)) = field::known(&key).filter(|(field, _)| field.sort == Sort::Count)
            && WHOLE.contains(&self.key.as_str())
        {
            self.meaning = Meaning::Known(field, rank);
        }
        let of_income = INCOME_GROUPS.iter().any(|ending| key.ends_with(ending));
        if of_income && sort(self.meaning) != Some(Sort::Money) && !self.key.contains("收入") {
            // what is planted is no area there, and 务工 no job
            self.key.push_str("收入");
            self.meaning = field::known(&self.key).map_or(Meaning::Other, |(field, rank)| Meaning::Known(field, rank));
        } else if self.meaning == Meaning::Other && personal::is_personal(&whole) {
            self.meaning = Meaning::Personal;
        }
        let sort = sort(self.meaning);
        self.by_other |= sort == Some(Sort::Money)
            && (["人均", "每人", "月均"].iter().any(|word| key.contains(word)) || key.starts_with(['月', '每']));
        let above = Heading { unit, ..self.clone() };
        let fits = match sort {
            Some(Sort::Money) => !above.unit.is_empty() && area(&above.unit).is_none(),
            Some(Sort::Area) => area(&above.unit).is_some(),
            None => above.own_unit().is_some(),
            _ => false,
        };
        if self.unit.is_empty() && fits {
            self.unit = above.unit;
        }
        self
    }

    /// A unit that stands below it; its own counts where it has one.
    pub(super) fn measured_in(&mut self, unit: &str) {
        let of = |unit: &str| unit.split('/').next().unwrap_or("").to_owned();
        if self.unit.is_empty() {
            unit.clone_into(&mut self.unit);
        } else if of(&self.unit) != of(unit) && below::unit(&self.unit).is_some() {
            self.contradicted = Some(unit.to_owned());
        }
    }

    /// Its numbers are those of a person, or of a part of the year.
    pub(super) fn is_partial(&self) -> bool {
        self.by_other || PARTIAL.iter().any(|word| self.unit.contains(word)) || self.text.contains("人均")
    }

    /// Gives it other words.
    pub(super) fn call(&mut self, words: &str) {
        words.clone_into(&mut self.text);
    }

    /// The header as it may be repeated in messages.
    pub(super) fn shown(&self) -> String {
        if personal::is_card_number(&Cell::Text(self.text.clone())) {
            return letters(self.column);
        }
        let mut cut: String = self.text.chars().take(SHOWN).collect();
        if cut.len() < self.text.len() {
            cut.push('…');
        }
        cut
    }

    /// The unit as it may be repeated in messages.
    pub(super) fn unit_shown(&self) -> String {
        short(&self.unit)
    }

    /// Factor from the header's unit to that of a known column.
    pub(super) fn scale(&self, sort: Sort) -> Scale {
        let unit = self.unit.as_str();
        let of = unit.split('/').next().unwrap_or("");
        match sort {
            Sort::Money => {
                if self.is_partial() {
                    return Scale::NotByHouseholdAndYear;
                }
                Scale::Factor(match of {
                    "万元" | "万" => 10_000.0,
                    "千元" => 1000.0,
                    "百元" => 100.0,
                    _ if OTHER_MONEY.contains(&of) || OTHER_UNITS.contains(&of) || area(of).is_some() => {
                        return Scale::Strange;
                    }
                    _ => 1.0,
                })
            }
            Sort::Area if OTHER_AREAS.contains(&of) || OTHER_UNITS.contains(&of) || of.ends_with('元') => {
                Scale::Strange
            }
            Sort::Area => Scale::Factor(area(unit).unwrap_or(1.0)),
            Sort::Count
                if area(of).is_some() || OTHER_UNITS.contains(&of) || of == "户" || of.ends_with(['元', '%', '‰']) =>
            {
                Scale::Strange
            }
            _ => Scale::Factor(1.0),
        }
    }

    /// The unit of a column that is not known, and the factor to it; `None` where the brackets hold no unit we know.
    fn own_unit(&self) -> Option<(&str, f64)> {
        if let Some(factor) = area(&self.unit) {
            return Some(("亩", factor));
        }
        Some(match self.unit.as_str() {
            "元" | "元/年" | "元/户" | "yuan" => ("元", 1.0),
            "万元" | "万元/年" | "万元/户" => ("元", 10_000.0),
            "千元" => ("元", 1000.0),
            "人" | "口" | "名" | "people" | "persons" => ("人", 1.0),
            "户" => ("户", 1.0),
            "天" | "日" | "days" => ("天", 1.0),
            // any other unit of formulas: 元/人, kg, %
            unit if !unit.is_empty() && UnitTable::new().resolve(unit).is_ok() => (unit, 1.0),
            // what is counted: 果树（株） are 果树
            unit if OTHER_UNITS.contains(&unit) => ("", 1.0),
            _ => return None,
        })
    }

    /// Name, unit and factor of a column that is not known.
    pub(super) fn own(&self) -> (String, &str, f64) {
        let own_unit = self.own_unit();
        let text: String = self.text.chars().map(half_width).collect();
        let words = if own_unit.is_none() { text.as_str() } else { text.split(['(', '[', '/']).next().unwrap_or("") };
        let (unit, factor) = own_unit.unwrap_or(("", 1.0));
        let name: String = words.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect();
        let parts: Vec<&str> = name.split('_').filter(|part| !part.is_empty()).collect();
        let mut name: String = parts.join("_").chars().take(40).collect();
        if name.starts_with(|c: char| c.is_numeric()) {
            name.insert_str(0, "n_");
        }
        if !names::is_name(&name) {
            name = format!("column_{}", letters(self.column));
        }
        if !names::is_free(&name) || field::FIELDS.iter().any(|field| field.name == name) {
            name.push_str("_1");
        }
        (name, unit, factor)
    }

    /// The label of a column that is not known.
    pub(super) fn label(&self) -> String {
        short(&self.text)
    }
}

/// The name of a column that is not known, from its header.
pub(crate) fn name_of_header(header: &str) -> String {
    Heading::read(0, header).own().0
}

/// Mu in an area's unit.
fn area(unit: &str) -> Option<f64> {
    Some(match unit {
        "亩" | "mu" => 1.0,
        "千亩" => 1000.0,
        "公顷" | "ha" => 15.0,
        "平方米" | "平米" | "㎡" | "m2" | "m²" => 0.0015,
        _ => return None,
    })
}

/// The plain form of a header: full-width characters made half-width, without spaces, stars and colons, in lower case.
pub(super) fn plain(written: &str) -> String {
    let kept = written.chars().map(half_width);
    let kept = kept.filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '*' | '\u{200b}' | '\u{feff}'));
    let text: String = kept.flat_map(char::to_lowercase).collect();
    text.trim_end_matches([':', '：']).to_owned()
}

/// A full-width form as the plain character; `￥` as `¥`.
pub(super) fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' => ' ',
        '￥' => '¥',
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        _ => character,
    }
}

/// What a header says without its unit and year, and the unit.
fn split(whole: &str) -> (String, String) {
    if field::known(whole).is_some() {
        return (whole.to_owned(), String::new());
    }
    let (mut key, mut unit) = (whole.to_owned(), String::new());
    if let Some(open) = whole.find(['(', '[']) {
        let rest = whole.get(open + 1..).unwrap_or("");
        let (inside, behind) = rest.split_once([')', ']']).unwrap_or((rest, ""));
        key = format!("{}{behind}", whole.get(..open).unwrap_or(""));
        unit = inside.trim_start_matches("单位").trim_start_matches(':').trim_start_matches("人民币").to_owned();
    } else if let Some((before, behind)) = whole.split_once(['/', ':', ',', '、'])
        && ["元", "万元", "千元", "亩", "公顷", "人", "口"].contains(&behind)
    {
        (key, unit) = (before.to_owned(), behind.to_owned());
    }
    if field::known(&key).is_none() {
        for ending in ["万元", "元", "亩"] {
            if let Some(before) = key.strip_suffix(ending).filter(|before| field::known(without_year(before)).is_some())
            {
                (key, unit) = (before.to_owned(), ending.to_owned());
                break;
            }
        }
        if field::known(without_year(&key)).is_some() {
            key = without_year(&key).to_owned();
        }
    }
    (key, unit)
}

/// `2018年工资性收入` without the year.
fn without_year(key: &str) -> &str {
    let digits = key.bytes().take_while(u8::is_ascii_digit).count();
    let rest = key.get(digits..).unwrap_or("");
    match rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年')) {
        Some(rest) if digits == 4 => rest,
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(written: &str) -> (String, String, Option<f64>) {
        let heading = Heading::read(0, written);
        let (name, scale) = match heading.meaning {
            Meaning::Known(field, _) => (field.name, Some(heading.scale(field.sort))),
            Meaning::Personal => ("personal", None),
            Meaning::Other => ("other", None),
        };
        let factor = scale.map(|scale| match scale {
            Scale::Factor(factor) => factor,
            Scale::NotByHouseholdAndYear => f64::NAN,
            Scale::Strange => f64::INFINITY,
        });
        (name.to_owned(), heading.unit, factor)
    }

    #[test]
    fn headers_are_known_however_they_are_written() {
        for (written, name, factor) in [
            ("工资性收入（元）", "wage", 1.0),
            ("工资性收入(万元)", "wage", 10_000.0),
            (" 工资性 收入\n（ 元 ） ", "wage", 1.0),
            ("2018年工资性收入（元/户）", "wage", 1.0),
            ("工资性收入/元", "wage", 1.0),
            ("工资性收入(人民币万元)", "wage", 10_000.0),
            ("经营性收入万元", "business", 10_000.0),
            ("家庭人口（人）", "members", 1.0),
            ("*家庭人口数：", "members", 1.0),
            ("Members", "members", 1.0),
            ("ＭＥＭＢＥＲＳ", "members", 1.0),
            ("种植面积【公顷】", "mu_planted", 15.0),
            ("出租土地(亩)", "land_rented", 1.0),
            ("务工/公益岗位", "job", 1.0),
            ("60岁以上（含）", "elderly", 1.0),
            ("able workers", "able_workers", 1.0),
        ] {
            let found = meaning(written);
            assert_eq!((found.0.as_str(), found.2), (name, Some(factor)), "{written}");
        }
        assert!(meaning("人均工资性收入（元）").2.is_none());
        assert!(meaning("工资性收入（元/人）").2.is_some_and(f64::is_nan));
        for part in ["元/月", "元/天", "季度"] {
            assert!(meaning(&format!("工资性收入（{part}）")).2.is_some_and(f64::is_nan), "{part}");
        }
        for written in
            ["工资性收入（美元）", "转移性收入（斤）", "种植面积（万元）", "家庭人口（%）", "财产性收入（亩）"]
        {
            assert_eq!(meaning(written).2, Some(f64::INFINITY), "{written}");
        }
        for written in ["工资性收入（含补贴）", "劳动力（16-60岁）", "种植面积（含租入）", "转移性收入（元/户）"]
        {
            assert_eq!(meaning(written).2, Some(1.0), "{written}");
        }
        for (written, name) in [("户主姓名", "personal"), ("身份证号（18位）", "personal"), ("果树（株）", "other")]
        {
            assert_eq!(meaning(written).0, name, "{written}");
        }
    }

    #[test]
    fn other_columns_get_names_that_formulas_can_use() {
        for (written, name, unit, factor) in [
            ("果树（株）", "果树", "", 1.0),
            ("养鸡数量（只）", "养鸡数量", "", 1.0),
            ("2017 投入（万元）", "n_2017_投入", "元", 10_000.0),
            ("year", "year_1", "", 1.0),
            ("and", "and_1", "", 1.0),
            ("……", "column_D", "", 1.0),
            ("水田 (亩)", "水田", "亩", 1.0),
            ("补助标准（元/人）", "补助标准", "元/人", 1.0),
            ("自付比例(%)", "自付比例", "%", 1.0),
            ("备注（含其他）", "备注_含其他", "", 1.0),
        ] {
            let heading = Heading::read(3, written);
            let (found, found_unit, found_factor) = heading.own();
            assert_eq!((found.as_str(), found_unit, found_factor), (name, unit, factor), "{written}");
        }
    }
}
