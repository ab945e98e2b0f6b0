//! What is safe: how far each promise can be counted on, and how low it must be set to be kept.

use super::{Cell, Kind, Rows, Table, Way};
use crate::analysis::findings::{Findings, PromiseFinding};
use crate::diagnostic::Language;
use crate::report::number::Reading;
use crate::report::words::{pick, safe_at};

/// Over the table.
pub fn title(language: Language) -> &'static str {
    pick(language, "承诺", "Promises")
}

/// A row a promise of which is known what can be counted on.
pub fn table(findings: &Findings, language: Language) -> Table {
    let known = findings.promises.iter().filter(|promise| promise.sure_share.is_finite());
    let promises: Vec<&PromiseFinding> = known.collect();
    let reading = |promise: &PromiseFinding| Reading::of(&promise.unit, promise.due.value.abs(), language);
    Rows::new(&promises)
        .column(pick(language, "承诺", "promise"), Kind::Text, 38.0, |promise| {
            Cell::Text(reading(promise).label(promise.label.get(language)))
        })
        .column(pick(language, "应付总额（平均）", "due in all, mean"), Kind::Number, 13.0, |promise| {
            Cell::Number(promise.due, Way::Amount(reading(promise)))
        })
        .column(
            pick(language, "期期按时足额的概率", "always in full, on time"),
            Kind::Measured,
            13.0,
            |promise| Cell::Number(promise.never_missed, Way::Probability),
        )
        .column(
            pick(
                language,
                "九成把握下每期至少按时付出（占应付）",
                "paid on time every year, nine in ten (of what is due)",
            ),
            Kind::Number,
            16.0,
            |promise| Cell::share(promise.safe_share),
        )
        .column(
            pick(language, "九成把握下合计收到应付的（含迟付）", "received of all that is due, nine in ten (late too)"),
            Kind::Number,
            16.0,
            |promise| Cell::share(promise.sure_share),
        )
        .column(
            pick(language, "要有九成把握期期按时足额，数额最多定为", "to be kept with nine chances in ten, at most"),
            Kind::Number,
            20.0,
            |promise| Cell::Text(safe_at(promise, language)),
        )
        .table()
}

/// How to read it.
pub fn note(language: Language) -> &'static str {
    pick(
        language,
        "“每期至少按时付出”为 0%，是指有一成以上的可能在某一期什么也没有按时付。最后一列是把数额降低、在同样的抽样上重新测算得出的，说明见报告页面“承诺逐年兑现”；“再低也不行”是说降到现在的 1% 也没有九成把握。",
        "0 % paid on time every year means that in some year nothing at all is paid on time, with more than one chance in ten. The last column was found by running lowered promises on the same draws, and is explained with each promise on the page, under “Promises by year”; “no amount” was not kept even at 1 % of now.",
    )
}
