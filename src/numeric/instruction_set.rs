//! The same loop compiled for several vector widths, the widest chosen at run time.
//!
//! A plain `cargo build` makes code for the oldest x86-64 machine (SSE2). Work handed to [`execute`] is compiled three
//! times, with SSE2, AVX2 and AVX-512, from the same source, so that one binary runs everywhere and uses what is there.
//!
//! **Same bits everywhere.** IEEE addition, subtraction, multiplication, division and square root are rounded the same
//! way in every width, and rustc never fuses a multiplication with an addition on its own. So the results agree bit for
//! bit as long as the work does not call `mul_add`, does not sum in an order that depends on the width (the compiler may
//! not reorder a floating-point sum, so a plain loop is safe), and takes `exp`, `ln` and the like from
//! [`crate::numeric::elementary`].
//!
//! **The only unsafe code of the program** is the call of a function compiled for an instruction set, which is undefined
//! behaviour on a machine without it. [`execute`] asks the machine before every such call (the standard library
//! remembers the answer, so it costs about a nanosecond); there is no way around that question from outside.
#![allow(unsafe_code, reason = "the call of a function compiled for an instruction set; see above")]

/// A set of vector instructions to compile and run with. Other processors than x86-64 have [`Self::Baseline`] only,
/// which there means the full vector unit that the target always has (NEON on aarch64).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstructionSet {
    /// What every machine of the target has: SSE2 on x86-64 (two doubles at a time).
    Baseline,
    /// AVX2: four doubles at a time. Intel since 2013, AMD since 2015.
    Avx2,
    /// AVX-512 F, DQ, BW and VL: eight doubles at a time.
    Avx512,
}

impl InstructionSet {
    /// All sets, narrowest first.
    pub const ALL: [Self; 3] = [Self::Baseline, Self::Avx2, Self::Avx512];

    /// The widest set that this machine has.
    #[must_use]
    pub fn detect() -> Self {
        Self::ALL.into_iter().rev().find(|set| set.is_available()).unwrap_or(Self::Baseline)
    }

    /// Whether this machine can run the set.
    #[must_use]
    #[inline]
    pub fn is_available(self) -> bool {
        match self {
            Self::Baseline => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vl")
            }
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx2 | Self::Avx512 => false,
        }
    }

    /// The name for manifests and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }
}

/// A piece of work to be compiled for every instruction set: a struct that holds the slices, with the loop in `run`.
///
/// `run`, and every function it calls that is to be vectorised, must be `#[inline(always)]`: only what is inlined into
/// the entry is compiled for the entry's instruction set.
pub trait Work {
    /// What the work gives back.
    type Output;

    /// Does the work.
    fn run(self) -> Self::Output;
}

/// Runs the work as compiled for `set`, or for the baseline if this machine does not have `set`.
#[inline]
pub fn execute<W: Work>(set: InstructionSet, work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    {
        if set == InstructionSet::Avx512 && set.is_available() {
            // SAFETY: the line above asked the machine for exactly the features that `with_avx512` is compiled with.
            return unsafe { with_avx512(work) };
        }
        if set == InstructionSet::Avx2 && set.is_available() {
            // SAFETY: the line above asked the machine for the feature that `with_avx2` is compiled with.
            return unsafe { with_avx2(work) };
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = set;
    plainly(work)
}

/// A function of its own, so that what is large is compiled for the baseline once and not at every call.
fn plainly<W: Work>(work: W) -> W::Output {
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2<W: Work>(work: W) -> W::Output {
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")]
fn with_avx512<W: Work>(work: W) -> W::Output {
    work.run()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Mixture<'a> {
        input: &'a [f64],
        output: &'a mut [f64],
    }

    impl Work for Mixture<'_> {
        type Output = f64;

        #[inline(always)]
        fn run(self) -> f64 {
            let mut sum = 0.0;
            for (x, y) in self.input.iter().zip(self.output) {
                // a product and a sum that a fused multiply-add would round differently, a root and a quotient
                *y = (x * x + 0.1) / (1.0 + x.sqrt());
                sum += *y;
            }
            sum
        }
    }

    #[test]
    fn every_available_set_gives_the_same_bits() {
        let input: Vec<f64> = (0..1003).map(|i| f64::from(i) * 0.37).collect();
        let mut expected = vec![0.0; input.len()];
        let sum = execute(InstructionSet::Baseline, Mixture { input: &input, output: &mut expected });
        for set in InstructionSet::ALL {
            let mut output = vec![0.0; input.len()];
            let other = execute(set, Mixture { input: &input, output: &mut output });
            assert_eq!(other.to_bits(), sum.to_bits(), "sum with {}", set.name());
            assert!(output.iter().zip(&expected).all(|(a, b)| a.to_bits() == b.to_bits()), "{}", set.name());
        }
    }

    #[test]
    fn the_detected_set_is_available_and_nothing_wider_is() {
        let detected = InstructionSet::detect();
        assert!(detected.is_available());
        assert!(InstructionSet::ALL.into_iter().filter(|set| *set > detected).all(|set| !set.is_available()));
    }
}
