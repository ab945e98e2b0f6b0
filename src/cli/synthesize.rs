//! `synthesize`: a made-up household list that meets known totals.

use clap::{Arg, ArgMatches, Command};

use super::console::Console;
use super::new::write_new;
use super::{Exit, options};
use crate::diagnostic::{Language, Sources, Text};
use crate::model::Mistakes;
use crate::report::text::for_terminal;
use crate::scenario::roster::{MOST_HOUSEHOLDS, MOST_MEMBERS, Synthesis, synthesize};

pub(super) fn arguments(command: Command, language: Language) -> Command {
    let most = MOST_HOUSEHOLDS as u64;
    let people = most * u64::from(MOST_MEMBERS);
    let count = |name: &'static str, most: u64, zh: &'static str, en: &'static str| -> Arg {
        let parser = move |text: &str| options::count_within(text, 0, most, language);
        options::number(name, language, zh, en).value_parser(parser).required(true)
    };
    let seed = move |text: &str| options::seed(text, language);
    command
        .arg(count("households", most, "户数", "Households"))
        .arg(count("people", people, "人数", "People"))
        .arg(count("able-households", most, "其中有劳动能力的户数", "Households with somebody able to work"))
        .arg(count("able-people", people, "有劳动能力的户里的人数", "People in those households"))
        .arg(options::number("seed", language, "随机种子，默认 1", "Seed of the draws, default 1").value_parser(seed))
        .arg(options::out(
            "FILE",
            language,
            "要写的 CSV 文件，已存在则不覆盖；不写则打印",
            "CSV file to write, never overwritten; printed when left out",
        ))
}

pub(super) fn run(matches: &ArgMatches, console: &Console) -> Exit {
    let count = |name: &str| {
        let count = matches.get_one::<u64>(name).copied().unwrap_or(0);
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    let (households, people) = (count("households"), count("people"));
    let (able_households, able_people) = (count("able-households"), count("able-people"));
    let plain = Synthesis::new(households, people, able_households, able_people);
    let seed = matches.get_one::<u64>("seed").copied().unwrap_or(plain.seed);
    let roster = match synthesize(&Synthesis { seed, ..plain }) {
        Ok(roster) => roster,
        Err(diagnostics) => return console.mistakes(&Mistakes { diagnostics, sources: Sources::default() }),
    };
    let totals = format!("{households} 户 {people} 人，其中有劳动能力 {able_households} 户 {able_people} 人");
    let text = roster.to_csv(&format!("：按总数编造，不是真实农户；{totals}；种子 {seed}"));
    let Some(path) = matches.get_one::<String>("out") else { return console.out(&text) };
    let shown = for_terminal(path);
    if !path.to_lowercase().ends_with(".csv") {
        return console.misused(&Text::new(
            format!("合成名册是 CSV 文件，文件名要以 .csv 结尾，不是“{shown}”"),
            format!("a made-up list is a CSV file: its name ends in .csv, not `{shown}`"),
        ));
    }
    let done = Text::new(
        format!("已写好 {shown}：{totals}。这是合成名册，有了真实名册请换上。"),
        format!(
            "Wrote {shown}: {households} households, {people} people, of them able to work {able_households} and \
            {able_people}. It is made up: put the real list in its place when there is one."
        ),
    );
    write_new(path, text.as_bytes(), &done, console)
}
