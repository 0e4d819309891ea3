//! `alarms`: what they watch, what makes them change, and whom they tell.
//!
//! `metric` reads metrics and expressions, `settings` how they are judged, `band` what is expected,
//! `composite` rules over other alarms, `actions` whom changes are told to. `check` looks at all
//! alarms together.

mod actions;
mod band;
mod check;
mod composite;
mod metric;
mod settings;
#[cfg(test)]
mod tests;

pub use actions::{ACTIONS_KEYS, Actions, MUTE_KEYS, SUPPRESSOR_KEYS};
pub use band::{BAND_KEYS, Band, RANGE_KEYS};
pub use check::check;
pub(super) use metric::unit;
pub use metric::{ENTRY_KEYS, Entry, METRIC_KEYS, Source};

use super::doc::{Fields, Key};
use super::header;
use super::scope::Scope;
use crate::alarms::{AlarmSettings, CompositeSettings};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::metrics::math::Sheet;
use crate::model::{RuleHeader, RuleKind};
use crate::read::tree::Item;
use std::sync::Arc;

const DURATION: &str = r##"{"$ref": "#/$defs/duration"}"##;
const COUNT: &str = r#"{"type": "integer", "minimum": 1}"#;

/// The keys of an alarm.
pub static KEYS: &[Key] = &[
    header::TITLE,
    header::DESCRIPTION,
    header::severity(
        "How much it matters that the alarm enters ALARM; without one it is no finding.",
    ),
    Key::optional("metric", r##"{"$ref": "#/$defs/metric"}"##, "The metric that is watched."),
    Key::optional(
        "metrics",
        r##"{"type": "object", "additionalProperties": {"$ref": "#/$defs/metric-entry"}}"##,
        "Metrics and expressions by id; one of them returns the data that is watched.",
    ),
    Key::optional(
        "composite",
        r#"{"type": "string", "examples": ["ALARM(cpu) AND NOT ALARM(maintenance)"]}"#,
        "A rule over the states of other alarms.",
    ),
    Key::optional(
        "statistic",
        r#"{"type": "string", "examples": ["Sum", "p99", "tm95"]}"#,
        "What is computed of a period's values; Average by default.",
    ),
    Key::optional(
        "unit",
        r#"{"type": "string", "examples": ["Seconds", "Percent"]}"#,
        "Only data of this unit count.",
    ),
    Key::optional(
        "for-each",
        r#"{"type": "array", "minItems": 1, "items": {"type": "string"}, "examples": [["InstanceId"]]}"#,
        "Dimensions whose values are not given: the alarm is made once for each series that arrives.",
    ),
    Key::optional(
        "period",
        r##"{"$ref": "#/$defs/duration", "default": "5m"}"##,
        "The width of a period: 10s, 20s, 30s or whole minutes.",
    ),
    Key::optional(
        "threshold",
        r#"{"type": "string", "pattern": "^\\s*(>=|<=|>|<)", "examples": [">= 3"]}"#,
        "A sign and a number that values are compared with.",
    ),
    Key::optional(
        "anomaly-band",
        r##"{"$ref": "#/$defs/anomaly-band"}"##,
        "Instead of a threshold: the band of values that are expected.",
    ),
    Key::optional("evaluation-periods", COUNT, "N: how many periods are looked at; 1 by default."),
    Key::optional(
        "datapoints-to-alarm",
        COUNT,
        "M: how many of them have to breach; N by default.",
    ),
    Key::optional(
        "treat-missing-data",
        r#"{"enum": ["missing", "ignore", "breaching", "not-breaching", "notBreaching"], "default": "missing"}"#,
        "What a period without data counts as.",
    ),
    Key::optional(
        "evaluation-range",
        COUNT,
        "How many periods are searched for data; two more than are looked at by default.",
    ),
    Key::optional(
        "window",
        r##"{"$ref": "#/$defs/alarm-window"}"##,
        "How periods lie: they end at the evaluation, or at the clock of a zone.",
    ),
    Key::optional(
        "low-sample",
        r#"{"enum": ["evaluate", "ignore"], "default": "evaluate"}"#,
        "What becomes of percentiles of too few values.",
    ),
    Key::optional("warm-up", DURATION, "How long a new alarm waits for its data, 1m to 2d."),
    Key::optional("actions", r##"{"$ref": "#/$defs/alarm-actions"}"##, "Where changes are told."),
    Key::optional(
        "actions-enabled",
        r#"{"type": "boolean", "default": true}"#,
        "Do actions run at all?",
    ),
    Key::optional(
        "actions-suppressor",
        r##"{"$ref": "#/$defs/actions-suppressor"}"##,
        "Another alarm that holds the actions of a composite one back.",
    ),
    Key::optional(
        "mute",
        r##"{"type": "array", "items": {"$ref": "#/$defs/mute"}}"##,
        "Windows in which actions rest.",
    ),
    Key::optional("repeat-every", DURATION, "While in ALARM, its actions run again after as long."),
    Key::optional(
        "group-wait",
        DURATION,
        "After a change, wait so long and tell of the state that then holds, once.",
    ),
    header::CONTROLS,
    header::REFERENCES,
    header::TAGS,
    header::FIX,
];

/// The keys of `window`.
pub static WINDOW_KEYS: &[Key] = &[Key::required(
    "wall-clock",
    r##"{"$ref": "#/$defs/time-zone"}"##,
    "The zone whose hours, days and weeks periods begin at.",
)];

/// An alarm.
#[derive(Debug, Clone)]
pub struct Alarm {
    /// What people read.
    pub header: RuleHeader,
    /// What it watches.
    pub watch: Watch,
    /// Whom changes are told to.
    pub actions: Actions,
}

impl Alarm {
    /// Is it made once for each series of data?
    #[must_use]
    pub fn is_each(&self) -> bool {
        matches!(&self.watch, Watch::Metrics(watch) if !watch.for_each.is_empty())
    }
}

/// What an alarm watches.
#[derive(Debug, Clone)]
pub enum Watch {
    /// A metric, an expression, or either with a band.
    Metrics(Arc<MetricWatch>),
    /// Other alarms.
    Alarms(Box<CompositeWatch>),
}

/// A watch on metrics.
#[derive(Debug, Clone)]
pub struct MetricWatch {
    /// How it is judged.
    pub settings: Arc<AlarmSettings>,
    /// The metrics and expressions, in order.
    pub entries: Vec<Entry>,
    /// The same entries, checked.
    pub sheet: Sheet,
    /// The entry whose values are judged.
    pub watched: usize,
    /// What is expected of them.
    pub band: Option<Band>,
    /// The dimensions whose values are not given.
    pub for_each: Vec<String>,
    /// Is it written as a single `metric`?
    pub single: bool,
    /// The place of what is watched.
    pub span: Span,
}

/// A watch on other alarms.
#[derive(Debug, Clone)]
pub struct CompositeWatch {
    /// The rule, what holds actions back, and whom changes are told to.
    pub settings: Arc<CompositeSettings>,
    /// The rule as written.
    pub text: String,
    /// Its place.
    pub span: Span,
    /// The place of the suppressor's name, if there is one.
    pub suppressor: Option<Span>,
}

/// Reads an alarm whose name stands in line `line`; `None` when it is broken.
pub fn read(
    diags: &mut Diags,
    scope: &Scope<'_>,
    line: u32,
    key: Item<'_>,
    item: Item<'_>,
) -> Option<Alarm> {
    let before = diags.errors();
    let fields = Fields::read(diags, "an alarm", key.span(), item, KEYS)?;
    let header = header::read(diags, scope, RuleKind::Alarm, (line, key), &fields);
    let (actions, notify) = actions::read(diags, scope, &fields);
    let ways = ["metric", "metrics", "composite"];
    let given: Vec<&str> = ways.into_iter().filter(|way| fields.get(way).is_some()).collect();
    let watch = match *given {
        ["composite"] => composite::read(diags, &fields, notify).map(Watch::Alarms),
        [_] => metric::read(diags, key, &fields, notify).map(Watch::Metrics),
        [] => {
            let words = "an alarm needs one of the keys `metric`, `metrics` and `composite`";
            diags.push(Diag::new(Code::TL204, key.span(), words));
            None
        }
        [first, second, ..] => {
            let at = |name| fields.get(name).map_or(key.span(), |i: Item<'_>| i.span());
            let words = "only one of `metric`, `metrics` and `composite` may be given";
            diags.push(Diag::new(Code::TL211, at(second), words).also(at(first), "first here"));
            None
        }
    };
    let watch = watch.filter(|_| diags.errors() == before)?;
    Some(Alarm { header, watch, actions })
}

/// Reports keys that belong to another kind of alarm.
fn misplaced(diags: &mut Diags, fields: &Fields<'_>, keys: &[&str], kind: &str) {
    for key in keys {
        if let Some(item) = fields.get(key) {
            let words = format!("`{key}` does not belong to {kind}");
            diags.push(Diag::new(Code::TL211, item.span(), words));
        }
    }
}
