//! Numbers that cannot be: years of the household model, shares, reserves, floors and caps.

use super::Join;
use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::formula::expression::Expression;
use crate::scenario::model::{Payment, Value};

impl Join<'_> {
    /// What is reported of households is of the years after the first: there must be one. False where there is none.
    pub(super) fn has_years(&mut self) -> bool {
        let given = self.given;
        let project = &given.projects[self.households];
        let (first, last) = (i64::from(given.start_year), i64::from(given.start_year) + given.horizon as i64);
        let start = project.start.as_ref().map_or(first, |start| i64::from(start.value));
        let life = project.life.as_ref().map_or(last - start, |life| i64::from(life.value));
        // a start outside the scenario is reported elsewhere
        if !(first..=last).contains(&start) || start < last && life > 0 {
            return true;
        }
        let shortest = project.life.as_ref().filter(|life| life.value == 0).map(|life| life.span);
        let place = shortest.or(project.start.as_ref().map(|start| start.span)).unwrap_or(project.name.span);
        self.log.push(Diagnostic::at(
            Code::OutOfRange,
            place,
            Text::new(
                format!("住户模型从 {start} 年（名册的年份）开始，之后没有一年可算"),
                format!("the household model starts in {start}, the year of the list, and has no year after it"),
            ),
            Text::new(
                "把 life 写成至少 1，并让 horizon 至少到 start 之后一年",
                "let `life` be at least 1, and `horizon` reach a year beyond the start",
            ),
        ));
        false
    }

    /// Index of the year of the list, in years of the run.
    pub(super) fn first_index(&self) -> usize {
        let start = self.given.projects[self.households].start.as_ref();
        let index = start.map_or(0, |start| i64::from(start.value) - i64::from(self.given.start_year));
        usize::try_from(index).unwrap_or(0)
    }

    /// Index of the last year of the household model.
    pub(super) fn last_index(&self) -> usize {
        let given = self.given;
        let project = &given.projects[self.households];
        let start = self.first_index();
        project.life.as_ref().map_or(given.horizon, |life| (start + life.value as usize).min(given.horizon))
    }

    /// Shares, reserves, floors and caps that are plain numbers.
    pub(super) fn numbers_fit(&mut self) {
        let given = self.given;
        if let Some(reserve) = &given.village.reserve {
            self.part("reserve", reserve);
        }
        for rule in &given.village.pays {
            if rule.to.value == "village" {
                self.log.push(Diagnostic::at(
                    Code::OutOfRange,
                    rule.to.span,
                    Text::new("村集体不能付给自己", "the collective cannot pay itself"),
                    Text::new(
                        "写一个群体或 all，或删去这条规则：没有分掉的钱就留在村集体",
                        "write a group or `all`, or delete the rule: what no rule pays stays with the collective",
                    ),
                ));
            }
        }
        let rules = self.projects().flat_map(|(_, project)| &project.pays).chain(&given.village.pays);
        for rule in rules.collect::<Vec<&Payment>>() {
            for share in rule.share.iter().flat_map(written) {
                self.part("share", share);
            }
            for (key, limit) in [("floor", &rule.floor), ("cap", &rule.cap)] {
                if let Some(limit) = limit
                    && limit.number().is_some_and(|(number, _)| number < 0.0)
                {
                    let remedy = Text::new("请改这个数；不需要就删去这个键", "change the number, or delete the key");
                    self.out_of_range(key, limit.span, ("不能是负数", "must not be negative"), remedy);
                }
            }
            let stated = |limit: &Option<Expression>| {
                let (number, unit) = limit.as_ref()?.number()?;
                Some((number, unit.map(|unit| unit.text.trim().to_owned())))
            };
            if let (Some((least, unit)), Some((most, other)), Some(cap)) =
                (stated(&rule.floor), stated(&rule.cap), &rule.cap)
                && unit == other
                && most < least
            {
                let remedy =
                    Text::new("封顶应不低于保底：请改其中一个数", "a cap is at least the floor: change one of them");
                self.out_of_range("cap", cap.span, ("比 floor 还小", "is less than `floor`"), remedy);
            }
        }
    }

    /// A part of something lies between nothing and the whole.
    fn part(&mut self, key: &str, value: &Expression) {
        if plain_part(value).is_some_and(|part| !(0.0..=1.0).contains(&part)) {
            self.out_of_range(
                key,
                value.span,
                ("必须在 0 % 和 100 % 之间", "must lie between 0 % and 100 %"),
                Text::new(
                    "写百分数或 0 到 1 的数，例如 \"80 %\"（带引号）或 0.8；不需要就删去这个键",
                    "write per cent or a number from 0 to 1, such as \"80 %\" or 0.8, or delete the key",
                ),
            );
        }
    }

    fn out_of_range(&mut self, key: &str, span: Span, (zh, en): (&str, &str), remedy: Text) {
        self.log.push(Diagnostic::at(
            Code::OutOfRange,
            span,
            Text::new(format!("{key} {zh}"), format!("`{key}` {en}")),
            remedy,
        ));
    }
}

/// The expressions of a value that hold at some time.
pub(super) fn written(value: &Value) -> Vec<&Expression> {
    match value {
        Value::Certain(expression) => vec![expression],
        Value::ByYear { entries, .. } => entries.iter().map(|(_, expression)| expression).collect(),
        Value::Uncertain(_) => Vec::new(),
    }
}

/// A part of something that is written out, as a number or in per cent.
pub(super) fn plain_part(value: &Expression) -> Option<f64> {
    match value.number()? {
        (number, None) => Some(number),
        (number, Some(unit)) => unit.is_per_cent().then(|| number / 100.0),
    }
}
