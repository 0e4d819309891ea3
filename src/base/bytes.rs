//! Values as bytes, for what the daemon keeps: short numbers are short, and what is read back is what
//! was written, to the bit. A row begins with the version of its form, which its owner looks at.

/// Appends values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writer(Vec<u8>);

/// Reads them in the same order; `None` from the first one that is not there.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'b>(&'b [u8]);

/// A change of something kept: its key, and its value, `None` where it is gone.
pub type Row = (Vec<u8>, Option<Vec<u8>>);

/// Numbers of a size below this, without a fraction, are written as integers.
const WHOLE: f64 = 9_007_199_254_740_992.0;

impl Writer {
    /// A row of this version.
    #[must_use]
    pub fn new(version: u8) -> Self {
        Self(vec![version])
    }

    /// One byte.
    pub fn byte(&mut self, byte: u8) -> &mut Self {
        self.0.push(byte);
        self
    }

    /// Yes or no.
    pub fn flag(&mut self, flag: bool) -> &mut Self {
        self.byte(u8::from(flag))
    }

    /// A number that is mostly small: seven bits a byte.
    pub fn count(&mut self, mut number: u64) -> &mut Self {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8)
    }

    /// A number that may be negative and is mostly near zero.
    pub fn signed(&mut self, number: i64) -> &mut Self {
        self.count(((number << 1) ^ (number >> 63)) as u64)
    }

    /// A number as it stands in memory.
    pub fn exact(&mut self, number: f64) -> &mut Self {
        self.0.extend_from_slice(&number.to_bits().to_le_bytes());
        self
    }

    /// A number that is often a whole one.
    pub fn number(&mut self, number: f64) -> &mut Self {
        let whole = number as i64;
        let same = (whole as f64).to_bits() == number.to_bits();
        if same && number.abs() < WHOLE {
            return self.count((((whole << 1) ^ (whole >> 63)) as u64) << 1);
        }
        self.byte(1).exact(number)
    }

    /// A text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.count(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    /// A text that may be absent.
    pub fn maybe(&mut self, text: Option<&str>) -> &mut Self {
        self.flag(text.is_some());
        match text {
            Some(text) => self.text(text),
            None => self,
        }
    }

    /// What was written.
    #[must_use]
    pub fn done(self) -> Vec<u8> {
        self.0
    }
}

impl<'b> Reader<'b> {
    /// A reader of a row behind its version; `None` where that is another one.
    #[must_use]
    pub fn new(version: u8, bytes: &'b [u8]) -> Option<Self> {
        let mut reader = Self(bytes);
        (reader.byte()? == version).then_some(reader)
    }

    /// Is everything read?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One byte.
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// Yes or no.
    pub fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// [`Writer::count`].
    pub fn count(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// [`Writer::count`] of a number that has 32 bits.
    pub fn small(&mut self) -> Option<u32> {
        u32::try_from(self.count()?).ok()
    }

    /// [`Writer::signed`].
    pub fn signed(&mut self) -> Option<i64> {
        self.count().map(unfold)
    }

    /// [`Writer::exact`].
    pub fn exact(&mut self) -> Option<f64> {
        let (bytes, rest) = self.0.split_first_chunk::<8>()?;
        self.0 = rest;
        Some(f64::from_bits(u64::from_le_bytes(*bytes)))
    }

    /// [`Writer::number`].
    pub fn number(&mut self) -> Option<f64> {
        if self.0.first() == Some(&1) {
            self.byte()?;
            return self.exact();
        }
        let folded = self.count()?;
        (folded & 1 == 0).then(|| unfold(folded >> 1) as f64)
    }

    /// [`Writer::text`].
    pub fn text(&mut self) -> Option<&'b str> {
        let length = usize::try_from(self.count()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    /// [`Writer::maybe`].
    pub fn maybe(&mut self) -> Option<Option<&'b str>> {
        Some(if self.flag()? { Some(self.text()?) } else { None })
    }
}

fn unfold(folded: u64) -> i64 {
    (folded >> 1) as i64 ^ -((folded & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::{Reader, Writer};

    #[test]
    fn what_is_read_is_what_was_written() {
        let numbers =
            [0.0, -0.0, 1.0, -1.0, 0.1, 1e300, -5e-324, f64::NAN, f64::INFINITY, 9e15, -9e15, 1e16];
        let wholes = [0, 1, -1, 63, 64, -64, -65, i64::MAX, i64::MIN];
        let mut row = Writer::new(7);
        for number in numbers {
            row.number(number);
        }
        for number in wholes {
            row.signed(number).count(number as u64);
        }
        row.text("Zürich").maybe(None).maybe(Some("")).flag(true).exact(0.3);
        let row = row.done();
        assert!(Reader::new(6, &row).is_none() && Reader::new(7, &[]).is_none());
        let mut reader = Reader::new(7, &row).expect("the version");
        for number in numbers {
            assert_eq!(reader.number().map(f64::to_bits), Some(number.to_bits()), "{number}");
        }
        for number in wholes {
            assert_eq!((reader.signed(), reader.count()), (Some(number), Some(number as u64)));
        }
        assert_eq!(reader.text(), Some("Zürich"));
        assert_eq!((reader.maybe(), reader.maybe()), (Some(None), Some(Some(""))));
        assert_eq!((reader.flag(), reader.exact(), reader.byte()), (Some(true), Some(0.3), None));
    }

    #[test]
    fn cut_rows_and_foreign_ones_are_none() {
        let row = Writer::new(1).text("abc").number(0.5).clone().done();
        for end in 1..row.len() {
            let mut reader = Reader::new(1, &row[..end]).expect("the version");
            assert!(reader.text().and_then(|_| reader.number()).is_none(), "{end}");
        }
        assert_eq!(Reader(&[0xff; 12]).count(), None);
        assert_eq!(Reader(&[2]).flag(), None);
        assert_eq!(Reader(&[0xff, 0xff, 0xff, 0xff, 0x0f, 1]).text(), None);
    }
}
