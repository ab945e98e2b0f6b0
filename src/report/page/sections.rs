//! The parts of the page, each in one language.

use super::html::{Cell, folded, heading, paragraph, table};
use super::{ChartPair, conclusion, variants, village};
use crate::analysis::findings::{Estimate, Findings, OutcomeFinding, OutcomeSort, PromiseYear, Timing};
use crate::diagnostic::Language;
use crate::report::manifest::Manifest;
use crate::report::number::{
    Reading, format_count, format_probabilities, format_probability, format_probability_with_error, typographic,
};
use crate::report::text::for_html;
use crate::report::words::{self, pick, say};

/// Everything between the language switch and the end.
pub(super) fn all(
    html: &mut String,
    findings: &Findings,
    charts: &[ChartPair],
    manifest: &Manifest,
    language: Language,
) {
    head(html, findings, language);
    conclusion::notes(html, findings, language);
    conclusion::conclusion(html, findings, language);
    village::section(html, findings, charts, language);
    claims(html, findings, language);
    outcomes(html, findings, language);
    variants::section(html, findings, language);
    promises(html, findings, language);
    conclusion::by_year(html, findings, language);
    draw_charts(html, charts, language);
    inputs(html, findings, language);
    formulas(html, findings, language);
    reproduce(html, manifest, language);
}

fn head(html: &mut String, findings: &Findings, language: Language) {
    html.push_str(&format!("<h1>{}</h1>\n", for_html(words::title(findings, language))));
    if let Some(changes) = words::changes(findings, language) {
        paragraph(html, "warn", &changes);
    }
    paragraph(html, "grey", findings.description.get(language));
    let sentences = words::answer(findings, language);
    if !sentences.is_empty() {
        html.push_str("<div class=\"answer\">\n");
        for sentence in sentences {
            paragraph(html, "", &typographic(&sentence));
        }
        html.push_str("</div>\n");
    }
    if findings.village.as_ref().is_some_and(|village| village.synthetic) {
        paragraph(html, "warn", words::village::synthetic(language));
    }
    let trials = format_count(findings.trials);
    let horizon = i64::try_from(findings.horizon).unwrap_or(0);
    let (first, last) = (i64::from(findings.start_year), i64::from(findings.start_year) + horizon);
    let note = say(
        language,
        || {
            format!(
                "以上由 {trials} 次随机试验得出，测算期 {first}–{last} 年。“±”后为标准误差，P5–P95 为九成试验所在的区间。"
            )
        },
        || {
            format!(
                "From {trials} random trials over the years {first}–{last}. Behind ± stands the standard error; nine trials in ten lie within P5–P95."
            )
        },
    );
    paragraph(html, "note", &note);
}

fn claims(html: &mut String, findings: &Findings, language: Language) {
    if findings.claims.is_empty() {
        return;
    }
    heading(html, pick(language, "说法与预测对照", "Claims against the forecast"));
    let header = match language {
        Language::Chinese => ["说法或记录", "#数值", "#预测中位数", "#预测 P5–P95", "#成立概率或百分位", "出处"],
        Language::English => {
            ["claim or record", "#value", "#forecast median", "#forecast P5–P95", "#holds, or percentile", "source"]
        }
    };
    let row = |claim: &crate::analysis::findings::ClaimFinding| {
        let reading = words::claim_reading(claim, findings, language);
        let outcome = findings.outcomes.iter().find(|outcome| outcome.path == claim.outcome);
        let uncertain = outcome.filter(|outcome| outcome.uncertain);
        let result = match claim.holds {
            "record" => words::record_place(claim, language),
            _ => format_probability_with_error(claim.probability),
        };
        let middle = match uncertain {
            Some(outcome) => reading.amount(words::quantile(outcome, 0.5)),
            None => outcome.map_or_else(String::new, |outcome| reading.amount(outcome.mean)),
        };
        let label = outcome.map_or_else(String::new, |outcome| words::outcome_label(findings, outcome, language));
        vec![
            Cell::Noted(claim.text.get(language).to_string(), label),
            Cell::Number(format!(
                "{} {}",
                words::holds(claim, language),
                reading.amount(Estimate { value: claim.value, error: None })
            )),
            Cell::Number(middle),
            Cell::Number(uncertain.map_or_else(String::new, |outcome| words::range(outcome, &reading))),
            Cell::Number(result),
            Cell::text(claim.source.get(language)),
        ]
    };
    table(html, &header, findings.claims.iter().map(row).collect());
}

fn outcomes(html: &mut String, findings: &Findings, language: Language) {
    if findings.outcomes.is_empty() {
        return;
    }
    heading(html, pick(language, "结果", "Outcomes"));
    let header = match language {
        Language::Chinese => {
            ["结果", "#中位数", "#P5–P95", "#平均值 ± 标准误差", "#标准差", "#小于 0 的概率", "#试验次数"]
        }
        Language::English => {
            ["outcome", "#median", "#P5–P95", "#mean ± standard error", "#sd", "#P(below 0)", "#trials"]
        }
    };
    // the scenario's own first; those of its projects apart, for they may bear the same names
    let shown: Vec<&OutcomeFinding> = findings.shown_outcomes().collect();
    let rest: Vec<&OutcomeFinding> =
        findings.outcomes.iter().filter(|outcome| shown.iter().all(|first| first.path != outcome.path)).collect();
    for (outcomes, apart) in [(shown, false), (rest, true)] {
        let all = |html: &mut String| {
            table(html, &header, outcomes.iter().map(|outcome| outcome_row(findings, outcome, language)).collect());
            outcome_notes(html, findings, &outcomes, language);
        };
        match apart {
            _ if outcomes.is_empty() => {}
            true => folded(
                html,
                pick(language, "展开其他结果（各项目自己的）", "Show the other outcomes, of each project"),
                all,
            ),
            false => all(html),
        }
    }
}

/// Timing conventions and missing values.
fn outcome_notes(html: &mut String, findings: &Findings, outcomes: &[&OutcomeFinding], language: Language) {
    let colon = pick(language, "：", ": ");
    for convention in [Timing::FirstFlowUndiscounted, Timing::FirstFlowDiscounted] {
        let timed = outcomes.iter().filter(|outcome| outcome.timing == Some(convention));
        let labels: Vec<String> = timed.map(|outcome| words::outcome_label(findings, outcome, language)).collect();
        if !labels.is_empty() {
            let labels = labels.join(pick(language, "、", ", "));
            paragraph(html, "note", &format!("{labels}{colon}{}", words::timing(convention, language)));
        }
    }
    for outcome in outcomes {
        for missing in words::missing(outcome, language) {
            paragraph(html, "note", &format!("{}{colon}{missing}", words::outcome_label(findings, outcome, language)));
        }
    }
}

fn outcome_row(findings: &Findings, outcome: &OutcomeFinding, language: Language) -> Vec<Cell> {
    let reading = words::outcome_reading(outcome, language);
    let number = |text: String| Cell::Number(text);
    let none = || Cell::Number(String::new());
    let counted = number(format_count(outcome.counted));
    let name = |label: String| Cell::Noted(label, outcome.path.clone());
    let label = words::outcome_label(findings, outcome, language);
    let label = label.as_str();
    match outcome.sort {
        OutcomeSort::Probability => {
            let label = say(language, || format!("{label}（概率）"), || format!("{label} (probability)"));
            vec![
                name(label),
                none(),
                none(),
                number(format_probability_with_error(outcome.mean)),
                none(),
                none(),
                counted,
            ]
        }
        OutcomeSort::State => {
            let states: Vec<String> =
                outcome.states.iter().map(|(state, p)| format!("{state} {}", format_probability(*p))).collect();
            let states = states.join(pick(language, "，", ", "));
            let label = format!("{label}{}{states}", pick(language, "：", ": "));
            vec![name(label), none(), none(), none(), none(), none(), counted]
        }
        OutcomeSort::Number if !outcome.uncertain => {
            let value = number(reading.number(outcome.mean.value, None));
            vec![name(reading.label(label)), none(), none(), value, none(), none(), counted]
        }
        OutcomeSort::Number => {
            let middle = words::quantile(outcome, 0.5);
            vec![
                name(reading.label(label)),
                number(reading.number(middle.value, middle.error)),
                number(words::range(outcome, &reading)),
                number(reading.number_with_error(outcome.mean_of_all())),
                number(reading.number(outcome.sd.value, outcome.sd.error)),
                number(outcome.below_zero.map_or_else(String::new, format_probability_with_error)),
                counted,
            ]
        }
    }
}

/// Columns of a promise's years before those that are shares of the year's trials.
const SHARES: usize = 2;

fn promises(html: &mut String, findings: &Findings, language: Language) {
    if findings.promises.is_empty() {
        return;
    }
    heading(html, pick(language, "承诺逐年兑现", "Promises by year"));
    let whole = match language {
        Language::Chinese => {
            ["#年份", "#应付（平均）", "#按时足额", "#迟付后付清", "#未付清", "#首次违约", "#预期短欠"]
        }
        Language::English => [
            "#year",
            "#due, mean",
            "#in full on time",
            "#in full, late",
            "#missed",
            "#first miss",
            "#expected shortfall",
        ],
    };
    let with_due = format!("#{}", words::trials_with_due(language));
    for promise in &findings.promises {
        let reading = Reading::of(&promise.unit, promise.due.value.abs(), language);
        html.push_str(&format!("<h3>{}</h3>\n", for_html(&reading.label(promise.label.get(language)))));
        paragraph(html, "", &words::promise_sentence(promise, language));
        for text in words::promise_notes(promise, language) {
            paragraph(html, "note", &text);
        }
        paragraph(html, "", &typographic(&words::safe_promise(promise, language).unwrap_or_default()));
        let (due, paid) = (reading.amount(promise.due), reading.amount_with_error(promise.paid));
        let (short, worst) =
            (reading.amount_with_error(promise.shortfall), reading.amount_with_error(promise.worst_shortfall));
        let in_the_end = format_probability_with_error(promise.paid_in_the_end);
        let sums = say(
            language,
            || {
                format!(
                    "应付合计平均 {due}，预期付出 {paid}，预期短欠 {short}；最差的 5% 试验平均短欠 {worst}。迟付也算的话，全部付清的概率为 {in_the_end}。"
                )
            },
            || {
                format!(
                    "Due in all {due} on average, paid on average {paid}, shortfall on average {short}; in the worst 5% of trials {worst}. With late payments everything is paid with probability {in_the_end}."
                )
            },
        );
        paragraph(html, "", &typographic(&sums));
        let column = |of: fn(&PromiseYear) -> Estimate| {
            format_probabilities(&promise.years.iter().map(|year| Some(of(year))).collect::<Vec<_>>())
        };
        let some = words::due_in_some_trials(promise);
        let mut header = whole.to_vec();
        if some {
            header.insert(SHARES, &with_due);
        }
        let shares = column(|year| year.in_full)
            .into_iter()
            .zip(column(|year| year.late).into_iter().zip(column(|year| year.missed)));
        let rows = promise.years.iter().zip(shares).map(|(year, (in_full, (late, missed)))| {
            // three digits are what trials tell
            let exact = |value| format_probability(Estimate { value, error: Some(0.000_5) });
            let mut row = vec![
                Cell::Number(year.year.to_string()),
                Cell::Number(reading.number(year.due, year.shortfall.error)),
                Cell::Number(in_full),
                Cell::Number(late),
                Cell::Number(missed),
                Cell::Number(exact(year.first_miss)),
                Cell::Number(reading.number_with_error(year.shortfall)),
            ];
            if some {
                row.insert(SHARES, Cell::Number(exact(year.counted)));
            }
            row
        });
        table(html, &header, rows.collect());
        paragraph(html, "note", words::due_note(promise, language).unwrap_or_default());
    }
}

/// The charts but those that stand in the section about households.
fn draw_charts(html: &mut String, charts: &[ChartPair], language: Language) {
    let charts: Vec<&ChartPair> = charts.iter().filter(|chart| !chart.village).collect();
    if charts.is_empty() {
        return;
    }
    heading(html, pick(language, "图", "Charts"));
    for chart in charts {
        html.push_str(&format!("<figure>{}</figure>\n", chart.get(language).trim_end()));
    }
}

fn inputs(html: &mut String, findings: &Findings, language: Language) {
    if findings.inputs.is_empty() {
        return;
    }
    heading(html, pick(language, "全部输入", "All inputs"));
    let header = match language {
        Language::Chinese => ["输入", "取值或范围", "每次试验", "出处"],
        Language::English => ["input", "value or range", "in each trial", "source"],
    };
    let row = |input: &crate::analysis::findings::InputFinding| {
        let label = input.label.get(language);
        let label = if label.is_empty() { input.path.as_str() } else { label };
        vec![
            Cell::Noted(label.to_string(), input.path.clone()),
            Cell::text(input.range.get(language)),
            Cell::text(if input.uncertain {
                pick(language, "随机抽取", "drawn")
            } else {
                pick(language, "不变", "the same")
            }),
            Cell::text(match input.source.get(language) {
                "" => pick(language, "未注明", "not stated"),
                source => source,
            }),
        ]
    };
    let count = findings.inputs.len();
    let line =
        say(language, || format!("展开 {count} 项输入和出处"), || format!("Show {count} inputs with their sources"));
    folded(html, &line, |html| table(html, &header, findings.inputs.iter().map(row).collect()));
}

fn formulas(html: &mut String, findings: &Findings, language: Language) {
    if findings.formulas.is_empty() {
        return;
    }
    heading(html, pick(language, "实际运行的公式", "Formulas that ran"));
    let header = match language {
        Language::Chinese => ["名称", "公式", "单位", "随什么变"],
        Language::English => ["name", "formula", "unit", "varies by"],
    };
    let row = |formula: &crate::analysis::findings::FormulaFinding| {
        vec![
            Cell::Noted(formula.path.clone(), formula.label.get(language).to_string()),
            Cell::Code(formula.formula.clone()),
            Cell::text(formula.unit.as_str()),
            Cell::text(words::shape(&formula.shape, language)),
        ]
    };
    let count = findings.formulas.len();
    let line = say(language, || format!("展开 {count} 条公式"), || format!("Show {count} formulas"));
    folded(html, &line, |html| table(html, &header, findings.formulas.iter().map(row).collect()));
}

fn reproduce(html: &mut String, manifest: &Manifest, language: Language) {
    heading(html, pick(language, "如何重算", "How to reproduce"));
    paragraph(
        html,
        "",
        pick(
            language,
            "用同一版本的程序运行下面的命令，在任何机器上都得到同样的数字。",
            "The command below, with the same version of the program, gives the same numbers on every machine.",
        ),
    );
    html.push_str(&format!("<p><code>{}</code></p>\n", for_html(&manifest.command)));
    let line = |name: &str, value: String| vec![Cell::text(name), Cell::Code(value)];
    let mut rows = vec![
        line(pick(language, "程序版本", "version"), manifest.version.clone()),
        line(pick(language, "种子", "seed"), manifest.seed.to_string()),
        line(pick(language, "试验次数", "trials"), format_count(manifest.trials)),
        line(pick(language, "抽样方式", "design"), words::design(&manifest.design, language)),
    ];
    if !manifest.options.is_empty() {
        rows.push(line(pick(language, "选项", "options"), manifest.options.join(" ")));
    }
    let scenario = &manifest.scenario;
    rows.push(line(pick(language, "情景文件", "scenario"), format!("{}  SHA-256 {}", scenario.path, scenario.sha256)));
    for kind in &manifest.kinds {
        let name = say(language, || format!("项目类型 {}", kind.name), || format!("kind {}", kind.name));
        rows.push(line(&name, format!("{}  SHA-256 {}", kind.found, kind.sha256)));
    }
    for file in &manifest.data {
        rows.push(line(pick(language, "数据文件", "data"), format!("{}  SHA-256 {}", file.path, file.sha256)));
    }
    table(html, &[pick(language, "项目", "what"), pick(language, "取值", "value")], rows);
}
