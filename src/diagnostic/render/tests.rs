use super::*;
use crate::diagnostic::{Code, SourceFile};

fn sources(text: &str) -> Sources {
    Sources { files: vec![SourceFile { path: "村.toml".into(), text: text.into(), sha256: String::new() }] }
}

/// The span of the first `part` in `text`.
fn span_of(text: &str, part: &str) -> Span {
    let start = text.find(part).expect("the part is in the text") as u32;
    Span { file: FileId(0), start, end: start + part.len() as u32 }
}

fn one(diagnostic: Diagnostic) -> Diagnostics {
    Diagnostics { list: vec![diagnostic], more: 0 }
}

#[test]
fn marks_stand_under_chinese_text() {
    let text = "title = \"a\"\n\"收入\" = \"产量 * 单价\"\n";
    let found = one(Diagnostic::at(
        Code::UnknownName,
        span_of(text, "单价"),
        Text::new("没有“单价”这个名称", "there is no `单价`"),
        Text::new("改成“价格”", "write `价格`"),
    ));
    let zh = "错误[E202]：没有“单价”这个名称\n --> 村.toml:2:14\n  |\n2 | \"收入\" = \"产量 * 单价\"\n  |                  ^^^^\n  \
              = 办法：改成“价格”\n\n共 1 处错误。\n";
    let en = "error[E202]: there is no `单价`\n --> 村.toml:2:14\n  |\n2 | \"收入\" = \"产量 * 单价\"\n  |                  ^^^^\n  \
              = help: write `价格`\n\n1 mistake.\n";
    assert_eq!(render(&found, &sources(text), Language::Chinese, false), zh);
    assert_eq!(render(&found, &sources(text), Language::English, false), en);
}

#[test]
fn related_places_and_tabs() {
    let text = "a = 1\n\ta = 2\n";
    let second = Span { file: FileId(0), start: 7, end: 8 };
    let found = one(Diagnostic::at(Code::DuplicateName, second, Text::same("twice"), Text::same("rename"))
        .related(span_of(text, "a"), Text::new("先在这里", "first here")));
    let en = "error[E108]: twice\n --> 村.toml:2:2\n  |\n2 |     a = 2\n  |     ^\n ::: 村.toml:1:1: first here\n  |\n1 | a = 1\n  \
              | -\n  = help: rename\n\n1 mistake.\n";
    assert_eq!(render(&found, &sources(text), Language::English, false), en);
}

#[test]
fn long_lines_are_cut_around_the_place_and_the_mark_stays_under_it() {
    let text = format!("{}错{}", "x".repeat(5000), "中".repeat(5000));
    let found = one(Diagnostic::at(Code::TomlSyntax, span_of(&text, "错"), Text::same("m"), Text::default()));
    let shown = render(&found, &sources(&text), Language::English, false);
    let lines: Vec<&str> = shown.lines().collect();
    let (line, marks) = (lines[3], lines[4]);
    assert!(line.starts_with("1 | …x") && line.ends_with("中…"), "{line}");
    assert!(unicode_width::UnicodeWidthStr::width(line) < 120, "{line}");
    let before = line.split('错').next().expect("the character is shown");
    assert_eq!(marks.find('^'), Some(unicode_width::UnicodeWidthStr::width(before)), "{shown}");
    assert!(marks.ends_with(" ^^"), "{marks}");
}

#[test]
fn control_characters_of_the_file_never_reach_the_terminal() {
    let text = "a = \"\u{1b}[31m\u{202e}\u{7}\"\r\n";
    let found = one(Diagnostic::at(
        Code::WrongType,
        span_of(text, "\u{1b}[31m"),
        Text::same("bad \u{1b}[2J\nvalue"),
        Text::same("\u{202e}x"),
    ));
    for language in [Language::Chinese, Language::English] {
        let shown = render(&found, &sources(text), language, false);
        assert!(shown.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'), "{shown:?}");
        assert!(shown.contains("\\u{1b}[31m"), "{shown}");
    }
}

#[test]
fn sorted_by_place_and_at_most_a_hundred_shown() {
    let text = "x".repeat(200);
    let at = |start: u32| {
        Diagnostic::at(
            Code::UnknownKey,
            Span { file: FileId(0), start, end: start + 1 },
            Text::same(format!("m{start}.")),
            Text::default(),
        )
    };
    let list = (0..110).rev().map(at).collect();
    let shown = render(&Diagnostics { list, more: 7 }, &sources(&text), Language::English, false);
    assert!(shown.contains("m0.") && shown.contains("m99.") && !shown.contains("m100."));
    assert!(shown.find("m3.") < shown.find("m4."));
    assert!(shown.ends_with("… and 17 more\n117 mistakes.\n"), "{shown}");
}

#[test]
fn places_outside_the_text_and_unknown_files_do_not_panic() {
    for (text, start, end) in [("", 0, 0), ("中", 1, 2), ("a\n", 2, 2), ("a", 500, 900), ("a\nb", 3, 1)] {
        let span = Span { file: FileId(0), start, end };
        let lost = Span { file: FileId(9), start, end };
        let found = one(
            Diagnostic::at(Code::TomlSyntax, span, Text::same("m"), Text::default()).related(lost, Text::same("n"))
        );
        let shown = render(&found, &sources(text), Language::English, true);
        assert!(shown.contains('^'), "{shown}");
    }
    let none = one(Diagnostic::general(Code::FileUnreadable, Text::same("gone"), Text::same("look")));
    assert_eq!(
        render(&none, &Sources::default(), Language::English, false),
        "error[E101]: gone\n  = help: look\n\n1 mistake.\n"
    );
    assert_eq!(render(&Diagnostics::default(), &Sources::default(), Language::English, false), "");
}
