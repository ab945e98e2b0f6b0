//! Arguments that several verbs share, and the frame of every help text, in both languages from one source.

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, Command};

use super::language;
use crate::diagnostic::{Language, Text};

fn pick(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Chinese => zh,
        Language::English => en,
    }
}

/// The program without its verbs.
pub(super) fn root(language: Language) -> Command {
    let about = pick(
        language,
        "丰年：把村级扶贫项目模拟几万次，看农户到手多少、把握多大、承诺会不会落空。",
        "Fengnian simulates village projects tens of thousands of times: what reaches the households, how sure it is, and what breaks the promise.",
    );
    let after = pick(
        language,
        "先用 fengnian new solar-station 写一份情景，再用 fengnian run 运行它。\n每个命令的说明：fengnian <命令> --help\n\n退出码：0 完成；1 输入有误；2 用法有误；3 检验未通过；130 被中止；101 程序自身的错误",
        "Start with fengnian new solar-station, then fengnian run on the file it wrote.\nHelp on a command: fengnian <command> --help\n\nExit codes: 0 done; 1 wrong input; 2 wrong usage; 3 a check failed; 130 interrupted; 101 a bug of ours",
    );
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    Command::new("fengnian")
        .bin_name("fengnian")
        .about(about)
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .override_usage(pick(language, "fengnian <命令> [选项]", "fengnian <command> [options]"))
        .help_template(format!(
            "{{about-with-newline}}\n{}{{usage}}\n\n{}\n{{subcommands}}\n\n{}\n{{options}}{{after-help}}",
            pick(language, "用法：", "Usage: "),
            pick(language, "命令：", "Commands:"),
            pick(language, "选项：", "Options:"),
        ))
        .after_help(after)
        .arg(lang(language))
        .arg(help(language))
        .arg(version.help(pick(language, "版本", "Version")))
}

/// A verb with `--help`, its usage line and its examples. The arguments are already there.
pub(super) fn dressed(command: Command, examples: &[&str], language: Language) -> Command {
    let name = command.get_name().to_owned();
    let mut usage = format!("fengnian {name}");
    let mut places = false;
    for argument in command.get_positionals() {
        places = true;
        let id = argument.get_id().as_str();
        let many = if matches!(argument.get_action(), ArgAction::Append) { "…" } else { "" };
        usage.push_str(&if argument.is_required_set() { format!(" <{id}>{many}") } else { format!(" [{id}]{many}") });
    }
    usage.push_str(pick(language, " [选项]", " [options]"));
    let arguments = if places {
        format!("{}\n{{positionals}}\n\n", pick(language, "参数：", "Arguments:"))
    } else {
        String::new()
    };
    let lines: Vec<String> = examples.iter().map(|example| format!("  fengnian {example}")).collect();
    let (about, usage_word, options) =
        ("{about-with-newline}", pick(language, "用法：", "Usage: "), pick(language, "选项：", "Options:"));
    command
        .override_usage(usage)
        .help_template(format!("{about}\n{usage_word}{{usage}}\n\n{arguments}{options}\n{{options}}{{after-help}}"))
        .after_help(format!("{}\n{}", pick(language, "例：", "Examples:"), lines.join("\n")))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(lang(language))
        .arg(help(language))
}

fn help(language: Language) -> Arg {
    Arg::new("help").short('h').long("help").action(ArgAction::Help).help(pick(language, "显示说明", "Show this help"))
}

/// `--lang`; read before everything else, here only checked.
fn lang(language: Language) -> Arg {
    let known = ["zh", "chinese", "中文", "en", "英文"];
    let parser = move |word: &str| match language::parse(word) {
        Some(found) if known.iter().any(|known| word.to_lowercase().starts_with(known)) => Ok(found),
        _ => Err(pick(language, "写 zh 或 en", "write zh or en")),
    };
    option(
        "lang",
        "LANG",
        language,
        "语言：zh 或 en；不写则取 FENGNIAN_LANG，再取系统语言",
        "Language: zh or en; else FENGNIAN_LANG, else the system's",
    )
    .value_parser(ValueParser::new(parser))
    // a script that adds `--lang` to what it was given means its own
    .overrides_with("lang")
}

/// An option with a value.
pub(super) fn option(
    name: &'static str,
    value: &'static str,
    language: Language,
    zh: &'static str,
    en: &'static str,
) -> Arg {
    Arg::new(name).long(name).value_name(value).help(pick(language, zh, en))
}

/// An option without a value.
pub(super) fn flag(name: &'static str, language: Language, zh: &'static str, en: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).overrides_with(name).help(pick(language, zh, en))
}

/// An option with a whole number. A negative one is taken for a number, so that its own mistake is said.
pub(super) fn number(name: &'static str, language: Language, zh: &'static str, en: &'static str) -> Arg {
    option(name, "N", language, zh, en).allow_negative_numbers(true)
}

/// `--out`, which must say something.
pub(super) fn out(value: &'static str, language: Language, zh: &'static str, en: &'static str) -> Arg {
    let parser = move |text: &str| match text.trim().is_empty() {
        true => Err(pick(
            language,
            "写一个名称，或删去 --out；当前文件夹写 .",
            "write a name, or drop --out; the working folder is .",
        )),
        false => Ok(text.to_owned()),
    };
    option("out", value, language, zh, en).value_parser(ValueParser::new(parser))
}

/// An argument without `--`.
pub(super) fn place(name: &'static str, language: Language, zh: &'static str, en: &'static str) -> Arg {
    Arg::new(name).required(true).help(pick(language, zh, en))
}

/// `SCENARIO`, `--set`, `--kinds`.
pub(super) fn scenario(command: Command, language: Language) -> Command {
    let pair = move |text: &str| match text.split_once(['=', '＝']) {
        Some((path, value)) if !path.trim().is_empty() => Ok((path.trim().to_owned(), value.to_owned())),
        _ => Err(pick(
            language,
            "写成 路径=值，例如 solar.capacity=100kW",
            "write PATH=VALUE, such as solar.capacity=100kW",
        )),
    };
    command
        .arg(place("SCENARIO", language, "情景文件（.toml）", "Scenario file (.toml)"))
        .arg(
            option(
                "set",
                "PATH=VALUE",
                language,
                "改一个输入的值，可写多次；单位照样检查",
                "Give an input another value; repeatable, units are checked",
            )
            .action(ArgAction::Append)
            .value_parser(ValueParser::new(pair)),
        )
        .arg(kinds(language))
}

/// `--kinds`.
pub(super) fn kinds(language: Language) -> Arg {
    option("kinds", "DIR", language, "另找项目类型的文件夹，可写多次", "Further folder of project kinds; repeatable")
        .action(ArgAction::Append)
}

/// `--name`: which names are listed.
pub(super) fn name(language: Language) -> Arg {
    option("name", "PATH", language, "只列路径里含有这些字的名称", "Only names that contain this text")
}

/// `--seed`, `--design`: which draws.
pub(super) fn draws(command: Command, language: Language) -> Command {
    let seed = move |text: &str| seed(text, language);
    let design = move |text: &str| match text {
        "stratified" | "分层" => Ok(crate::scenario::model::Design::Stratified),
        "independent" | "独立" => Ok(crate::scenario::model::Design::Independent),
        _ => Err(pick(language, "写 stratified（分层）或 independent（独立）", "write stratified or independent")),
    };
    command.arg(number("seed", language, "随机种子", "Seed of the draws").value_parser(ValueParser::new(seed))).arg(
        option(
            "design",
            "DESIGN",
            language,
            "抽样方式：stratified 分层，independent 独立",
            "How draws are laid out: stratified or independent",
        )
        .value_parser(ValueParser::new(design)),
    )
}

/// A whole number as people write it: `100000`, `100_000`, `100,000`, `1e5`, `10万`.
pub(super) fn count(text: &str, language: Language) -> Result<u64, String> {
    let wrong = || {
        pick(
            language,
            "写一个非负整数，例如 100000、100_000 或 1e5",
            "write a whole number, such as 100000, 100_000 or 1e5",
        )
        .to_owned()
    };
    let plain: String = text.trim().chars().filter(|c| !matches!(c, '_' | ',')).collect();
    if let Ok(whole) = plain.parse() {
        return Ok(whole);
    }
    let (digits, factor) = match plain.strip_suffix('万') {
        Some(digits) => (digits, 1e4),
        None => (plain.as_str(), 1.0),
    };
    let value = digits.parse::<f64>().map_err(|_| wrong())? * factor;
    // above 2^64 the number is the largest there is: every limit refuses it
    if value >= 0.0 && value.fract() == 0.0 { Ok(value as u64) } else { Err(wrong()) }
}

/// A seed: one above 2^64 would be that of another number.
pub(super) fn seed(text: &str, language: Language) -> Result<u64, String> {
    let written = |text: &str| text.trim().chars().filter(|c| !matches!(c, '_' | ',')).collect::<String>();
    match count(text, language)? {
        u64::MAX if written(text) != u64::MAX.to_string() => {
            let most = u64::MAX;
            Err(Text::new(format!("最大 {most}"), format!("at most {most}")).get(language).to_owned())
        }
        seed => Ok(seed),
    }
}

/// A [`count`] within limits, both included.
pub(super) fn count_within(text: &str, low: u64, high: u64, language: Language) -> Result<u64, String> {
    let value = count(text, language).ok().filter(|value| (low..=high).contains(value));
    value.ok_or_else(|| {
        let words = Text::new(
            format!("应是 {low} 到 {high} 之间的整数"),
            format!("must be a whole number from {low} to {high}"),
        );
        words.get(language).to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_as_people_write_them() {
        for (text, value) in [
            ("100000", 100_000),
            ("100_000", 100_000),
            ("1,000", 1000),
            ("1e6", 1_000_000),
            ("2.5e3", 2500),
            ("10万", 100_000),
            ("1.5万", 15_000),
            ("18446744073709551615", u64::MAX),
            ("1e300", u64::MAX),
        ] {
            assert_eq!(count(text, Language::English), Ok(value), "{text}");
        }
        for text in ["", "-1", "1.5", "1e-3", "many", "inf", "nan", "万"] {
            assert!(count(text, Language::Chinese).is_err(), "{text}");
        }
        for text in ["0", "10", "-1", "1e30", "2.5", "many"] {
            let refused = count_within(text, 1, 9, Language::English);
            assert_eq!(refused, Err("must be a whole number from 1 to 9".to_owned()), "{text}");
        }
        assert_eq!(seed("18446744073709551615", Language::English), Ok(u64::MAX));
        for text in ["18446744073709551616", "1e30", "-1"] {
            assert!(seed(text, Language::English).is_err(), "{text}");
        }
    }
}
