//! The values that a field of a cron expression allows.

/// A set of small numbers, counted from the lowest that its field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Values {
    low: i16,
    bits: [u64; 4],
}

impl Values {
    /// No value of a field that begins at `low`.
    pub fn none(low: i16) -> Self {
        Self { low, bits: [0; 4] }
    }

    /// Adds a value; those outside the 256 from `low` on are no field's.
    pub fn add(&mut self, value: i16) {
        if let Some((word, bit)) = self.place(value) {
            self.bits[word] |= 1 << bit;
        }
    }

    pub fn has(&self, value: i16) -> bool {
        self.place(value).is_some_and(|(word, bit)| self.bits[word] >> bit & 1 == 1)
    }

    /// The first that is not below `value`.
    pub fn from(&self, value: i16) -> Option<i16> {
        let (mut word, bit) = self.place(value.max(self.low))?;
        let mut bits = self.bits[word] & (u64::MAX << bit);
        while bits == 0 {
            word += 1;
            bits = *self.bits.get(word)?;
        }
        Some(self.low + (word as i16) * 64 + bits.trailing_zeros() as i16)
    }

    /// The last that is not above `value`.
    pub fn up_to(&self, value: i16) -> Option<i16> {
        let (mut word, bit) = self.place(value.min(self.low + 255))?;
        let mut bits = self.bits[word] & (u64::MAX >> (63 - bit));
        while bits == 0 {
            word = word.checked_sub(1)?;
            bits = self.bits[word];
        }
        Some(self.low + (word as i16) * 64 + 63 - bits.leading_zeros() as i16)
    }

    fn place(&self, value: i16) -> Option<(usize, u32)> {
        let offset = usize::try_from(i32::from(value) - i32::from(self.low)).ok()?;
        (offset < 256).then_some((offset / 64, (offset % 64) as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::Values;

    #[test]
    fn neighbours() {
        let mut years = Values::none(1970);
        for year in [1970, 2033, 2034, 2199] {
            years.add(year);
        }
        assert_eq!(years.from(0), Some(1970));
        assert_eq!(years.from(1971), Some(2033));
        assert_eq!(years.from(2035), Some(2199));
        assert_eq!(years.from(2200), None);
        assert_eq!(years.up_to(3000), Some(2199));
        assert_eq!(years.up_to(2198), Some(2034));
        assert_eq!(years.up_to(2032), Some(1970));
        assert_eq!(years.up_to(1969), None);
        assert!(years.has(2034) && !years.has(2035) && !years.has(-5));
    }
}
