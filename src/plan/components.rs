//! Sets of things that reach one another: Tarjan's algorithm (Tarjan 1972, *Depth-first search and linear graph
//! algorithms*), in time linear in the number of things and uses.

/// For each of `count` things the number of the set of those that reach it and that it reaches. What a thing uses has its
/// own number or a lower one.
pub(super) fn components(count: usize, uses: impl Fn(usize) -> Vec<usize>) -> Vec<u32> {
    const NEW: u32 = u32::MAX;
    let (mut found, mut lowest, mut component) = (vec![NEW; count], vec![NEW; count], vec![NEW; count]);
    let (mut stack, mut open): (Vec<usize>, Vec<(usize, Vec<usize>)>) = (Vec::new(), Vec::new());
    let (mut time, mut sets) = (0, 0);
    for root in 0..count {
        if found[root] != NEW {
            continue;
        }
        open.push((root, uses(root)));
        (found[root], lowest[root]) = (time, time);
        time += 1;
        stack.push(root);
        while let Some((node, rest)) = open.last_mut() {
            let node = *node;
            if let Some(next) = rest.pop() {
                if found[next] == NEW {
                    (found[next], lowest[next]) = (time, time);
                    time += 1;
                    stack.push(next);
                    open.push((next, uses(next)));
                } else if component[next] == NEW {
                    lowest[node] = lowest[node].min(found[next]);
                }
                continue;
            }
            open.pop();
            if let Some((above, _)) = open.last() {
                lowest[*above] = lowest[*above].min(lowest[node]);
            }
            if lowest[node] == found[node] {
                while let Some(member) = stack.pop() {
                    component[member] = sets;
                    if member == node {
                        break;
                    }
                }
                sets += 1;
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn things_in_a_circle_are_a_set_and_what_is_used_comes_first() {
        // 0 → 1 → 2 → 0 is a circle, 3 uses it, 4 is used by it, 5 uses itself
        let uses = [vec![1], vec![2, 4], vec![0], vec![2], vec![], vec![5]];
        let set = components(uses.len(), |thing| uses[thing].clone());
        assert!(set[0] == set[1] && set[1] == set[2]);
        assert!(set[4] < set[0] && set[0] < set[3]);
        let mut all = set.clone();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 4);
    }
}
