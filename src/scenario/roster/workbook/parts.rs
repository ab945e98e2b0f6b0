//! The parts beside the sheets: which sheets there are, their files, the texts they share, which formats are dates.

use std::io::BufRead;

use super::super::csv::LONGEST_CELL;
use super::Problem;
use super::xml::{Item, Xml};

/// Most texts that sheets share, sheets, links and formats.
const MOST_TEXTS: usize = 2_000_000;
const MOST_SHEETS: usize = 1000;
const MOST_FORMATS: usize = 100_000;

/// A sheet as the workbook lists it.
pub(super) struct Listed {
    pub(super) name: String,
    /// Key of its file among the links.
    pub(super) link: String,
    pub(super) hidden: bool,
}

/// The sheets in order, and whether the results of formulas are still to be calculated: programs that only write
/// workbooks put 0 in their place and say so.
pub(super) fn sheets(part: impl BufRead) -> Result<(Vec<Listed>, bool), Problem> {
    let mut xml = Xml::new(part);
    let (mut sheets, mut uncalculated) = (Vec::new(), false);
    while let Some(item) = xml.next()? {
        let Item::Start(element) = item else { continue };
        if element.name == "calcPr" {
            uncalculated = matches!(element.get("fullCalcOnLoad"), Some("1" | "true"));
        }
        if element.name != "sheet" {
            continue;
        }
        let get = |name: &str| element.get(name).unwrap_or("").to_owned();
        sheets.push(Listed {
            name: get("name"),
            link: get("id"),
            hidden: !matches!(get("state").as_str(), "" | "visible"),
        });
        if sheets.len() > MOST_SHEETS {
            return Err(Problem::TooLarge);
        }
    }
    Ok((sheets, uncalculated))
}

/// Links of a part: key, sort (the last word of its type), target.
pub(super) fn links(part: impl BufRead) -> Result<Vec<(String, String, String)>, Problem> {
    let mut xml = Xml::new(part);
    let mut links = Vec::new();
    while let Some(item) = xml.next()? {
        let Item::Start(element) = item else { continue };
        if element.name == "Relationship" {
            let get = |name: &str| element.get(name).unwrap_or("");
            let sort = get("Type").rsplit('/').next().unwrap_or("").to_owned();
            links.push((get("Id").to_owned(), sort, get("Target").to_owned()));
        }
        if links.len() > MOST_SHEETS * 10 {
            return Err(Problem::TooLarge);
        }
    }
    Ok(links)
}

/// The texts that sheets share. One that is too long for a cell is cut just beyond that length.
pub(super) fn texts(part: impl BufRead) -> Result<Vec<String>, Problem> {
    let mut xml = Xml::new(part);
    let mut texts = Vec::new();
    while let Some(item) = xml.next()? {
        if matches!(&item, Item::Start(element) if element.name == "si") {
            texts.push(text(&mut xml, "si")?);
            if texts.len() > MOST_TEXTS {
                return Err(Problem::TooLarge);
            }
        }
    }
    Ok(texts)
}

/// The text in an element that has begun: all its `t`, without the phonetic ones.
pub(super) fn text<R: BufRead>(xml: &mut Xml<R>, closing: &str) -> Result<String, Problem> {
    let mut text = String::new();
    let (mut inside, mut phonetic) = (false, false);
    loop {
        match xml.next()?.ok_or(Problem::Damaged)? {
            Item::Start(element) => match element.name.as_str() {
                "t" => inside = true,
                "rPh" => phonetic = true,
                _ => {}
            },
            Item::End(name) => match name.as_str() {
                "t" => inside = false,
                "rPh" => phonetic = false,
                name if name == closing => return Ok(text),
                _ => {}
            },
            Item::Text(part) if inside && !phonetic && text.len() <= LONGEST_CELL => text.push_str(&part),
            Item::Text(_) => {}
        }
    }
}

/// For each cell format whether it shows a date or time.
pub(super) fn dates(part: impl BufRead) -> Result<Vec<bool>, Problem> {
    let mut xml = Xml::new(part);
    let mut own: Vec<(u32, bool)> = Vec::new();
    let mut formats = Vec::new();
    let mut inside = false;
    while let Some(item) = xml.next()? {
        match item {
            Item::Start(element) => match element.name.as_str() {
                "cellXfs" => inside = true,
                "numFmt" => {
                    let id = element.get("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    own.push((id, is_date(element.get("formatCode").unwrap_or(""))));
                }
                "xf" if inside => {
                    formats.push(element.get("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0));
                }
                _ => {}
            },
            Item::End(name) if name == "cellXfs" => inside = false,
            _ => {}
        }
        if own.len().max(formats.len()) > MOST_FORMATS {
            return Err(Problem::TooLarge);
        }
    }
    own.sort_by_key(|(id, _)| *id);
    let known = |id: u32| own.binary_search_by_key(&id, |(id, _)| *id).ok().and_then(|at| own.get(at));
    // the formats that ECMA-376 (part 1, 18.8.30) numbers, with those of the Chinese Excel
    let built_in = |id: u32| matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58);
    Ok(formats.into_iter().map(|id| known(id).map_or_else(|| built_in(id), |(_, date)| *date)).collect())
}

/// True for a format code with a year, month, day, hour or second outside quotes and brackets.
fn is_date(code: &str) -> bool {
    let mut characters = code.chars();
    let (mut quoted, mut bracketed) = (false, false);
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            _ if quoted => {}
            // the next character stands for itself
            '\\' | '_' | '*' => _ = characters.next(),
            '[' => bracketed = true,
            ']' => bracketed = false,
            _ if bracketed => {}
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_formats_are_told_from_numbers() {
        for code in ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "[$-804]aaaa;d", "h:mm", "m/d/yy"] {
            assert!(is_date(code), "{code}");
        }
        for code in
            ["General", "0.00", "#,##0_);[Red](#,##0)", "0.00E+00", "G/通用格式", "\"mdy\"0", "[Red]0", "0\\d", "@"]
        {
            assert!(!is_date(code), "{code}");
        }
    }

    #[test]
    fn shared_texts_join_their_runs_and_leave_readings_out() {
        let part = "<sst><si><t>甲 &amp; 乙</t></si><si><r><t>一</t></r><r><t xml:space=\"preserve\"> 二</t></r>\
            <rPh><t>yi</t></rPh></si><si/><x:si xmlns:x=\"u\"><x:t>&#x4e09;</x:t></x:si></sst>";
        assert_eq!(
            texts(part.as_bytes()).ok(),
            Some(vec!["甲 & 乙".into(), "一 二".into(), String::new(), "三".into()])
        );
        assert!(texts("<sst><si><t>&own;</t></si></sst>".as_bytes()).is_err());
        assert!(texts("<sst><si><t>x".as_bytes()).is_err());
    }
}
