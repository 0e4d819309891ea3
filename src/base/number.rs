//! Numbers compared by exact decimal value, whatever their length (spec: patterns, decision 4).
//!
//! A JSON number is `±0.d1d2d3... × 10^exponent` with `d1` not 0. The first 19 digits live in one
//! integer, so that numbers compare by three integers; only longer ones look at their text again.
//! An exponent past the range of `i64` counts as the end of that range.

use std::cmp::Ordering;

/// Digits held in `head`.
const HEAD: usize = 19;

/// A decimal number, borrowing its digits past the nineteenth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Num<'a> {
    /// -1, 0 or 1.
    sign: i8,
    /// The power of ten that scales `0.d1d2d3...`; 0 for zero.
    exponent: i64,
    /// The first 19 digits, filled up with zeros on the right; 0 for zero.
    head: u64,
    /// What follows them.
    tail: Tail<'a>,
}

/// The digits past the nineteenth: text in which a decimal point may stand, without zeros at its
/// end, compared digit by digit.
#[derive(Debug, Clone, Copy)]
struct Tail<'a>(&'a [u8]);

impl<'a> Tail<'a> {
    fn digits(self) -> impl Iterator<Item = u8> + 'a {
        self.0.iter().copied().filter(u8::is_ascii_digit)
    }
}

impl PartialEq for Tail<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_empty() == other.0.is_empty() && self.digits().eq(other.digits())
    }
}
impl Eq for Tail<'_> {}

impl std::hash::Hash for Tail<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        for d in self.digits() {
            state.write_u8(d);
        }
    }
}

impl<'a> Num<'a> {
    /// Zero.
    pub const ZERO: Num<'static> = Num { sign: 0, exponent: 0, head: 0, tail: Tail(&[]) };

    /// Reads a number that is well formed in JSON. Leading `+`, a bare leading or trailing point
    /// (YAML has them) are read too; anything else ends the number.
    #[must_use]
    pub fn parse(text: &'a [u8]) -> Self {
        let (negative, body) = match text.first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let mut head = 0u64;
        let mut taken = 0usize;
        // Digits of the integer part after the first significant one; after the point, minus the
        // zeros before the first significant one.
        let mut scale = 0i64;
        let mut point = false;
        let mut at = 0;
        let mut tail_start = None;
        while let Some(&c) = body.get(at) {
            match c {
                b'0'..=b'9' => {
                    if taken == 0 && c == b'0' {
                        scale -= i64::from(point);
                    } else {
                        scale += i64::from(!point);
                        if taken < HEAD {
                            head = head * 10 + u64::from(c - b'0');
                            taken += 1;
                        } else if tail_start.is_none() {
                            tail_start = Some(at);
                        }
                    }
                }
                b'.' if !point => point = true,
                _ => break,
            }
            at += 1;
        }
        if taken == 0 {
            return Num::ZERO;
        }
        let tail = tail_start.map_or(&[][..], |s| trim_zeros(&body[s..at]));
        let exponent = match body.get(at) {
            Some(b'e' | b'E') => scale.saturating_add(exponent(&body[at + 1..])),
            _ => scale,
        };
        for _ in taken..HEAD {
            head *= 10;
        }
        Num { sign: if negative { -1 } else { 1 }, exponent, head, tail: Tail(tail) }
    }

    /// The three integers that decide a comparison unless both numbers have more than 19 digits.
    fn key(&self) -> (i8, i64, u64) {
        (self.sign, self.exponent, self.head)
    }

    /// An owned copy.
    #[must_use]
    pub fn to_owned(&self) -> Decimal {
        Decimal {
            sign: self.sign,
            exponent: self.exponent,
            head: self.head,
            tail: self.tail.digits().collect(),
        }
    }
}

fn trim_zeros(mut digits: &[u8]) -> &[u8] {
    while let [rest @ .., b'0' | b'.'] = digits {
        digits = rest;
    }
    digits
}

fn exponent(text: &[u8]) -> i64 {
    let (negative, digits) = match text.first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let size = digits
        .iter()
        .take_while(|c| c.is_ascii_digit())
        .fold(0i64, |n, c| n.saturating_mul(10).saturating_add(i64::from(c - b'0')));
    if negative { -size } else { size }
}

impl Ord for Num<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.sign != other.sign || self.sign == 0 {
            return self.sign.cmp(&other.sign);
        }
        let size = (self.exponent, self.head)
            .cmp(&(other.exponent, other.head))
            .then_with(|| self.tail.digits().cmp(other.tail.digits()));
        if self.sign < 0 { size.reverse() } else { size }
    }
}

impl PartialOrd for Num<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An owned decimal number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    sign: i8,
    exponent: i64,
    head: u64,
    tail: Box<[u8]>,
}

impl Decimal {
    /// Reads a number as [`Num::parse`] does.
    #[must_use]
    pub fn parse(text: &[u8]) -> Self {
        Num::parse(text).to_owned()
    }

    /// A borrowed view, for comparing.
    #[must_use]
    pub fn as_num(&self) -> Num<'_> {
        Num { sign: self.sign, exponent: self.exponent, head: self.head, tail: Tail(&self.tail) }
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.tail.len()
    }
}

/// The number in JSON's spelling, as short as it gets without losing a digit.
impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.sign == 0 {
            return f.write_str("0");
        }
        let mut digits = format!("{:019}", self.head);
        digits.extend(self.tail.iter().map(|d| *d as char));
        let digits = digits.trim_end_matches('0');
        let len = digits.len() as i64;
        if self.sign < 0 {
            f.write_str("-")?;
        }
        match self.exponent {
            e if e >= len && e <= 21 => {
                write!(f, "{digits}{}", "0".repeat((e - len) as usize))
            }
            e if (1..len).contains(&e) => {
                write!(f, "{}.{}", &digits[..e as usize], &digits[e as usize..])
            }
            e if (-6..=0).contains(&e) => {
                write!(f, "0.{}{digits}", "0".repeat(e.unsigned_abs() as usize))
            }
            e if len == 1 => write!(f, "{digits}e{}", e - 1),
            e => write!(f, "{}.{}e{}", &digits[..1], &digits[1..], e - 1),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_num().cmp(&other.as_num())
    }
}

impl std::hash::Hash for NumKey<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let (sign, exponent, head) = self.0.key();
        state.write_u64(head ^ (exponent as u64).rotate_left(48) ^ (sign as u64));
    }
}

/// A number as a key of hash tables: equal numbers have equal keys whatever their spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumKey<'a>(pub Num<'a>);

#[cfg(test)]
mod tests {
    use super::{Decimal, Num};
    use std::cmp::Ordering;

    fn cmp(a: &str, b: &str) -> Ordering {
        let order = Num::parse(a.as_bytes()).cmp(&Num::parse(b.as_bytes()));
        let owned = Decimal::parse(a.as_bytes()).cmp(&Decimal::parse(b.as_bytes()));
        assert_eq!(order, owned);
        order
    }

    #[test]
    fn spellings_of_one_value_are_equal() {
        for n in ["300", "300.0", "3.0e2", "3.00e+2", "0.3e3", "30E1", "3000e-1", "+300"] {
            assert_eq!(cmp("300", n), Ordering::Equal, "{n}");
            assert_eq!(Decimal::parse(b"300"), Decimal::parse(n.as_bytes()), "{n}");
        }
        for n in ["-0", "0.0", "0e99", "-0.000e-5"] {
            assert_eq!(cmp("0", n), Ordering::Equal, "{n}");
        }
        assert_eq!(cmp("1e-20", "0.00000000000000000001"), Ordering::Equal);
        assert_eq!(cmp("123456789012345678901.50", "1234567890123456789015e-1"), Ordering::Equal);
        assert_eq!(
            cmp("1000000000000000000000000", "1e24"),
            Ordering::Equal,
            "zeros past the head are no digits"
        );
    }

    #[test]
    fn shown_and_read_again_is_the_same_number() {
        for (n, shown) in [
            ("300.0", "300"),
            ("1e400", "1e400"),
            ("-0.5", "-0.5"),
            ("1.25e-9", "1.25e-9"),
            ("0.00001", "0.00001"),
            ("9007199254740993", "9007199254740993"),
            ("12345678901234567890123.5", "12345678901234567890123.5"),
            ("-0", "0"),
        ] {
            let read = Decimal::parse(n.as_bytes());
            assert_eq!(read.to_string(), shown);
            assert_eq!(Decimal::parse(shown.as_bytes()), read);
        }
    }

    #[test]
    fn order_is_that_of_the_values() {
        let sorted = [
            "-1e400",
            "-12345678901234567890124",
            "-12345678901234567890123",
            "-2",
            "-1.5",
            "-1e-9",
            "0",
            "1e-400",
            "0.1234567890123456789",
            "0.12345678901234568",
            "1",
            "9",
            "10",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.0000000001",
            "1e20",
            "100000000000000000000.5",
            "1e400",
            "1e401",
        ];
        for (i, a) in sorted.iter().enumerate() {
            for (j, b) in sorted.iter().enumerate() {
                assert_eq!(cmp(a, b), i.cmp(&j), "{a} against {b}");
            }
        }
    }
}
