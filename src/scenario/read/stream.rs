//! Streams of a kind: money that comes in, goes out or is held, each with its place in the project's account.

use super::super::document::{Content, Entry, Table as Tree};
use super::super::fields::Fields;
use super::super::mistakes::{missing_key, short};
use super::super::model::{Account, Formula, Party, Stream};
use super::Reader;
use crate::diagnostic::{Span, Spanned, Text};
use crate::formula::expression::Expression;

/// What stands beside the formula of a stream.
#[derive(Default)]
struct Beside {
    account: Option<Account>,
    party: Option<Spanned<String>>,
    promised: Option<Expression>,
    expected: Option<Expression>,
    investment: bool,
    capital: bool,
}

impl Reader<'_> {
    pub(super) fn streams(&mut self, tree: &Tree) -> Vec<Stream> {
        tree.entries.iter().filter_map(|entry| self.stream(entry)).collect()
    }

    fn stream(&mut self, entry: &Entry) -> Option<Stream> {
        let mut beside = Beside::default();
        let formula = self.described_formula(entry, |reader, fields| beside = reader.beside(fields));
        let Content::Table(tree) = &entry.item.content else {
            self.incomplete(entry, "account", "account = \"out\"");
            return None;
        };
        let party = match beside.account {
            Some(Account::In) => ("from", "from = \"market\""),
            Some(Account::Out) => ("to", "to = \"village\""),
            Some(Account::Balance) => return complete(formula, beside),
            None => {
                if tree.get("account").is_none() {
                    self.incomplete(entry, "account", "account = \"out\"");
                }
                return None;
            }
        };
        if tree.get(party.0).is_none() {
            self.incomplete(entry, party.0, party.1);
        }
        complete(formula, beside)
    }

    fn beside<'t>(&mut self, fields: &mut Fields<'t>) -> Beside {
        let accounts = [("in", Account::In), ("out", Account::Out), ("balance", Account::Balance)];
        let account = fields.choice("account", &accounts, &mut self.log);
        // keys of the other accounts are unknown keys here
        let side = match account {
            Some(Account::In) => Some("from"),
            Some(Account::Out) | None => Some("to"),
            Some(Account::Balance) => None,
        };
        let classes = Party::choices();
        let party = side.and_then(|side| {
            let class = fields.choice(side, &classes, &mut self.log)?;
            Some(Spanned { value: class.to_owned(), span: fields.table.get(side)?.item.span })
        });
        let mut amount = |key: &'static str| match account {
            Some(Account::Out) => fields.get(key).and_then(|entry| self.expression(key, &entry.item)),
            _ => None,
        };
        let (promised, expected) = (amount("promised"), amount("expected"));
        let investment = account == Some(Account::In) && fields.boolean("investment", &mut self.log).unwrap_or(false);
        let moves = matches!(account, Some(Account::In | Account::Out));
        let capital = moves && fields.boolean("capital", &mut self.log).unwrap_or(false) || investment;
        Beside { account, party, promised, expected, investment, capital }
    }

    fn incomplete(&mut self, entry: &Entry, key: &str, example: &str) {
        let shown = short(&entry.key.value);
        let place = Text::new(format!("资金流“{shown}”"), format!("stream `{shown}`"));
        self.log.push(missing_key(key, &place, entry.item.span, example));
    }
}

fn complete(formula: Option<Formula>, beside: Beside) -> Option<Stream> {
    let account = beside.account?;
    let empty = || Spanned { value: String::new(), span: Span::default() };
    let party = if account == Account::Balance { empty() } else { beside.party? };
    let Beside { promised, expected, investment, capital, .. } = beside;
    Some(Stream { formula: formula?, account, party, promised, expected, investment, capital })
}
