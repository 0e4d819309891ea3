//! Bytes to values. A length is never trusted for memory: it is compared with what is there first.

use crate::wire::limits::{Budget, Limits};
use crate::wire::times;
use crate::wire::value::Value;
use jiff::Timestamp;

/// Why bytes are not taken, in words.
type Refusal = &'static str;

const CUT: Refusal = "the body ends too early";

/// Reads one item. No bytes at all are a structure without fields.
///
/// # Errors
/// What is no CBOR, or not of the part that is used, or beyond the limits.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Value, Refusal> {
    if bytes.is_empty() {
        return Ok(Value::EMPTY);
    }
    let mut reader = Reader { rest: bytes, budget: Budget::new(limits) };
    let value = reader.item()?;
    if reader.rest.is_empty() { Ok(value) } else { Err("bytes follow the end of the value") }
}

struct Reader<'a> {
    rest: &'a [u8],
    budget: Budget,
}

/// The head of an item: its major type, the low five bits and the argument, none if indefinite.
struct Head {
    major: u8,
    info: u8,
    argument: Option<u64>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Refusal> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(CUT)?;
        self.rest = rest;
        Ok(taken)
    }

    fn head(&mut self) -> Result<Head, Refusal> {
        let first = self.take(1)?.first().copied().unwrap_or(0);
        let (major, info) = (first >> 5, first & 31);
        let argument = match info {
            0..24 => Some(u64::from(info)),
            24..28 => {
                let bytes = self.take(1 << (info - 24))?;
                Some(bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
            }
            31 => None,
            _ => return Err("a reserved kind of length"),
        };
        Ok(Head { major, info, argument })
    }

    fn item(&mut self) -> Result<Value, Refusal> {
        let head = self.head()?;
        self.value(&head)
    }

    fn value(&mut self, head: &Head) -> Result<Value, Refusal> {
        self.budget.spend()?;
        Ok(match (head.major, head.argument) {
            (0, Some(n)) => i64::try_from(n).map_or(Value::Float(n as f64), Value::Integer),
            (1, Some(n)) => match i64::try_from(n) {
                Ok(n) => Value::Integer(-1 - n),
                Err(_) => Value::Float(-1.0 - n as f64),
            },
            (2, _) => Value::Bytes(self.string(head)?),
            (3, _) => Value::Text(self.text(head)?),
            (4, count) => self.nested(|r| r.list(count))?,
            (5, count) => self.nested(|r| r.map(count))?,
            (6, Some(1)) => Value::Time(self.nested(Self::time)?),
            (6, Some(_)) => return Err("a tag that is not used"),
            (7, Some(argument)) => simple(head.info, argument)?,
            (7, None) => return Err("an end of nothing"),
            _ => return Err("an indefinite length where there is none"),
        })
    }

    fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.budget.enter()?;
        let value = read(self)?;
        self.budget.leave();
        Ok(value)
    }

    /// The bytes of a string, put together if it came in pieces.
    fn string(&mut self, head: &Head) -> Result<Vec<u8>, Refusal> {
        if let Some(length) = head.argument {
            let length = usize::try_from(length).map_err(|_| CUT)?;
            return self.take(length).map(<[u8]>::to_vec);
        }
        let mut whole = Vec::new();
        loop {
            if self.end()? {
                return Ok(whole);
            }
            self.budget.spend()?;
            let piece = self.head()?;
            let length = piece.argument.and_then(|n| usize::try_from(n).ok());
            match length {
                Some(length) if piece.major == head.major => {
                    let bytes = self.take(length)?;
                    if piece.major == 3 && std::str::from_utf8(bytes).is_err() {
                        return Err("a text that is no UTF-8");
                    }
                    whole.extend_from_slice(bytes);
                }
                _ => return Err("a piece of another kind within a string"),
            }
        }
    }

    fn text(&mut self, head: &Head) -> Result<String, Refusal> {
        String::from_utf8(self.string(head)?).map_err(|_| "a text that is no UTF-8")
    }

    /// Is the next byte the end of something indefinite? Then it is taken.
    fn end(&mut self) -> Result<bool, Refusal> {
        let ends = *self.rest.first().ok_or(CUT)? == 0xFF;
        if ends {
            self.take(1)?;
        }
        Ok(ends)
    }

    /// Does something with so many elements go on? Counts down.
    fn more(&mut self, left: &mut Option<u64>) -> Result<bool, Refusal> {
        match left {
            None => self.end().map(|end| !end),
            Some(0) => Ok(false),
            Some(n) => {
                *n -= 1;
                Ok(true)
            }
        }
    }

    fn list(&mut self, count: Option<u64>) -> Result<Value, Refusal> {
        let mut left = count;
        let mut values = Vec::new();
        while self.more(&mut left)? {
            values.push(self.item()?);
        }
        Ok(Value::List(values))
    }

    fn map(&mut self, count: Option<u64>) -> Result<Value, Refusal> {
        let mut left = count;
        let mut fields = Vec::new();
        while self.more(&mut left)? {
            let key = self.head()?;
            if key.major != 3 {
                return Err("a key that is no text");
            }
            let name = self.text(&key)?;
            fields.push((name, self.item()?));
        }
        Ok(Value::Map(fields))
    }

    fn time(&mut self) -> Result<Timestamp, Refusal> {
        let at = match self.item()? {
            Value::Integer(seconds) => Timestamp::from_second(seconds).ok(),
            Value::Float(seconds) => times::of_seconds(seconds),
            _ => None,
        };
        at.ok_or("a time that is none")
    }
}

fn simple(info: u8, argument: u64) -> Result<Value, Refusal> {
    Ok(match info {
        20 => Value::Bool(false),
        21 => Value::Bool(true),
        22 | 23 => Value::Null,
        25 => Value::Float(half(argument as u16)),
        26 => Value::Float(f64::from(f32::from_bits(argument as u32))),
        27 => Value::Float(f64::from_bits(argument)),
        _ => return Err("a simple value that is not used"),
    })
}

/// The value of a float of 16 bits.
fn half(bits: u16) -> f64 {
    let exponent = i32::from(bits >> 10 & 31);
    let mantissa = f64::from(bits & 1023);
    let size = match exponent {
        0 => mantissa * 2f64.powi(-24),
        31 if mantissa == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (mantissa + 1024.0) * 2f64.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -size } else { size }
}
