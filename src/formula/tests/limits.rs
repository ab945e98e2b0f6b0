//! Limits, and stacks that survive what the limits allow.

use super::{good, read};
use crate::diagnostic::Code;
use crate::formula::{MAX_DEPTH, MAX_OPERATORS, MAX_PARTS, MAX_TEXT};

/// Smaller than the smallest stack a platform gives a thread of ours (2 MiB, and 1 MiB to a main thread on Windows).
const SMALL_STACK: usize = 1 << 20;

/// Runs `work` on a small stack; an overflow would end the test process.
fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(SMALL_STACK).spawn(work).expect("a thread");
    assert!(thread.join().is_ok(), "the work panicked");
}

/// The one error of a formula beyond a limit.
fn limit_error(text: &str) -> String {
    let errors = read(text).expect_err("beyond the limit");
    assert_eq!(errors.list.len(), 1, "{errors}");
    assert_eq!(errors.list[0].code, Code::LimitExceeded);
    errors.list[0].message.en.clone()
}

#[test]
fn the_longest_sum_is_read_printed_compared_copied_and_dropped_on_a_small_stack() {
    on_small_stack(|| {
        let terms = MAX_OPERATORS + 1;
        let text = vec!["a"; terms].join(" + ");
        let sum = good(&text);
        assert_eq!(sum.size(), 2 * terms - 1);
        assert_eq!(sum.to_string(), text);
        let copy = sum.clone();
        assert!(copy.same_as(&sum));
        assert_eq!(copy, sum);
    });
}

#[test]
fn the_deepest_nesting_is_read_printed_compared_copied_and_dropped_on_a_small_stack() {
    on_small_stack(|| {
        for (open, close) in [
            ("(1 + ", ")"),
            ("f(", ")"),
            ("[", "]"),
            ("-", ""),
            ("not ", ""),
            ("2 ^ ", ""),
            ("if a then b else ", ""),
            ("if(a, b, ", ")"),
            ("case(s, n: ", ")"),
            ("sum(t: x + ", ")"),
        ] {
            let nested = |levels: usize| format!("{}x{}", open.repeat(levels), close.repeat(levels));
            let deepest = good(&nested(MAX_DEPTH));
            let copy = good(&deepest.to_string());
            assert!(copy.same_as(&deepest), "{open}");
            assert_eq!(deepest.clone().to_string(), copy.to_string(), "{open}");
            let message = limit_error(&nested(MAX_DEPTH + 100));
            assert!(message.contains("the limit is 200"), "{message}");
        }
    });
}

#[test]
fn depth_and_length_together_survive_a_small_stack() {
    on_small_stack(|| {
        let flat = vec!["a"; (MAX_OPERATORS - MAX_DEPTH) / 2].join(" * ");
        let text = format!("{}{flat} < {flat}{}", "1 + f(".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH));
        let formula = good(&text);
        assert!(good(&formula.to_string()).same_as(&formula.clone()));
    });
}

#[test]
fn one_operator_too_many_is_an_error_that_counts_them() {
    let message = limit_error(&vec!["a"; 10_000].join("+"));
    assert!(message.contains("9999") && message.contains("2000") && message.contains("7999"), "{message}");
    limit_error(&vec!["a"; MAX_OPERATORS + 2].join("+"));
}

#[test]
fn nesting_of_brackets_is_counted_to_the_end() {
    let message = limit_error(&format!("{}x{}", "(".repeat(345), ")".repeat(345)));
    assert!(message.contains("345") && message.contains("exceeded by 145"), "{message}");
}

#[test]
fn a_text_too_long_is_refused_unread() {
    let message = limit_error(&"x".repeat(MAX_TEXT + 5));
    assert!(message.contains("1048581") && message.contains("exceeded by 5"), "{message}");
    good(&"x".repeat(MAX_TEXT));
}

#[test]
fn chains_inside_chains_do_not_explode() {
    // every chain copies its middle: without a limit the tree would have 2^100 leaves
    let text = format!("{}x{}", "a < (".repeat(100), ") < b".repeat(100));
    assert!(limit_error(&text).contains(&format!("the limit is {MAX_PARTS}")));
}

#[test]
fn a_list_of_many_numbers_is_counted() {
    let list = |items: usize| format!("[{}1]", "1,".repeat(items - 1));
    good(&list(MAX_PARTS - 1));
    limit_error(&list(MAX_PARTS + 1));
}
