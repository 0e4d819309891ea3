//! Floor 4: alarms. Points of a metric become a state (`judge`), a state has a reason in AWS's
//! words (`reason`), changes of state become actions (`notify`) and events (`event`).
//!
//! `metric::MetricAlarm` moves one alarm on a metric, an expression or a band through time;
//! `composite::CompositeAlarm` one whose rule looks at other alarms (`rule`). No input or output,
//! no clock, no threads: times and points come from outside, so one story gives the same states
//! in a run, in a test and in a daemon. What it means to users is in `docs/alarms.md`.

mod composite;
mod configuration;
mod cron;
mod event;
mod history;
mod identity;
mod judge;
mod low_sample;
mod metric;
mod mute;
mod notify;
mod payload;
mod point;
mod reason;
mod rule;
mod settings;
mod state;
mod stored;
mod suppress;
#[cfg(test)]
mod tests;
mod threshold;
mod triggers;
mod window;
mod words;

pub use composite::{CompositeAlarm, CompositeSettings};
pub use configuration::{
    Configured, Operation, configuration, configuration_change, configuration_changed,
    configuration_item,
};
pub use event::{AlarmEvent, state_change};
pub use history::{HistoryItem, HistoryKind};
pub use identity::{Identity, Query, QuerySource, Watched};
pub use judge::{Basis, Judgement, evaluated, judge};
pub use low_sample::{LowSample, fewest_samples, percentile_of};
pub use metric::{Look, MetricAlarm, SetError, Step};
pub use mute::{Mute, MuteError, always_muted, muted_until};
pub use notify::{ActionsDue, Notifier, Notify};
pub use payload::action_payload;
pub use point::{Band, Point};
pub use reason::{Reason, reason};
pub use rule::{AlarmRule, Child, Loop, Part, RuleError, RuleErrorKind, evaluation_order, name_of};
pub use settings::{AlarmSettings, MissingData, SettingsError, WarmUp};
pub use state::{AlarmState, StateRecord, Transition};
pub use stored::{read_time, write_time};
pub use suppress::{SuppressedBy, Suppression, Suppressor};
pub use threshold::{Comparison, Side, Threshold};
pub use triggers::ChildState;
pub use window::{Slot, Window, cadence, next_evaluation, slots};
