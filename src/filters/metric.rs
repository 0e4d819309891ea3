//! What a metric filter makes of a record that matches: a value, and dimensions.

use super::compare::Scalar;
use super::number::number;
use super::pattern::{FilterPattern, Pattern};
use super::plain;
use super::selector::Selector;
use std::borrow::Cow;

/// Most dimensions of a metric filter.
pub const DIMENSIONS: usize = 3;
/// Longest name, namespace, dimension name and dimension value, in characters.
pub const NAME_CHARS: usize = 255;
/// Longest text of a value, in characters.
pub const VALUE_CHARS: usize = 100;

/// A metric filter's transformation, as written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transformation {
    /// The metric's name.
    pub metric_name: String,
    /// The metric's namespace.
    pub namespace: String,
    /// A number, `$.field` of a JSON pattern, or `$name` or `$3` of a pattern of columns.
    pub value: String,
    /// The datum of a minute in which records came and none matched.
    pub default_value: Option<f64>,
    /// The unit's name, which is checked where metrics are; none is `None`.
    pub unit: Option<String>,
    /// Names of dimensions and where their values are: `$.field` or `$name`.
    pub dimensions: Vec<(String, String)>,
}

/// Why a transformation is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MetricError {
    /// The part at fault, in the service's spelling: `metricValue`, `dimensions` ...
    pub part: &'static str,
    /// What is wrong with it.
    pub message: String,
    /// What to write instead, where that can be told.
    pub help: Option<String>,
}

/// A transformation that was checked against its pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    pub(super) value: Source,
    pub(super) dimensions: Vec<(String, Source)>,
}

impl Extraction {
    /// The value, where it is the same for every record.
    #[must_use]
    pub fn constant(&self) -> Option<f64> {
        match self.value {
            Source::Number(value) => Some(value),
            Source::Field(_) | Source::Column(_) => None,
        }
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    Number(f64),
    Field(Selector),
    Column(String),
}

/// One datum of a metric, at the time of its record.
#[derive(Debug, Clone, PartialEq)]
pub struct Datum<'f> {
    /// The value; finite.
    pub value: f64,
    /// The dimensions, in the order of the transformation.
    pub dimensions: Vec<(&'f str, String)>,
}

/// Why a record that matches gives no datum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Dropped {
    /// The record has no such value, or it is null, a list or an object.
    #[error("the record has no value for the metric")]
    NoValue,
    /// The value is not a number.
    #[error("the value `{0}` is not a number")]
    NotNumeric(String),
    /// The record has no value for this dimension.
    #[error("the record has no value for the dimension `{0}`")]
    NoDimension(String),
    /// The value of this dimension is longer than [`NAME_CHARS`].
    #[error("the value of the dimension `{0}` is longer than {NAME_CHARS} characters")]
    LongDimension(String),
}

fn refuse<T>(part: &'static str, message: impl Into<String>) -> Result<T, MetricError> {
    Err(MetricError { part, message: message.into(), help: None })
}

fn name(part: &'static str, text: &str) -> Result<(), MetricError> {
    let count = text.chars().count();
    if count == 0 || count > NAME_CHARS {
        return refuse(part, format!("a name has 1 to {NAME_CHARS} characters, this one {count}"));
    }
    match text.chars().find(|c| ":*$".contains(*c)) {
        Some(odd) => refuse(part, format!("`{odd}` cannot be in the name `{text}`")),
        None => Ok(()),
    }
}

impl Transformation {
    /// Checks the transformation against the pattern of its filter.
    ///
    /// # Errors
    /// The first part that the service refuses.
    pub fn check(&self, pattern: &FilterPattern) -> Result<Extraction, MetricError> {
        self.checked(Some(pattern.pattern()))
    }

    /// Checks the transformation for records that are JSON objects, whatever selects them.
    ///
    /// # Errors
    /// The first part that the service refuses.
    pub fn check_json(&self) -> Result<Extraction, MetricError> {
        self.checked(None)
    }

    /// `pattern` is `None` for JSON objects.
    fn checked(&self, pattern: Option<&Pattern>) -> Result<Extraction, MetricError> {
        name("metricName", &self.metric_name)?;
        name("metricNamespace", &self.namespace)?;
        if self.value.chars().count() > VALUE_CHARS {
            return refuse("metricValue", format!("a value of more than {VALUE_CHARS} characters"));
        }
        if self.default_value.is_some_and(|v| !v.is_finite()) {
            return refuse("defaultValue", "the default value is not a finite number");
        }
        let value = match number(self.value.trim().as_bytes()) {
            Some(number) => Source::Number(number),
            None => source("metricValue", &self.value, pattern)?,
        };
        if self.dimensions.len() > DIMENSIONS {
            let count = self.dimensions.len();
            return refuse("dimensions", format!("{count} dimensions, the most are {DIMENSIONS}"));
        }
        if !self.dimensions.is_empty() && self.default_value.is_some() {
            return refuse("defaultValue", "a default value cannot go with dimensions");
        }
        let mut dimensions: Vec<(String, Source)> = Vec::new();
        for (key, from) in &self.dimensions {
            name("dimensions", key)?;
            if dimensions.iter().any(|(known, _)| known == key) {
                return refuse("dimensions", format!("the dimension `{key}` is there twice"));
            }
            dimensions.push((key.clone(), source("dimensions", from, pattern)?));
        }
        Ok(Extraction { value, dimensions })
    }
}

/// The source that `$...` names, if records of this pattern have it.
fn source(
    part: &'static str,
    text: &str,
    pattern: Option<&Pattern>,
) -> Result<Source, MetricError> {
    let odd = |message: String, help: &str| {
        Err(MetricError { part, message, help: (!help.is_empty()).then(|| help.to_owned()) })
    };
    let Some(rest) = text.strip_prefix('$') else {
        let wanted = if part == "metricValue" { "a number, or `$` and" } else { "`$` and" };
        return odd(format!("expected {wanted} the name of a value, found `{text}`"), "");
    };
    match pattern {
        None | Some(Pattern::Json(_)) => match Selector::parse(text) {
            Ok(selector) if selector.has_wildcard() => {
                odd(format!("`{text}` stands for several values"), "name one of them")
            }
            Ok(selector) => Ok(Source::Field(selector)),
            Err(error) => odd(
                format!("`{text}` is not a selector: {error}"),
                error.help.as_deref().unwrap_or("values of JSON patterns are `$.name`"),
            ),
        },
        Some(Pattern::Columns(columns)) => {
            let place = rest.parse::<usize>().ok().filter(|place| *place > 0);
            let there =
                place.is_some_and(|p| columns.ellipsis.is_some() || p <= columns.columns.len());
            if columns.position(rest).is_some() || there {
                return Ok(Source::Column(rest.to_owned()));
            }
            let names = columns.columns.iter().filter_map(|c| c.name.as_deref());
            let near = crate::base::suggest::nearest(rest, names);
            let help = near.map(|n| format!("did you mean `${n}`?")).unwrap_or_default();
            odd(format!("the pattern has no column `{rest}`"), &help)
        }
        Some(Pattern::Everything | Pattern::Terms(_)) => odd(
            format!("`{text}` needs a JSON pattern or a pattern of columns"),
            "patterns of terms give constant values without dimensions",
        ),
    }
}

impl Extraction {
    /// The datum of a record that is a JSON object.
    ///
    /// # Errors
    /// Why there is none.
    pub fn of_json(&self, message: &[u8]) -> Result<Datum<'_>, Dropped> {
        let tree = plain::record(message).ok_or(Dropped::NoValue)?;
        self.datum(|source| {
            let Source::Field(selector) = source else { return None };
            let found = plain::select(tree.root(), selector);
            let text =
                |item| plain::with_scalar(item, |scalar| text_of(scalar).map(<[u8]>::to_vec));
            found.first().copied().and_then(text).flatten().map(Cow::Owned)
        })
    }

    /// The datum of a record, given its values.
    pub(super) fn datum<'f, 'v>(
        &'f self,
        mut value_of: impl FnMut(&Source) -> Option<Cow<'v, [u8]>>,
    ) -> Result<Datum<'f>, Dropped> {
        let show = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        let value = match &self.value {
            Source::Number(number) => *number,
            other => {
                let text = value_of(other).ok_or(Dropped::NoValue)?;
                number(&text).ok_or_else(|| Dropped::NotNumeric(show(&text)))?
            }
        };
        let mut dimensions = Vec::with_capacity(self.dimensions.len());
        for (name, from) in &self.dimensions {
            let found = value_of(from).filter(|text| !text.is_empty());
            let text = found.ok_or_else(|| Dropped::NoDimension(name.clone()))?;
            let text = show(&text);
            if text.chars().count() > NAME_CHARS {
                return Err(Dropped::LongDimension(name.clone()));
            }
            dimensions.push((name.as_str(), text));
        }
        Ok(Datum { value, dimensions })
    }
}

/// The text of a value that a metric can take up: null has none.
pub(super) fn text_of<'v>(scalar: Scalar<'v>) -> Option<&'v [u8]> {
    (scalar != Scalar::Null).then(|| scalar.text())
}
