//! Correlations, claims and variants.

use super::super::document::{Content, Entry, Item, Table as Tree};
use super::super::fields::{self, Fields};
use super::super::mistakes::{self, missing_key, short};
use super::super::model::{Body, Claim, Correlation, Holds, Project, Setting, Value, Variant};
use super::super::names;
use super::super::overrides::target;
use super::super::{rates, replaced, sorts};
use super::expressions::formula;
use super::top::{is_path, path};
use super::{Reader, as_state};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned, Text};

/// Coefficients row by row, and where each stands.
type Matrix = (Vec<Vec<f64>>, Vec<Vec<Span>>);

impl Reader<'_> {
    pub(super) fn correlations(&mut self, fields: &mut Fields<'_>) -> Vec<Correlation> {
        let trees = self.tables_of(fields, "correlations", "[[correlations]]");
        trees.into_iter().filter_map(|tree| self.correlation(tree)).collect()
    }

    fn correlation(&mut self, tree: &Tree) -> Option<Correlation> {
        let mut fields = Fields::new(tree);
        let place = Text::new("[[correlations]]", "[[correlations]]");
        let between = fields.words_list("between", &mut self.log);
        let ranks = fields.choice("of", &[("ranks", true), ("scores", false)], &mut self.log).unwrap_or(true);
        let t = self.copula(&mut fields);
        let rho = fields.get("rho");
        let matrix = fields.get("matrix");
        fields.finish(&Text::new("[[correlations]] 里", "[[correlations]]"), &mut self.log);
        if tree.get("between").is_none() {
            self.log.push(missing_key("between", &place, tree.span, "between = [\"price\", \"harvest\"]"));
        }
        let between = between?;
        let mut used = names::Used::default();
        for name in &between {
            used.add(name, &mut self.log);
            if !is_path(&name.value) {
                let range = Text::new("是输入的名称或路径", "the name or path of an input");
                self.log.push(mistakes::out_of_range("between", &short(&name.value), &range, name.span));
            }
        }
        if between.len() < 2 {
            let span = between.first().map_or(tree.span, |name| name.span);
            let message = Text::new("相关至少要两个输入", "a correlation needs at least two inputs");
            self.log.push(Diagnostic::at(
                Code::Correlation,
                span,
                message,
                Text::new("在 between 里再写一个输入", "name another input in `between`"),
            ));
            return None;
        }
        let (matrix, spans) = match (rho, matrix) {
            (Some(rho), Some(matrix)) => {
                let remedy =
                    Text::new("两个输入写 rho，更多的写 matrix", "write `rho` for two inputs, `matrix` for more");
                self.log.push(mistakes::conflict(&rho.key, &matrix.key, remedy));
                return None;
            }
            (Some(rho), None) => self.pair(rho, between.len())?,
            (None, Some(matrix)) => self.matrix(&matrix.item, between.len())?,
            (None, None) => {
                let example = if between.len() == 2 { "rho = -0.4" } else { "matrix = [[1, 0.2], [0.2, 1]]" };
                self.log.push(missing_key(
                    if between.len() == 2 { "rho" } else { "matrix" },
                    &place,
                    tree.span,
                    example,
                ));
                return None;
            }
        };
        Some(Correlation { between, matrix, spans, ranks, t, span: tree.span, of_kind: false })
    }

    fn copula(&mut self, fields: &mut Fields<'_>) -> Option<f64> {
        let entry = fields.get("copula")?;
        let Content::Table(tree) = &entry.item.content else {
            if let Content::Text(literal) = &entry.item.content
                && ["t", "student", "student_t"].contains(&literal.text.as_str())
            {
                self.log.push(Diagnostic::at(
                    Code::OutOfRange,
                    entry.item.span,
                    Text::new("t copula 要写出自由度", "a t copula needs its degrees of freedom"),
                    Text::new("写成 copula = { t = 4 }", "write copula = { t = 4 }"),
                ));
                return None;
            }
            fields.choice("copula", &[("normal", ())], &mut self.log);
            return None;
        };
        let mut inner = Fields::new(tree);
        let degrees = inner.number("t", &mut self.log);
        inner.finish(&Text::new("copula 里", "`copula`"), &mut self.log);
        if let Some(degrees) = degrees.filter(|degrees| *degrees < 1.0) {
            let range = Text::new("不小于 1", "at least 1");
            self.log.push(mistakes::out_of_range("t", &degrees.to_string(), &range, entry.item.span));
            return None;
        }
        degrees
    }

    fn pair(&mut self, rho: &Entry, members: usize) -> Option<Matrix> {
        let value = self.coefficient(&rho.item)?;
        if members != 2 {
            let message = Text::new(
                format!("rho 只用于两个输入，这里有 {members} 个"),
                format!("`rho` is for two inputs, here are {members}"),
            );
            self.log.push(Diagnostic::at(
                Code::Correlation,
                rho.key.span,
                message,
                Text::new("改写 matrix", "write `matrix` instead"),
            ));
            return None;
        }
        let span = rho.item.span;
        Some((vec![vec![1.0, value], vec![value, 1.0]], vec![vec![span; 2]; 2]))
    }

    fn coefficient(&mut self, item: &Item) -> Option<f64> {
        let value = fields::number("rho", item, &mut self.log)?;
        if (-1.0..=1.0).contains(&value) {
            return Some(value);
        }
        let message = Text::new(format!("相关系数不能是 {value}"), format!("a correlation cannot be {value}"));
        self.log.push(Diagnostic::at(
            Code::Correlation,
            item.span,
            message,
            Text::new("写 −1 到 1 之间的数", "write a number between −1 and 1"),
        ));
        None
    }

    fn matrix(&mut self, item: &Item, members: usize) -> Option<Matrix> {
        let wrong = |span: Span, zh: String, en: String, remedy: Text| {
            Diagnostic::at(Code::Correlation, span, Text::new(zh, en), remedy)
        };
        let shape = || {
            Text::new(
                format!("写 {members} 行，每行 {members} 个数"),
                format!("write {members} rows of {members} numbers"),
            )
        };
        let Content::List(rows) = &item.content else {
            let expected = Text::new("行的列表", "a list of rows");
            self.log.push(mistakes::wrong_type("matrix", item, &expected, "matrix = [[1, 0.2], [0.2, 1]]"));
            return None;
        };
        if rows.len() != members {
            let found = rows.len();
            self.log.push(wrong(
                item.span,
                format!("between 有 {members} 个输入，矩阵却有 {found} 行"),
                format!("`between` has {members} inputs but the matrix has {found} rows"),
                shape(),
            ));
            return None;
        }
        let (mut matrix, mut spans) = (Vec::new(), Vec::new());
        for (index, row) in rows.iter().enumerate() {
            let Content::List(cells) = &row.content else {
                let expected = Text::new("数的列表", "a list of numbers");
                self.log.push(mistakes::wrong_type("matrix", row, &expected, "[1, 0.2]"));
                return None;
            };
            if cells.len() != members {
                let (found, number) = (cells.len(), index + 1);
                self.log.push(wrong(
                    row.span,
                    format!("矩阵第 {number} 行有 {found} 个数"),
                    format!("row {number} of the matrix has {found} numbers"),
                    shape(),
                ));
                return None;
            }
            let values: Vec<f64> = cells.iter().filter_map(|cell| self.coefficient(cell)).collect();
            if values.len() < members {
                return None;
            }
            matrix.push(values);
            spans.push(cells.iter().map(|cell| cell.span).collect::<Vec<_>>());
        }
        let mut sound = true;
        for (i, (row, places)) in matrix.iter().zip(&spans).enumerate() {
            for (j, (value, span)) in row.iter().zip(places).enumerate() {
                let mirror = matrix.get(j).and_then(|other| other.get(i)).copied().unwrap_or(*value);
                let (a, b) = (i + 1, j + 1);
                if i == j && *value != 1.0 {
                    self.log.push(wrong(
                        *span,
                        format!("矩阵对角线上的数应当是 1，这里是 {value}"),
                        format!("the diagonal of the matrix must be 1, but this is {value}"),
                        Text::new("写 1", "write 1"),
                    ));
                    sound = false;
                } else if i > j && *value != mirror {
                    let remedy =
                        Text::new("对角线两边对称的数要相同", "numbers mirrored at the diagonal must be the same");
                    let mistake = wrong(
                        *span,
                        format!("第 {a} 行第 {b} 列是 {value}，第 {b} 行第 {a} 列却是 {mirror}"),
                        format!("row {a} column {b} is {value}, but row {b} column {a} is {mirror}"),
                        remedy,
                    );
                    let other = spans.get(j).and_then(|places| places.get(i)).copied().unwrap_or(*span);
                    self.log.push(mistake.related(other, Text::new("对称的位置", "the mirrored place")));
                    sound = false;
                }
            }
        }
        sound.then_some((matrix, spans))
    }

    pub(super) fn claims(&mut self, fields: &mut Fields<'_>) -> Vec<Claim> {
        let trees = self.tables_of(fields, "claims", "[[claims]]");
        trees.into_iter().filter_map(|tree| self.claim(tree)).collect()
    }

    fn claim(&mut self, tree: &Tree) -> Option<Claim> {
        let mut fields = Fields::new(tree);
        let outcome = path("outcome", &mut fields, self);
        let value = fields.get("value").map(|entry| formula("value", &entry.item, None, &mut self.log));
        let choices = [("at least", Holds::AtLeast), ("at most", Holds::AtMost), ("record", Holds::Record)];
        let holds = fields.choice("holds", &choices, &mut self.log);
        let text = fields.words("text", &mut self.log).unwrap_or_default();
        let source = fields.words("source", &mut self.log);
        fields.finish(&Text::new("[[claims]] 里", "[[claims]]"), &mut self.log);
        let place = Text::new("[[claims]]", "[[claims]]");
        for (key, example) in
            [("outcome", "outcome = \"npv\""), ("value", "value = \"60000 元\""), ("holds", "holds = \"at least\"")]
        {
            if tree.get(key).is_none() {
                self.log.push(missing_key(key, &place, tree.span, example));
            }
        }
        Some(Claim { outcome: outcome?, value: value??, holds: holds?, text, source })
    }

    /// `[variants.NAME]`; with `complete` false, unknown paths into projects are left alone.
    pub(super) fn variants(
        &mut self,
        fields: &mut Fields<'_>,
        body: &Body,
        projects: &[Project],
        complete: bool,
    ) -> Vec<Variant> {
        let Some(tree) = fields.table("variants", "[variants.bigger]", &mut self.log) else { return Vec::new() };
        let mut variants = Vec::new();
        for entry in &tree.entries {
            names::check(&entry.key, &mut self.log);
            let Some(tree) = fields::table(&entry.key.value, &entry.item, "[variants.bigger]", &mut self.log) else {
                continue;
            };
            let mut fields = Fields::new(tree);
            let title = fields.words("title", &mut self.log).unwrap_or_else(|| Text::same(entry.key.value.clone()));
            let set = fields.table("set", "set = { capex = 5 }", &mut self.log);
            let shown = short(&entry.key.value);
            let place = Text::new(format!("方案“{shown}”"), format!("variant `{shown}`"));
            if !fields.has("set") {
                self.log.push(missing_key("set", &place, entry.key.span, "set = { capex = 5 }"));
            }
            fields.finish(&Text::new(format!("{}里", place.zh), place.en), &mut self.log);
            let mut found = Vec::new();
            if let Some(set) = set {
                self.variant_set("", set, body, projects, complete, &mut found);
            }
            variants.push(Variant { name: entry.key.clone(), title, set: found });
        }
        variants
    }

    fn variant_set(
        &mut self,
        prefix: &str,
        tree: &Tree,
        body: &Body,
        projects: &[Project],
        complete: bool,
        into: &mut Vec<Setting>,
    ) {
        for entry in &tree.entries {
            let name = Spanned { value: format!("{prefix}{}", entry.key.value), span: entry.key.span };
            let target = target::find(body, projects, &name.value);
            if let (None, Content::Table(inner)) = (&target, &entry.item.content)
                && target::leads_somewhere(body, projects, &name.value)
            {
                // `set = { solar.capacity = … }` without quotes is a table in a table
                self.variant_set(&format!("{}.", name.value), inner, body, projects, complete, into);
                continue;
            }
            let Some(target) = target else {
                if complete || !name.value.contains('.') {
                    let known = target::paths(body, projects);
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    let shown = short(&name.value);
                    let message = Text::new(format!("没有输入“{shown}”"), format!("there is no input `{shown}`"));
                    self.log.push(mistakes::unknown_path(Code::UnknownName, &name, message, &known));
                }
                continue;
            };
            let unit = target::unit(&target, body, projects);
            if let Some(described) = self.values(|values| values.value(&name.value, &entry.item, unit)) {
                if let Some(found) =
                    target::old(&target, body, projects).and_then(|old| sorts::mismatch(&name.value, &old, &described))
                {
                    self.log.push(found);
                    continue;
                }
                match (target::input(&target, body, projects), &described.value) {
                    (Some(input), _) if replaced::several(input, &entry.item, &mut self.log) => continue,
                    (Some(input), _) => replaced::check(input, &described, &mut self.log),
                    (None, Value::Certain(rate)) if name.value == "discount_rate" && described.unit.is_none() => {
                        rates::discount_rate(rate, &body.inputs, &mut self.log);
                    }
                    (None, _) => {}
                }
                let value = as_state(described.value, target::states(&target, body, projects));
                into.push(Setting { path: name, value, unit: described.unit });
            }
        }
    }
}
