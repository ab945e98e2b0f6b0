//! `t.row-1.c`: a row that is reckoned, where only a name can stand.

use super::{Token, TokenKind};
use crate::diagnostic::Text;
use crate::formula::expression::BinaryOperator;

/// What to say of `.c` behind the number in `t.row-1.c`; `before` are the tokens in front of the number.
pub(super) fn other_row(before: &[Token], number: &str, behind: &str) -> Option<(Text, Text)> {
    let [.., Token { kind: TokenKind::Path(path), .. }, Token { kind: TokenKind::Operator(operator), .. }] = before
    else {
        return None;
    };
    let sign = match operator {
        BinaryOperator::Subtract => '-',
        BinaryOperator::Add => '+',
        _ => return None,
    };
    let [table @ .., row] = path.as_slice() else { return None };
    let column: String = behind.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if row != "row" || table.is_empty() || column.is_empty() {
        return None;
    }
    let table = table.join(".");
    Some((
        Text::new("路径里的行只能写名称，不能计算", "a row in a path is a name and cannot be computed"),
        Text::new(
            format!(
                "另一行的值写 sum({table}: {column} where row == outer.row {sign} {number})；{column} 要用到自己上一行的值时不能这样写：上面各行的合计写 above({column})，逐行递推请改成按年，用 prev"
            ),
            format!(
                "for the value of another row write sum({table}: {column} where row == outer.row {sign} {number}); where `{column}` needs its own value of the row above that is a circle: the sum of the rows above is above({column}), and what goes on from row to row is written by year, with prev"
            ),
        ),
    ))
}
