//! Which rows of a table may run through all years before the next row starts.
//!
//! A year's loop over rows keeps what the next year calls the year before for every row: with a hundred households more
//! than a near cache holds. Where nothing that a row computes comes back to a row by way of other rows (a sum over the
//! households that their incomes depend on), the loops change places: row by row, and each row through all years. Then a
//! row's values are one column each, and only what leaves the rows, their sums, is kept by year. No value changes by it:
//! every sum still takes the rows in their order.
//!
//! For this a phase is cut into levels: what the rows read, the rows, what reads them.

use std::collections::BTreeMap;

use super::components::components;
use super::graph::{Graph, NodeId, Op, TableId};
use super::schedule::{Place, used};

/// Tables with fewer rows stay in the loop over years: their columns are few anyway.
const FEWEST_ROWS: u32 = 8;

/// What is known of the nodes before the cut.
pub(super) struct Rowwise<'a> {
    /// The graph.
    pub graph: &'a Graph,
    /// The node that really computes a node.
    pub stands_for: &'a [NodeId],
    /// True for nodes that are computed in this part.
    pub computed: &'a dyn Fn(NodeId) -> bool,
    /// Rows of each table.
    pub rows: &'a [u32],
}

impl Rowwise<'_> {
    /// Numbers the phases anew, cut where rows can run by themselves; gives the table of every new phase that does.
    pub(super) fn cut(&self, place: &mut [Place]) -> Vec<Option<TableId>> {
        let (unit, units) = self.units(place);
        let mut uses: Vec<Vec<usize>> = vec![Vec::new(); units];
        let mut table: Vec<Option<TableId>> = vec![None; units];
        let mut stays: Vec<bool> = vec![false; units];
        for (node, &here) in unit.iter().enumerate() {
            let Some(here) = here else { continue };
            let id = NodeId(node as u32);
            table[here] = table[here].or(self.graph.axes(id).row);
            stays[here] |= matches!(self.graph.op(id), Op::Above { .. });
            for source in self.sources(id) {
                let Some(there) = unit[source].filter(|_| self.both_yearly(place, node, source)) else { continue };
                if there != here {
                    uses[here].push(there);
                }
            }
        }
        let set = components(units, |unit| uses[unit].clone());
        let sets = set.iter().max().map_or(0, |&last| last as usize + 1);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); sets];
        for (unit, &set) in set.iter().enumerate() {
            members[set as usize].push(unit);
        }
        let mut level = vec![0_u32; sets];
        let mut runs: Vec<Option<TableId>> = vec![None; sets];
        for here in 0..sets {
            runs[here] = match members[here].as_slice() {
                [only] if !stays[*only] => table[*only].filter(|table| self.rows[table.0 as usize] >= FEWEST_ROWS),
                _ => None,
            };
            for there in members[here].iter().flat_map(|&unit| &uses[unit]).map(|&unit| set[unit] as usize) {
                if there != here {
                    level[here] = level[here].max(level[there] + u32::from(runs[there].is_some()));
                }
            }
        }
        let key = |node: usize| match unit[node].map(|unit| set[unit] as usize) {
            Some(set) => (place[node].phase, level[set], runs[set]),
            None => (place[node].phase, 0, None),
        };
        let mut phases: BTreeMap<(u32, u32, Option<TableId>), u32> = BTreeMap::new();
        for node in (0..place.len()).filter(|&node| (self.computed)(NodeId(node as u32))) {
            phases.insert(key(node), 0);
        }
        for (number, phase) in phases.values_mut().enumerate() {
            *phase = number as u32;
        }
        let numbers: Vec<u32> = (0..place.len()).map(|node| phases.get(&key(node)).copied().unwrap_or(0)).collect();
        for (place, number) in place.iter_mut().zip(numbers) {
            place.phase = number;
        }
        phases.into_keys().map(|(_, _, table)| table).collect()
    }

    /// Nodes that a node reads, in this year or the year before.
    fn sources(&self, node: NodeId) -> Vec<usize> {
        let mut sources = used(self.graph, node, self.stands_for);
        if let Op::Prev { target, .. } = self.graph.op(node) {
            sources.extend(self.graph.prev[target.0 as usize].map(|read| self.stands_for[read.0 as usize]));
        }
        sources.into_iter().filter(|&source| (self.computed)(source)).map(|source| source.0 as usize).collect()
    }

    fn both_yearly(&self, place: &[Place], a: usize, b: usize) -> bool {
        let yearly = |node: usize| self.graph.axes(NodeId(node as u32)).year;
        yearly(a) && yearly(b) && place[a].phase == place[b].phase
    }

    /// For every yearly node its unit, and how many there are. Values by row that read each other in the same phase are
    /// one unit: kept apart, they would have to be kept by row and year. Any other node is a unit of its own.
    fn units(&self, place: &[Place]) -> (Vec<Option<usize>>, usize) {
        let count = place.len();
        let mut above: Vec<usize> = (0..count).collect();
        fn root(above: &mut [usize], mut node: usize) -> usize {
            while above[node] != node {
                above[node] = above[above[node]];
                node = above[node];
            }
            node
        }
        let taken: Vec<bool> =
            (0..count as u32).map(NodeId).map(|node| (self.computed)(node) && self.graph.axes(node).year).collect();
        let by_row = |node: usize| self.graph.axes(NodeId(node as u32)).row.is_some();
        for node in (0..count).filter(|&node| taken[node] && by_row(node)) {
            for source in self.sources(NodeId(node as u32)) {
                if by_row(source) && self.both_yearly(place, node, source) {
                    let (a, b) = (root(&mut above, node), root(&mut above, source));
                    above[a.max(b)] = a.min(b);
                }
            }
        }
        let mut numbers: Vec<Option<usize>> = vec![None; count];
        let mut units = 0;
        for node in (0..count).filter(|&node| taken[node]) {
            // a root is the first of its unit
            let root = root(&mut above, node);
            if root == node {
                numbers[node] = Some(units);
                units += 1;
            } else {
                numbers[node] = numbers[root];
            }
        }
        (numbers, units)
    }
}
