//! What the targets of a schedule get.

use super::timed::Timed;
use crate::base::time;
use jiff::Timestamp;
use uuid::Uuid;

/// The namespace of the ids of events of schedules.
const NAMES: Uuid = Uuid::from_u128(0x5c11_40f8_8d2e_5b0b_a6c7_f3e0_91d4_227b);

/// The event of a schedule that fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledEvent {
    /// Its id, which follows from the ARN and the moment: a moment that fires again after a crash has
    /// the same one.
    pub id: String,
    /// The event, as JSON.
    pub text: String,
}

impl ScheduledEvent {
    /// The event of a schedule for one of its moments.
    #[must_use]
    pub fn of(timed: &Timed, scheduled: Timestamp) -> Self {
        let name = format!("{}\n{}", timed.arn, scheduled.as_nanosecond());
        let id = Uuid::new_v5(&NAMES, name.as_bytes()).to_string();
        let event = serde_json::json!({
            "version": "0",
            "id": id,
            "detail-type": "Scheduled Event",
            "source": timed.source(),
            "account": timed.home.account,
            "time": time::show(scheduled),
            "region": timed.home.region,
            "resources": [timed.arn],
            "detail": {},
        });
        Self { id, text: event.to_string() }
    }
}
