//! Which draw an input uses: its own, a correlated one, that of its row of data, or that of another input.

use super::input::Drawn;
use super::{Environment, Lowerer, RowPlace};
use crate::diagnostic::{Code, Text};
use crate::formula::suggest::did_you_mean;
use crate::plan::graph::{NodeId, TableId};
use crate::plan::scope::{Definition, Item, ItemId};
use crate::plan::value::Reported;
use crate::scenario::model::{Input, Name, Spread, Uncertain, Value};

/// An input, or a cell of a table, that is drawn.
struct Source<'s> {
    /// The input; `None` for a cell.
    item: Option<ItemId>,
    uncertain: &'s Uncertain,
    /// Key of its draws.
    path: String,
    /// The table whose rows draw for themselves.
    table: Option<TableId>,
}

/// The name whose events and cells are drawn for a definition that is written once more for a case (`village/cases.rs`): the same draws
/// are what makes a case comparable. Names of users hold no `@`, names of rows may: this is not for paths of cells.
pub(super) fn without_case(name: &str) -> &str {
    name.split_once('@').map_or(name, |(name, _)| name)
}

impl<'s> Lowerer<'s, '_> {
    /// The draw of an input item.
    pub(super) fn draw_of(&mut self, id: ItemId) -> Result<Drawn, Reported> {
        if let Some(&(group, place)) = self.correlated.get(&id) {
            return self.correlated_draw(group, place);
        }
        let source = self.drawn_item(id).ok_or(Reported)?;
        self.draw(source, id)
    }

    /// The draw of a cell of a table; `id` is its column.
    pub(super) fn draw_of_cell(
        &mut self,
        id: ItemId,
        uncertain: &'s Uncertain,
        path: String,
    ) -> Result<Drawn, Reported> {
        self.draw(Source { item: None, uncertain, path, table: None }, id)
    }

    /// The uniform of an input item before any correlation.
    pub(super) fn own_uniform(&mut self, id: ItemId) -> Result<NodeId, Reported> {
        let source = self.drawn_item(id).ok_or(Reported)?;
        Ok(self.uniform_at(&source))
    }

    fn drawn_item(&self, id: ItemId) -> Option<Source<'s>> {
        let item = &self.scopes.items[id.0 as usize];
        match item.definition {
            // a value with a rank has no draw that others could use
            Definition::Input(Input { value: Value::Uncertain(uncertain), .. }) if uncertain.rank.is_none() => {
                Some(Source { item: Some(id), uncertain, path: item.path.clone(), table: item.table })
            }
            _ => None,
        }
    }

    fn uniform_at(&mut self, source: &Source<'s>) -> NodeId {
        let each_year = source.uncertain.each_year;
        match &source.uncertain.spread {
            Spread::Data { rows: Some(word), .. } => {
                self.graph.uniform(&format!("rows:{word}"), each_year, source.table)
            }
            _ => self.graph.uniform(&source.path, each_year, source.table),
        }
    }

    /// Follows `draws_as` to the input whose draws count; `user` is the item that draws.
    fn draw(&mut self, mut source: Source<'s>, user: ItemId) -> Result<Drawn, Reported> {
        let (scope, table) = {
            let item = &self.scopes.items[user.0 as usize];
            (item.scope, item.table)
        };
        let mut environment = Environment::of_scope(scope);
        environment.rows.extend(table.map(|table| (table, RowPlace::Running)));
        let each_year = source.uncertain.each_year;
        if let Spread::Data { rows: Some(word), .. } = &source.uncertain.spread
            && *self.data_rows.entry(word.clone()).or_insert(each_year) != each_year
        {
            let span = self.scopes.items[user.0 as usize].span;
            return self.fail(
                Code::ConflictingKeys,
                span,
                Text::new(
                    format!("同取一行“{word}”的数据，有的每年抽一次、有的每次试验抽一次，取不到同一行"),
                    format!("data that share the rows `{word}` are drawn every year here and once a trial there: no row is the same"),
                ),
                Text::new("让它们的 each 相同，或用不同的 rows 名", "make `each` the same, or use another word"),
            );
        }
        let mut seen = vec![source.path.clone()];
        while let Some(name) = &source.uncertain.draws_as {
            source = self.named_source(name, &environment)?;
            if source.uncertain.each_year != each_year || (source.table.is_some() && source.table != table) {
                return self.fail(
                    Code::ConflictingKeys,
                    name.span,
                    Text::new(
                        format!("“{}”的抽样方式不同，不能共用抽样", name.value),
                        format!("`{}` is not drawn in the same way and cannot be shared", name.value),
                    ),
                    Text::new(
                        "两者的 each 要相同；逐行抽的输入只能由同一张表的输入共用",
                        "make `each` the same; what every row of a table draws is shared inside that table only",
                    ),
                );
            }
            if seen.contains(&source.path) {
                // all of the circle come by here: one of them tells
                if source.path != seen[0] || seen.iter().min() != seen.first() {
                    return Err(Reported);
                }
                let path = seen.join(" → ");
                return self.fail(
                    Code::Circular,
                    name.span,
                    Text::new(
                        format!("draws_as 绕了一圈：{path} → {}", source.path),
                        format!("`draws_as` runs in a circle: {path} → {}", source.path),
                    ),
                    Text::new("请让其中一个用自己的抽样", "let one of them draw for itself"),
                );
            }
            seen.push(source.path.clone());
            if let Some(id) = source.item {
                environment = Environment::of_scope(self.scopes.items[id.0 as usize].scope);
                environment.rows.extend(source.table.map(|table| (table, RowPlace::Running)));
                if let Some(&(group, place)) = self.correlated.get(&id) {
                    return self.correlated_draw(group, place);
                }
            }
        }
        Ok(Drawn { uniform: Some(self.uniform_at(&source)), score: None, ordered: false })
    }

    /// Finds the inputs whose draws others use, before anything is lowered: their larger draws must mean larger values.
    pub(super) fn prepare_shared(&mut self) {
        for item in &self.scopes.items {
            let cells = match item.definition {
                Definition::Input(Input { value, .. }) => std::slice::from_ref(value),
                Definition::Column(column) => column.cells.as_slice(),
                _ => continue,
            };
            let mut environment = Environment::of_scope(item.scope);
            environment.rows.extend(item.table.map(|table| (table, RowPlace::Running)));
            for cell in cells {
                let Value::Uncertain(uncertain) = cell else { continue };
                let Some(name) = &uncertain.draws_as else { continue };
                let path: Vec<String> = name.value.split('.').map(str::to_string).collect();
                self.shared.extend(self.item_at(&path, &environment));
            }
        }
    }

    /// Paths of all uncertain inputs.
    pub(super) fn drawn_inputs(&self) -> Vec<&str> {
        let drawn = |item: &&Item<'_>| matches!(item.definition, Definition::Input(Input { value: Value::Uncertain(drawn), .. }) if drawn.rank.is_none());
        self.scopes.items.iter().filter(drawn).map(|item| item.path.as_str()).collect()
    }

    /// The drawn input or cell that `draws_as` names.
    fn named_source(&mut self, name: &'s Name, environment: &Environment) -> Result<Source<'s>, Reported> {
        let path: Vec<String> = name.value.split('.').map(str::to_string).collect();
        let found = self.item_at(&path, environment).and_then(|id| match self.scopes.items[id.0 as usize].definition {
            Definition::Column(column) => {
                let table = self.scopes.items[id.0 as usize].table?;
                let info = &self.scopes.tables[table.0 as usize];
                let [.., row, _] = path.as_slice() else { return None };
                let place = info.rows.iter().position(|found| found == row)?;
                match column.cells.get(*info.listed.get(place)? as usize)? {
                    Value::Uncertain(uncertain) => {
                        let path = format!("{}.{row}.{}", info.path, column.name.value);
                        Some(Source { item: None, uncertain, path, table: None })
                    }
                    _ => None,
                }
            }
            _ => self.drawn_item(id),
        });
        if let Some(source) = found {
            return Ok(source);
        }
        let ranked = self.item_at(&path, environment).is_some_and(|id| {
            let definition = self.scopes.items[id.0 as usize].definition;
            matches!(definition, Definition::Input(Input { value: Value::Uncertain(drawn), .. }) if drawn.rank.is_some())
        });
        if ranked {
            return self.fail(
                Code::ConflictingKeys,
                name.span,
                Text::new(
                    format!("“{}”的位置由 rank 给出，没有自己的抽签", name.value),
                    format!("`{}` lies where its `rank` says and has no draw of its own", name.value),
                ),
                Text::new("删去 draws_as，写同一个 rank", "delete `draws_as` and write the same `rank`"),
            );
        }
        let remedy = match did_you_mean(&name.value, self.drawn_inputs()) {
            Some(word) => Text::new(format!("是不是“{word}”？"), format!("did you mean `{word}`?")),
            None => Text::new("请写一个抽样的输入的名称", "write the name of an uncertain input"),
        };
        self.fail(
            Code::UnknownName,
            name.span,
            Text::new(
                format!("没有叫“{}”的抽样输入", name.value),
                format!("there is no uncertain input `{}`", name.value),
            ),
            remedy,
        )
    }
}
