//! What an expression asks of others: the finding of metrics, and bands.

use super::function::Which;
use super::types::{Range, Series};

/// Answers what is not in an expression's inputs. Errors are words for a message.
pub trait Outside {
    /// The series that a `SEARCH` finds, in the order of their labels.
    ///
    /// # Errors
    /// When the query is none, or nothing can be searched here.
    fn search(
        &mut self,
        query: &str,
        statistic: &str,
        period: Option<u32>,
        range: Range,
    ) -> Result<Vec<Series>, String> {
        let _ = (query, statistic, period, range);
        Err("`SEARCH` is not answered here".into())
    }

    /// The band of a series, `width` deviations to either side: the upper bound, then the lower.
    ///
    /// # Errors
    /// When there is no model.
    fn band(&mut self, series: &Series, width: f64) -> Result<(Series, Series), String> {
        let _ = (series, width);
        Err("`ANOMALY_DETECTION_BAND` is not answered here".into())
    }

    /// What only the service knows: quotas and the rules of Contributor Insights.
    ///
    /// # Errors
    /// When it is not known, which is always so offline.
    fn service(
        &mut self,
        function: Which,
        series: Option<&Series>,
        texts: &[&str],
    ) -> Result<Series, String> {
        let _ = (function, series, texts);
        Err("only the service itself can answer this".into())
    }
}

/// Answers nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Outside for Nothing {}
