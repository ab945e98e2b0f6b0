//! What the terminal shows: the answer in a sentence or two, then a short table.

mod variants;
mod village;

use super::number::{Reading, format_count, format_probabilities, format_probability, format_probability_with_error};
use super::text::{aligned, for_terminal, wrap};
use super::words::{self, pick, say};
use crate::analysis::findings::{Estimate, Findings, OutcomeFinding, OutcomeSort, PromiseFinding};
use crate::diagnostic::Language;

/// Columns of a label before it goes on below.
const WIDEST_LABEL: usize = 40;

/// The findings for a terminal, ending in a line break. Control characters of user text are spelled out, columns are
/// aligned by the width of each character (a Chinese one takes two cells).
pub fn terminal_table(findings: &Findings, language: Language) -> String {
    let mut lines = vec![for_terminal(words::title(findings, language))];
    lines.extend(words::changes(findings, language).map(|changes| for_terminal(&changes)));
    lines.extend(words::answer(findings, language).iter().map(|sentence| for_terminal(sentence)));
    let mut blocks = vec![advice(findings, language)];
    blocks.extend(village::blocks(findings, language));
    // of a village the page has the years: the screen stays short
    let years = if findings.village.is_some() { Vec::new() } else { bands(findings, language) };
    blocks.extend([
        outcomes(findings, language),
        states(findings, language),
        years,
        promises(findings, language),
        claims(findings, language),
        variants::block(findings, language),
        notes(findings, language),
    ]);
    for block in blocks {
        if !block.is_empty() {
            lines.push(String::new());
            lines.extend(block);
        }
    }
    lines.push(String::new());
    lines.push(for_terminal(&run_line(findings, language)));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn run_line(findings: &Findings, language: Language) -> String {
    let (trials, seed) = (format_count(findings.trials), findings.seed);
    let design = words::design(&findings.design, language);
    say(
        language,
        || format!("{trials} 次试验，{design}，种子 {seed}。± 后为标准误差。"),
        || {
            let word = if findings.trials == 1 { "trial" } else { "trials" };
            format!("{trials} {word}, {design}, seed {seed}. Behind ±: the standard error.")
        },
    )
}

fn outcomes(findings: &Findings, language: Language) -> Vec<String> {
    let shown: Vec<&OutcomeFinding> =
        findings.shown_outcomes().filter(|outcome| outcome.sort != OutcomeSort::State).collect();
    let all = shown.len();
    let shown: Vec<&OutcomeFinding> = shown.into_iter().filter(|outcome| is_for_screen(findings, outcome)).collect();
    let hidden = all - shown.len();
    let header = match language {
        Language::Chinese => ["结果", "中位数", "P5 到 P95", "平均值 ± 误差", "小于 0 的概率"],
        Language::English => ["outcome", "median", "P5 to P95", "mean ± error", "P(below 0)"],
    };
    let rows = shown
        .into_iter()
        .map(|outcome| outcome_row(outcome, &words::outcome_label(findings, outcome, language), language));
    let mut lines = layout(header, rows.collect());
    if hidden > 0 {
        lines.push(say(
            language,
            || format!("（另有 {hidden} 项结果见 summary.json 和报告页面：有说法可对照的，以及贫困差距、基尼系数等）"),
            || format!("(… and {hidden} more in summary.json and on the page: those of claims, poverty gaps, Gini)"),
        ));
    }
    lines
}

/// Of a village the screen leaves out what the claims show, and the measures that are for statisticians.
fn is_for_screen(findings: &Findings, outcome: &OutcomeFinding) -> bool {
    const MEASURES: [&str; 5] = ["headcount", "poverty_gap", "poverty_severity", "poverty_index", "gini"];
    if findings.village.is_none() {
        return true;
    }
    let name = outcome.path.rsplit('.').next().unwrap_or_default();
    !MEASURES.contains(&name) && findings.claims.iter().all(|claim| claim.outcome != outcome.path)
}

fn outcome_row(outcome: &OutcomeFinding, label: &str, language: Language) -> [String; 5] {
    let none = String::new;
    if outcome.sort == OutcomeSort::Probability {
        let label = say(language, || format!("{label}（概率）"), || format!("{label} (probability)"));
        return [label, none(), none(), format_probability_with_error(outcome.mean), none()];
    }
    let reading = words::outcome_reading(outcome, language);
    let label = reading.label(label);
    if !outcome.uncertain {
        return [label, none(), none(), reading.number(outcome.mean.value, None), none()];
    }
    let middle = words::quantile(outcome, 0.5);
    [
        label,
        reading.number(middle.value, middle.error),
        words::range(outcome, &reading),
        reading.number_with_error(outcome.mean_of_all()),
        outcome.below_zero.map_or_else(none, format_probability_with_error),
    ]
}

fn states(findings: &Findings, language: Language) -> Vec<String> {
    let with_states = findings.shown_outcomes().filter(|outcome| outcome.sort == OutcomeSort::State);
    with_states
        .map(|outcome| {
            let list: Vec<String> = outcome
                .states
                .iter()
                .map(|(state, p)| format!("{state} {}", format_probability_with_error(*p)))
                .collect();
            let (label, list) =
                (words::outcome_label(findings, outcome, language), list.join(pick(language, "，", ", ")));
            for_terminal(&say(language, || format!("{label}：{list}"), || format!("{label}: {list}")))
        })
        .collect()
}

/// First, middle and last year of each band: the page has all of them.
fn bands(findings: &Findings, language: Language) -> Vec<String> {
    let header = match language {
        Language::Chinese => ["逐年结果", "年份", "中位数", "P5 到 P95", "平均值 ± 误差"],
        Language::English => ["by year", "year", "median", "P5 to P95", "mean ± error"],
    };
    let mut rows = Vec::new();
    for band in findings.shown_bands() {
        // years in which there is anything to show
        let alive: Vec<usize> = (0..band.years.len()).filter(|&place| band.years[place].mean.value != 0.0).collect();
        let count = alive.len();
        let mut picked: Vec<usize> =
            [0, count / 2, count.saturating_sub(1)].into_iter().filter_map(|place| alive.get(place).copied()).collect();
        picked.dedup();
        let largest =
            band.years.iter().map(|year| year.mean.value.abs()).filter(|value| value.is_finite()).fold(0.0, f64::max);
        let reading = Reading::of(&band.unit, largest, language);
        for (position, year) in picked.into_iter().filter_map(|position| band.years.get(position)).enumerate() {
            let label =
                if position == 0 { reading.label(&words::band_label(findings, band, language)) } else { String::new() };
            if band.sort == OutcomeSort::State {
                let states = words::state_shares(&year.states, language);
                rows.push([label, year.year.to_string(), String::new(), String::new(), states]);
                continue;
            }
            if band.sort == OutcomeSort::Probability {
                rows.push([
                    label,
                    year.year.to_string(),
                    String::new(),
                    String::new(),
                    format_probability_with_error(year.mean),
                ]);
                continue;
            }
            let at = |p: f64| {
                let found = year.quantiles.iter().find(|(q, _)| (q - p).abs() < 1e-9);
                found.map_or_else(String::new, |(_, value)| reading.number(value.value, value.error))
            };
            let (low, high) = (at(0.05), at(0.95));
            let range = if low.is_empty() { low } else { format!("{low}{}{high}", pick(language, " 到 ", " to ")) };
            rows.push([label, year.year.to_string(), at(0.5), range, reading.number_with_error(year.mean)]);
        }
    }
    layout(header, rows)
}

fn promises(findings: &Findings, language: Language) -> Vec<String> {
    let header = match language {
        Language::Chinese => [
            "承诺",
            "期期按时足额",
            "最终付清（含迟付）",
            "应付总额（平均）",
            "预期短欠",
            "最差 5% 的短欠",
            "九成把握收到应付的",
        ],
        Language::English => [
            "promise",
            "always on time",
            "in the end, late too",
            "due in all, mean",
            "mean shortfall",
            "worst 5 %",
            "of the due, 9 in 10 sure",
        ],
    };
    let column = |of: fn(&PromiseFinding) -> Estimate| {
        format_probabilities(&findings.promises.iter().map(|promise| Some(of(promise))).collect::<Vec<_>>())
    };
    let never = column(|promise| promise.never_missed);
    let in_the_end = column(|promise| promise.paid_in_the_end);
    let rows = findings.promises.iter().zip(never.into_iter().zip(in_the_end)).map(|(promise, (never, in_the_end))| {
        let reading = Reading::of(&promise.unit, promise.due.value.abs(), language);
        let money = |estimate: Estimate| reading.number(estimate.value, estimate.error);
        [
            reading.label(promise.label.get(language)),
            never,
            in_the_end,
            money(promise.due),
            reading.number_with_error(promise.shortfall),
            money(promise.worst_shortfall),
            words::sure_in_all(promise),
        ]
    });
    let mut lines = layout(header, rows.collect());
    lines.extend(
        findings
            .promises
            .iter()
            .flat_map(|promise| words::promise_notes(promise, language))
            .map(|text| for_terminal(&text)),
    );
    // of a village the page has the years
    let promises = if findings.village.is_some() { &[][..] } else { &findings.promises[..] };
    for promise in promises {
        let years: Vec<String> = some(promise.years.len())
            .filter_map(|place| promise.years.get(place))
            .map(|year| format!("{} {}", year.year, format_probability(year.in_full)))
            .collect();
        if !years.is_empty() {
            let (label, years) = (promise.label.get(language), years.join(pick(language, "，", ", ")));
            let some_trials = words::due_in_some_trials(promise);
            lines.push(for_terminal(&say(
                language,
                || {
                    format!(
                        "逐年按时足额兑现的概率（{label}{}）：{years}",
                        if some_trials { "，占当年有款到期的试验" } else { "" }
                    )
                },
                || {
                    let of = if some_trials { ", of trials with something due that year" } else { "" };
                    format!("paid in full on time, by year ({label}{of}): {years}")
                },
            )));
        }
    }
    lines
}

/// Places in a list of years: all of a short one, of a long one a dozen at most with the first and the last.
fn some(count: usize) -> impl Iterator<Item = usize> {
    let step = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|step| count / step <= 11).unwrap_or(100);
    let last = count.saturating_sub(1);
    (0..count).filter(move |place| place % step == 0 || *place == last)
}

fn claims(findings: &Findings, language: Language) -> Vec<String> {
    let header = match language {
        Language::Chinese => ["说法与记录", "数值", "预测 P5 到 P95", "成立概率或百分位"],
        Language::English => ["claim or record", "value", "forecast P5 to P95", "holds, or percentile"],
    };
    let row = |claim: &crate::analysis::findings::ClaimFinding| {
        let reading = words::claim_reading(claim, findings, language);
        let outcome = findings.outcomes.iter().find(|outcome| outcome.path == claim.outcome);
        let value = reading.amount(Estimate { value: claim.value, error: None });
        let result = if claim.holds == "record" {
            words::record_place(claim, language)
        } else {
            format_probability_with_error(claim.probability)
        };
        let bound = words::holds(claim, language);
        [
            claim.text.get(language).to_string(),
            format!("{bound} {value}"),
            outcome
                .filter(|outcome| outcome.uncertain)
                .map_or_else(String::new, |outcome| words::range(outcome, &reading)),
            result,
        ]
    };
    let most = if findings.village.is_some() { MOST_OF_VILLAGE } else { usize::MAX };
    let mut lines = layout(header, findings.claims.iter().take(most).map(row).collect());
    lines.extend(more(findings.claims.len().saturating_sub(most), language));
    lines
}

/// Pieces of advice, outcomes and claims on the screen of a village; the page has all.
const MOST_OF_VILLAGE: usize = 8;

/// Advice with the projects that it is for.
fn advice(findings: &Findings, language: Language) -> Vec<String> {
    let line = |(projects, text): (String, String)| {
        for_terminal(&say(
            language,
            || format!("建议（{projects}）：{text}"),
            || format!("Advice ({projects}): {text}"),
        ))
    };
    let list = words::advice(findings, &findings.advice, language);
    let most = if findings.village.is_some() { MOST_OF_VILLAGE } else { usize::MAX };
    let hidden = list.len().saturating_sub(most);
    let mut lines: Vec<String> = list.into_iter().take(most).map(line).collect();
    lines.extend(more(hidden, language));
    lines
}

/// Said where the page has more than the screen.
fn more(hidden: usize, language: Language) -> Option<String> {
    (hidden > 0).then(|| {
        say(language, || format!("（另有 {hidden} 条见报告页面）"), || format!("({hidden} more are on the page)"))
    })
}

/// Timing conventions, missing values.
fn notes(findings: &Findings, language: Language) -> Vec<String> {
    let colon = pick(language, "：", ": ");
    let mut lines = Vec::new();
    for convention in [
        crate::analysis::findings::Timing::FirstFlowUndiscounted,
        crate::analysis::findings::Timing::FirstFlowDiscounted,
    ] {
        let labels: Vec<String> = findings
            .shown_outcomes()
            .filter(|outcome| outcome.timing == Some(convention))
            .map(|outcome| words::outcome_label(findings, outcome, language))
            .collect();
        if !labels.is_empty() {
            let labels = labels.join(pick(language, "、", ", "));
            lines.push(format!("{labels}{colon}{}{}", words::timing(convention, language), pick(language, "。", ".")));
        }
    }
    for outcome in findings.shown_outcomes() {
        for missing in words::missing(outcome, language) {
            let label = words::outcome_label(findings, outcome, language);
            lines.push(format!("{label}{colon}{missing}{}", pick(language, "。", ".")));
        }
    }
    lines.extend(findings.shown_bands().filter_map(|band| words::missing_years(findings, band, language)));
    lines.iter().map(|line| for_terminal(line)).collect()
}

/// Rows under a header, columns aligned by shown width: the first to the left, the others to the right. Columns without
/// content are left out; no rows, no lines.
fn layout<const COLUMNS: usize>(header: [&str; COLUMNS], rows: Vec<[String; COLUMNS]>) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    for row in rows {
        // what is too wide goes on below: nothing is cut, least of all a unit
        let cells = row.map(|cell| wrap(&for_terminal(&cell), WIDEST_LABEL));
        let height = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let part = |line: usize| cells.iter().map(|cell| cell.get(line).cloned().unwrap_or_default()).collect();
        lines.extend((0..height).map(part));
    }
    aligned(&lines, |column| column > 0)
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::report::samples;

    const BOTH: [Language; 2] = [Language::Chinese, Language::English];

    #[test]
    fn the_answer_comes_before_the_table() {
        let text = terminal_table(&samples::solar(), Language::Chinese);
        let median = text.find("净现值的中位数为 3.80 万元").expect("the sentence");
        assert!(median < text.find("平均值 ± 误差").expect("the table"));
        assert!(text.contains("净现值小于 0 的概率为"), "{text}");
        assert!(text.contains("说法，按预测成立的概率为 1.4%"), "{text}");
    }

    #[test]
    fn conventions_missing_values_and_percentiles_are_stated() {
        let text = terminal_table(&samples::solar(), Language::Chinese);
        assert!(text.contains("净现值：第 0 年（资金投入当年）的收支不折现。"), "{text}");
        assert!(
            text.contains("内部收益率：无内部收益率 12 次试验（首次是编号 812 的试验），统计只含其余 131,060 次。"),
            "{text}"
        );
        assert!(text.contains("第 72 百分位"), "{text}");
        assert!(text.contains("内部收益率（%）") && text.contains("6.830 ± 0.004"), "{text}");
    }

    #[test]
    fn promises_say_how_often_they_are_kept_each_year() {
        let text = terminal_table(&samples::quarry(), Language::Chinese);
        assert!(text.contains("62.3% ± 0.1%"), "{text}");
        assert!(text.contains("2018 93.5%，2019 90%，2020 86.5%"), "{text}");
    }

    #[test]
    fn households_on_the_screen_are_as_agreed() {
        for (language, tag) in BOTH.into_iter().zip(["zh", "en"]) {
            let text = terminal_table(&samples::zhaoyuan(), language);
            crate::report::tests::check_golden(&format!("village.{tag}.txt"), &text);
        }
    }

    #[test]
    fn columns_end_in_the_same_cell() {
        let lines = outcomes(&samples::solar(), Language::Chinese);
        let ends: Vec<usize> = lines.iter().take(3).map(|line| line.width()).collect();
        assert!(ends.windows(2).all(|pair| pair[0] == pair[1]), "{lines:#?}");
    }

    #[test]
    fn no_control_character_of_a_user_reaches_the_terminal() {
        for (name, findings) in samples::all() {
            for language in BOTH {
                let text = terminal_table(&findings, language);
                assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{name}");
                assert!(!text.contains('\u{202e}') && !text.contains("NaN") && !text.contains("inf"), "{name}: {text}");
            }
        }
    }

    /// To look at: `cargo test --lib show_tables -- --ignored --nocapture`.
    #[test]
    #[ignore = "prints the tables to be looked at"]
    fn show_tables() {
        for (name, findings) in samples::all() {
            for language in BOTH {
                println!("== {name}\n{}", terminal_table(&findings, language));
            }
        }
    }
}
