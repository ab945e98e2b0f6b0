//! Claims: what they are about must be there, and be one number.

use super::contents::{ClaimPlan, OutcomePlan};
use super::extras::Extras;
use super::lower::shown;
use super::value::Sort;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::formula::suggest::did_you_mean;
use crate::scenario::model::Scenario;
use crate::scenario::rates;

/// Reports claims about outcomes that there are not.
pub(super) fn unknown(scenario: &Scenario, diagnostics: &mut Diagnostics) {
    let own = scenario.body.outcomes.iter().map(|outcome| outcome.formula.name.value.clone());
    let of_projects = scenario.projects.iter().flat_map(|project| {
        let outcomes = project.kind.body.outcomes.iter();
        outcomes.map(|outcome| format!("{}.{}", project.name.value, outcome.formula.name.value))
    });
    let outcomes: Vec<String> = own.chain(of_projects).collect();
    for claim in scenario.claims.iter().filter(|claim| !outcomes.contains(&claim.outcome.value)) {
        let wanted = &claim.outcome.value;
        let remedy = match did_you_mean(wanted, outcomes.iter().map(String::as_str)) {
            Some(word) => Text::new(format!("是不是“{word}”？"), format!("did you mean `{word}`?")),
            None => Text::new(
                "请写 [outcomes] 里的名称；项目的结果写 项目名.名称",
                "write a name of [outcomes]; those of a project as project.name",
            ),
        };
        diagnostics.push(Diagnostic::at(
            Code::UnknownName,
            claim.outcome.span,
            Text::new(format!("没有叫“{wanted}”的结果（outcome）"), format!("there is no outcome `{wanted}`")),
            remedy,
        ));
    }
}

/// Why a claim cannot be compared with its outcome: another unit, or the outcome is no number.
fn unfit(outcome: &str, found: &Sort, stated: &Sort) -> Option<(Code, Text, Text)> {
    let (Sort::Number(found), Sort::Number(stated)) = (found, stated) else {
        let text = Text::new(
            format!("“{outcome}”不是数，一次试验里没有可以和说法相比的数"),
            format!("`{outcome}` is no number: in a trial there is nothing to compare with what was stated"),
        );
        let remedy = Text::new(
            "报告会给出它的概率；说法请写在一个数上，例如金额",
            "its probability is reported anyway; state a claim about a number such as an amount",
        );
        return Some((Code::TypeMismatch, text, remedy));
    };
    let (Some(found), Some(stated)) = (found, stated) else { return None };
    if found.fits(stated) {
        return None;
    }
    let (found, stated) = (shown(found), shown(stated));
    let text = Text::new(
        format!("“{outcome}”的单位是{}，说法的单位是{}", found.zh, stated.zh),
        format!("`{outcome}` is in {}, what was stated is in {}", found.en, stated.en),
    );
    let remedy = Text::new(
        "请给 value 写上结果的单位，例如 \"2 万元\"",
        "write the outcome's unit behind the value, such as \"2 万元\"",
    );
    Some((Code::UnitMismatch, text, remedy))
}

/// The claims of a scenario; `single` tells of an outcome whether it has one value a trial, `percent` whether people read it
/// in per cent, `sort` what an item is.
pub(super) fn plan<'s>(
    scenario: &Scenario,
    extras: &Extras,
    outcomes: &[OutcomePlan],
    single: &dyn Fn(&OutcomePlan) -> bool,
    percent: &dyn Fn(&OutcomePlan) -> bool,
    sort: &dyn Fn(usize) -> Option<&'s Sort>,
    diagnostics: &mut Diagnostics,
) -> Vec<ClaimPlan> {
    let mut list = Vec::new();
    for (claim, &id) in scenario.claims.iter().zip(&extras.claims) {
        let found = outcomes.iter().position(|outcome| outcome.path == claim.outcome.value);
        match found.filter(|&index| single(&outcomes[index])) {
            Some(outcome) => {
                let value = id.0 as usize;
                let sorts = sort(outcomes[outcome].item).zip(sort(value));
                if let Some((code, text, remedy)) =
                    sorts.and_then(|(found, stated)| unfit(&claim.outcome.value, found, stated))
                {
                    diagnostics.push(Diagnostic::at(code, claim.value.span, text, remedy));
                } else if percent(&outcomes[outcome]) {
                    rates::claim(&claim.outcome.value, &claim.value)
                        .into_iter()
                        .for_each(|found| diagnostics.push(found));
                }
                list.push(ClaimPlan {
                    outcome,
                    value,
                    holds: claim.holds,
                    text: claim.text.clone(),
                    source: claim.source.clone().unwrap_or_default(),
                });
            }
            None => diagnostics.push(Diagnostic::at(
                Code::ShapeMismatch,
                claim.outcome.span,
                Text::new(
                    format!("“{}”每年有一个值，不能与一个数相比", claim.outcome.value),
                    format!(
                        "`{}` has a value for every year and cannot be compared with one number",
                        claim.outcome.value
                    ),
                ),
                Text::new(
                    "请另写一个结果，用 at、sum 或 last 取出一个数",
                    "write another outcome that takes one number with at, sum or last",
                ),
            )),
        }
    }
    list
}
