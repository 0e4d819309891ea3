//! `metric-filters`: records and events that become datapoints of metrics.

use super::compliance::globs;
use super::doc::{Fields, Key, out_of_set, text, wrong};
use super::place::{part_of, text_of};
use super::scope::{DEFAULT_BUS, Scope};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::filters::{Extraction, FilterPattern, MetricError, Transformation};
use crate::metrics::{Metric, Unit, validate};
use crate::operators::Wildcard;
use crate::operators::pattern::Pattern;
use crate::read::tree::{Item, Kind};

/// The keys of a metric filter.
pub static KEYS: &[Key] = &[
    Key::required(
        "source",
        r#"{"type": "string", "examples": ["cloudtrail", "events", "/aws/lambda/*"]}"#,
        "What it looks at: `cloudtrail`, `events`, or a log group (glob).",
    ),
    Key::optional(
        "filter-pattern",
        r#"{"type": "string", "maxLength": 1024, "examples": ["{ $.errorCode = \"AccessDenied*\" }", "ERROR -Retry"]}"#,
        "A filter pattern of CloudWatch Logs; without one, every record counts.",
    ),
    Key::optional(
        "pattern",
        r##"{"$ref": "#/$defs/event-pattern"}"##,
        "With the source `events`: an event pattern.",
    ),
    Key::optional(
        "bus",
        r##"{"$ref": "#/$defs/name", "default": "default"}"##,
        "With the source `events`: the bus whose events count.",
    ),
    Key::required("metric", r##"{"$ref": "#/$defs/filter-metric"}"##, "What becomes of a match."),
];

/// The keys of its `metric`.
pub static METRIC_KEYS: &[Key] = &[
    Key::required("namespace", r#"{"type": "string"}"#, "The container of the metric."),
    Key::required("name", r#"{"type": "string"}"#, "The metric's name."),
    Key::optional(
        "value",
        r#"{"type": ["number", "string"], "default": 1, "examples": [1, "$.latency"]}"#,
        "The value of a match: a number, or where it stands in the record.",
    ),
    Key::optional(
        "default-value",
        r#"{"type": "number"}"#,
        "The value of a minute in which records came and none matched.",
    ),
    Key::optional("unit", r#"{"type": "string"}"#, "The unit of the values."),
    Key::optional(
        "dimensions",
        r#"{"type": "object", "maxProperties": 3, "additionalProperties": {"type": "string"}}"#,
        "Dimensions, and where their values stand in the record.",
    ),
];

/// A metric filter.
#[derive(Debug, Clone)]
pub struct MetricFilter {
    /// Its name.
    pub name: String,
    /// The place of its name.
    pub span: Span,
    /// What it looks at.
    pub source: FilterSource,
    /// The metric's namespace.
    pub namespace: String,
    /// The metric's name.
    pub metric: String,
    /// The names of the metric's dimensions.
    pub dimensions: Vec<String>,
    /// The unit of the values.
    pub unit: Unit,
    /// The value of a minute without a match.
    pub default_value: Option<f64>,
    /// The value and the dimensions of a match.
    pub extraction: Extraction,
}

/// What a metric filter looks at.
#[derive(Debug, Clone)]
pub enum FilterSource {
    /// CloudTrail records.
    CloudTrail(FilterPattern),
    /// Log events of these groups.
    Logs(Box<Wildcard>, FilterPattern),
    /// Events of a bus.
    Events {
        /// The bus.
        bus: String,
        /// Which of its events count.
        pattern: Pattern,
    },
}

/// Reads a metric filter; `None` when it is broken.
pub fn read(
    diags: &mut Diags,
    scope: &Scope<'_>,
    key: Item<'_>,
    item: Item<'_>,
) -> Option<MetricFilter> {
    let before = diags.errors();
    let fields = Fields::read(diags, "a metric filter", key.span(), item, KEYS)?;
    let source_at = fields.get("source");
    let source = source_at.and_then(|i| text(diags, "source", i));
    let filter = filter_pattern(diags, key.span(), &fields);
    let is_events = source.as_deref() == Some("events");
    let pattern = fields.get("pattern").map(|i| scope.pattern(diags, i));
    let bus = fields.get("bus").and_then(|i| scope.bus(diags, "bus", i));
    for (name, wrong) in
        [("filter-pattern", is_events), ("pattern", !is_events), ("bus", !is_events)]
    {
        if let (true, Some(item), Some(source)) = (wrong, fields.get(name), &source) {
            let words = format!("`{name}` does not go with the source `{source}`");
            diags.push(
                Diag::new(Code::TL211, item.span(), words)
                    .help("events have a `pattern`, records and log lines a `filter-pattern`"),
            );
        }
    }
    if is_events && fields.get("pattern").is_none() {
        diags.push(Diag::new(Code::TL204, key.span(), "a filter of events needs a `pattern`"));
    }
    let metric_at = fields.get("metric")?;
    let metric = Fields::read(diags, "`metric`", metric_at.span(), metric_at, METRIC_KEYS)?;
    let transformation = transformation(diags, &metric)?;
    let unit = metric.get("unit").and_then(|i| super::alarm::unit(diags, i));
    let (filter, source) = (filter?, source?);
    let checked =
        if is_events { transformation.check_json() } else { transformation.check(&filter) };
    let extraction = checked.map_err(|error| refused(diags, metric_at, &metric, &error)).ok()?;
    if let Err(refusal) = validate::namespace(Some(&transformation.namespace)) {
        out_of_set(diags, metric.get("namespace")?, refusal.message);
    }
    let dimensions =
        transformation.dimensions.iter().map(|(name, _)| (name.clone(), "x".to_owned())).collect();
    let made = Metric::new(&*transformation.namespace, &*transformation.metric_name, dimensions);
    if let Err(refusal) = validate::metric(&made) {
        out_of_set(diags, metric.get("name")?, refusal.message);
    }
    if source.is_empty() {
        out_of_set(diags, source_at?, "`source` names no log group");
    }
    let source = match source.as_str() {
        "cloudtrail" => FilterSource::CloudTrail(filter),
        "events" => FilterSource::Events {
            bus: bus.unwrap_or_else(|| DEFAULT_BUS.to_owned()),
            pattern: pattern?,
        },
        _ => FilterSource::Logs(Box::new(globs::one(diags, "source", source_at?)?), filter),
    };
    (diags.errors() == before).then(|| MetricFilter {
        name: key.str().into_owned(),
        span: key.span(),
        source,
        namespace: transformation.namespace,
        metric: transformation.metric_name,
        dimensions: transformation.dimensions.into_iter().map(|(name, _)| name).collect(),
        unit: unit.unwrap_or(Unit::None),
        default_value: transformation.default_value,
        extraction,
    })
}

fn filter_pattern(diags: &mut Diags, at: Span, fields: &Fields<'_>) -> Option<FilterPattern> {
    let (item, written) = match fields.get("filter-pattern") {
        Some(item) => (Some(item), text(diags, "filter-pattern", item)?),
        None => (None, String::new()),
    };
    let place = |part: &std::ops::Range<usize>| {
        item.map_or(at, |item| part_of(text_of(item, &written), &written, part))
    };
    match FilterPattern::parse(&written) {
        Ok(pattern) => {
            for note in pattern.notes() {
                let mut diag = Diag::new(Code::TL420, place(&note.at), note.message.clone());
                if let Some(help) = &note.help {
                    diag = diag.help(help.clone());
                }
                diags.push(diag);
            }
            Some(pattern)
        }
        Err(error) => {
            let diag = Diag::new(Code::TL315, place(&error.at), error.message.clone());
            diags.push(match &error.help {
                Some(help) if help.starts_with("did you mean") => diag.label(help.clone()),
                Some(help) => diag.help(help.clone()),
                None => diag,
            });
            None
        }
    }
}

fn transformation(diags: &mut Diags, fields: &Fields<'_>) -> Option<Transformation> {
    let number = |diags: &mut Diags, key: &str, item: Item<'_>| {
        let read = (item.kind() == Kind::Number).then(|| item.str().parse::<f64>().ok()).flatten();
        if read.is_none() {
            wrong(diags, key, item, "a number");
        }
        read
    };
    let namespace = fields.get("namespace").and_then(|i| text(diags, "namespace", i));
    let metric_name = fields.get("name").and_then(|i| text(diags, "name", i));
    let value = match fields.get("value") {
        None => "1".to_owned(),
        Some(item) if item.kind() == Kind::Number => item.str().into_owned(),
        Some(item) => text(diags, "value", item)?,
    };
    let default_value = fields.get("default-value").and_then(|i| number(diags, "default-value", i));
    let mut dimensions = Vec::new();
    if let Some(item) = fields.get("dimensions") {
        if item.kind() != Kind::Map {
            wrong(diags, "dimensions", item, "a map from names to places in the record");
        }
        for (key, value) in item.entries() {
            dimensions.push((key.str().into_owned(), text(diags, &key.str(), value)?));
        }
    }
    Some(Transformation {
        metric_name: metric_name?,
        namespace: namespace?,
        value,
        default_value,
        unit: None,
        dimensions,
    })
}

/// Reports what the service refuses of a transformation.
fn refused(diags: &mut Diags, at: Item<'_>, fields: &Fields<'_>, error: &MetricError) {
    let key = match error.part {
        "metricName" => "name",
        "metricNamespace" => "namespace",
        "metricValue" => "value",
        "defaultValue" => "default-value",
        _ => "dimensions",
    };
    let place = fields.get(key).map_or(at.span(), |item| item.span());
    let mut diag = Diag::new(Code::TL209, place, error.message.clone());
    if let Some(help) = &error.help {
        diag = diag.help(help.clone());
    }
    diags.push(diag);
}
