//! Rows: JSON objects whose values stay as they are written, so that `1.10` and `1e400` come out as
//! they went in.

use super::columns::{Column, Kind};
use crate::base::time;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// A row: its text on one line, and where its values are.
#[derive(Debug)]
pub struct Row<'a> {
    text: &'a str,
    fields: Fields<'a>,
}

/// Why a text is no row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a row is no JSON object: {0}")]
pub struct RowError(String);

impl<'a> Row<'a> {
    /// Reads a JSON object.
    ///
    /// # Errors
    /// The text is none.
    pub fn read(text: &'a str) -> Result<Self, RowError> {
        let text = text.trim();
        let fields = serde_json::from_str(text).map_err(|error| RowError(error.to_string()))?;
        Ok(Self { text, fields })
    }

    /// Its JSON text, on one line.
    #[must_use]
    pub fn line(&self) -> Cow<'a, str> {
        one_line(self.text)
    }

    /// A value as text: strings without quotes, all else as JSON. Null is nothing.
    #[must_use]
    pub fn text(&self, column: Column) -> Option<Cow<'a, str>> {
        let raw = self.raw(column)?;
        if column.kind != Kind::Json && raw.starts_with('"') {
            // Text that UTF-8 has no form for (half of a surrogate pair) stays escaped.
            if let Ok(Name(text)) = serde_json::from_str(raw) {
                return Some(text);
            }
        }
        Some(one_line(raw))
    }

    /// A value as a number; `None` where it is none that a double can hold.
    #[must_use]
    pub fn number(&self, column: Column) -> Option<f64> {
        self.raw(column)?.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// A value as a point in time, in milliseconds since 1970; `None` where it is none.
    #[must_use]
    pub fn millis(&self, column: Column) -> Option<i64> {
        time::parse(&self.text(column)?).map(jiff::Timestamp::as_millisecond)
    }

    fn raw(&self, column: Column) -> Option<&'a str> {
        let (_, value) = self.fields.0.iter().find(|(name, _)| name.0 == column.name)?;
        Some(value.get()).filter(|raw| *raw != "null")
    }
}

/// Line breaks stand between values only: in strings they are escaped.
fn one_line(json: &str) -> Cow<'_, str> {
    match json.contains(['\n', '\r']) {
        true => Cow::Owned(json.replace(['\n', '\r'], "")),
        false => Cow::Borrowed(json),
    }
}

#[derive(Debug, serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Debug)]
struct Fields<'a>(Vec<(Name<'a>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields<'de>, M::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        from.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn column(name: &'static str, kind: Kind) -> Column {
        Column { name, kind }
    }

    #[test]
    fn values_keep_their_text() {
        let row = Row::read(
            "{\"a\": 1.10, \"b\\u0062\": \"x\\ny\", \"c\": {\"d\":\n 1e400}, \"e\": null, \
             \"h\": \"\\ud800\", \"t\": \"2026-01-01T00:00:00.5+01:00\"}",
        )
        .expect("a row");
        let text = |name, kind| row.text(column(name, kind)).map(Cow::into_owned);
        assert_eq!(text("a", Kind::Number).as_deref(), Some("1.10"));
        assert_eq!(text("bb", Kind::Text).as_deref(), Some("x\ny"));
        assert_eq!(text("c", Kind::Json).as_deref(), Some("{\"d\": 1e400}"));
        assert_eq!(text("e", Kind::Text), None);
        assert_eq!(text("f", Kind::Text), None);
        assert_eq!(text("h", Kind::Text).as_deref(), Some("\"\\ud800\""));
        assert_eq!(row.number(column("a", Kind::Number)), Some(1.1));
        assert_eq!(row.number(column("bb", Kind::Number)), None);
        assert_eq!(row.millis(column("t", Kind::Time)), Some(1_767_222_000_500));
        assert_eq!(row.millis(column("a", Kind::Time)), None);
        assert!(!row.line().contains('\n'));
    }

    #[test]
    fn what_is_no_row() {
        for text in ["", "[]", "1", "{\"a\":}", "{} {}"] {
            assert!(Row::read(text).is_err(), "{text}");
        }
    }
}
