//! Sorting and solving, which no formula does.

use super::write;
use crate::diagnostic::Text;

/// What to write for a function that sorts `x`, takes the value at a `place` of the order, or solves an equation;
/// `function` is in small letters.
pub fn unordered(function: &str, x: &str, place: Option<String>) -> Option<Text> {
    match function {
        "sort" | "sorted" | "order" | "argsort" | "large" | "small" | "nlargest" | "nsmallest" => {
            Some(sorted(function, x, place))
        }
        "root" | "roots" | "solve" | "fsolve" | "uniroot" | "brentq" | "goalseek" | "goal_seek" | "find_root" => {
            Some(no_solver())
        }
        _ => None,
    }
}

/// The largest and the like: of years, by the quantile that falls on a value (type 7).
fn sorted(function: &str, x: &str, place: Option<String>) -> Text {
    let k = place.unwrap_or_else(|| "2".to_owned());
    let part = match k.as_str() {
        "1" => "0".to_owned(),
        "2" => "1 / horizon".to_owned(),
        _ => format!("({k} - 1) / horizon"),
    };
    match function {
        "large" | "nlargest" => write(&format!("quantile({x}, 1 - {part})")),
        "small" | "nsmallest" => write(&format!("quantile({x}, {part})")),
        _ => Text::new(
            format!(
                "公式不排序：各年中最大、最小的写 max({x})、min({x})，第二大的写 quantile({x}, 1 - 1 / horizon)，中位数写 quantile({x}, 0.5)；表的各行写 quantile(表: 列, 0.5)"
            ),
            format!(
                "nothing is sorted: over the years write max({x}), min({x}), quantile({x}, 1 - 1 / horizon) for the second largest, quantile({x}, 0.5) for the median; over rows quantile(table: column, 0.5)"
            ),
        ),
    }
}

/// What to do where an equation was to be solved.
fn no_solver() -> Text {
    Text::new(
        "公式不解方程：先手工解出再写，或写几步迭代，每步一条公式（p1 = \"1\"，p2 用 p1 算，p3 用 p2 算……）；使净现值为 0 的利率写 irr(flow)",
        "no equation is solved: solve it by hand, or iterate in a few formulas, each from the one before (p1 = \"1\", p2 from p1, p3 from p2, …); the rate at which a net present value is 0 is irr(flow)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_largest_is_a_quantile() {
        let told = |function: &str, place: &str| unordered(function, "x", Some(place.to_owned())).map(|text| text.en);
        assert_eq!(told("large", "2").as_deref(), Some("write quantile(x, 1 - 1 / horizon)"));
        assert_eq!(told("small", "3").as_deref(), Some("write quantile(x, (3 - 1) / horizon)"));
        assert!(told("sort", "2").is_some_and(|text| text.contains("nothing is sorted")));
        assert_eq!(told("max", "2"), None);
    }
}
