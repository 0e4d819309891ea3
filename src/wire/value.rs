//! The one tree that all protocols read into and write from.
//!
//! A protocol that knows types (JSON, CBOR) gives typed leaves. A form of names and texts gives
//! `Untyped` ones, which take the type that is asked for. Null is the same as absent, as with AWS.

use super::fault::Fault;
use super::times;
use jiff::Timestamp;

/// A value of a request or an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// JSON's null, CBOR's null and undefined.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number of double precision; in answers also NaN and the infinities.
    Float(f64),
    /// A string.
    Text(String),
    /// A string of a form, or of a path or query: of the type that is asked for.
    Untyped(String),
    /// Bytes: base64 in JSON and XML.
    Bytes(Vec<u8>),
    /// A point in time, in milliseconds at best.
    Time(Timestamp),
    /// A list.
    List(Vec<Value>),
    /// A structure or a map with its names as they came. Of a name given twice, the last counts.
    Map(Vec<(String, Value)>),
}

/// What a form's empty text is where a structure is asked for.
static NOTHING: Value = Value::EMPTY;

/// What asking for a field gives: nothing if it is absent or null.
pub type Asked<T> = Result<Option<T>, Fault>;

impl Value {
    /// A structure without fields.
    pub const EMPTY: Self = Self::Map(Vec::new());

    /// A structure from names and values.
    #[must_use]
    pub fn map<const N: usize>(fields: [(&str, Value); N]) -> Self {
        Self::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The same structure with a field more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        if let Self::Map(fields) = &mut self {
            fields.push((name.to_owned(), value.into()));
        }
        self
    }

    /// The field of a structure; none if it is absent or null, or if this is no structure.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let Self::Map(fields) = self else { return None };
        let (_, value) = fields.iter().rev().find(|(n, _)| n == name)?;
        (*value != Self::Null).then_some(value)
    }

    /// The string in a field.
    ///
    /// # Errors
    /// The field holds something else.
    pub fn text(&self, name: &str) -> Asked<&str> {
        self.field(name, "a string", |v| match v {
            Self::Text(text) | Self::Untyped(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The boolean in a field.
    ///
    /// # Errors
    /// The field holds something else.
    pub fn bool(&self, name: &str) -> Asked<bool> {
        self.field(name, "a boolean", |v| match v {
            Self::Bool(yes) => Some(*yes),
            Self::Untyped(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Self::Untyped(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        })
    }

    /// The whole number in a field. A float without a fraction is one, too.
    ///
    /// # Errors
    /// The field holds something else.
    pub fn integer(&self, name: &str) -> Asked<i64> {
        self.field(name, "an integer", Self::as_integer)
    }

    /// The number in a field. The words `NaN`, `Infinity` and `-Infinity` are numbers, too.
    ///
    /// # Errors
    /// The field holds something else.
    pub fn number(&self, name: &str) -> Asked<f64> {
        self.field(name, "a number", Self::as_number)
    }

    /// The point in time in a field: seconds since 1970, or RFC 3339.
    ///
    /// # Errors
    /// The field holds something else.
    pub fn time(&self, name: &str) -> Asked<Timestamp> {
        self.field(name, "a timestamp", |v| match v {
            Self::Time(at) => Some(*at),
            Self::Integer(seconds) => Timestamp::from_second(*seconds).ok(),
            Self::Float(seconds) => times::of_seconds(*seconds),
            Self::Text(text) | Self::Untyped(text) => times::of_text(text),
            _ => None,
        })
    }

    /// The list in a field. A form spells an empty list as an empty text.
    ///
    /// # Errors
    /// The field holds something else.
    pub fn list(&self, name: &str) -> Asked<&[Value]> {
        self.field(name, "a list", |v| match v {
            Self::List(values) => Some(values.as_slice()),
            Self::Untyped(text) if text.is_empty() => Some(&[]),
            _ => None,
        })
    }

    /// The structure or map in a field.
    ///
    /// # Errors
    /// The field holds something else.
    pub fn structure(&self, name: &str) -> Asked<&Value> {
        self.field(name, "a structure", |v| match v {
            Self::Map(_) => Some(v),
            Self::Untyped(text) if text.is_empty() => Some(&NOTHING),
            _ => None,
        })
    }

    /// The strings of a list in a field.
    ///
    /// # Errors
    /// The field holds something else, or an element does.
    pub fn texts(&self, name: &str) -> Asked<Vec<&str>> {
        let Some(values) = self.list(name)? else { return Ok(None) };
        let all = values.iter().map(|v| match v {
            Self::Text(text) | Self::Untyped(text) => Ok(text.as_str()),
            _ => Err(Fault::serialization(format!("`{name}` must be a list of strings"))),
        });
        all.collect::<Result<_, _>>().map(Some)
    }

    /// The numbers of a list in a field.
    ///
    /// # Errors
    /// The field holds something else, or an element does.
    pub fn numbers(&self, name: &str) -> Asked<Vec<f64>> {
        let Some(values) = self.list(name)? else { return Ok(None) };
        let all = values.iter().map(|v| {
            v.as_number()
                .ok_or_else(|| Fault::serialization(format!("`{name}` must be a list of numbers")))
        });
        all.collect::<Result<_, _>>().map(Some)
    }

    fn field<'v, T>(
        &'v self,
        name: &str,
        what: &str,
        read: impl Fn(&'v Value) -> Option<T>,
    ) -> Asked<T> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match read(value) {
            Some(found) => Ok(Some(found)),
            None => Err(Fault::serialization(format!("`{name}` must be {what}"))),
        }
    }

    fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(n) => Some(*n),
            // Every whole number below 2^53 is a float of its own.
            Self::Float(f) if f.fract() == 0.0 && f.abs() < 9e15 => Some(*f as i64),
            Self::Untyped(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<f64> {
        match self {
            Self::Integer(n) => Some(*n as f64),
            Self::Float(f) => Some(*f),
            Self::Text(text) | Self::Untyped(text) => match (text.as_str(), self) {
                ("NaN", _) => Some(f64::NAN),
                ("Infinity", _) => Some(f64::INFINITY),
                ("-Infinity", _) => Some(f64::NEG_INFINITY),
                (text, Self::Untyped(_)) => text.parse().ok().filter(|f: &f64| f.is_finite()),
                _ => None,
            },
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Time(at)
    }
}

impl From<Vec<Value>> for Value {
    fn from(values: Vec<Value>) -> Self {
        Self::List(values)
    }
}
