//! JSON to values and back. A body without bytes is a structure without fields.

use super::base64;
use super::limits::{Budget, Limits};
use super::times;
use super::value::Value;
use crate::base::text::quote;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt::{self, Write};

/// Reads one document.
///
/// # Errors
/// What is no JSON, with its place, or beyond the limits.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Value, String> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::EMPTY);
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let mut budget = Budget::new(limits);
    let value = Seed(&mut budget).deserialize(&mut reader);
    let value = value.and_then(|value| reader.end().map(|()| value));
    value.map_err(|e| format!("not JSON: {e}"))
}

struct Seed<'b>(&'b mut Budget);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        self.0.spend().map_err(Error::custom)?;
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or(Value::Float(number as f64), Value::Integer))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        self.0.enter().map_err(Error::custom)?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Seed(self.0))? {
            values.push(value);
        }
        self.0.leave();
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        self.0.enter().map_err(Error::custom)?;
        let mut fields = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            fields.push((name, map.next_value_seed(Seed(self.0))?));
        }
        self.0.leave();
        Ok(Value::Map(fields))
    }
}

/// Appends one value. Fields that are null are left out; NaN and the infinities are words.
pub fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Value::Integer(number) => out.push_str(&number.to_string()),
        Value::Float(number) => match word(*number) {
            Some(word) => out.push_str(&quote(word.as_bytes())),
            None => {
                // Writing to a String cannot fail.
                let _ = write!(out, "{number:?}");
            }
        },
        Value::Text(text) | Value::Untyped(text) => out.push_str(&quote(text.as_bytes())),
        Value::Bytes(bytes) => out.push_str(&quote(base64::encode(bytes).as_bytes())),
        Value::Time(at) => out.push_str(&times::as_seconds(*at)),
        Value::List(values) => {
            let mut before = '[';
            for value in values {
                out.push(before);
                write(value, out);
                before = ',';
            }
            out.push_str(if before == '[' { "[]" } else { "]" });
        }
        Value::Map(fields) => {
            let mut before = '{';
            for (name, value) in fields.iter().filter(|(_, v)| *v != Value::Null) {
                out.push(before);
                out.push_str(&quote(name.as_bytes()));
                out.push(':');
                write(value, out);
                before = ',';
            }
            out.push_str(if before == '{' { "{}" } else { "}" });
        }
    }
}

/// The word for what JSON and XML have no number for.
pub(super) fn word(number: f64) -> Option<&'static str> {
    match number {
        n if n.is_nan() => Some("NaN"),
        f64::INFINITY => Some("Infinity"),
        f64::NEG_INFINITY => Some("-Infinity"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let text = r#"{"a":[1,-2.5,"x\n\"é",true],"b":{},"c":[],"d":1e300}"#;
        let value = read(text.as_bytes(), &Limits::default()).expect("JSON");
        let mut out = String::new();
        write(&value, &mut out);
        assert_eq!(out, text);
    }

    #[test]
    fn what_json_has_no_number_for() {
        let mut out = String::new();
        write(&Value::List(vec![f64::NAN.into(), f64::NEG_INFINITY.into(), 1.0.into()]), &mut out);
        assert_eq!(out, r#"["NaN","-Infinity",1.0]"#);
    }

    #[test]
    fn deep_and_wide_bodies_are_refused() {
        for count in [60, 100_000] {
            let deep = format!("{}{}", "[".repeat(count), "]".repeat(count));
            assert!(read(deep.as_bytes(), &Limits::default()).is_err());
        }
        let limits = Limits { values: 10, ..Limits::default() };
        assert!(read(b"[1,2,3,4,5,6,7,8,9,10]", &limits).is_err());
        assert!(read(b"{} {}", &limits).is_err());
        assert!(read(b" ", &limits) == Ok(Value::EMPTY));
    }
}
