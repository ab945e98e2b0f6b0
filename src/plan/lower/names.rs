//! What a name means where it stands.

use super::{Environment, Lowerer, RowPlace};
use crate::diagnostic::{Code, Span, Text};
use crate::formula::habits::name_instead;
use crate::formula::suggest::did_you_mean;
use crate::plan::graph::{Axes, Gather, Op, TableId};
use crate::plan::scope::{Item, Symbol};
use crate::plan::value::{NEVER, Reported, Value};

/// Names that every scope has.
const BUILTIN: &[&str] = &["index", "year", "age", "horizon", "start_year", "discount_rate", "pi"];

/// Most names that a message lists.
const MOST_NAMES: usize = 12;

impl<'s> Lowerer<'s, '_> {
    /// A value that comes from outside the rows that are open is used as it is; inside a fixed row it is that row's.
    fn in_place(&mut self, value: Value, table: TableId, environment: &Environment) -> Value {
        match environment.rows.iter().find(|(open, _)| *open == table) {
            Some((_, RowPlace::Fixed(row))) => self.pick(value, table, *row),
            _ => value,
        }
    }

    /// One row's value (row in running order).
    pub(crate) fn pick(&mut self, value: Value, table: TableId, row: u32) -> Value {
        let axes = self.graph.axes(value.node);
        if axes.row != Some(table) {
            return value;
        }
        let years = self.horizon() as usize + 1;
        let node = match self.graph.op(value.node) {
            Op::ByRow(_, values) => {
                let bits = values[row as usize];
                self.graph.constant(f64::from_bits(bits))
            }
            Op::ByRowYear(_, values) => {
                let from = row as usize * years;
                let series: Vec<f64> = values[from..from + years].iter().map(|bits| f64::from_bits(*bits)).collect();
                self.graph.by_year(&series)
            }
            _ => self
                .graph
                .add(Op::OverRows { gather: Gather::Only(row), table, value: value.node }, Axes { row: None, ..axes }),
        };
        Value { node, ..value }
    }

    /// What a path means here.
    pub(crate) fn path(&mut self, path: &[String], span: Span, environment: &Environment) -> Result<Value, Reported> {
        if let Some((inside, rest)) = self.outside(path, environment) {
            return self.path(rest, span, &inside);
        }
        if let [name] = path {
            for &(table, place) in &environment.rows {
                if let Some(&id) = self.scopes.tables[table.0 as usize].items.get(name.as_str()) {
                    let value = self.item(id, span)?;
                    // also in rows of a table of the scenario a project is on its own years
                    let window = self.within_scope(value.window, environment.scope);
                    return Ok(self.in_place(Value { window, ..value }, table, environment));
                }
                if name == "row" {
                    let listed: Vec<f64> =
                        self.scopes.tables[table.0 as usize].listed.iter().map(|&p| f64::from(p) + 1.0).collect();
                    let node = match place {
                        RowPlace::Running => self.graph.by_row(table, &listed),
                        RowPlace::Fixed(row) => self.graph.constant(listed[row as usize]),
                    };
                    return Ok(Value::pure(node));
                }
            }
        }
        if let ([name], false) = (path, environment.rows.is_empty())
            && !self.scopes.scopes[environment.scope].names.contains_key(name.as_str())
            && !BUILTIN.contains(&name.as_str())
        {
            return self.unknown_in_rows(name, span, environment);
        }
        self.path_in_scope(path, span, environment.scope)
    }

    /// The years of a series as a project sees it: in a project every series is on the project's years.
    pub(super) fn within_scope(&self, window: Option<(u32, u32)>, scope: usize) -> Option<(u32, u32)> {
        let (first, last) = self.scopes.scopes[scope].window;
        let (from, to) = window.map(|(from, to)| (from.max(first), to.min(last)))?;
        Some(if from > to { NEVER } else { (from, to) })
    }

    /// An unknown name where rows are open: their names come first.
    fn unknown_in_rows(&mut self, name: &str, span: Span, environment: &Environment) -> Result<Value, Reported> {
        let scopes = self.scopes;
        let tables = environment.rows.iter().map(|(table, _)| &scopes.tables[table.0 as usize]);
        let mut names: Vec<&str> = tables.flat_map(|table| table.items.keys().map(String::as_str)).collect();
        if did_you_mean(name, names.iter().copied()).is_none() {
            names.extend(scopes.scopes[environment.scope].names.keys().copied());
        }
        names.push("row");
        self.unknown(name, span, &names, environment.scope != 0, ("名称", "name"))
    }

    /// `outer.x`: what x means outside the rows that were opened last.
    pub(super) fn outside<'p>(
        &self,
        path: &'p [String],
        environment: &Environment,
    ) -> Option<(Environment, &'p [String])> {
        let (first, rest) = path.split_first()?;
        let (_, rows) = environment.rows.split_first()?;
        let own = self.scopes.scopes[environment.scope].names.contains_key("outer");
        let meant = first == "outer" && !rest.is_empty() && !own;
        meant.then(|| (Environment { rows: rows.to_vec(), ..environment.clone() }, rest))
    }

    fn path_in_scope(&mut self, path: &[String], span: Span, scope: usize) -> Result<Value, Reported> {
        let Some((first, rest)) = path.split_first() else { return Err(Reported) };
        if first == "shared" && !rest.is_empty() && !self.scopes.scopes[scope].names.contains_key("shared") {
            if let [name, ..] = rest
                && scope != 0
                && !self.scopes.scopes[0].names.contains_key(name.as_str())
                && !BUILTIN.contains(&name.as_str())
            {
                return self.not_shared(name, span);
            }
            let value = self.path_in_scope(rest, span, 0)?;
            return Ok(Value { window: self.within_scope(value.window, scope), ..value });
        }
        match (self.scopes.scopes[scope].names.get(first.as_str()).copied(), rest) {
            (Some(Symbol::Item(id)), []) => self.item(id, span),
            // names of the program's own hold dots; what is none of them is told of as written
            (Some(Symbol::Table(table)), [row, column @ ..]) if !column.is_empty() => {
                self.cell(table, row, &column.join("."), span)
            }
            (Some(Symbol::Project(project)), [_, ..]) => self.path_in_scope(rest, span, project),
            (Some(Symbol::Table(table)), _) => {
                let name = &self.scopes.tables[table.0 as usize].path;
                let text = Text::new(
                    format!("“{name}”是一张表，这里需要一个值"),
                    format!("`{name}` is a table, a value is needed here"),
                );
                let remedy = Text::new(
                    format!("写 sum({first}: 列名) 汇总各行，或 {first}.行名.列名 取一格"),
                    format!("write sum({first}: column) over its rows, or {first}.row.column for one cell"),
                );
                self.fail(Code::ShapeMismatch, span, text, remedy)
            }
            (Some(Symbol::Project(_)), []) => self.fail(
                Code::ShapeMismatch,
                span,
                Text::new(
                    format!("“{first}”是一个项目，这里需要一个值"),
                    format!("`{first}` is a project, a value is needed here"),
                ),
                Text::new(format!("写 {first}.名称"), format!("write {first}.name")),
            ),
            (None, []) => self.builtin(first, span, scope),
            _ => self.unknown_name(&path.join("."), span, scope),
        }
    }

    /// A kind asks for a name of the scenario that the scenario does not have; a kind checked alone has no scenario.
    fn not_shared(&mut self, name: &str, span: Span) -> Result<Value, Reported> {
        let names = self.scopes.scopes[0].names.keys().copied().filter(|name| !name.contains(['.', '@']));
        let near = did_you_mean(name, names).map(str::to_owned);
        let (zh, en) = near.map_or_else(Default::default, |near| {
            (format!("是不是想写“shared.{near}”？否则"), format!("did you mean `shared.{near}`? otherwise "))
        });
        self.fail(
            Code::UnknownName,
            span,
            Text::new(
                format!("shared.{name} 是使用此类型的情景里的“{name}”，而这里没有"),
                format!("shared.{name} is the `{name}` of the scenario that uses this kind, and there is none here"),
            ),
            Text::new(
                format!("{zh}请在情景的 [inputs] 里写 {name} = …，并用 fengnian check 检查那个情景（单独检查一个类型时没有情景）；或在类型里写成自己的输入，不带 shared."),
                format!("{en}write {name} = … in [inputs] of the scenario and check that scenario (a kind checked alone has none), or make it an input of the kind, without shared."),
            ),
        )
    }

    fn cell(&mut self, table: TableId, row: &str, column: &str, span: Span) -> Result<Value, Reported> {
        let info = &self.scopes.tables[table.0 as usize];
        let Some(index) = info.rows.iter().position(|name| name == row) else {
            let names: Vec<&str> = info.rows.iter().map(String::as_str).collect();
            return self.unknown(row, span, &names, false, ("行", "row"));
        };
        let Some(&id) = info.items.get(column) else {
            let names: Vec<&str> = info.items.keys().map(String::as_str).collect();
            return self.unknown(column, span, &names, false, ("列", "column"));
        };
        let value = self.item(id, span)?;
        Ok(self.pick(value, table, index as u32))
    }

    fn builtin(&mut self, name: &str, span: Span, scope: usize) -> Result<Value, Reported> {
        if matches!(name, "year" | "start_year") {
            self.needs_calendar(scope)?;
        }
        let (start, window) = (self.scopes.scopes[scope].start, self.scopes.scopes[scope].window);
        if name == "index" && start > 0 {
            return self.index_of_another(span, start);
        }
        let years = 0..=self.horizon();
        let first_year = f64::from(self.scenario.start_year);
        let series = match name {
            "index" => Some(years.map(f64::from).collect::<Vec<f64>>()),
            "year" => Some(years.map(|k| first_year + f64::from(k)).collect()),
            "age" => Some(years.map(|k| f64::from(k) - f64::from(start)).collect()),
            _ => None,
        };
        if let Some(series) = series {
            let node = self.graph.by_year(&series);
            return Ok(Value { window: Some(window), ..Value::pure(node) });
        }
        match name {
            "horizon" => {
                let value = f64::from(self.horizon());
                Ok(Value::pure(self.graph.constant(value)))
            }
            "start_year" => Ok(Value::pure(self.graph.constant(first_year))),
            "pi" => Ok(Value::pure(self.graph.constant(std::f64::consts::PI))),
            "discount_rate" => match self.scopes.discount_rate {
                Some(id) => self.item(id, span),
                None => self.fail(
                    Code::UnknownName,
                    span,
                    Text::new("情景没有给出 discount_rate", "the scenario gives no discount_rate"),
                    Text::new("在文件开头写 discount_rate = 0.05", "write discount_rate = 0.05 at the top of the file"),
                ),
            },
            _ => self.unknown_name(name, span, scope),
        }
    }

    /// `index` where years are counted from a later start: `at(x, index - 1)` would read the wrong year, `index == 0` be no
    /// year at all.
    fn index_of_another(&mut self, span: Span, start: u32) -> Result<Value, Reported> {
        self.fail(
            Code::OutOfRange,
            span,
            Text::new(
                format!("index 是情景的年份，而这里的年份从第 {start} 年（age 0）数起：at(x, k)、prev、npv 都按 age"),
                format!("`index` counts the years of the scenario, and years here are counted from its year {start} (age 0), by at(x, k), prev and npv too"),
            ),
            Text::new(
                "写 age（自己的第几年，从 0 起）；要日历年就写 year",
                "write `age` (its own years, from 0), or `year` for calendar years",
            ),
        )
    }

    fn unknown_name(&mut self, name: &str, span: Span, scope: usize) -> Result<Value, Reported> {
        if let Some((states, label)) = self.states_wanted(span) {
            return self.unknown_state(name, span, &states, Some(&label));
        }
        let names: Vec<&str> = self.scopes.scopes[scope].names.keys().copied().collect();
        self.unknown(name, span, &names, scope != 0, ("名称", "name"))
    }

    fn unknown_case(&mut self, name: &str, case: &str, cases: &[&str], span: Span) -> Result<Value, Reported> {
        let (zh, en) = match did_you_mean(case, cases.iter().copied()) {
            Some(near) => {
                (format!("是不是想写 without.{near}.{name}？"), format!("did you mean without.{near}.{name}? "))
            }
            None => Default::default(),
        };
        self.fail(
            Code::UnknownName,
            span,
            Text::new(
                format!("without 后面没有“{case}”这种情形"),
                format!("there is no case `{case}` behind `without`"),
            ),
            Text::new(format!("{zh}情形有：{}", cases.join("、")), format!("{en}the cases are: {}", cases.join(", "))),
        )
    }

    /// There is nothing of that name; `what` it would be, in both languages.
    fn unknown(
        &mut self,
        name: &str,
        span: Span,
        names: &[&str],
        in_kind: bool,
        (zh, en): (&str, &str),
    ) -> Result<Value, Reported> {
        // what the program made for itself helps nobody
        let of_users = |name: &str| name.starts_with("received.") || name.starts_with("village.");
        let written =
            |name: &&str| !name.contains('@') && (!name.contains('.') || of_users(name) && !name.contains(".stated."));
        let mut sorted: Vec<&str> = names.iter().copied().filter(written).collect();
        if let Some((base, case)) = name.split_once('@') {
            let mut cases: Vec<&str> = names.iter().filter_map(|other| Some(other.split_once('@')?.1)).collect();
            cases.sort_unstable();
            cases.dedup();
            if !cases.is_empty() && !cases.contains(&case) {
                return self.unknown_case(base, case, &cases, span);
            }
        }
        let in_case = name.split_once('@').map(|(name, case)| format!("without.{case}.{name}"));
        let name = in_case.as_deref().unwrap_or(name);
        sorted.sort_unstable();
        sorted.dedup();
        let state = self
            .scopes
            .items
            .iter()
            .any(|item| item.states.as_ref().is_some_and(|states| states.iter().any(|state| state == name)));
        let habit = if state {
            Some(Text::new(
                format!("状态的名称要加单引号：'{name}'"),
                format!("put the name of a state in single quotes: '{name}'"),
            ))
        } else {
            name_instead(name).filter(|_| en == "name")
        };
        let first = name.split('.').next().unwrap_or_default();
        let habit = match self.scopes.scopes[0].names.get(first) {
            // names in a kind, and in what a project sets, are the kind's
            Some(_) if en == "name" && in_kind => Some(Text::new(
                format!("情景里的请写 shared.{name}"),
                format!("for the scenario's write shared.{name}"),
            )),
            _ => habit,
        };
        let near = did_you_mean(name, sorted.iter().chain(BUILTIN).copied());
        let elsewhere = if near.is_none() {
            self.by_label(name, names, in_kind || en != "name")
                .or_else(|| self.in_table(name))
                .or_else(|| self.state_of_a_column(name))
        } else {
            None
        };
        let remedy = match near {
            _ if habit.is_some() => habit.unwrap_or_default(),
            _ if elsewhere.is_some() => elsewhere.unwrap_or_default(),
            Some(word) => Text::new(format!("是不是想写“{word}”？"), format!("did you mean `{word}`?")),
            None if sorted.is_empty() => Text::new("这里还没有任何名称", "there are no names here yet"),
            None => {
                let list = sorted.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join("、");
                let more = if sorted.len() > MOST_NAMES { "……" } else { "" };
                Text::new(
                    format!("这里有：{list}{more}"),
                    format!("there are: {}{}", list.replace('、', ", "), if more.is_empty() { "" } else { ", …" }),
                )
            }
        };
        self.fail(
            Code::UnknownName,
            span,
            Text::new(format!("没有{zh}“{name}”"), format!("there is no {en} `{name}`")),
            remedy,
        )
    }

    /// What a label stands for: people see labels in reports and headers of lists. `names` are known here.
    fn by_label(&self, label: &str, names: &[&str], in_kind: bool) -> Option<Text> {
        let called = |text: &str| !text.is_empty() && text == label;
        let labelled = self.scopes.items.iter().filter(|item| called(&item.label.zh) || called(&item.label.en));
        let own = |item: &Item<'_>| item.path.rsplit('.').next().unwrap_or_default().to_owned();
        let mut names_of_it = labelled.filter(|item| !item.path.contains('@')).filter_map(|item| {
            let name = own(item);
            if names.contains(&name.as_str()) {
                return Some(name);
            }
            // from the scenario the names of its projects are reached, from a kind those of others are not
            (!in_kind && item.scope != 0 && item.table.is_none()).then(|| item.path.clone())
        });
        let name = names_of_it.find(|name| name != label)?;
        Some(Text::new(format!("公式里写名称，不写标签：{name}"), format!("formulas hold names, not labels: {name}")))
    }

    /// A name that is a column or formula of a table, used outside its brackets.
    fn in_table(&self, name: &str) -> Option<Text> {
        let own = name.rsplit('.').next().unwrap_or_default();
        let path = &self.scopes.tables.iter().find(|table| table.items.contains_key(own))?.path;
        let user = self.stack.last().map(|item| self.scopes.items[item.0 as usize].path.as_str());
        if user.is_some_and(|user| user.contains(".stated.")) {
            return Some(Text::new(
                format!(
                    "“{own}”每户不同，而规则里写的是全部收款户共用的一个数：要按户区分，就在 [groups] 里用它写一个群体，再写 to = 群体名"
                ),
                format!(
                    "`{own}` differs by household, and a rule states one number for all whom it pays: to tell households apart, write a group with it in [groups] and pay that group"
                ),
            ));
        }
        Some(Text::new(
            format!("“{own}”在表 {path} 里，每行一个值：写例如 mean({path}: {own})，条件写 share"),
            format!(
                "`{own}` is in the table {path}, one for each row: write for example mean({path}: {own}), or share for a condition"
            ),
        ))
    }
}
