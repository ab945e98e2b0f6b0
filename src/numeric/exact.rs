//! Sums of many numbers that are the same bits in whatever order they are added, so threads and blocks do not matter.

/// The unit of a whole number is 2 to the power of minus this.
pub(crate) const LOWEST: i32 = 96;

/// 2 to a power that a normal number holds.
pub(crate) fn two_to(power: i32) -> f64 {
    f64::from_bits(((1023 + power) as u64) << 52)
}

/// A sum that is exact down to 2^-96: a whole number with a sign, the lowest 64 bits first. Three limbs hold the sum of 2^32
/// numbers up to 1e18, four that of their squares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exact<const LIMBS: usize>([u64; LIMBS]);

impl<const LIMBS: usize> Default for Exact<LIMBS> {
    fn default() -> Self {
        Exact([0; LIMBS])
    }
}

impl<const LIMBS: usize> Exact<LIMBS> {
    /// Adds a finite number; what it has below 2^-96 is dropped.
    #[inline(always)]
    pub(crate) fn add(&mut self, value: f64) {
        let bits = value.to_bits();
        let power = (bits >> 52 & 0x7ff) as i32;
        let mantissa = bits & ((1 << 52) - 1) | u64::from(power > 0) << 52;
        // value = mantissa * 2^(power - 1075)
        let shift = power.max(1) - 1075 + LOWEST;
        let (limb, wide) = match shift {
            0.. => (shift as usize / 64, u128::from(mantissa) << (shift % 64)),
            -63..0 => (0, u128::from(mantissa >> -shift)),
            _ => return,
        };
        let mut parts = [0; LIMBS];
        for (part, bits) in parts.iter_mut().skip(limb).zip([wide as u64, (wide >> 64) as u64]) {
            *part = bits;
        }
        if bits >> 63 == 0 { self.add_all(&parts) } else { self.subtract_all(&parts) }
    }

    /// Adds another sum.
    pub(crate) fn join(&mut self, other: &Self) {
        self.add_all(&other.0);
    }

    #[inline(always)]
    fn add_all(&mut self, parts: &[u64; LIMBS]) {
        let mut carry = false;
        for (limb, part) in self.0.iter_mut().zip(parts) {
            let (sum, over) = limb.overflowing_add(*part);
            let (sum, again) = sum.overflowing_add(u64::from(carry));
            (*limb, carry) = (sum, over | again);
        }
    }

    #[inline(always)]
    fn subtract_all(&mut self, parts: &[u64; LIMBS]) {
        let mut borrow = false;
        for (limb, part) in self.0.iter_mut().zip(parts) {
            let (rest, under) = limb.overflowing_sub(*part);
            let (rest, again) = rest.overflowing_sub(u64::from(borrow));
            (*limb, borrow) = (rest, under | again);
        }
    }

    /// The nearest number, or one beside it.
    pub(crate) fn number(&self) -> f64 {
        let negative = self.0[LIMBS - 1] >> 63 == 1;
        let mut size = *self;
        if negative {
            size = Exact::default();
            size.subtract_all(&self.0);
        }
        let whole = size.0.iter().rev().fold(0.0, |above, limb| above * two_to(64) + *limb as f64);
        let number = whole / two_to(LOWEST);
        if negative { -number } else { number }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_and_positive_values_cancel_to_the_last_bit() {
        let mut sum = Exact::<3>::default();
        [1e17, -3.5, two_to(-90), -1e17, 3.5].iter().for_each(|value| sum.add(*value));
        assert_eq!(sum.number(), two_to(-90));
        sum.add(-(two_to(-90)));
        sum.add(-0.0);
        assert_eq!(sum, Exact::default());
    }
}
