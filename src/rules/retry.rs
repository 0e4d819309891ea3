//! `retry`: how often and how long a failed invocation is tried again.

use super::doc::{Fields, Key, whole};
use super::units::duration;
use crate::base::diag::Diags;
use crate::read::tree::Item;
use std::time::Duration;

/// The keys of a retry policy.
pub static KEYS: &[Key] = &[
    Key::optional(
        "maximum-retry-attempts",
        r#"{"type": "integer", "minimum": 0, "maximum": 185}"#,
        "How often at most; 185 by default in `serve`.",
    ),
    Key::optional(
        "maximum-event-age",
        r##"{"$ref": "#/$defs/duration"}"##,
        "How old the event may get, from 60s to 24h; 24h by default in `serve`.",
    ),
];

/// A retry policy; what is `None` is inherited: a rule's from its target, a target's from the
/// command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retry {
    /// How often at most.
    pub attempts: Option<u8>,
    /// How old the event may get.
    pub age: Option<Duration>,
}

impl Retry {
    /// This policy, filled up key by key from another one.
    #[must_use]
    pub fn over(self, under: Self) -> Self {
        Self { attempts: self.attempts.or(under.attempts), age: self.age.or(under.age) }
    }
}

/// Reads a retry policy.
pub fn read(diags: &mut Diags, item: Item<'_>) -> Retry {
    let Some(fields) = Fields::read(diags, "`retry`", item.span(), item, KEYS) else {
        return Retry::default();
    };
    let attempts = "maximum-retry-attempts";
    let age = "maximum-event-age";
    Retry {
        attempts: fields
            .get(attempts)
            .and_then(|i| whole(diags, attempts, i, 0..=185))
            .and_then(|n| u8::try_from(n).ok()),
        age: fields.get(age).and_then(|i| {
            duration(diags, age, i, Duration::from_secs(60)..=Duration::from_secs(86_400))
        }),
    }
}
