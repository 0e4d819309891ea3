//! Lengths of time as settings write them: a number and `ms`, `s`, `m`, `h` or `d`.

use serde::{Deserialize, Deserializer, de};

/// A length of time in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub u64);

impl Span {
    /// So many seconds.
    #[must_use]
    pub const fn seconds(n: u64) -> Self {
        Self(n * 1000)
    }

    /// Reads a length such as `30s`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fault = || format!("`{text}` is not a length of time such as `30s`");
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let unit = match unit {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(fault()),
        };
        let number: u64 = number.parse().map_err(|_| fault())?;
        number.checked_mul(unit).map(Self).ok_or_else(fault)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn lengths_have_units() {
        assert_eq!(Span::parse("30s"), Ok(Span::seconds(30)));
        assert_eq!(Span::parse("4d"), Ok(Span::seconds(345_600)));
        assert_eq!(Span::parse("5ms"), Ok(Span(5)));
        for bad in ["", "30", "s", "-1s", "1.5h", "99999999999999999d"] {
            assert!(Span::parse(bad).is_err(), "{bad}");
        }
    }
}
