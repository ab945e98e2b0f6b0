//! What is printed, where; columns that stay straight under Chinese text; what is said when the program itself is wrong.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::time::Duration;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Exit;
use crate::diagnostic::{Language, Text, render};
use crate::model::Mistakes;
use crate::report::text::for_terminal;

/// The terminal of the user.
pub(super) struct Console {
    /// Language of everything printed.
    pub(super) language: Language,
    /// Mistakes are coloured.
    colour: bool,
}

impl Console {
    pub(super) fn new(language: Language) -> Self {
        let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Console { language, colour }
    }

    /// The words in the user's language.
    pub(super) fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    /// Writes to standard output. A reader that has gone away (`| head`) is no mistake.
    pub(super) fn out(&self, text: &str) -> Exit {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => self.wrong(&Text::new(
                format!("写不到标准输出：{error}"),
                format!("cannot write to standard output: {error}"),
            )),
            _ => Exit::Done,
        }
    }

    /// Writes to standard error; nobody may be there to read it.
    pub(super) fn note(&self, text: &str) {
        let mut out = io::stderr().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// A mistake in a sentence.
    pub(super) fn wrong(&self, text: &Text) -> Exit {
        self.note(&format!("{}{}\n", self.pick("错误：", "error: "), text.get(self.language)));
        Exit::WrongInput
    }

    /// Mistakes in files.
    pub(super) fn mistakes(&self, mistakes: &Mistakes) -> Exit {
        self.note(&render(&mistakes.diagnostics, &mistakes.sources, self.language, self.colour));
        Exit::WrongInput
    }

    /// `2.3 秒`.
    pub(super) fn seconds(&self, time: Duration) -> String {
        let seconds = time.as_secs_f64();
        let digits = if seconds < 1.0 { 2 } else { 1 };
        format!("{seconds:.digits$} {}", self.pick("秒", "s"))
    }

    /// Bytes as people read them.
    pub(super) fn bytes(bytes: u64) -> String {
        let (mut size, mut unit) = (bytes as f64, "B");
        for next in ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] {
            if size < 1024.0 {
                break;
            }
            (size, unit) = (size / 1024.0, next);
        }
        let digits = usize::from(unit != "B" && size < 100.0);
        format!("{size:.digits$} {unit}")
    }
}

/// A table for the terminal.
pub(super) struct Columns {
    header: Vec<String>,
    /// Columns set to the right.
    right: Vec<bool>,
    /// Widest cell of a column before it is cut.
    widest: Vec<usize>,
    rows: Vec<Vec<String>>,
}

impl Columns {
    /// `columns` are header, whether set to the right, and the widest cell.
    pub(super) fn new(columns: &[(&str, bool, usize)]) -> Self {
        Columns {
            header: columns.iter().map(|column| column.0.to_owned()).collect(),
            right: columns.iter().map(|column| column.1).collect(),
            widest: columns.iter().map(|column| column.2).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; control characters are spelled out.
    pub(super) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.cells(cells.iter().map(|cell| (*cell).to_owned()).collect());
    }

    /// Adds a row.
    pub(super) fn cells(&mut self, cells: Vec<String>) {
        let cut = |(column, cell): (usize, String)| {
            shorten(&for_terminal(&cell), self.widest.get(column).copied().unwrap_or(usize::MAX))
        };
        self.rows.push(cells.into_iter().enumerate().map(cut).collect());
    }

    /// The table; columns without any cell are left out, the last one is not filled up.
    pub(super) fn text(&self) -> String {
        let lines = || std::iter::once(&self.header).chain(&self.rows);
        let cell = |line: &Vec<String>, column: usize| line.get(column).cloned().unwrap_or_default();
        let filled = |column: &usize| *column == 0 || self.rows.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty()));
        let columns: Vec<usize> = (0..self.header.len()).filter(filled).collect();
        let widths: Vec<usize> =
            columns.iter().map(|&column| lines().map(|line| cell(line, column).width()).max().unwrap_or(0)).collect();
        let mut text = String::new();
        for line in lines() {
            let mut shown = String::new();
            for (place, (&column, &width)) in columns.iter().zip(&widths).enumerate() {
                let cell = cell(line, column);
                let gap = " ".repeat(width.saturating_sub(cell.width()));
                let right = self.right.get(column).copied().unwrap_or(false);
                if place > 0 {
                    shown.push_str("  ");
                }
                shown.push_str(&if right { gap + &cell } else { cell + &gap });
            }
            text.push_str(shown.trim_end());
            text.push('\n');
        }
        text
    }
}

/// At most `widest` cells of the terminal, with an ellipsis where cut.
pub(super) fn shorten(text: &str, widest: usize) -> String {
    if text.width() <= widest {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > widest {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

/// Makes a panic say that it is our mistake, and what to send us. The process then ends with code 101.
pub(super) fn report_bugs(language: Language) {
    std::panic::set_hook(Box::new(move |panic| {
        let payload = panic.payload();
        let words = payload.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let line: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
        let _ = io::stderr().lock().write_all(bug(&words, &place, &line.join(" "), language).as_bytes());
    }));
}

fn bug(words: &str, place: &str, line: &str, language: Language) -> String {
    let facts = format!(
        "  fengnian {} {}-{}\n  fengnian {}\n  {}\n  {}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        for_terminal(line),
        for_terminal(place),
        for_terminal(words)
    );
    match language {
        Language::Chinese => format!(
            "\n程序内部出错了。这是程序的毛病，不是您的文件或操作的问题。\n\
            请把下面几行和所用的情景文件一起报告给我们；原有的输出没有改动。\n{facts}"
        ),
        Language::English => format!(
            "\nThe program has a bug. It is our mistake, not one of your file or of what you did.\n\
            Please report the lines below together with the scenario file; earlier output is unchanged.\n{facts}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stay_straight_under_chinese_text_and_empty_ones_vanish() {
        let mut table = Columns::new(&[("名称", false, 20), ("x", false, 9), ("值", true, 20), ("last", false, 6)]);
        table.row(["净现值", "", "1", "ab"]);
        table.row(["npv", "", "12345", "a\u{1b}bcdefgh"]);
        assert_eq!(table.text(), "名称       值  last\n净现值      1  ab\nnpv     12345  a\\u{1…\n");
    }

    #[test]
    fn sizes_are_read_in_binary_units() {
        for (bytes, text) in [(512, "512 B"), (4 << 30, "4.0 GiB"), (123 << 20, "123 MiB"), (u64::MAX, "16.0 EiB")] {
            assert_eq!(Console::bytes(bytes), text);
        }
    }

    #[test]
    fn a_bug_says_that_it_is_ours_and_what_to_report() {
        for (language, words) in [(Language::Chinese, "不是您的文件"), (Language::English, "our mistake")] {
            let text = bug("index \u{1b}[31m out of bounds", "src/x.rs:1", "run a.toml", language);
            assert!(text.contains(words) && text.contains(env!("CARGO_PKG_VERSION")), "{text}");
            assert!(text.contains("fengnian run a.toml") && text.contains("src/x.rs:1") && !text.contains('\u{1b}'), "{text}");
        }
    }
}
