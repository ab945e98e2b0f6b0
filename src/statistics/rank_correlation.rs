//! Ranks and correlations of pairs.

use super::moments::{sum, tree_sum};

/// Ranks from 1, ties sharing the mean of their ranks.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    // values equal as numbers tie (−0 and 0 too), so positions break no tie
    order.sort_by(|a, b| values[*a].partial_cmp(&values[*b]).unwrap_or_else(|| values[*a].total_cmp(&values[*b])));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for group in order.chunk_by(|a, b| values[*a] == values[*b]) {
        // ranks start + 1 … start + length have this mean
        let rank = start as f64 + (group.len() + 1) as f64 / 2.0;
        for place in group {
            ranks[*place] = rank;
        }
        start += group.len();
    }
    ranks
}

/// Pearson's correlation of pairs; NaN for fewer than two pairs, unequal lengths, or where one side does not vary.
pub fn pearson(x: &[f64], y: &[f64]) -> f64 {
    if x.len() != y.len() || x.len() < 2 {
        return f64::NAN;
    }
    let (mean_x, mean_y) = (sum(x) / x.len() as f64, sum(y) / y.len() as f64);
    let products: Vec<f64> = x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).collect();
    let square_x = tree_sum(x, |x| (x - mean_x) * (x - mean_x));
    let square_y = tree_sum(y, |y| (y - mean_y) * (y - mean_y));
    if square_x == 0.0 || square_y == 0.0 {
        return f64::NAN;
    }
    (sum(&products) / (square_x.sqrt() * square_y.sqrt())).clamp(-1.0, 1.0)
}

/// Spearman's rank correlation: Pearson's of the ranks, which is also right with ties (Spearman 1904; Kendall & Gibbons,
/// *Rank Correlation Methods*, chapter 3). Values finite; NaN as [`pearson`].
pub fn spearman(x: &[f64], y: &[f64]) -> f64 {
    if x.len() != y.len() {
        return f64::NAN;
    }
    pearson(&ranks(x), &ranks(y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ties_share_their_mean_rank() {
        assert_eq!(ranks(&[10.0, 20.0, 10.0, 5.0, 10.0]), [3.0, 5.0, 3.0, 1.0, 3.0]);
        assert_eq!(ranks(&[0.0, -0.0]), [1.5, 1.5]);
    }

    #[test]
    fn without_ties_the_short_formula_holds() {
        // 1 − 6 Σd² / (n (n² − 1)): d = 1, 1, 1, 1, 0 gives 0.8
        let rho = spearman(&[1.0, 2.0, 3.0, 4.0, 5.0], &[20.0, 10.0, 40.0, 30.0, 50.0]);
        assert!((rho - 0.8).abs() < 1e-15);
        assert!(spearman(&[1.0, 1.0], &[1.0, 2.0]).is_nan());
        assert!(spearman(&[1.0], &[1.0]).is_nan() && spearman(&[1.0, 2.0], &[1.0]).is_nan());
    }

    proptest! {
        #[test]
        fn only_the_order_matters(pairs in prop::collection::vec((-3.0..3.0f64, -3.0..3.0f64), 2..100)) {
            let (x, y): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let bent: Vec<f64> = x.iter().map(|x| x * 1024.0 + 8.0 * x.abs() * x).collect();
            let mirrored: Vec<f64> = y.iter().map(|y| -y).collect();
            let rho = spearman(&x, &y);
            prop_assert_eq!(rho, spearman(&bent, &y));
            prop_assert!((rho + spearman(&x, &mirrored)).abs() < 1e-14);
            prop_assert!((spearman(&x, &x) - 1.0).abs() < 1e-14);
        }
    }
}
