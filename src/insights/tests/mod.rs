//! Tests of baselines and insights.
