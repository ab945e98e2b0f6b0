//! What is printed, where; what is said when the program itself is wrong.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::time::Duration;

use super::Exit;
use crate::diagnostic::{Language, Text, refusal, render, visible};
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
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        // the old console of Windows would show the codes themselves; newer terminals there name themselves
        let understood = !cfg!(windows) || ["WT_SESSION", "TERM", "ConEmuANSI", "ANSICON"].into_iter().any(set);
        let colour = io::stderr().is_terminal() && understood && !set("NO_COLOR");
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
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                let Text { zh, en } = refusal(&error);
                self.wrong(&Text::new(
                    format!("写不到标准输出：{zh}；检查输出转去的文件和磁盘"),
                    format!("cannot write to standard output: {en}; check the file or disk it goes to"),
                ))
            }
            _ => Exit::Done,
        }
    }

    /// Writes to standard error; nobody may be there to read it.
    #[expect(clippy::unused_self, reason = "who writes has a console")]
    pub(super) fn note(&self, text: &str) {
        let mut out = io::stderr().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// A mistake in a sentence.
    pub(super) fn wrong(&self, text: &Text) -> Exit {
        self.note(&format!("{}{}\n", self.pick("错误：", "error: "), text.get(self.language)));
        Exit::WrongInput
    }

    /// A command that cannot be meant so.
    pub(super) fn misused(&self, text: &Text) -> Exit {
        self.wrong(text);
        Exit::WrongUsage
    }

    /// Mistakes in files.
    pub(super) fn mistakes(&self, mistakes: &Mistakes) -> Exit {
        self.note(&render(&mistakes.diagnostics, &mistakes.sources, self.language, self.colour));
        Exit::WrongInput
    }

    /// What is not wrong, but should be known.
    pub(super) fn remark(&self, text: &Text) -> String {
        format!("{}{}\n", self.pick("注意：", "note: "), visible(text.get(self.language)))
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
            assert!(
                text.contains("fengnian run a.toml") && text.contains("src/x.rs:1") && !text.contains('\u{1b}'),
                "{text}"
            );
        }
    }
}
