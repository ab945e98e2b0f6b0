//! Correlated inputs: normal scores are mixed by the Cholesky factor in the order of the list, so that a later member
//! depends on earlier ones only and appending a member changes no other draw.

use super::Lowerer;
use super::input::Drawn;
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::formula::suggest::did_you_mean;
use crate::plan::graph::{Axes, NodeId, Op, Scalar, TableId, Unary};
use crate::plan::scope::{Definition, ItemId};
use crate::plan::value::{Reported, Value};
use crate::scenario::model::{self, Correlation, Input};
use crate::statistics::{self, Indefinite};

/// Inputs that move together.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    members: Vec<ItemId>,
    /// Members that are rows of one input of a table: the places of these rows in running order.
    rows: Option<Vec<usize>>,
    /// Lower triangle, row by row.
    factor: Vec<Vec<f64>>,
    /// Degrees of freedom of a t copula.
    t: Option<f64>,
    /// Path of the draw that scales a t copula.
    path: String,
}

/// What all members of a correlation must share: whether they are drawn every year, and their table.
type Shape = (bool, Option<TableId>);

impl<'s> Lowerer<'s, '_> {
    /// Checks `[[correlations]]` and remembers the groups.
    pub(crate) fn prepare_correlations(&mut self) {
        self.prepare_shared();
        for correlation in &self.scenario.correlations {
            let of_kind = correlation.of_kind.then(|| self.still_drawn(correlation));
            let correlation = of_kind.as_ref().unwrap_or(correlation);
            if of_kind.is_some() && correlation.between.len() < 2 {
                continue;
            }
            if let Ok(group) = self.group(correlation) {
                let index = self.groups.len();
                for (place, &member) in group.members.iter().enumerate() {
                    if self.correlated.insert(member, (index, place)).is_some() {
                        let path = self.scopes.items[member.0 as usize].path.clone();
                        self.diagnostics.push(Diagnostic::at(
                            Code::Correlation,
                            correlation.span,
                            Text::new(
                                format!("“{path}”出现在两组相关里"),
                                format!("`{path}` stands in two sets of correlations"),
                            ),
                            Text::new("请合并成一个矩阵", "put them into one matrix"),
                        ));
                    }
                }
                self.groups.push(group);
            }
        }
    }

    /// The members of a kind's correlation that the project leaves to be drawn and that the scenario does not correlate itself.
    fn still_drawn(&self, correlation: &Correlation) -> Correlation {
        // `None` for what is no input: a mistake of the kind, told of by `group`
        let drawn = |name: &model::Name| {
            let path = self.row_of(&name.value).map_or(name.value.clone(), |(path, _)| path);
            let index = self.scopes.items.iter().position(|item| item.path == path)?;
            let Definition::Input(input) = self.scopes.items[index].definition else { return None };
            let free = !self.correlated.contains_key(&ItemId(index as u32));
            Some(free && matches!(&input.value, model::Value::Uncertain(drawn) if drawn.rank.is_none()))
        };
        let kept: Option<Vec<bool>> = correlation.between.iter().map(drawn).collect();
        let mut correlation = correlation.clone();
        if let Some(kept) = kept {
            correlation.keep(&kept);
        }
        correlation
    }

    fn group(&mut self, correlation: &Correlation) -> Result<Group, Reported> {
        let mut members = Vec::new();
        let mut rows = Vec::new();
        let mut shape = None;
        for name in &correlation.between {
            let (member, here, row) = self.member(name)?;
            if *shape.get_or_insert(here) != here {
                let first = correlation.between.first().map_or("", |name| name.value.as_str());
                if let Some((first_each, first_table)) = shape
                    && first_table == here.1
                    && first_each != here.0
                {
                    let (yearly, single) = if here.0 { (&*name.value, first) } else { (first, &*name.value) };
                    return self.fail(Code::Correlation, name.span, not_drawn_alike(), split(yearly, single));
                }
                return self.fail(
                    Code::Correlation,
                    name.span,
                    not_drawn_alike(),
                    Text::new(
                        "请统一 each，或把它们拆成两组；只取表中一行时写 表.行.输入，例如 crops.rice.yield",
                        "make `each` the same, or use two sets; a single row is named as table.row.input, such as crops.rice.yield",
                    ),
                );
            }
            members.push(member);
            rows.extend(row);
        }
        if !rows.is_empty() {
            let distinct = (1..rows.len()).all(|place| !rows[..place].contains(&rows[place]));
            if rows.len() != members.len() || members.iter().any(|member| *member != members[0]) || !distinct {
                return self.fail(
                    Code::Correlation,
                    correlation.span,
                    Text::new(
                        "按行设相关时，各成员必须是同一张表、同一个输入的不同行",
                        "members that are rows must be different rows of one input of one table",
                    ),
                    Text::new(
                        "例如 crops.rice.yield 与 crops.maize.yield",
                        "such as crops.rice.yield and crops.maize.yield",
                    ),
                );
            }
            members.truncate(1);
        }
        let rows = (!rows.is_empty()).then_some(rows);
        let size = correlation.between.len();
        let scores = scores(correlation, 1.0);
        let factor = match statistics::cholesky(&scores, size) {
            Ok(factor) => factor.chunks(size.max(1)).map(<[f64]>::to_vec).collect(),
            Err(problem) => return self.impossible(correlation, problem),
        };
        let path = format!("correlation:{}", correlation.between.first().map_or("", |name| name.value.as_str()));
        Ok(Group { members, rows, factor, t: correlation.t, path })
    }

    /// A drawn input by its name in a correlation, its shape, and the place of its row if the name is that of one.
    fn member(&mut self, name: &model::Name) -> Result<(ItemId, Shape, Option<usize>), Reported> {
        let (path, row) = self.row_of(&name.value).map_or((name.value.clone(), None), |(path, row)| (path, Some(row)));
        let found = self.scopes.items.iter().position(|item| item.path == path);
        let uncertain = found.and_then(|index| {
            let item = &self.scopes.items[index];
            match item.definition {
                Definition::Input(Input { value: model::Value::Uncertain(uncertain), .. }) => {
                    Some((index, uncertain, item.table))
                }
                _ => None,
            }
        });
        let Some((index, uncertain, table)) = uncertain else {
            return self.fail(
                Code::Correlation,
                name.span,
                Text::new(
                    format!("“{}”不是不确定的输入", name.value),
                    format!("`{}` is not an uncertain input", name.value),
                ),
                match did_you_mean(&name.value, self.drawn_inputs()) {
                    Some(word) => Text::new(format!("是不是“{word}”？"), format!("did you mean `{word}`?")),
                    None => Text::new(
                        "相关只能设在抽样的输入之间；项目的输入写 项目名.输入名",
                        "correlations act between drawn inputs; those of projects are written project.input",
                    ),
                },
            );
        };
        if let Some(rank) = &uncertain.rank {
            return self.fail(
                Code::Correlation,
                name.span,
                Text::new(
                    format!("“{}”的位置由 rank 给出（{rank}），不抽签，没有相关可设", name.value),
                    format!(
                        "`{}` lies where its `rank` says ({rank}); it is not drawn, and nothing can be correlated",
                        name.value
                    ),
                ),
                Text::new(
                    "把 rank 里用到的抽样输入写进相关，或删去 rank",
                    "correlate the drawn inputs that stand in `rank`, or delete `rank`",
                ),
            );
        }
        if let Some(other) = &uncertain.draws_as {
            return self.fail(
                Code::ConflictingKeys,
                other.span,
                Text::new(
                    format!("“{}”写在相关里，不能再用别的输入的抽样", name.value),
                    format!("`{}` is correlated and cannot use the draws of another input", name.value),
                ),
                Text::new("请删去 draws_as，或把它移出相关", "delete `draws_as`, or take it out of the correlation"),
            );
        }
        if let model::Spread::Data { rows: Some(_), .. } = &uncertain.spread {
            return self.fail(
                Code::Correlation,
                name.span,
                Text::new(
                    format!("“{}”与别的数据同取一行（rows），不能再设相关", name.value),
                    format!(
                        "`{}` takes its row together with other data (`rows`) and cannot be correlated",
                        name.value
                    ),
                ),
                Text::new("请删去 rows，或把它移出相关", "delete `rows`, or take it out of the correlation"),
            );
        }
        Ok((ItemId(index as u32), (uncertain.each_year, table), row))
    }

    /// `crops.rice.yield` as the path `crops.yield` and the place of the row.
    fn row_of(&self, name: &str) -> Option<(String, usize)> {
        let (front, input) = name.rsplit_once('.')?;
        let (table, row) = front.rsplit_once('.')?;
        let info = self.scopes.tables.iter().find(|info| info.path == table)?;
        Some((format!("{table}.{input}"), info.rows.iter().position(|found| found == row)?))
    }

    /// The draws of an input whose rows are correlated: z\[k\] = Σ L\[k\]\[j\]·e\[j\] over the rows; rows that are no members
    /// keep their own.
    fn correlated_rows(&mut self, member: ItemId, group: &Group, places: &[usize]) -> Result<Drawn, Reported> {
        let Some(table) = self.scopes.items[member.0 as usize].table else { return Err(Reported) };
        let count = self.scopes.tables[table.0 as usize].rows.len();
        let uniform = self.own_uniform(member)?;
        let own = self.normal_score(uniform);
        let alone: Vec<f64> = (0..count).map(|row| if places.contains(&row) { 0.0 } else { 1.0 }).collect();
        let alone = self.graph.by_row(table, &alone);
        let mut score = self.graph.times(alone, own);
        for (j, &source) in places.iter().enumerate() {
            let mut weights = vec![0.0; count];
            for (k, &row) in places.iter().enumerate() {
                weights[row] = group.factor[k][j];
            }
            let weights = self.graph.by_row(table, &weights);
            let of_row = self.pick(Value::pure(own), table, source as u32);
            let term = self.graph.times(weights, of_row.node);
            score = self.graph.plus(score, term);
        }
        let Some(freedom) = group.t else { return Ok(Drawn { uniform: None, score: Some(score), ordered: true }) };
        let axes = Axes { row: None, ..self.graph.axes(score) };
        let together = self.student(score, freedom, &group.path, axes);
        Ok(Drawn { uniform: Some(self.graph.select(alone, uniform, together)), score: None, ordered: true })
    }

    /// The uniform of a t copula: z/√(χ²/ν), then Student's distribution function; one χ² for the group.
    fn student(&mut self, score: NodeId, freedom: f64, path: &str, drawn: Axes) -> NodeId {
        let scale_draw = self.graph.uniform(path, drawn.year, drawn.row);
        let freedom = self.graph.constant(freedom);
        let square = self.graph.add(Op::Scalar(Scalar::ChiSquareQuantile, vec![scale_draw, freedom]), drawn);
        let ratio = self.graph.over(square, freedom);
        let root = self.graph.unary(Unary::SquareRoot, ratio);
        let variate = self.graph.over(score, root);
        let axes = self.graph.axes(variate);
        self.graph.add(Op::Scalar(Scalar::StudentCdf, vec![variate, freedom]), axes)
    }

    fn impossible(&mut self, correlation: &Correlation, problem: Indefinite) -> Result<Group, Reported> {
        let name = |place: usize| correlation.between.get(place).map_or("", |name| name.value.as_str());
        match problem {
            Indefinite::Malformed(i, j) => {
                let span = correlation.spans.get(i).and_then(|row| row.get(j)).copied().unwrap_or(correlation.span);
                let (a, b) = (name(i), name(j));
                self.fail(
                    Code::Correlation,
                    span,
                    Text::new(format!("{a} 与 {b} 的相关不成立"), format!("the correlation of {a} and {b} cannot be")),
                    Text::new(
                        "矩阵必须对称，对角线是 1，其余在 −1 与 1 之间",
                        "the matrix is symmetric, 1 on the diagonal, between −1 and 1 elsewhere",
                    ),
                )
            }
            Indefinite::LeadingMinor(count) => {
                let names: Vec<&str> = (0..count).map(name).collect();
                let (zh, en) = (names.join("、"), names.join(", "));
                self.fail(
                    Code::Correlation,
                    correlation.span,
                    Text::new(
                        format!("{zh} 之间不可能同时有这些相关"),
                        format!("{en} cannot have these correlations together"),
                    ),
                    nearest_possible(correlation),
                )
            }
        }
    }

    /// The draw of a member: z\[k\] = Σ L\[k\]\[j\]·e\[j\]; for a t copula z/√(χ²/ν), then Student's distribution function.
    pub(super) fn correlated_draw(&mut self, group: usize, place: usize) -> Result<Drawn, Reported> {
        let group = self.groups[group].clone();
        if let Some(places) = &group.rows {
            return self.correlated_rows(group.members[0], &group, places);
        }
        let Group { members, factor, t, path, .. } = group;
        if place == 0 && t.is_none() {
            let uniform = self.own_uniform(members[0])?;
            return Ok(Drawn { uniform: Some(uniform), score: None, ordered: true });
        }
        let mut score: Option<NodeId> = None;
        for (&member, &weight) in members.iter().zip(&factor[place]).take(place + 1) {
            if weight == 0.0 {
                continue;
            }
            let uniform = self.own_uniform(member)?;
            let own = self.normal_score(uniform);
            let weight = self.graph.constant(weight);
            let term = self.graph.times(weight, own);
            score = Some(match score {
                None => term,
                Some(sum) => self.graph.plus(sum, term),
            });
        }
        let score = score.ok_or(Reported)?;
        let Some(freedom) = t else { return Ok(Drawn { uniform: None, score: Some(score), ordered: true }) };
        let uniform = self.student(score, freedom, &path, self.graph.axes(score));
        Ok(Drawn { uniform: Some(uniform), score: None, ordered: true })
    }
}

/// The correlations of the normal scores, all but the diagonal multiplied by a factor before.
fn scores(correlation: &Correlation, factor: f64) -> Vec<f64> {
    let score = |i: usize, j: usize, rho: f64| match correlation.t {
        _ if i == j => rho,
        _ if !correlation.ranks => rho * factor,
        None => statistics::pearson_of_spearman(rho * factor),
        Some(freedom) => statistics::pearson_of_spearman_t(rho * factor, freedom),
    };
    let rows = correlation.matrix.iter().enumerate();
    rows.flat_map(|(i, row)| row.iter().enumerate().map(move |(j, &rho)| score(i, j, rho))).collect()
}

fn not_drawn_alike() -> Text {
    Text::new(
        "相关的输入必须都是每个试验抽一次，或都是每年抽一次，并在同一张表里",
        "correlated inputs must all be drawn once a trial, or all every year, and in one table",
    )
}

/// What to write for an input drawn every year that goes with one drawn once a trial: only its level can.
fn split(yearly: &str, single: &str) -> Text {
    let name = yearly.rsplit('.').next().unwrap_or(yearly);
    Text::new(
        format!(
            "请统一 each；若逐年抽的 {yearly} 只有总体水平与 {single} 相关，就把它拆成两个输入：{name}_level（每个试验抽一次，写在 between 里）和 {name}_noise（each = \"year\"），再写公式 {name} = \"{name}_level + {name}_noise\""
        ),
        format!(
            "make `each` the same; where only the level of `{yearly}` goes with `{single}`, split it into two inputs, {name}_level (drawn once a trial, and in `between`) and {name}_noise (each = \"year\"), and write the formula {name} = \"{name}_level + {name}_noise\""
        ),
    )
}

/// How far correlations must come down, all by the same factor, to be possible together: by bisection, to two digits
/// and down rather than up. What two of them say need not be wrong in its sign, so that is said as well.
fn nearest_possible(correlation: &Correlation) -> Text {
    let size = correlation.between.len();
    let possible = |factor: f64| statistics::cholesky(&scores(correlation, factor), size).is_ok();
    let (mut low, mut high) = (0_u32, 100_u32);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if possible(f64::from(middle) / 100.0) { low = middle } else { high = middle }
    }
    let factor = f64::from(low) / 100.0;
    Text::new(
        format!("把其中某些相关减小，或改其符号；若把对角线以外的数都乘以同一个系数，最多乘 {factor} 才成立"),
        format!(
            "make some of them smaller, or change their signs; if all but the diagonal are multiplied by one factor, {factor} is the largest that is possible"
        ),
    )
}
