//! Quantiles, moments, standard errors, tails, histograms: pure functions on columns of trials.
//!
//! Every sum over trials runs in a fixed order (a fixed tree, or replicate by replicate), so a result depends on the
//! values and their order alone, not on threads. Nothing here panics on data: what does not exist is NaN or `None`.

mod cholesky;
mod expected_shortfall;
mod gathered;
mod histogram;
mod moments;
mod normal_scores;
mod quantiles;
mod rank_t;
mod replicate;
mod student_t;
mod summary;
mod tally;

pub use cholesky::{Indefinite, cholesky};
pub use expected_shortfall::{Tail, expected_shortfall, expected_shortfall_ranked};
pub use gathered::{Gathered, GatheredSummary};
pub use histogram::{Cells, histogram, nice_cells, shown_range};
pub use moments::{Moments, sum};
pub use normal_scores::pearson_of_spearman;
pub use quantiles::{Ranked, on_line, quantiles};
pub use rank_t::pearson_of_spearman_t;
pub use replicate::{Estimate, REPLICATES, error_of_share, mean, replicated, share};
pub use student_t::{chi_square_quantile, student_t_975, t_cdf, t_quantile};
pub use summary::{Summary, summarise, summarise_ranked};
pub use tally::Tally;

#[cfg(test)]
mod tests {
    /// Numbers for tests: xorshift64* (Vigna 2016, *An experimental exploration of Marsaglia's xorshift generators*).
    pub(super) struct Uniform(u64);

    impl Uniform {
        pub(super) fn new(seed: u64) -> Self {
            // spread small seeds over all bits
            Uniform((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
        }

        /// In (0, 1).
        pub(super) fn next(&mut self) -> f64 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 12) as f64 + 0.5) / (1u64 << 52) as f64
        }
    }

    /// Independent standard normal numbers (Box & Muller 1958).
    pub(super) fn normals(seed: u64, count: usize) -> Vec<f64> {
        let mut uniform = Uniform::new(seed);
        let mut normal = || {
            let (radius, angle) = ((-2.0 * uniform.next().ln()).sqrt(), std::f64::consts::TAU * uniform.next());
            radius * angle.cos()
        };
        (0..count).map(|_| normal()).collect()
    }
}
