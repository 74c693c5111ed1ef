//! Random numbers that are the same in every run: what is measured today can be compared with what was measured before.

/// Xorshift: three lines, and even enough for texts and graphs.
pub struct Dice(u64);

impl Dice {
    /// Numbers that follow from a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number, below another one.
    pub fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}
