//! The functions of metric math: what each takes and gives, one row each.

use super::types::Type;

/// What a place in a call takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A number.
    Number,
    /// A number that is written out.
    Literal,
    /// One series.
    Series,
    /// One series of another entry, by its id.
    Named,
    /// Several series.
    Many,
    /// One series or several.
    SeriesOrMany,
    /// A number or one series.
    NumberOrSeries,
    /// Anything that is computed.
    Any,
    /// What a gap is filled with: a number, a series, `REPEAT` or `LINEAR`.
    Filling,
    /// A text in quotes.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// What a call gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Always this.
    This(Type),
    /// What its first argument is.
    First,
    /// A number of one series, a series of several.
    Reduced,
    /// A series, if any argument is one; else a number.
    Widest,
}

/// A function.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// Which it is.
    pub which: Which,
    /// What it takes.
    pub takes: &'static [Takes],
    /// How many arguments it needs at least.
    pub least: usize,
    /// What it gives.
    pub gives: Gives,
}

macro_rules! functions {
    ($($name:literal $which:ident ($($takes:expr),*) $least:literal $gives:expr;)*) => {
        /// All functions.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the names say it")]
        pub enum Which { $($which,)* }

        /// The table of functions.
        pub const FUNCTIONS: &[Function] = &[$(Function {
            name: $name, which: Which::$which, takes: &[$($takes),*], least: $least, gives: $gives,
        },)*];
    };
}

use Gives::{First, Reduced, This, Widest};
use Takes::{
    Any, Filling, Literal, Many, Named, Number, NumberOrSeries, Series, SeriesOrMany, Text, Word,
};

functions! {
    "ABS" Abs (Any) 1 First;
    "ANOMALY_DETECTION_BAND" Band (Series, Literal) 1 This(Type::Many);
    "AVG" Avg (SeriesOrMany) 1 Reduced;
    "CEIL" Ceil (Any) 1 First;
    "DATAPOINT_COUNT" DatapointCount (SeriesOrMany) 1 Reduced;
    "DATE" Date (Series) 1 This(Type::Series);
    "DAY" Day (Series) 1 This(Type::Series);
    "DB_PERF_INSIGHTS" DbPerfInsights (Text, Text, Text) 3 This(Type::Series);
    "DIFF" Diff (SeriesOrMany) 1 First;
    "DIFF_TIME" DiffTime (SeriesOrMany) 1 First;
    "EPOCH" Epoch (Series) 1 This(Type::Series);
    "FILL" Fill (SeriesOrMany, Filling) 2 First;
    "FIRST" FirstOf (Many) 1 This(Type::Series);
    "FLOOR" Floor (Any) 1 First;
    "HOUR" Hour (Series) 1 This(Type::Series);
    "IF" If (NumberOrSeries, NumberOrSeries, NumberOrSeries) 2 Widest;
    "INSIGHT_RULE_METRIC" InsightRuleMetric (Text, Text) 2 This(Type::Series);
    "LAST" LastOf (Many) 1 This(Type::Series);
    "LOG" Log (Any) 1 First;
    "LOG10" Log10 (Any) 1 First;
    "MAX" Max (SeriesOrMany) 1 Reduced;
    "METRIC_COUNT" MetricCount (Many) 1 This(Type::Number);
    "METRICS" Metrics (Text) 0 This(Type::Many);
    "MIN" Min (SeriesOrMany) 1 Reduced;
    "MINUTE" Minute (Series) 1 This(Type::Series);
    "MONTH" Month (Series) 1 This(Type::Series);
    "PERIOD" Period (Named) 1 This(Type::Number);
    "RATE" Rate (SeriesOrMany) 1 First;
    "REMOVE_EMPTY" RemoveEmpty (Many) 1 This(Type::Many);
    "RUNNING_SUM" RunningSum (SeriesOrMany) 1 First;
    "SEARCH" Search (Text, Text, Literal) 2 This(Type::Many);
    "SERVICE_QUOTA" ServiceQuota (Series) 1 This(Type::Series);
    "SLICE" Slice (Many, Number, Number) 2 This(Type::Many);
    "SORT" Sort (Many, Word(&["AVG", "MIN", "MAX", "SUM"]), Word(&["ASC", "DESC"]), Number) 3
        This(Type::Many);
    "STDDEV" Stddev (SeriesOrMany) 1 Reduced;
    "SUM" Sum (SeriesOrMany) 1 Reduced;
    "TIME_SERIES" TimeSeries (Number) 1 This(Type::Series);
    "YEAR" Year (Series) 1 This(Type::Series);
}

/// Words that may stand where a value could.
pub(super) const WORDS: [&str; 8] = ["REPEAT", "LINEAR", "ASC", "DESC", "AVG", "MIN", "MAX", "SUM"];

/// The function of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|f| f.name == name)
}

impl Function {
    /// Is a series made a single number by it? In alarms it sees more than the evaluation periods.
    #[must_use]
    pub fn reduces(&self) -> bool {
        self.gives == Reduced || self.which == Which::Period
    }
}
