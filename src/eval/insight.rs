//! What baselines find, as reports show it.

use crate::base::ids::RuleId;
use crate::insights::{Insight, InsightState, event_json};
use crate::model::{Change, InsightChange, Raised};
use jiff::Timestamp;

/// An insight of a baseline.
#[must_use]
pub fn found(rule: RuleId, insight: &Insight) -> Raised {
    let Insight { statistics, state, .. } = insight;
    let noun = if insight.error_code.is_some() { "errors" } else { "calls" };
    let minutes = match state {
        InsightState::Start => String::new(),
        InsightState::End => format!(" for {} minutes", statistics.insight_duration),
    };
    let reason = format!(
        "{} {noun} a minute{minutes}, {} before",
        rounded(statistics.insight),
        rounded(statistics.baseline)
    );
    Raised {
        rule,
        time: Timestamp::from_second(insight.at).unwrap_or(Timestamp::MAX),
        alarming: *state == InsightState::Start,
        reason,
        event: event_json(insight).into(),
        what: Change::Insight(InsightChange {
            state: state.word(),
            insight_type: insight.insight_type.word(),
            account: insight.account.clone(),
            region: insight.region.clone(),
            event_source: insight.source.clone(),
            event_name: insight.name.clone(),
            error_code: insight.error_code.clone(),
            baseline_average: statistics.baseline,
            insight_average: statistics.insight,
            shared_event_id: insight.shared_id.clone(),
        }),
    }
}

/// Three digits that count.
fn rounded(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let digits = (2 - value.abs().log10().floor() as i32).clamp(0, 12);
    let text = format!("{value:.*}", digits as usize);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}
