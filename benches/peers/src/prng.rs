//! A fixed-seed generator (splitmix64), so that every run sees the same events and rules.

/// The generator's state.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// A generator that always yields the same sequence for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        scramble(self.0)
    }

    /// A number in `0..bound`; `bound` must not be zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The multiply-shift map: its bias is far below what a benchmark can see.
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }

    /// A number in `0.0..1.0`.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True `hits` times in `of`.
    pub fn chance(&mut self, hits: u64, of: u64) -> bool {
        self.below(of) < hits
    }

    /// One element of a list that is not empty.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }

    /// One element, the first ones oftener than the last.
    pub fn pick_early<T: Copy>(&mut self, list: &[T]) -> T {
        let bound = list.len() as u64;
        list[self.below(bound).min(self.below(bound)) as usize]
    }

    /// Appends `digits` lower-case hexadecimal digits.
    pub fn hex(&mut self, out: &mut String, digits: usize) {
        self.letters(out, digits, b"0123456789abcdef");
    }

    /// Appends `count` characters drawn from an ASCII alphabet.
    pub fn letters(&mut self, out: &mut String, count: usize, alphabet: &[u8]) {
        for _ in 0..count {
            out.push(char::from(self.pick(alphabet)));
        }
    }

    /// Appends a UUID-shaped string.
    pub fn uuid(&mut self, out: &mut String) {
        for (index, digits) in [8, 4, 4, 4, 12].into_iter().enumerate() {
            if index > 0 {
                out.push('-');
            }
            self.hex(out, digits);
        }
    }
}

/// A stateless scramble of `key`: what both the events and the rules derive shared values from.
pub fn scramble(key: u64) -> u64 {
    let mut z = key;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
