//! The collective's account, and what is reported of it.

use super::build::{binary, call, formula, minus, number, over_indices, path, plus, rows, sum, times, yuan};
use super::layout::CollectiveLayout;
use super::payments::{Distributed, Flow, Paid, Ruled};
use super::{Join, Whole};
use crate::diagnostic::{Span, Text};
use crate::formula::expression::{BinaryOperator, Expression};
use crate::scenario::model::{Better, Formula, Outcome, Payment, YearRange};

impl Join<'_> {
    /// The collective's account: `village.income`, `village.available`, what its rules pay, `village.balance`.
    pub(super) fn collective(&mut self, paid: &[Distributed], whole: &Whole) -> (Vec<Paid>, Vec<Flow>) {
        let given = self.given;
        let of_village = |borne: bool, capital: bool| {
            let streams = paid.iter().filter(move |stream| (stream.borne, stream.capital) == (borne, capital));
            let flows = streams.flat_map(|stream| &stream.flows).filter(|flow| flow.to == "village");
            sum(flows.map(|flow| path(&[&flow.total])))
        };
        let (income, paid_in, invested) = (of_village(false, false), of_village(true, false), of_village(true, true));
        let returned = of_village(false, true);
        let table = format!("{}.{}", whole.name, whole.table);
        let own_aid = given.village.aid.iter().filter(|aid| aid.payer.value == "village");
        let own_aid: Vec<Expression> = own_aid
            .map(|aid| format!("received.aid.{}", aid.formula.name.value))
            .map(|aid| rows("sum", &table, path(&[&aid]), None, None))
            .collect();
        let mut paid_in = paid_in;
        if !own_aid.is_empty() {
            // nobody is paid outside the years of the household model, also where the aid is the same in all years
            let year = |index: usize| u32::try_from(index).ok();
            let years = YearRange { from: year(self.first_index()), to: year(self.last_index()) };
            let label = Text::new("村集体出的帮扶", "aid that the collective pays");
            let aid = formula("village.aid", label, sum(own_aid), Span::default());
            self.add(Formula { active: Some(years), ..aid });
            paid_in = plus(paid_in, path(&["village.aid"]));
        }
        self.account("income", ("村集体收入", "income of the collective"), income);
        self.account(
            "paid_in",
            ("村集体付给项目和帮扶", "what the collective pays into projects, and as aid"),
            paid_in,
        );
        self.account("invested", ("村集体投入项目的本金", "what the collective invests"), invested);
        self.account("returned", ("退回村集体的本金和准备金", "capital given back to the collective"), returned);
        let kept = match given.village.reserve.clone() {
            Some(reserve) => self.stated("village", "reserve", reserve, "%"),
            None => number(0.0),
        };
        let (income, paid_in) = (|| path(&["village.income"]), || path(&["village.paid_in"]));
        let net = || call("max", vec![minus(income(), paid_in()), yuan(0.0)]);
        let available = call("max", vec![minus(net(), times(kept, net())), yuan(0.0)]);
        self.account("available", ("村集体可分配", "what the collective may pay out"), available);
        // the collective cannot pay itself (reported)
        let rules: Vec<&Payment> = given.village.pays.iter().filter(|rule| rule.to.value != "village").collect();
        self.shares_fit(&rules);
        let Ruled { paid, flows, .. } = self.rules("village", "village.available", &rules, whole);
        let spent = sum(flows.iter().map(|flow| path(&[&flow.total])));
        let opening = match given.village.opening.clone() {
            Some(opening) => self.stated("village", "opening", opening, "元"),
            None => yuan(0.0),
        };
        let before = call("prev", vec![path(&["village.balance"]), opening]);
        let out = plus(plus(paid_in(), path(&["village.invested"])), spent);
        let balance = minus(plus(before, plus(income(), path(&["village.returned"]))), out);
        self.account("balance", ("村集体结余", "balance of the collective"), balance);
        (paid, flows)
    }

    /// Adds a formula of the collective's account.
    fn account(&mut self, name: &str, (zh, en): (&str, &str), amount: Expression) {
        self.add(formula(format!("village.{name}"), Text::new(zh, en), amount, Span::default()));
    }

    /// What the collective has at the end and whether it is overdrawn on the way, over all years of the run; and what projects pay it,
    /// a year on average over the years of the households, and by year.
    pub(super) fn collective_outcomes(&mut self, paid: &[Distributed]) -> Option<CollectiveLayout> {
        let moves = |stream: &Distributed| stream.flows.iter().any(|flow| flow.to == "village");
        let earns = |stream: &Distributed| !stream.borne && !stream.capital && moves(stream);
        let village = &self.given.village;
        let (opening, spends) = (village.opening.is_some(), !village.pays.is_empty());
        let (first, last) = (self.first_index() + 1, self.last_index());
        let mut outcome = |name: &str, label: Text, expression: Expression, better: Better| {
            let formula = formula(name, label, expression, Span::default());
            self.scenario.body.outcomes.push(Outcome { formula, better: Some(better) });
        };
        let balance = || path(&["village.balance"]);
        if opening || spends || paid.iter().any(moves) {
            let label = Text::new("村集体期末结余", "balance of the collective at the end");
            outcome("village.balance_end", label, call("last", vec![balance()]), Better::Higher);
        }
        // without an opening balance nobody knows what it had to spend
        if opening {
            let overdrawn = binary(BinaryOperator::Less, call("min", vec![balance()]), yuan(-1.0));
            let label = Text::new("村集体账户曾透支", "the collective is overdrawn in some year");
            outcome("village.overdrawn", label, overdrawn, Better::Lower);
        }
        if !paid.iter().any(earns) {
            return None;
        }
        let layout = CollectiveLayout {
            a_year: "village.income_a_year".to_owned(),
            by_year: "village.income_by_year".to_owned(),
        };
        let label = Text::new("村集体每年从项目得到", "what projects pay the collective a year");
        let mean = over_indices("mean", path(&["village.income"]), first, Some(last));
        outcome(&layout.a_year, label, mean, Better::Higher);
        let label = Text::new("村集体逐年从项目得到", "what projects pay the collective, by year");
        outcome(&layout.by_year, label, path(&["village.income"]), Better::Higher);
        Some(layout)
    }
}
