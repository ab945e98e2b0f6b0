//! Which files a run writes.

use crate::diagnostic::Text;

/// What is written besides `summary.json` and `manifest.json`, which always are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// a set with seven members
pub struct Formats {
    /// `summary.json`; always written, so that the word may be given.
    pub json: bool,
    /// `trials.parquet`, `bands.parquet` and the small `bands.csv` and `households.csv`.
    pub parquet: bool,
    /// `trials.csv`, `bands.csv`, `households.csv`.
    pub csv: bool,
    /// `charts/*.svg`.
    pub svg: bool,
    /// `charts/*.png`.
    pub png: bool,
    /// `report.html`.
    pub html: bool,
    /// `households.xlsx`, where there are households.
    pub xlsx: bool,
}

impl Formats {
    /// The summary and the manifest only.
    pub const NONE: Formats =
        Formats { json: false, parquet: false, csv: false, svg: false, png: false, html: false, xlsx: false };

    /// Reads `json,parquet,html`, or `none`, or `all`.
    ///
    /// # Errors
    /// A word that is no format; no word; `all` or `none` beside other words.
    pub fn parse(words: &str) -> Result<Formats, FormatsMistake> {
        let words: Vec<String> = words.split([',', '，', '、', ' ']).map(str::to_lowercase).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        let mut formats = Formats::NONE;
        for word in &words {
            match *word {
                "none" | "all" if words.iter().any(|other| other != word) => {
                    return Err(FormatsMistake::NotAlone((*word).to_owned()));
                }
                "none" => {}
                "all" => formats = Formats { csv: true, ..Formats::default() },
                "json" => formats.json = true,
                "parquet" => formats.parquet = true,
                "csv" => formats.csv = true,
                "svg" => formats.svg = true,
                "png" => formats.png = true,
                "html" => formats.html = true,
                "xlsx" => formats.xlsx = true,
                _ => return Err(FormatsMistake::Unknown((*word).to_owned())),
            }
        }
        if words.is_empty() { Err(FormatsMistake::Empty) } else { Ok(formats) }
    }
}

/// Why a list of formats cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormatsMistake {
    /// No format is called that.
    Unknown(String),
    /// `all` or `none` beside other words.
    NotAlone(String),
    /// No word at all.
    Empty,
}

impl FormatsMistake {
    /// What is wrong and what to write, in both languages.
    pub fn text(&self) -> Text {
        let list = "json parquet csv svg png html xlsx";
        match self {
            FormatsMistake::Unknown(word) => Text::new(
                format!("没有格式“{word}”；可以写 {list} all none"),
                format!("there is no format `{word}`; known: {list} all none"),
            ),
            FormatsMistake::NotAlone(word) => Text::new(
                format!("{word} 要单独写；或者只写要的格式：{list}"),
                format!("{word} stands alone; or write only the formats you want: {list}"),
            ),
            FormatsMistake::Empty => Text::new(
                format!("没有写格式；可以写 {list}，或 all、none"),
                format!("no format is given; known: {list}, or all or none"),
            ),
        }
    }
}

impl Default for Formats {
    fn default() -> Self {
        Formats { json: true, parquet: true, csv: false, svg: true, png: true, html: true, xlsx: true }
    }
}
