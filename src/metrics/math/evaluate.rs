//! The value of an expression: its nodes from first to last.

use super::along::{Filling, along, fill};
use super::ast::{Expression, Node, NodeId, What};
use super::calendar::calendar;
use super::choose::choose;
use super::fault::MathFault;
use super::function::Which;
use super::outside::Outside;
use super::pair::{binary, each, map_all};
use super::reduce::reduce;
use super::several::{list, sort};
use super::types::{Range, Series, Value};

/// What an expression is evaluated in.
pub(super) struct Around<'a> {
    /// The value of another entry.
    pub(super) value_of: &'a dyn Fn(&str) -> Option<Value>,
    /// The metrics of the request, in order.
    pub(super) metrics: &'a [Series],
    pub(super) range: Range,
    pub(super) outside: &'a mut dyn Outside,
}

/// A node's result.
enum Part {
    Value(Value),
    Text(String),
    Word(&'static str),
    /// Used by the node above already.
    Taken,
}

/// Evaluates an expression that was checked.
pub(super) fn evaluate(
    expression: &Expression,
    around: &mut Around<'_>,
) -> Result<Value, MathFault> {
    let mut parts: Vec<Part> = Vec::with_capacity(expression.nodes.len());
    for node in &expression.nodes {
        let part = match &node.what {
            What::Text(text) => Part::Text(text.clone()),
            What::Word(word) => Part::Word(word),
            What::Number(number) => Part::Value(Value::Number(*number)),
            What::Id(id) => match (around.value_of)(id) {
                Some(value) => Part::Value(value),
                None => return Err(broken(node)),
            },
            What::List(members) => {
                let values = members.iter().map(|m| take(*m, &mut parts, node));
                Part::Value(list(&values.collect::<Result<Vec<_>, _>>()?))
            }
            What::Negative(inner) => Part::Value(map_all(take(*inner, &mut parts, node)?, |v| -v)),
            What::Binary(operator, left, right) => {
                let left = take(*left, &mut parts, node)?;
                Part::Value(binary(*operator, left, take(*right, &mut parts, node)?))
            }
            What::Call(function, arguments) => {
                let arguments = arguments
                    .iter()
                    .map(|a| {
                        parts.get_mut(*a).map_or(Part::Taken, |p| std::mem::replace(p, Part::Taken))
                    })
                    .collect();
                Part::Value(call(function.which, arguments, around, node)?)
            }
        };
        parts.push(part);
    }
    match parts.pop() {
        Some(Part::Value(value)) => Ok(value),
        _ => Err(MathFault::new(0..0, "the expression has no value")),
    }
}

/// What the check should have refused.
fn broken(node: &Node) -> MathFault {
    MathFault::new(node.span.clone(), "this has no value here")
}

fn take(id: NodeId, parts: &mut [Part], node: &Node) -> Result<Value, MathFault> {
    match parts.get_mut(id).map(|p| std::mem::replace(p, Part::Taken)) {
        Some(Part::Value(value)) => Ok(value),
        _ => Err(broken(node)),
    }
}

fn call(
    which: Which,
    arguments: Vec<Part>,
    around: &mut Around<'_>,
    node: &Node,
) -> Result<Value, MathFault> {
    let said = |e: String| MathFault::new(node.span.clone(), e);
    let mut arguments = arguments.into_iter();
    let mut next = || arguments.next();
    let value = |part: Option<Part>| match part {
        Some(Part::Value(value)) => Ok(value),
        _ => Err(broken(node)),
    };
    let series = |part: Option<Part>| match part {
        Some(Part::Value(Value::Series(series))) => Ok(series),
        _ => Err(broken(node)),
    };
    let many = |part: Option<Part>| match part {
        Some(Part::Value(Value::Many(many))) => Ok(many),
        _ => Err(broken(node)),
    };
    let text = |part: Option<Part>| match part {
        Some(Part::Text(text)) => Ok(text),
        _ => Err(broken(node)),
    };
    let number = |part: Option<Part>| match part {
        Some(Part::Value(Value::Number(number))) => Some(number),
        _ => None,
    };
    Ok(match which {
        Which::Abs => map_all(value(next())?, f64::abs),
        Which::Ceil => map_all(value(next())?, f64::ceil),
        Which::Floor => map_all(value(next())?, f64::floor),
        Which::Log => map_all(value(next())?, f64::ln),
        Which::Log10 => map_all(value(next())?, f64::log10),
        Which::Avg
        | Which::DatapointCount
        | Which::Max
        | Which::Min
        | Which::Stddev
        | Which::Sum => reduce(which, &value(next())?),
        Which::Diff | Which::DiffTime | Which::Rate | Which::RunningSum => {
            each(value(next())?, |s| along(which, s))
        }
        Which::Date
        | Which::Day
        | Which::Epoch
        | Which::Hour
        | Which::Minute
        | Which::Month
        | Which::Year => {
            let period = series(next())?.period;
            Value::Series(calendar(which, period, around.range))
        }
        Which::MetricCount => Value::Number(many(next())?.len() as f64),
        Which::Fill => {
            let (gaps, with) = (value(next())?, next());
            let filling = match &with {
                Some(Part::Word("REPEAT")) => Filling::Repeat,
                Some(Part::Word(_)) => Filling::Linear,
                Some(Part::Value(Value::Series(series))) => Filling::Series(series),
                Some(Part::Value(Value::Number(number))) => Filling::Number(*number),
                _ => return Err(broken(node)),
            };
            let range = around.range;
            each(gaps, |s| fill(s, filling, range))
        }
        Which::If => {
            let (condition, then) = (value(next())?, value(next())?);
            let otherwise = next().map(|p| value(Some(p))).transpose()?;
            choose(&condition, &then, otherwise.as_ref())
        }
        Which::FirstOf => Value::Series(many(next())?.into_iter().next().unwrap_or_default()),
        Which::LastOf => Value::Series(many(next())?.pop().unwrap_or_default()),
        Which::Metrics => {
            let part = next().map(|p| text(Some(p))).transpose()?.unwrap_or_default();
            let chosen = around.metrics.iter().filter(|s| s.id.contains(&part));
            Value::Many(chosen.cloned().collect())
        }
        Which::Period => Value::Number(f64::from(series(next())?.period)),
        Which::RemoveEmpty => {
            let all = many(next())?.into_iter();
            Value::Many(all.filter(|s| !s.points.is_empty()).collect())
        }
        Which::TimeSeries => {
            let number = number(next()).ok_or_else(|| broken(node))?;
            let flat = Series { period: around.range.period, ..Series::default() };
            Value::Series(flat.with(around.range.times().map(|at| (at, number))))
        }
        Which::Slice => {
            let all = many(next())?;
            let mut place = |open: usize| number(next()).map_or(open, |n| n.max(0.0) as usize);
            let from = place(0).min(all.len());
            let to = place(all.len()).clamp(from, all.len());
            Value::Many(all.get(from..to).unwrap_or_default().to_vec())
        }
        Which::Sort => {
            let all = many(next())?;
            let (Some(Part::Word(by)), Some(Part::Word(way))) = (next(), next()) else {
                return Err(broken(node));
            };
            let most = number(next()).map_or(all.len(), |n| n.max(0.0) as usize);
            Value::Many(sort(all, by, way == "DESC", most))
        }
        Which::Band => {
            let of = series(next())?;
            let width = number(next()).unwrap_or(2.0);
            let (upper, lower) = around.outside.band(&of, width).map_err(said)?;
            Value::Many(vec![upper, lower])
        }
        Which::Search => {
            let (query, statistic) = (text(next())?, text(next())?);
            let period = number(next()).map(|n| n.max(0.0) as u32);
            let found = around.outside.search(&query, &statistic, period, around.range);
            Value::Many(found.map_err(said)?)
        }
        Which::ServiceQuota => {
            let of = series(next())?;
            Value::Series(around.outside.service(which, Some(&of), &[]).map_err(said)?)
        }
        Which::DbPerfInsights | Which::InsightRuleMetric => {
            let mut texts = Vec::new();
            while let Some(Part::Text(text)) = next() {
                texts.push(text);
            }
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            Value::Series(around.outside.service(which, None, &texts).map_err(said)?)
        }
    })
}
