//! Who gets what: recipients by project, what they bear, and what the collective pays on.

use super::{Cell, Kind, Rows, Table, Way};
use crate::analysis::village::{InAll, RecipientFinding, Totals, VillageFinding};
use crate::diagnostic::Language;
use crate::report::households::{label_or, passed_on, pay_in_other_years, villagers};
use crate::report::words::pick;
use crate::report::words::village as words;

/// Over the tables.
pub fn title(language: Language) -> &'static str {
    pick(language, "钱到谁手里", "Who gets what")
}

struct Row {
    recipient: Cell,
    from: String,
    sums: InAll,
}

/// Adds rows of one recipient: its name stands in the first of them.
struct OfOne<'a> {
    rows: &'a mut Vec<Row>,
    recipient: &'a str,
    named: bool,
}

impl OfOne<'_> {
    fn add(&mut self, from: &str, sums: &InAll) {
        let name = self.recipient.to_string();
        let recipient = if self.named { Cell::Again(name) } else { Cell::Text(name) };
        self.named = true;
        self.rows.push(Row { recipient, from: from.to_string(), sums: *sums });
    }

    fn add_parts(&mut self, totals: &Totals, language: Language) {
        for (label, sums) in words::parts(totals, language) {
            self.add(label, sums);
        }
    }
}

/// What these recipients get by project and what they bear; below villagers all households of the list together. `whole_run`: with
/// the sums of years that the household model does not look at.
pub fn table(village: &VillageFinding, shown: &[&RecipientFinding], whole_run: bool, language: Language) -> Table {
    let mut rows = Vec::new();
    for recipient in shown {
        let label = label_or(&recipient.label, &recipient.name, language);
        let mut of_one = OfOne { rows: &mut rows, recipient: label, named: false };
        for ((name, title, _), sums) in recipient.from.iter().zip(&recipient.in_all) {
            of_one.add(label_or(title, name, language), sums);
        }
        if recipient.from.len() != 1 {
            of_one.add(words::total(language), &recipient.totals.gets);
        }
        of_one.add_parts(&recipient.totals, language);
        for other in villagers(village).filter(|_| recipient.name == "village") {
            if let Some(passed) = passed_on(other) {
                of_one.add(&words::passed_on(label_or(&other.label, &other.name, language), language), &passed);
            }
        }
    }
    if shown.iter().any(|recipient| recipient.villagers) && words::is_anything(&village.listed) {
        let mut together = OfOne { rows: &mut rows, recipient: words::listed_together(language), named: false };
        together.add("", &village.listed.gets);
        together.add_parts(&village.listed, language);
    }
    columns(&rows, village, whole_run, language)
}

fn columns(rows: &[Row], village: &VillageFinding, whole_run: bool, language: Language) -> Table {
    let amount =
        |place: usize| move |row: &Row| Cell::Number(words::estimates(&row.sums, village)[place], Way::Yuan(language));
    let table = Rows::new(rows)
        .column(pick(language, "收款人（按规则）", "recipient, by rule"), Kind::Text, 24.0, |row| {
            row.recipient.clone()
        })
        .column(pick(language, "来自", "from"), Kind::Text, 34.0, |row| Cell::Text(row.from.clone()))
        .column(pick(language, "平均每年（元，当年价）", "a year (yuan of the year)"), Kind::Measured, 14.0, amount(0))
        .column(words::over_years(village, language), Kind::Measured, 14.0, amount(1));
    match whole_run {
        true => table.column(words::over_run(village, language), Kind::Measured, 14.0, amount(2)).table(),
        false => table.table(),
    }
}

/// All recipients, the villagers before the others.
pub fn all(village: &VillageFinding, language: Language) -> Table {
    let whole_run = pay_in_other_years(&village.recipients);
    let (own, others): (Vec<&RecipientFinding>, Vec<&RecipientFinding>) =
        village.recipients.iter().partition(|recipient| recipient.villagers);
    let own_name = pick(language, "村民和村集体", "villagers and collective");
    let others_name = pick(language, "经营者、银行、买卖方等", "operators, banks, traders");
    let parts = [(own_name, own), (others_name, others)];
    let part =
        |(name, shown): (&str, Vec<&RecipientFinding>)| (name.to_string(), table(village, &shown, whole_run, language));
    Table::joined(pick(language, "哪一类", "sort"), 20.0, parts.into_iter().map(part).collect())
}

/// What must be known to read the amounts.
pub fn notes(village: &VillageFinding, language: Language) -> Vec<String> {
    let mut notes = Vec::new();
    if villagers(village).any(|other| passed_on(other).is_some()) {
        notes.push(words::passed_on_note(language).to_string());
    }
    notes.extend(words::aid_apart(village, language));
    if pay_in_other_years(villagers(village)) {
        notes.push(words::paid_in_other_years(village, language));
    }
    notes
}
