//! Households: the list, groups, aid, who is paid what, and what makes a kind a model of households.

use super::super::calendar::{FIRST_CALENDAR_YEAR, LAST_CALENDAR_YEAR};
use super::super::document::{Content, Entry, Item, Table as Tree};
use super::super::fields::{self, Fields};
use super::super::mistakes::{self, missing_key, short};
use super::super::model::{Aid, Case, Household, Name, Party, Payment, Project, RosterFacts, Village};
use super::super::names;
use super::Reader;
use super::body::BodyDraft;
use crate::diagnostic::{Code, Diagnostic, Span, Spanned, Text};
use crate::formula::expression::Expression;

/// Last age of the household model that does not say.
pub(super) const HOUSEHOLD_LIFE: u32 = 10;

/// Formulas that the program makes of a rule of payment, and of an aid, which is a case of the households.
const OF_A_RULE: usize = 5;
const OF_AN_AID: usize = 40;

impl Reader<'_> {
    /// `[groups]`, `[aid]` and `[village]`; `households` tells whether the file has that section.
    pub(super) fn village(&mut self, fields: &mut Fields<'_>, households: bool) -> Village {
        let mut village = Village::default();
        let mut sections: Vec<Span> = Vec::new();
        village.roster = self.roster.as_ref().map(|(roster, _)| RosterFacts {
            file: roster.file.clone(),
            synthetic: roster.synthetic,
            notes: roster.notes.clone(),
            unread: self.roster_unread,
        });
        if let Some(tree) = fields.table("groups", "[groups.no_labour]", &mut self.log) {
            sections.push(tree.span);
            for entry in &tree.entries {
                let mut shown = true;
                let group = self.described_formula(entry, |reader, fields| {
                    shown = fields.boolean("shown", &mut reader.log).unwrap_or(true);
                });
                village.unshown.extend(group.iter().filter(|_| !shown).map(|group| group.name.value.clone()));
                village.groups.extend(group);
            }
        }
        if let Some(tree) = fields.table("aid", "[aid.planting]", &mut self.log) {
            sections.push(tree.span);
            village.aid = tree.entries.iter().filter_map(|entry| self.aid(entry)).collect();
        }
        if let Some(tree) = fields.table("village", "[village]", &mut self.log) {
            sections.push(tree.span);
            self.collective(tree, &mut village);
        }
        if !households {
            for span in sections {
                self.log.push(Diagnostic::at(
                    Code::MissingKey,
                    span,
                    Text::new("没有 [households]，这一节没有用处", "without [households] this section does nothing"),
                    Text::new(
                        "加上 [households] 和 kind = \"rural-household\"，或删去这一节",
                        "add [households] with kind = \"rural-household\", or delete the section",
                    ),
                ));
            }
        }
        village
    }

    fn aid(&mut self, entry: &Entry) -> Option<Aid> {
        self.count_formulas(OF_AN_AID, entry.key.span);
        let (mut payer, mut exempt) = (None, false);
        let classes = Party::choices();
        let formula = self.described_formula(entry, |reader, fields| {
            let class = fields.choice("payer", &classes, &mut reader.log).unwrap_or("state");
            let span = fields.table.get("payer").map_or(entry.key.span, |payer| payer.item.span);
            payer = Some(Spanned { value: class.to_owned(), span });
            exempt = fields.boolean("exempt", &mut reader.log).unwrap_or(false);
        })?;
        let payer = payer.unwrap_or_else(|| Spanned { value: "state".to_owned(), span: entry.key.span });
        Some(Aid { formula, payer, exempt })
    }

    fn collective(&mut self, tree: &Tree, village: &mut Village) {
        let mut fields = Fields::new(tree);
        village.opening = fields.get("opening").and_then(|entry| self.stated("opening", &entry.item, "150000 元"));
        village.reserve = fields.get("reserve").and_then(|entry| self.stated("reserve", &entry.item, "10 %"));
        let rules = self.tables_of(&mut fields, "pays", "[[village.pays]]");
        village.pays = rules.into_iter().filter_map(|tree| self.payment(tree, false)).collect();
        fields.finish(&Text::new("[village] 里", "[village]"), &mut self.log);
    }

    /// A formula; what varies by year is an input, and the formula its name.
    fn stated(&mut self, key: &str, item: &Item, example: &str) -> Option<Expression> {
        if !matches!(item.content, Content::List(_) | Content::Table(_)) {
            return self.expression(key, item);
        }
        let expected = Text::new("带引号的数或公式", "a number or formula in quotes");
        let by_year = key != "opening";
        let (zh, en) = if by_year {
            let input = format!("{key}_by_year = {{ by_year = [\"{example}\", …], missing = \"last\" }}");
            (
                format!("；逐年不同就在 [inputs] 写 {input}，这里写 {key} = \"{key}_by_year\""),
                format!("; for one that varies by year write {input} in [inputs] and {key} = \"{key}_by_year\" here"),
            )
        } else {
            Default::default()
        };
        let remedy = Text::new(
            format!("写成 {key} = \"{example}\" 的样子{zh}"),
            format!("write it like {key} = \"{example}\"{en}"),
        );
        self.log.push(mistakes::wrong_type_instead(key, item, &expected, remedy));
        None
    }

    /// Rules of payment where there are no households to pay.
    pub(super) fn pays_nobody(&mut self, projects: &[Project]) {
        let Some(rule) = projects.iter().flat_map(|project| &project.pays).next() else { return };
        self.log.push(Diagnostic::at(
            Code::MissingKey,
            rule.span,
            Text::new("没有 [households]，付钱的规则没有用处", "without [households] rules of payment do nothing"),
            Text::new(
                "加上 [roster]、[households] 和 kind = \"rural-household\"，或删去 [[projects.….pays]]",
                "add [roster] and [households] with kind = \"rural-household\", or delete [[projects.….pays]]",
            ),
        ));
    }

    /// `[[projects.NAME.pays]]`.
    pub(super) fn payments(&mut self, fields: &mut Fields<'_>) -> Vec<Payment> {
        let rules = self.tables_of(fields, "pays", "[[projects.quarry.pays]]");
        rules.into_iter().filter_map(|tree| self.payment(tree, true)).collect()
    }

    fn payment(&mut self, tree: &Tree, of_project: bool) -> Option<Payment> {
        self.count_formulas(OF_A_RULE, tree.span);
        let mut fields = Fields::new(tree);
        let place = Text::new("[[…pays]]", "[[…pays]]");
        let stream = match of_project {
            true => fields.text("stream", "stream = \"dividend\"", &mut self.log),
            false => None,
        };
        let to = fields.text("to", "to = \"no_labour\"", &mut self.log);
        let by = fields.text("by", "by = \"person\"", &mut self.log);
        let share = fields.get("share").and_then(|entry| {
            let described = self.values(|values| values.value("share", &entry.item, None))?;
            Some(described.value)
        });
        let floor = fields.get("floor").and_then(|entry| self.stated("floor", &entry.item, "300 元"));
        let cap = fields.get("cap").and_then(|entry| self.stated("cap", &entry.item, "600 元"));
        let years = self.calendar_years(&mut fields);
        for (key, missing, example) in [
            ("stream", of_project && !fields.has("stream"), "stream = \"dividend\""),
            ("to", !fields.has("to"), "to = \"all\""),
        ] {
            if missing {
                self.log.push(missing_key(key, &place, tree.span, example));
            }
        }
        fields.finish(&Text::new("[[…pays]] 里", "[[…pays]]"), &mut self.log);
        if of_project && stream.is_none() {
            return None;
        }
        Some(Payment { stream, to: to?, by, share, floor, cap, years, span: tree.span })
    }

    /// `years = "2018..2019"`, `"2020.."`, `"..2019"` or `"2018"`.
    fn calendar_years(&mut self, fields: &mut Fields<'_>) -> (Option<i32>, Option<i32>) {
        let Some(text) = fields.text("years", "years = \"2018..2019\"", &mut self.log) else { return (None, None) };
        let year = |text: &str| match text.trim() {
            "" => Some(None),
            digits => {
                let year =
                    digits.parse::<u32>().ok().filter(|year| (FIRST_CALENDAR_YEAR..=LAST_CALENDAR_YEAR).contains(year));
                year.and_then(|year| i32::try_from(year).ok()).map(Some)
            }
        };
        let ends = match text.value.split_once("..") {
            Some((from, to)) => year(from).zip(year(to)),
            None => year(&text.value).filter(Option::is_some).map(|year| (year, year)),
        };
        match ends {
            Some((from, to)) if from.zip(to).is_none_or(|(from, to)| from <= to) => (from, to),
            _ => {
                let range = Text::new(
                    "是日历年或年份区间，例如 2018、2018..2019、2020..",
                    "a calendar year or years, such as 2018, 2018..2019 or 2020..",
                );
                self.log.push(mistakes::out_of_range("years", &short(&text.value), &range, text.span));
                (None, None)
            }
        }
    }

    /// `[household]` and `[cases]` of a kind; the names are looked up later, with everything else.
    pub(super) fn household(&mut self, fields: &mut Fields<'_>, body: &BodyDraft) -> Option<Household> {
        let cases = fields.table("cases", "[cases.illness]", &mut self.log);
        let tree = fields.table("household", "[household]", &mut self.log);
        let (Some(tree), cases) = (tree, cases) else {
            if let Some(cases) = cases {
                let place = Text::new("有 [cases] 的项目类型", "a kind with [cases]");
                self.log.push(missing_key("[household]", &place, cases.span, "[household]"));
            }
            return None;
        };
        let mut fields = Fields::new(tree);
        let place = Text::new("[household]", "[household]");
        let mut part = |key: &'static str, example: &str, reader: &mut Self| {
            let found = fields.text(key, example, &mut reader.log);
            if !fields.has(key) {
                reader.log.push(missing_key(key, &place, tree.span, example));
            }
            found
        };
        let members = part("members", "members = \"members\"", self);
        let income = part("income", "income = \"income_per_person\"", self);
        let line = part("line", "line = \"line\"", self);
        let sources = fields.words_list("sources", &mut self.log).unwrap_or_default();
        fields.finish(&Text::new("[household] 里", "[household]"), &mut self.log);
        let table = body.tables.iter().find(|table| table.roster).map(|table| table.name.clone());
        if table.is_none() {
            let place = Text::new("有 [household] 的项目类型", "a kind with [household]");
            self.log.push(missing_key("roster", &place, tree.span, "[tables.households] roster = true"));
        }
        let cases = cases.map(|tree| tree.entries.iter().filter_map(|entry| self.case(entry)).collect());
        Some(Household {
            table: table?,
            members: members?,
            income: income?,
            line: line?,
            sources,
            cases: cases.unwrap_or_default(),
        })
    }

    fn case(&mut self, entry: &Entry) -> Option<Case> {
        names::check(&entry.key, &mut self.log);
        let tree = fields::table(&entry.key.value, &entry.item, "[cases.illness]", &mut self.log)?;
        let mut fields = Fields::new(tree);
        let label = fields.words("label", &mut self.log).unwrap_or_else(|| Text::same(entry.key.value.clone()));
        let cause = fields.choice("class", &[("cause", true), ("transfer", false)], &mut self.log);
        let set: Vec<(Name, Expression)> = match fields.table("set", "set = { illness_bill = \"0 元\" }", &mut self.log)
        {
            Some(tree) => tree
                .entries
                .iter()
                .filter_map(|entry| Some((entry.key.clone(), self.expression(&entry.key.value, &entry.item)?)))
                .collect(),
            None => Vec::new(),
        };
        let shown = short(&entry.key.value);
        let place = Text::new(format!("情形“{shown}”"), format!("case `{shown}`"));
        for (key, example) in [("class", "class = \"cause\""), ("set", "set = { illness_bill = \"0 元\" }")] {
            if !fields.has(key) {
                self.log.push(missing_key(key, &place, entry.key.span, example));
            }
        }
        fields.finish(&Text::new(format!("{}里", place.zh), place.en), &mut self.log);
        Some(Case { name: entry.key.clone(), label, cause: cause?, set })
    }

    /// `[households]`: a project of a household kind, for ten years when it does not say.
    pub(super) fn households(
        &mut self,
        fields: &mut Fields<'_>,
        years: &std::ops::RangeInclusive<i64>,
    ) -> Option<Project> {
        let entry = fields.get("households")?;
        if !matches!(entry.item.content, Content::Table(_)) {
            let expected = Text::new("一节 [households]", "a section [households]");
            self.log.push(mistakes::wrong_type("households", &entry.item, &expected, "[households]"));
            return None;
        }
        let mut project = self.project(entry, years)?;
        if project.kind.household.is_none() {
            let shown = short(&project.kind.name);
            self.log.push(Diagnostic::at(
                Code::KindNotFound,
                entry.key.span,
                Text::new(format!("“{shown}”不是住户模型"), format!("`{shown}` is not a model of households")),
                Text::new("写 kind = \"rural-household\"", "write kind = \"rural-household\""),
            ));
            return None;
        }
        project.life.get_or_insert(Spanned { value: HOUSEHOLD_LIFE, span: entry.key.span });
        Some(project)
    }
}
