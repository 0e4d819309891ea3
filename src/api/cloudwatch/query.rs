//! MetricDataQuery, of alarms and of GetMetricData.

use super::refuse::{invalid, metric, missing, needed, not_offered, text, validation};
use crate::metrics::math::{self, EntryKind};
use crate::metrics::{Metric, Statistic, Unit};
use crate::wire::{Fault, Value};
use serde_json::{Map, Value as Json, json};

/// The period of what names none, in seconds.
pub(super) const PERIOD: u32 = 60;

/// One entry: a metric's statistic, or an expression over the others.
#[derive(Debug, Clone)]
pub(super) struct Query {
    /// Its id.
    pub id: String,
    /// How it is called.
    pub label: Option<String>,
    /// Is it a result?
    pub returns: Option<bool>,
    /// What it is.
    pub source: Source,
}

/// What an entry is.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// A metric's statistic.
    Stat(Stat),
    /// An expression, and its period in seconds.
    Expression(String, Option<u32>),
}

/// A statistic of a metric.
#[derive(Debug, Clone)]
pub(super) struct Stat {
    /// The metric.
    pub metric: Metric,
    /// Seconds.
    pub period: u32,
    /// What is computed.
    pub statistic: Statistic,
    /// The only unit that counts.
    pub unit: Option<Unit>,
}

/// A period in seconds.
pub(super) fn period(input: &Value) -> Result<Option<u32>, Fault> {
    let Some(seconds) = input.integer("Period")? else { return Ok(None) };
    let fits = matches!(seconds, 1 | 5 | 10 | 20 | 30) || (seconds > 0 && seconds % 60 == 0);
    let seconds = u32::try_from(seconds).ok().filter(|_| fits);
    seconds.map(Some).ok_or_else(|| {
        invalid("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.")
    })
}

/// A unit.
pub(super) fn unit(input: &Value) -> Result<Option<Unit>, Fault> {
    let Some(name) = input.text("Unit")? else { return Ok(None) };
    let unknown = || invalid(format!("The value {name} for parameter Unit is invalid."));
    Unit::parse(name).map(Some).ok_or_else(unknown)
}

/// A statistic of this name.
pub(super) fn statistic(parameter: &str, name: &str) -> Result<Statistic, Fault> {
    Statistic::parse(name).map_err(|_| {
        invalid(format!("The value {name} for parameter {parameter} is not supported."))
    })
}

impl Query {
    /// Reads an entry.
    ///
    /// # Errors
    /// The first parameter that is wrong.
    pub fn read(input: &Value) -> Result<Self, Fault> {
        not_offered(input, &["AccountId"])?;
        let id = needed(text(input, "Id", 255)?, "Id")?.to_owned();
        let label = input.text("Label")?.map(str::to_owned);
        let returns = input.bool("ReturnData")?;
        let expression = text(input, "Expression", 2048)?;
        let source = match (expression, input.structure("MetricStat")?) {
            (Some(_), Some(_)) | (None, None) => {
                let words = format!("Query {id} needs either Expression or MetricStat.");
                return Err(validation(words));
            }
            (Some(expression), None) => Source::Expression(expression.to_owned(), period(input)?),
            (None, Some(stat)) => Source::Stat(Stat::read(stat)?),
        };
        Ok(Self { id, label, returns, source })
    }

    /// Reads a list of entries.
    ///
    /// # Errors
    /// The first parameter that is wrong.
    pub fn all(input: &[Value]) -> Result<Vec<Self>, Fault> {
        input.iter().map(Self::read).collect()
    }

    /// The entry of a sheet.
    pub fn entry(&self) -> math::Entry {
        math::Entry {
            id: self.id.clone(),
            what: match &self.source {
                Source::Stat(stat) => EntryKind::Metric { period: stat.period },
                Source::Expression(text, _) => EntryKind::Expression(text.clone()),
            },
            returns: self.returns.unwrap_or(true),
        }
    }

    /// Its period, if it names one.
    pub fn period(&self) -> Option<u32> {
        match &self.source {
            Source::Stat(stat) => Some(stat.period),
            Source::Expression(_, period) => *period,
        }
    }

    /// The entry in AWS's words.
    pub fn fields(&self) -> Json {
        let mut all = Map::new();
        all.insert("Id".to_owned(), json!(self.id));
        match &self.source {
            Source::Stat(stat) => drop(all.insert("MetricStat".to_owned(), stat.fields())),
            Source::Expression(text, period) => {
                all.insert("Expression".to_owned(), json!(text));
                period.map(|seconds| all.insert("Period".to_owned(), json!(seconds)));
            }
        }
        if let Some(label) = &self.label {
            all.insert("Label".to_owned(), json!(label));
        }
        all.insert("ReturnData".to_owned(), json!(self.returns.unwrap_or(true)));
        Json::Object(all)
    }

    /// The entry as a rules file has it; `returns` says whether it is what the alarm watches.
    pub fn document(&self, returns: bool) -> Json {
        let mut all = match &self.source {
            Source::Stat(stat) => stat.document(),
            Source::Expression(text, _) => Map::from_iter([("expression".to_owned(), json!(text))]),
        };
        if let Some(label) = &self.label {
            all.insert("label".to_owned(), json!(label));
        }
        all.insert("return-data".to_owned(), json!(returns));
        Json::Object(all)
    }
}

impl Stat {
    fn read(input: &Value) -> Result<Self, Fault> {
        let of = needed(input.structure("Metric")?, "Metric")?;
        let name = input.text("Stat")?.ok_or_else(|| missing("Stat"))?;
        Ok(Self {
            metric: metric(of)?,
            period: needed(period(input)?, "Period")?,
            statistic: statistic("Stat", name)?,
            unit: unit(input)?,
        })
    }

    fn fields(&self) -> Json {
        let metric = metric_fields(&self.metric);
        let mut all = Map::from_iter([
            ("Metric".to_owned(), Json::Object(metric)),
            ("Period".to_owned(), json!(self.period)),
            ("Stat".to_owned(), json!(self.statistic.to_string())),
        ]);
        if let Some(unit) = self.unit {
            all.insert("Unit".to_owned(), json!(unit.name()));
        }
        Json::Object(all)
    }

    fn document(&self) -> Map<String, Json> {
        let mut all = metric_document(&self.metric);
        all.insert("statistic".to_owned(), json!(self.statistic.to_string()));
        if let Some(unit) = self.unit {
            all.insert("unit".to_owned(), json!(unit.name()));
        }
        all
    }
}

/// A metric in AWS's words.
pub(super) fn metric_fields(metric: &Metric) -> Map<String, Json> {
    let dimensions = metric.dimensions().iter();
    let dimensions: Vec<_> =
        dimensions.map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    Map::from_iter([
        ("Namespace".to_owned(), json!(metric.namespace())),
        ("MetricName".to_owned(), json!(metric.name())),
        ("Dimensions".to_owned(), json!(dimensions)),
    ])
}

/// A metric as a rules file has it.
pub(super) fn metric_document(metric: &Metric) -> Map<String, Json> {
    let dimensions = metric.dimensions().iter().map(|(name, value)| (name.clone(), json!(value)));
    Map::from_iter([
        ("namespace".to_owned(), json!(metric.namespace())),
        ("name".to_owned(), json!(metric.name())),
        ("dimensions".to_owned(), Json::Object(dimensions.collect())),
    ])
}

/// The faults of a sheet, in CloudWatch's words.
pub(super) fn faults(queries: &[Query], faults: &[math::MathFault]) -> Fault {
    let Some(fault) = faults.first() else { return validation("the metrics cannot be read") };
    let id = queries.get(fault.entry).map_or("", |query| query.id.as_str());
    validation(format!("Error in expression '{id}': {}", fault.message))
}
