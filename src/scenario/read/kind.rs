//! Project kinds: where they are found, and what a kind file says.

use std::rc::Rc;

use super::super::decode;
use super::super::document::{self, Content, Table as Tree};
use super::super::fields::{self, Fields};
use super::super::files::{FileProblem, beside, folder_of, stem_of};
use super::super::mistakes::{self, missing_key, short};
use super::super::model::{Advice, Check, Correlation, Household, Input, Kind, Name, Value};
use super::super::sorts;
use super::body::BodyDraft;
use super::expressions::formula;
use super::{LONGEST_HORIZON, Reader};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span, Spanned, Text};

/// Keys of a project that are not inputs of its kind.
pub(super) const PROJECT_KEYS: &[&str] = &["kind", "start", "life", "title", "tables", "pays"];
/// Last age of a check that does not say.
const CHECK_HORIZON: u32 = 30;
/// How far off a check may be that does not say.
const CHECK_MARGIN: f64 = 1e-9;

/// A kind whose tables may still be changed by a project.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) title: Text,
    description: Text,
    found: String,
    pub(super) body: BodyDraft,
    correlations: Vec<Correlation>,
    advice: Vec<Advice>,
    checks: Vec<Check>,
    pub(super) household: Option<Household>,
    /// Formulas of one project of this kind.
    pub(super) formulas: usize,
}

impl Draft {
    /// The kind with the given body.
    pub(super) fn with_body(&self, body: super::super::model::Body) -> Kind {
        Kind {
            name: self.name.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            found: self.found.clone(),
            body,
            correlations: self.correlations.clone(),
            advice: self.advice.clone(),
            checks: self.checks.clone(),
            household: self.household.clone(),
        }
    }
}

/// Where a kind was found.
enum Place {
    Path(String),
    Builtin(String, String),
}

impl Reader<'_> {
    /// A kind on its own, with the rows of its tables as they stand.
    pub(super) fn lone_kind(&mut self, name: &str) -> Option<Kind> {
        let place = if name.ends_with(".toml") { Some(Place::Path(name.to_owned())) } else { self.find_kind(name) };
        let Some(place) = place else {
            self.no_kind(name, None);
            return None;
        };
        let draft = self.read_kind_at(place, stem_of(name), None)?;
        let body = self.finish_body(draft.body.clone(), &[]);
        Some(draft.with_body(body))
    }

    /// The kind that a project names; read once.
    pub(super) fn kind(&mut self, name: &Name) -> Option<Rc<Draft>> {
        if let Some(known) = self.known_kinds.get(&name.value) {
            return known.clone();
        }
        let usable =
            !name.value.is_empty() && name.value.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        let kind = if usable {
            match self.find_kind(&name.value) {
                Some(place) => self.read_kind_at(place, &name.value, Some(name.span)).map(Rc::new),
                None => {
                    self.no_kind(&name.value, Some(name.span));
                    None
                }
            }
        } else {
            let shown = short(&name.value);
            self.log.push(Diagnostic::at(
                Code::BadName,
                name.span,
                Text::new(format!("“{shown}”不能作项目类型的名称"), format!("`{shown}` cannot name a kind")),
                self.titled(&name.value).unwrap_or_else(|| {
                    Text::new(
                        "写类型文件的名称，不带文件夹和 .toml，例如 solar-station",
                        "write the name of the kind's file without folder and .toml, like solar-station",
                    )
                }),
            ));
            None
        };
        self.known_kinds.insert(name.value.clone(), kind.clone());
        kind
    }

    /// Folders of kinds in the order in which they are searched.
    fn kind_folders(&self) -> Vec<String> {
        std::iter::once(beside(&self.home, "kinds")).chain(self.kinds.folders.iter().cloned()).collect()
    }

    fn find_kind(&self, name: &str) -> Option<Place> {
        let folders = self.kind_folders();
        for folder in &folders {
            let path = format!("{}/{name}.toml", folder.trim_end_matches(['/', '\\']));
            if self.files.size(&path) != Err(FileProblem::NotFound) {
                return Some(Place::Path(path));
            }
        }
        let builtin = |key: &str, text: &str| Place::Builtin(key.to_owned(), text.to_owned());
        if let Some((key, text)) = self.kinds.builtin.iter().find(|(key, _)| *key == name) {
            return Some(builtin(key, text));
        }
        // a kind may say another name than its file's
        for folder in &folders {
            for file in self.files.list(folder).iter().filter(|file| file.ends_with(".toml")) {
                let path = format!("{}/{file}", folder.trim_end_matches(['/', '\\']));
                let small = self.files.size(&path).is_ok_and(|size| size <= decode::LARGEST_FILE);
                let text =
                    small.then(|| self.files.read(&path).ok()).flatten().and_then(|bytes| decode::decode(&bytes).ok());
                if text.is_some_and(|text| says_name(&text, name)) {
                    return Some(Place::Path(path));
                }
            }
        }
        self.kinds.builtin.iter().find(|(_, text)| says_name(text, name)).map(|(key, text)| builtin(key, text))
    }

    fn no_kind(&mut self, name: &str, span: Option<Span>) {
        let mut known: Vec<String> = Vec::new();
        for folder in self.kind_folders() {
            let files = self.files.list(&folder);
            known.extend(files.iter().filter_map(|file| file.strip_suffix(".toml")).map(str::to_owned));
        }
        known.extend(self.kinds.builtin.iter().map(|(key, _)| (*key).to_owned()));
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let shown = short(name);
        let message = Text::new(format!("找不到项目类型“{shown}”"), format!("there is no project kind `{shown}`"));
        let named = Spanned { value: name.to_owned(), span: span.unwrap_or_default() };
        let mut found = mistakes::unknown_name(Code::KindNotFound, &named, message, &known);
        found.span = span;
        if let Some(remedy) = self.titled(name) {
            found.remedy = remedy;
        }
        if known.is_empty() {
            found.remedy = Text::new(
                format!("在情景文件旁边建文件夹 kinds，放入 {shown}.toml"),
                format!("make a folder kinds beside the scenario and put {shown}.toml into it"),
            );
        }
        self.log.push(found);
    }

    /// What to write for a title, which is what people see of a kind.
    fn titled(&self, title: &str) -> Option<Text> {
        let (kind, _) = self.kinds.builtin.iter().find(|(_, text)| is_titled(text, title))?;
        let shown = short(title);
        Some(Text::new(
            format!("“{shown}”是标题；名称写 {kind}"),
            format!("`{shown}` is a title: write its name, {kind}"),
        ))
    }

    fn read_kind_at(&mut self, place: Place, name: &str, named: Option<Span>) -> Option<Draft> {
        let (file, found, folder) = match place {
            Place::Path(path) => (self.load(&path, named)?, path.clone(), folder_of(&path).to_owned()),
            Place::Builtin(key, text) => {
                let print = decode::fingerprint(text.as_bytes());
                (
                    self.add_source(format!("builtin:kinds/{key}.toml"), text, print)?,
                    "builtin".to_owned(),
                    String::new(),
                )
            }
        };
        let outer_folder = std::mem::replace(&mut self.folder, folder);
        let outer_scope = std::mem::replace(&mut self.scope, name.to_owned());
        let outer_formulas = std::mem::take(&mut self.formulas);
        let document = self.document(file);
        let mut draft = self.reading(file, &document, |reader| reader.kind_file(name, found, file, &document.root));
        if let Some(draft) = &mut draft {
            draft.formulas = self.formulas;
        }
        self.formulas = outer_formulas;
        self.folder = outer_folder;
        self.scope = outer_scope;
        draft
    }

    fn kind_file(&mut self, name: &str, found: String, file: FileId, root: &Tree) -> Option<Draft> {
        let start = Span { file, start: 0, end: 0 };
        let mut fields = Fields::new(root);
        let mut draft = Draft {
            name: name.to_owned(),
            title: Text::same(name),
            description: Text::default(),
            found,
            body: BodyDraft::default(),
            correlations: Vec::new(),
            advice: Vec::new(),
            checks: Vec::new(),
            household: None,
            formulas: 0,
        };
        match fields.table("kind", "[kind]", &mut self.log) {
            Some(tree) => {
                let mut head = Fields::new(tree);
                draft.title = head.words("title", &mut self.log).unwrap_or(draft.title);
                draft.description = head.words("description", &mut self.log).unwrap_or_default();
                if let Some(own) = head.text("name", "name = \"solar-station\"", &mut self.log) {
                    draft.name = own.value;
                }
                head.finish(&Text::new("[kind] 里", "[kind]"), &mut self.log);
            }
            None if fields.has("kind") => {}
            None => {
                let place = Text::new("项目类型文件", "the file of a project kind");
                self.log.push(missing_key("[kind]", &place, start, "[kind] title = \"…\""));
            }
        }
        draft.body = self.body(&mut fields, false);
        if let Some(tree) = fields.table("streams", "[streams.dividend]", &mut self.log) {
            draft.body.rest.streams = self.streams(tree);
        }
        for input in &draft.body.rest.inputs {
            if PROJECT_KEYS.contains(&input.name.value.as_str()) {
                let word = short(&input.name.value);
                self.log.push(Diagnostic::at(
                    Code::BadName,
                    input.name.span,
                    Text::new(
                        format!("类型的输入不能叫“{word}”：项目自己要用这个键"),
                        format!("an input of a kind cannot be called `{word}`: projects use that key themselves"),
                    ),
                    Text::new(
                        format!("换一个名称，例如“{word}_1”"),
                        format!("choose another name, such as `{word}_1`"),
                    ),
                ));
            }
        }
        draft.household = self.household(&mut fields, &draft.body);
        draft.correlations = self.correlations(&mut fields);
        for tree in self.tables_of(&mut fields, "advice", "[[advice]]") {
            let advice = self.advice(tree);
            draft.advice.extend(advice);
        }
        for tree in self.tables_of(&mut fields, "check", "[[check]]") {
            let check = self.check(tree, &draft.body);
            draft.checks.extend(check);
        }
        fields.finish(&Text::new("项目类型文件里", "the file of a project kind"), &mut self.log);
        Some(draft)
    }

    /// `[[key]]`: all its tables.
    pub(super) fn tables_of<'t>(&mut self, fields: &mut Fields<'t>, key: &'static str, example: &str) -> Vec<&'t Tree> {
        let Some(entry) = fields.get(key) else { return Vec::new() };
        if matches!(entry.item.content, Content::Table(_)) {
            let shown =
                Text::new(format!("多个 {example}（两层方括号）"), format!("a list, {example} with double brackets"));
            self.log.push(mistakes::wrong_type(key, &entry.item, &shown, example));
            return Vec::new();
        }
        let items = fields.list(key, example, &mut self.log).unwrap_or_default();
        items.iter().filter_map(|item| fields::table(key, item, example, &mut self.log)).collect()
    }

    fn advice(&mut self, tree: &Tree) -> Option<Advice> {
        let mut fields = Fields::new(tree);
        let place = Text::new("[[advice]]", "[[advice]]");
        let when = fields.get("when").map(|entry| formula("when", &entry.item, None, &mut self.log));
        let text = fields.words("text", &mut self.log);
        for (key, absent, example) in [
            ("when", !fields.has("when"), "when = \"npv < 0\""),
            ("text", !fields.has("text"), "text = { zh = \"…\", en = \"…\" }"),
        ] {
            if absent {
                self.log.push(missing_key(key, &place, tree.span, example));
            }
        }
        fields.finish(&Text::new("[[advice]] 里", "[[advice]]"), &mut self.log);
        let place = tree.get("text").map_or(tree.span, |entry| entry.item.span);
        if let Some(unknown) = text.as_ref().and_then(|text| unknown_word(&text.zh).or_else(|| unknown_word(&text.en)))
        {
            let shown = short(unknown);
            self.log.push(Diagnostic::at(
                Code::UnknownName,
                place,
                Text::new(
                    format!("建议的文字里有“{{{shown}}}”，大括号里只能写 chance"),
                    format!("the text of a piece of advice holds `{{{shown}}}`; only `{{chance}}` may stand in braces"),
                ),
                Text::new(
                    "条件成立的概率写 {chance}；别的内容不要放在大括号里",
                    "write {chance} for the probability that the condition holds, and nothing else in braces",
                ),
            ));
        }
        Some(Advice { when: when??, text: text? })
    }

    fn check(&mut self, tree: &Tree, body: &BodyDraft) -> Option<Check> {
        let mut fields = Fields::new(tree);
        let place = Text::new("[[check]]", "[[check]]");
        let name = fields.text("name", "name = \"…\"", &mut self.log).map(|name| name.value);
        let label = fields.words("label", &mut self.log);
        let source = fields.words("source", &mut self.log).map(|source| source.en);
        let margin = fields.number("relative_margin", &mut self.log).unwrap_or(CHECK_MARGIN);
        let horizon = fields.whole("horizon", 0, LONGEST_HORIZON, true, &mut self.log);
        let set = fields.table("set", "set = { capex = 1000 }", &mut self.log);
        let set: Vec<(Name, Value)> = set
            .map(|tree| {
                tree.entries.iter().filter_map(|entry| self.check_input(&entry.key, &entry.item, body)).collect()
            })
            .unwrap_or_default();
        let expect = fields.table("expect", "expect = { npv = 100 }", &mut self.log);
        if !fields.has("expect") {
            self.log.push(missing_key("expect", &place, tree.span, "expect = { npv = 100 }"));
        }
        let expect = expect.map(|tree| {
            tree.entries
                .iter()
                .filter_map(|entry| Some((entry.key.clone(), expected(&entry.key.value, &entry.item, &mut self.log)?)))
                .collect()
        });
        fields.finish(&Text::new("[[check]] 里", "[[check]]"), &mut self.log);
        Some(Check {
            label: label.unwrap_or_else(|| Text::same(name.clone().unwrap_or_default())),
            name: name.unwrap_or_default(),
            set,
            horizon: horizon.and_then(|horizon| u32::try_from(horizon.value).ok()).unwrap_or(CHECK_HORIZON),
            expect: expect?,
            relative_margin: margin,
            source: source.unwrap_or_default(),
        })
    }

    /// An input of the kind, a cell of a table (`assets.cooker.cost`), the discount rate or `shared.name`.
    fn check_input(&mut self, name: &Name, item: &document::Item, body: &BodyDraft) -> Option<(Name, Value)> {
        let input = body.rest.inputs.iter().find(|input| input.name.value == name.value);
        let known =
            input.is_some() || name.value == "discount_rate" || name.value == "start_year" || name.value.contains('.');
        if !known {
            let names: Vec<&str> = body.rest.inputs.iter().map(|input| input.name.value.as_str()).collect();
            let shown = short(&name.value);
            let message = Text::new(format!("这个类型没有输入“{shown}”"), format!("the kind has no input `{shown}`"));
            self.log.push(mistakes::unknown_name(Code::UnknownName, name, message, &names));
            return None;
        }
        let of_table = || {
            let (table, path) = name.value.split_once('.')?;
            body.tables.iter().find(|found| found.name.value == table)?.unit_of(path)
        };
        let unit = input.map_or_else(of_table, |input| input.unit.clone());
        let described = self.values(|values| values.value(&name.value, item, unit.as_ref()))?;
        let mismatch = |input: &Input| sorts::mismatch(&name.value, &sorts::Old::of(input), &described);
        if let Some(found) = input.and_then(mismatch) {
            self.log.push(found);
            return None;
        }
        let value = match input {
            Some(input) => super::as_state(described.value, input.states.as_deref()),
            None => described.value,
        };
        Some((name.clone(), value))
    }
}

/// True where a kind's text says that it is called `name`.
fn says_name(text: &str, name: &str) -> bool {
    let mut ignored = Diagnostics::default();
    let root = document::parse(text, FileId::default(), &mut ignored).root;
    let Some(Content::Table(head)) = root.get("kind").map(|entry| &entry.item.content) else { return false };
    matches!(head.get("name").map(|entry| &entry.item.content), Some(Content::Text(literal)) if literal.text == name)
}

/// True where a kind's text says that people read it as `title`, in one of the languages.
fn is_titled(text: &str, title: &str) -> bool {
    let mut ignored = Diagnostics::default();
    let root = document::parse(text, FileId::default(), &mut ignored).root;
    let Some(Content::Table(head)) = root.get("kind").map(|entry| &entry.item.content) else { return false };
    let title = title.trim().to_lowercase();
    let words = head.get("title").and_then(|entry| fields::words("title", &entry.item, &mut ignored));
    words.is_some_and(|words| [words.zh, words.en].iter().any(|word| word.to_lowercase() == title))
}

/// One number, or one a year; true and false count as 1 and 0.
fn expected(key: &str, item: &document::Item, log: &mut Diagnostics) -> Option<Vec<f64>> {
    let mut one = |item: &document::Item| match item.content {
        Content::Boolean(value) => Some(f64::from(u8::from(value))),
        _ => fields::number(key, item, log),
    };
    match &item.content {
        Content::List(items) => {
            let values: Vec<f64> = items.iter().filter_map(&mut one).collect();
            (values.len() == items.len()).then_some(values)
        }
        _ => one(item).map(|value| vec![value]),
    }
}

/// What stands in braces in the text of an advice and is not the one word that is replaced there.
fn unknown_word(text: &str) -> Option<&str> {
    let words = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(word, _)| word);
    words.into_iter().find(|word| *word != "chance")
}
