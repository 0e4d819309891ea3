//! The names of statistics, as CloudWatch spells them.
//!
//! Upper case with brackets (`TM(10%:90%)`, `PR(:300)`), lower case with a bare number (`p99.9`,
//! `tm95`), `IQM`, and the five plain ones.

use crate::base::suggest::nearest;
use std::fmt;

/// A statistic with its spelling.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistic {
    kind: StatisticKind,
    text: String,
}

/// What is computed of the samples of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StatisticKind {
    /// How many.
    SampleCount,
    /// Their sum.
    Sum,
    /// Sum over count.
    Average,
    /// The smallest.
    Minimum,
    /// The largest.
    Maximum,
    /// The value at a share of the samples, in percent from 0 to 100.
    Percentile(f64),
    /// The mean of the samples within.
    TrimmedMean(Bounds),
    /// How many are within.
    TrimmedCount(Bounds),
    /// The sum of those within.
    TrimmedSum(Bounds),
    /// The mean with those outside set to the bound.
    WinsorizedMean(Bounds),
    /// How many percent are within.
    PercentileRank(Bounds),
}

/// From where to where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bounds {
    /// Shares of the samples, in percent from 0 to 100.
    Percent(f64, f64),
    /// Values: above the first, up to the second itself.
    Values(f64, f64),
}

/// The statistics that have no parameter.
const PLAIN: [(&str, StatisticKind); 6] = [
    ("SampleCount", StatisticKind::SampleCount),
    ("Sum", StatisticKind::Sum),
    ("Average", StatisticKind::Average),
    ("Minimum", StatisticKind::Minimum),
    ("Maximum", StatisticKind::Maximum),
    ("IQM", StatisticKind::TrimmedMean(Bounds::Percent(25.0, 75.0))),
];

impl Statistic {
    /// Reads a name.
    ///
    /// # Errors
    /// In words, why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let kind = kind(text)?;
        Ok(Self { kind, text: text.to_owned() })
    }

    /// What is computed.
    #[must_use]
    pub fn kind(&self) -> StatisticKind {
        self.kind
    }

    /// Is it one of those that need the single samples?
    #[must_use]
    pub fn is_extended(&self) -> bool {
        !PLAIN.iter().take(5).any(|(_, kind)| *kind == self.kind)
    }

    /// Fewer samples than this are few for a percentile; `None` for other statistics.
    ///
    /// 10 / (1 - p) from the median on, 10 / p below it.
    #[must_use]
    pub fn few_below(&self) -> Option<u64> {
        let StatisticKind::Percentile(p) = self.kind else { return None };
        let tail = if p < 50.0 { p } else { 100.0 - p };
        let needed = (1000.0 / tail * 1e6).round() / 1e6;
        Some(if needed < 1e18 { needed.ceil() as u64 } else { u64::MAX })
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn kind(text: &str) -> Result<StatisticKind, String> {
    if let Some((_, kind)) = PLAIN.iter().find(|(name, _)| *name == text) {
        return Ok(*kind);
    }
    if let Some((name, inner)) = text.strip_suffix(')').and_then(|t| t.split_once('(')) {
        return bracketed(name, inner);
    }
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let (name, number) = text.split_at(digits);
    let short =
        |kind: fn(Bounds) -> StatisticKind| Ok(kind(Bounds::Percent(0.0, percent(number)?)));
    match name {
        "p" => Ok(StatisticKind::Percentile(percent(number)?)),
        "tm" => short(StatisticKind::TrimmedMean),
        "tc" => short(StatisticKind::TrimmedCount),
        "ts" => short(StatisticKind::TrimmedSum),
        "wm" => short(StatisticKind::WinsorizedMean),
        "P" | "TM" | "TC" | "TS" | "WM" if !number.is_empty() => {
            Err(format!("`{text}` is no statistic: write `{}{number}`", name.to_lowercase()))
        }
        _ => Err(match nearest(text, PLAIN.iter().map(|(name, _)| *name)) {
            Some(meant) => format!("`{text}` is no statistic, did you mean `{meant}`?"),
            None => format!("`{text}` is no statistic"),
        }),
    }
}

fn bracketed(name: &str, inner: &str) -> Result<StatisticKind, String> {
    let Some((low, high)) = inner.split_once(':') else {
        return Err(format!("`{name}({inner})` needs two bounds with a colon between them"));
    };
    let bounds = bounds(low, high)?;
    let kind = match name {
        "TM" => StatisticKind::TrimmedMean(bounds),
        "TC" => StatisticKind::TrimmedCount(bounds),
        "TS" => StatisticKind::TrimmedSum(bounds),
        "WM" => StatisticKind::WinsorizedMean(bounds),
        "PR" if matches!(bounds, Bounds::Percent(..)) => {
            return Err("`PR` takes values, not percentages".into());
        }
        "PR" => StatisticKind::PercentileRank(bounds),
        "tm" | "tc" | "ts" | "wm" | "pr" => {
            let upper = name.to_uppercase();
            return Err(format!("with brackets it is `{upper}({inner})`"));
        }
        _ => {
            return Err(format!("`{name}` is no statistic with bounds: TM, TC, TS, WM and PR are"));
        }
    };
    Ok(kind)
}

fn bounds(low: &str, high: &str) -> Result<Bounds, String> {
    let percents = [low, high].iter().filter(|b| b.ends_with('%')).count();
    let filled = [low, high].iter().filter(|b| !b.is_empty()).count();
    if filled == 0 {
        return Err("one of the two bounds may be empty, not both".into());
    }
    if percents != 0 && percents != filled {
        return Err("both bounds are percentages or both are values".into());
    }
    let is_percent = percents > 0;
    let side = |text: &str, open: f64| match text.strip_suffix('%') {
        _ if text.is_empty() => Ok(open),
        Some(number) => percent(number),
        None => value(text),
    };
    let top = if is_percent { 100.0 } else { f64::INFINITY };
    let bottom = if is_percent { 0.0 } else { f64::NEG_INFINITY };
    let (from, to) = (side(low, bottom)?, side(high, top)?);
    if from >= to {
        return Err(format!("the lower bound `{low}` is not below the upper `{high}`"));
    }
    Ok(if is_percent { Bounds::Percent(from, to) } else { Bounds::Values(from, to) })
}

/// A number from 0 to 100 with ten decimals at most.
fn percent(text: &str) -> Result<f64, String> {
    let fine = plain(text) && text.split_once('.').is_none_or(|(_, d)| d.len() <= 10);
    match text.parse::<f64>() {
        Ok(number) if fine && number <= 100.0 => Ok(number),
        _ => Err(format!("`{text}` is no percentage from 0 to 100 with at most 10 decimals")),
    }
}

/// A value of zero or more, with or without an exponent.
fn value(text: &str) -> Result<f64, String> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let fine =
        plain(mantissa) && !exponent.is_empty() && exponent.bytes().all(|b| b.is_ascii_digit());
    match text.parse::<f64>() {
        Ok(number) if fine && number.is_finite() => Ok(number),
        _ => Err(format!("`{text}` is no bound")),
    }
}

/// Digits, with a point among or after them.
fn plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}
