//! Mistakes as people read them: what, where with the line and marks under the place, and what to do.

use std::collections::HashMap;
use std::fmt::Write;

use super::snippet::{LineIndex, Snippet, snippet, visible};
use super::{Diagnostic, Diagnostics, FileId, Language, Sources, Span, Text};

/// More mistakes than that are counted, not shown.
const SHOWN: usize = 100;

/// All mistakes as text for a terminal, sorted by file and place, at most 100 of them, with a closing line that counts
/// them; empty where there are none. `colour` adds ANSI colours. What the user wrote is made safe to print.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, language: Language, colour: bool) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let mut sorted: Vec<&Diagnostic> = diagnostics.list.iter().collect();
    sorted.sort_by_key(|diagnostic| (diagnostic.span.map(|span| (span.file, span.start, span.end)), diagnostic.code));
    let mut page = Page { sources, language, colour, lines: HashMap::new(), out: String::new() };
    for diagnostic in sorted.iter().take(SHOWN) {
        page.diagnostic(diagnostic);
        page.out.push('\n');
    }
    page.closing(sorted.len(), diagnostics.more);
    page.out
}

/// What is being written, and the line indices made so far.
struct Page<'a> {
    sources: &'a Sources,
    language: Language,
    colour: bool,
    lines: HashMap<FileId, LineIndex>,
    out: String,
}

/// ANSI colours by purpose.
#[derive(Clone, Copy)]
enum Ink {
    Mistake,
    Frame,
    Strong,
}

impl Page<'_> {
    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        let (word, colon) = match self.language {
            Language::Chinese => ("错误", "："),
            Language::English => ("error", ": "),
        };
        let head = self.ink(Ink::Mistake, &format!("{word}[E{}]", diagnostic.code as u16));
        let message = self.ink(Ink::Strong, &visible(diagnostic.message.get(self.language)));
        let _ = writeln!(self.out, "{head}{colon}{message}");

        let main = diagnostic.span.and_then(|span| self.place(span));
        let related: Vec<_> = diagnostic
            .related
            .iter()
            .filter_map(|(span, note)| self.place(*span).map(|(path, snippet)| (path, snippet, note)))
            .collect();
        let last_line = main.iter().map(|place| place.1.line).chain(related.iter().map(|place| place.1.line)).max();
        let gutter = last_line.map_or(1, |line| line.to_string().len());
        if let Some((path, snippet)) = &main {
            self.location("-->", path, snippet, gutter, None);
            self.excerpt(snippet, gutter, '^', Ink::Mistake);
        }
        for (path, snippet, note) in &related {
            self.location(":::", path, snippet, gutter, Some(note));
            self.excerpt(snippet, gutter, '-', Ink::Frame);
        }
        let remedy = diagnostic.remedy.get(self.language);
        if !remedy.is_empty() {
            let word = match self.language {
                Language::Chinese => "办法：",
                Language::English => "help: ",
            };
            let sign = self.ink(Ink::Frame, "=");
            let word = self.ink(Ink::Strong, word);
            let _ = writeln!(self.out, "{:gutter$} {sign} {word}{}", "", visible(remedy));
        }
    }

    /// The path and the marked line of a span; `None` where the file is not known.
    fn place(&mut self, span: Span) -> Option<(String, Snippet)> {
        let file = self.sources.files.get(usize::from(span.file.0))?;
        let lines = self.lines.entry(span.file).or_insert_with(|| LineIndex::new(&file.text));
        Some((visible(&file.path), snippet(file, lines, span)))
    }

    fn location(&mut self, arrow: &str, path: &str, snippet: &Snippet, gutter: usize, note: Option<&Text>) {
        let arrow = self.ink(Ink::Frame, arrow);
        let _ = write!(self.out, "{:gutter$}{arrow} {path}:{}:{}", "", snippet.line, snippet.column);
        if let Some(note) = note {
            let open = if self.language == Language::Chinese { "：" } else { ": " };
            let _ = write!(self.out, "{open}{}", visible(note.get(self.language)));
        }
        self.out.push('\n');
    }

    fn excerpt(&mut self, snippet: &Snippet, gutter: usize, mark: char, ink: Ink) {
        let bar = self.ink(Ink::Frame, "|");
        let number = self.ink(Ink::Frame, &format!("{:>gutter$}", snippet.line));
        let marks = self.ink(ink, &mark.to_string().repeat(snippet.width));
        let _ = writeln!(self.out, "{:gutter$} {bar}", "");
        let _ = writeln!(self.out, "{number} {bar} {}", snippet.text);
        let _ = writeln!(self.out, "{:gutter$} {bar} {}{marks}", "", " ".repeat(snippet.indent));
    }

    fn closing(&mut self, kept: usize, further: usize) {
        let count = kept + further;
        let more = count - kept.min(SHOWN);
        if more > 0 {
            let _ = match self.language {
                Language::Chinese => writeln!(self.out, "……另有 {more} 处没有列出"),
                Language::English => writeln!(self.out, "… and {more} more"),
            };
        }
        let line = match self.language {
            Language::Chinese => format!("共 {count} 处错误。"),
            Language::English if count == 1 => "1 mistake.".to_owned(),
            Language::English => format!("{count} mistakes."),
        };
        let line = self.ink(Ink::Strong, &line);
        let _ = writeln!(self.out, "{line}");
    }

    fn ink(&self, ink: Ink, text: &str) -> String {
        if !self.colour {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Mistake => "1;31",
            Ink::Frame => "1;34",
            Ink::Strong => "1",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

#[cfg(test)]
mod tests;
