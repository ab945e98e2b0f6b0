//! `[roster]`: the household list of a scenario, from a file or made up.

use super::super::decode;
use super::super::document::{Content, Table as Tree};
use super::super::fields::Fields;
use super::super::files::beside;
use super::super::mistakes::{self, missing_key, short};
use super::super::model::Name;
use super::super::roster::{MOST_HOUSEHOLDS, SOURCES, Synthesis, read_roster, synthesize};
use super::Reader;
use super::body::BodyDraft;
use super::expressions::formula;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::quantity::UnitTable;

const EXAMPLE: &str = "file = \"rosters/village.csv\"";

/// Units that a number of `synthesize` may have, and an example of one.
type Sort = (&'static [&'static str], &'static str);

/// A part of a whole, or a pure number.
const SHARE: Sort = (&["%"], "\"17 %\"");
/// Yuan a person.
const INCOME: Sort = (&["元", "元/人"], "\"8500 元\"");

/// Mistakes of a made-up list at the keys that they speak of.
fn placed(mut mistakes: Diagnostics, tree: &Tree) -> Diagnostics {
    for found in &mut mistakes.list {
        let key = found.message.en.trim_start_matches('`').split(['`', ' ']).next().unwrap_or_default();
        let place = tree.get(key).map_or(tree.span, |entry| entry.item.span);
        found.span = found.span.or(Some(place));
    }
    mistakes
}

impl Reader<'_> {
    /// Columns of the list that the household model declares, by name and label; the usual sources of income where the model
    /// is not known.
    fn columns_of_model(&mut self, root: &Tree) -> Vec<String> {
        let usual = || SOURCES.map(str::to_owned).to_vec();
        let Some(Content::Table(section)) = root.get("households").map(|entry| &entry.item.content) else {
            return usual();
        };
        // what is wrong with the section is told where it is read
        let Some(kind) = Fields::new(section).text("kind", "", &mut Diagnostics::default()) else { return usual() };
        let Some(kind) = self.kind(&kind) else { return usual() };
        let of_the_list = kind.body.tables.iter().filter(|table| table.roster);
        of_the_list.flat_map(super::table::Draft::headers).collect()
    }

    /// Reads `[roster]` if it is there; `root` is the whole file.
    pub(super) fn roster(&mut self, fields: &mut Fields<'_>, root: &Tree) {
        let Some(tree) = fields.table("roster", "[roster]", &mut self.log) else { return };
        // while a list that cannot be read is mended, what uses its columns is no mistake; a scenario with one never runs
        let stand_in = Synthesis::new(4, 10, 2, 6);
        self.roster = synthesize(&stand_in).ok().map(|roster| (roster, tree.span));
        self.roster_unread = true;
        let mut fields = Fields::new(tree);
        let file = fields.text("file", EXAMPLE, &mut self.log);
        let made_up = fields.table("synthesize", "synthesize = { households = 104, people = 295 }", &mut self.log);
        fields.finish(&Text::new("[roster] 里", "[roster]"), &mut self.log);
        let roster = match (file, made_up) {
            (Some(file), None) => {
                let path = beside(&self.home, &file.value);
                let Some(bytes) = self.bytes_of(&path, file.span) else { return };
                self.add_source(path.clone(), String::new(), decode::fingerprint(&bytes));
                let reads = self.columns_of_model(root);
                let reads: Vec<&str> = reads.iter().map(String::as_str).collect();
                read_roster(&bytes, &path, &reads).map(|roster| (roster, file.span))
            }
            (None, Some(tree)) => match self.synthesis(tree) {
                Some(wanted) => match synthesize(&wanted) {
                    Ok(roster) => Ok((roster, tree.span)),
                    Err(mistakes) => Err(placed(mistakes, tree)),
                },
                None => return,
            },
            (None, None) => {
                if tree.get("file").is_none() && tree.get("synthesize").is_none() {
                    self.log.push(missing_key("file", &Text::new("[roster]", "[roster]"), tree.span, EXAMPLE));
                }
                return;
            }
            (Some(file), Some(_)) => {
                self.log.push(Diagnostic::at(
                    Code::ConflictingKeys,
                    file.span,
                    Text::new("file 和 synthesize 只能写一个", "`file` and `synthesize` exclude each other"),
                    Text::new("有真实名册就删去 synthesize", "delete `synthesize` where there is a real list"),
                ));
                return;
            }
        };
        match roster {
            Ok((roster, span)) => {
                self.roster = Some((roster, span));
                self.roster_unread = false;
            }
            Err(mistakes) => {
                self.log.more += mistakes.more;
                self.log.list.extend(mistakes.list);
            }
        }
    }

    fn synthesis(&mut self, tree: &Tree) -> Option<Synthesis> {
        let mut fields = Fields::new(tree);
        let most = MOST_HOUSEHOLDS as i64;
        let mut count = |key: &'static str, most: i64, reader: &mut Self| {
            let found = fields.whole(key, 0, most, false, &mut reader.log);
            if tree.get(key).is_none() {
                let place = Text::new("synthesize", "synthesize");
                reader.log.push(missing_key(key, &place, tree.span, &format!("{key} = 104")));
            }
            found.and_then(|found| u32::try_from(found.value).ok())
        };
        let people = most * 20;
        let households = count("households", most, self);
        let all = count("people", people, self);
        let able_households = count("able_households", most, self);
        let able_people = count("able_people", people, self);
        let minimum_living = self.synthetic("minimum_living", SHARE, &mut fields);
        let extreme_poverty = self.synthetic("extreme_poverty", SHARE, &mut fields);
        let median_income = self.synthetic("median_income", INCOME, &mut fields);
        let sigma = self.synthetic("sigma", SHARE, &mut fields);
        let students = self.synthetic("students", SHARE, &mut fields);
        let elderly = self.synthetic("elderly", SHARE, &mut fields);
        let disabled = self.synthetic("disabled", SHARE, &mut fields);
        let seed = fields.whole("seed", 0, i64::MAX, false, &mut self.log);
        fields.finish(&Text::new("synthesize 里", "`synthesize`"), &mut self.log);
        let plain = Synthesis::new(households?, all?, able_households?, able_people?);
        Some(Synthesis {
            minimum_living: minimum_living.unwrap_or(plain.minimum_living),
            extreme_poverty: extreme_poverty.unwrap_or(plain.extreme_poverty),
            median_income: median_income.unwrap_or(plain.median_income),
            sigma: sigma.unwrap_or(plain.sigma),
            students: students.unwrap_or(plain.students),
            elderly: elderly.unwrap_or(plain.elderly),
            disabled: disabled.unwrap_or(plain.disabled),
            seed: seed.map_or(plain.seed, |seed| seed.value.unsigned_abs()),
            ..plain
        })
    }

    /// A number of `synthesize`: bare, or in quotes with one of its units, as inputs are written.
    fn synthetic(&mut self, key: &'static str, (units, example): Sort, fields: &mut Fields<'_>) -> Option<f64> {
        let item = &fields.get(key)?.item;
        if !matches!(item.content, Content::Text(_)) {
            return fields.number(key, &mut self.log);
        }
        let written = formula(key, item, None, &mut self.log)?;
        let table = UnitTable::new();
        let of = |text: &str| table.resolve(text).ok();
        let found = written.number().and_then(|(value, unit)| match unit {
            None => Some(value),
            Some(unit) => {
                let unit = of(&unit.text)?;
                let suits = units.iter().filter_map(|known| of(known)).any(|known| known.unit == unit.unit);
                suits.then_some(unit.in_base(value))
            }
        });
        if found.is_none() {
            let expected = Text::new("数字，可以带单位", "a number, with its unit perhaps");
            self.log.push(mistakes::wrong_type(key, item, &expected, &format!("{key} = {example}")));
        }
        found
    }

    /// Puts the households of the list, if there is one, into the tables that want them.
    /// `sources` are those of the household model: one of its own that the list lacks counts as its default, which is noted.
    pub(super) fn fill_with_roster(&mut self, body: &mut BodyDraft, sources: &[Name]) {
        let unread = self.roster_unread;
        let Some((roster, span)) = &mut self.roster else { return };
        let span = *span;
        let (rows, columns) = roster.table(span);
        let drafts = || body.tables.iter().filter(|draft| draft.roster);
        let lacks = |source: &&Name| {
            !SOURCES.contains(&source.value.as_str()) && drafts().any(|draft| draft.defaults(&source.value, &columns))
        };
        let lacking: Vec<String> = sources.iter().filter(lacks).map(|source| short(&source.value)).collect();
        if !unread && !lacking.is_empty() {
            roster.notes.push(Text::new(
                format!("名册没有住户模型的收入列“{}”，各户都按类型里的默认值算；表头要与列名或它的 label 相同", lacking.join("”、“")),
                format!("the household list lacks the sources of income {} of the household model, and every household has the default of its kind: head the column by its name or label", lacking.join(", ")),
            ));
        }
        for draft in body.tables.iter_mut().filter(|draft| draft.roster) {
            for missing in draft.fill(rows.clone(), columns.clone()) {
                let shown = short(&missing.value);
                self.log.push(
                    Diagnostic::at(
                        Code::MissingKey,
                        span,
                        Text::new(
                            format!("名册缺少住户模型要用的列“{shown}”"),
                            format!("the household list lacks the column `{shown}` that the household model needs"),
                        ),
                        Text::new(
                            "在名册里加上这一列；fengnian new roster 会写出带全部列的模板",
                            "add it to the list; `fengnian new roster` writes a template with all columns",
                        ),
                    )
                    .related(missing.span, Text::new("模型在这里声明", "declared by the model here")),
                );
            }
        }
    }
}
