//! Promises: what is due, paid and late must be amounts of one unit, and what is due no negative amount.

use super::contents::PromisePlan;
use super::extras::Extras;
use super::lower::shown;
use super::value::Sort;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::formula::expression::Expression;
use crate::scenario::model::{Body, Name, Promise, Scenario};

/// What is known of items and paths when promises are judged.
pub(super) struct Known<'k, 's> {
    /// What an item is.
    pub(super) sort: &'k dyn Fn(usize) -> Option<&'s Sort>,
    /// What stands at a path.
    pub(super) sort_at: &'k dyn Fn(&str) -> Option<&'s Sort>,
    /// Between which numbers an item lies whatever is drawn.
    pub(super) range: &'k dyn Fn(usize) -> (f64, f64),
}

/// Reports the parts of promises that cannot be compared.
pub(super) fn check(scenario: &Scenario, extras: &Extras, known: &Known<'_, '_>, diagnostics: &mut Diagnostics) {
    let bodies = std::iter::once(&scenario.body).chain(scenario.projects.iter().map(|project| &project.kind.body));
    let promises = bodies.flat_map(|body| body.promises.iter().map(move |promise| (body, promise)));
    for ((body, promise), plan) in promises.zip(&extras.promises) {
        set_by_a_number(body, promise, &plan.path, known, diagnostics);
        if one_unit(promise, plan, known, diagnostics) {
            something_is_due(promise, (known.range)(plan.due), diagnostics);
        }
    }
}

/// `set_by` must name an input beside the promise, and a number.
fn set_by_a_number(body: &Body, promise: &Promise, path: &str, known: &Known<'_, '_>, diagnostics: &mut Diagnostics) {
    let Some(input) = &promise.set_by else { return };
    if !body.inputs.iter().any(|found| found.name.value == input.value) {
        diagnostics.push(Diagnostic::at(
            Code::UnknownName,
            input.span,
            Text::new(
                format!("没有输入“{}”：set_by 写决定承诺多少的那个输入", input.value),
                format!("there is no input `{}`: set_by names the input that says how much is promised", input.value),
            ),
            Text::new(
                "写同一节 [inputs] 里的名称，或删去 set_by",
                "write a name of [inputs] beside it, or delete set_by",
            ),
        ));
    }
    let input_path = match path.rsplit_once('.') {
        Some((project, _)) => format!("{project}.{}", input.value),
        None => input.value.clone(),
    };
    if (known.sort_at)(&input_path).is_some_and(|sort| !matches!(sort, Sort::Number(_))) {
        diagnostics.push(no_number(input));
    }
}

/// What is due, paid and late are amounts of one unit. False where nobody knows what is due.
fn one_unit(promise: &Promise, plan: &PromisePlan, known: &Known<'_, '_>, diagnostics: &mut Diagnostics) -> bool {
    let Some(of_due) = (known.sort)(plan.due) else { return false };
    if !matches!(of_due, Sort::Number(_)) {
        diagnostics.push(no_amount("due", &promise.due));
        return false;
    }
    let paid = [("paid", &promise.paid, plan.paid)].into_iter();
    let others = paid.chain(promise.late.as_ref().zip(plan.late).map(|(written, item)| ("late", written, item)));
    for (key, expression, item) in others {
        match (of_due, (known.sort)(item)) {
            (_, None) => {}
            (Sort::Number(Some(due)), Some(Sort::Number(Some(found)))) if !found.fits(due) => {
                let (due, found) = (shown(due), shown(found));
                diagnostics.push(
                    Diagnostic::at(
                        Code::UnitMismatch,
                        expression.span,
                        Text::new(
                            format!("{key} 的单位是 {}，due 的单位是 {}", found.zh, due.zh),
                            format!("`{key}` is in {}, `due` in {}", found.en, due.en),
                        ),
                        Text::new("付的和应付的要用同一单位来算", "what is paid and what is due are in one unit"),
                    )
                    .related(promise.due.span, Text::new("应付", "due")),
                );
            }
            (_, Some(Sort::Number(_))) => {}
            (_, Some(_)) => diagnostics.push(no_amount(key, expression)),
        }
    }
    true
}

/// What is due is positive in some year, whatever is drawn.
fn something_is_due(promise: &Promise, (low, high): (f64, f64), diagnostics: &mut Diagnostics) {
    if low < 0.0 && high <= 0.0 {
        diagnostics.push(Diagnostic::at(
            Code::OutOfRange,
            promise.due.span,
            Text::new(
                "应付的数在各年都不是正数：什么也没有承诺",
                "what is due is positive in no year: nothing is promised",
            ),
            Text::new(
                "应付、已付都写成正数，例如 -x",
                "write what is due and what is paid as positive amounts, such as -x",
            ),
        ));
    }
}

/// Reports what was promised or expected of a stream where it is in another unit than what the stream pays.
pub(super) fn check_streams<'s>(
    extras: &Extras,
    sort: &dyn Fn(usize) -> Option<&'s Sort>,
    diagnostics: &mut Diagnostics,
) {
    for (paid, promised, place, key) in &extras.promised {
        let sorts = (sort(paid.0 as usize), sort(promised.0 as usize));
        let (Some(Sort::Number(Some(paid))), Some(Sort::Number(Some(promised)))) = sorts else {
            continue;
        };
        if !promised.fits(paid) {
            let (paid, promised) = (shown(paid), shown(promised));
            diagnostics.push(Diagnostic::at(
                Code::UnitMismatch,
                *place,
                Text::new(
                    format!("{key} 的单位是 {}，这笔资金流的单位是 {}", promised.zh, paid.zh),
                    format!("`{key}` is in {}, the stream in {}", promised.en, paid.en),
                ),
                Text::new("用资金流的单位来写", "write it in the unit of the stream"),
            ));
        }
    }
}

fn no_number(set_by: &Name) -> Diagnostic {
    Diagnostic::at(
        Code::TypeMismatch,
        set_by.span,
        Text::new(
            format!("“{}”不是数：没有“少承诺一些”", set_by.value),
            format!("`{}` is no number: there is no less of it to promise", set_by.value),
        ),
        Text::new(
            "写决定承诺多少的那个数，或删去 set_by",
            "name the number that says how much is promised, or delete set_by",
        ),
    )
}

fn no_amount(key: &str, expression: &Expression) -> Diagnostic {
    Diagnostic::at(
        Code::TypeMismatch,
        expression.span,
        Text::new(format!("{key} 不是数"), format!("`{key}` is no number")),
        Text::new("写每年的数额", "write the amount of every year"),
    )
}
