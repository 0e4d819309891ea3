//! Floor 3: what is usual for a metric.
pub mod nab;
