//! Why something was not delivered: a code for `ERROR_CODE`, words, and whether time may help. The
//! codes are AWS's where it has one.

use crate::model::{BreakKind, Outcome, Refusal};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Bytes of a message that are kept, as Lambda keeps them for dead letters.
const MESSAGE: usize = 1024;

/// Whether another try makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// It may work later.
    Passing,
    /// It may work later; the try does not count.
    Throttled(Option<Duration>),
    /// It will never work.
    Permanent,
}

/// Why something was not delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Upper-case words joined by `_`.
    pub code: Cow<'static, str>,
    /// At most 1 KiB.
    pub message: Arc<str>,
    /// Whether another try makes sense.
    pub class: Class,
    /// Was there no answer at all? Lambda calls such errors unhandled.
    pub broken: bool,
}

impl Fault {
    /// A fault that a plugin answered with.
    #[must_use]
    pub fn refused(refusal: &Refusal) -> Self {
        let (code, class) = match refusal {
            Refusal::Retryable(_) => ("TARGET_ERROR", Class::Passing),
            Refusal::Throttled { retry_after, .. } => {
                ("THROTTLING", Class::Throttled(*retry_after))
            }
            Refusal::Permanent(_) => ("SDK_CLIENT_ERROR", Class::Permanent),
        };
        Self { code: code.into(), message: cut(refusal.message()), class, broken: false }
    }

    /// A fault without an answer.
    #[must_use]
    pub fn broken(kind: BreakKind, message: &str) -> Self {
        let class = if kind.may_pass() { Class::Passing } else { Class::Permanent };
        Self { code: kind.code().into(), message: cut(message), class, broken: true }
    }

    /// An answer that cannot be understood: which items failed is not known.
    #[must_use]
    pub fn unclear(message: &str) -> Self {
        let code = "INVALID_RESPONSE".into();
        Self { code, message: cut(message), class: Class::Passing, broken: false }
    }

    /// A fault before any call.
    #[must_use]
    pub fn before(code: impl Into<Cow<'static, str>>, message: &str) -> Self {
        Self { code: code.into(), message: cut(message), class: Class::Permanent, broken: false }
    }

    /// The fault that all items of an invocation share, if the outcome is one.
    #[must_use]
    pub fn of_all(outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::Answered { .. } => None,
            Outcome::Refused(refusal) => Some(Self::refused(refusal)),
            Outcome::Broken { kind, message } => Some(Self::broken(*kind, message)),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

fn cut(message: &str) -> Arc<str> {
    message[..message.floor_char_boundary(MESSAGE)].into()
}

#[cfg(test)]
mod tests {
    use super::{Class, Fault};
    use crate::model::{BreakKind, Refusal};

    #[test]
    fn codes_and_classes() {
        for (fault, code, class) in [
            (Fault::refused(&Refusal::Retryable("x".into())), "TARGET_ERROR", Class::Passing),
            (Fault::refused(&Refusal::Permanent("x".into())), "SDK_CLIENT_ERROR", Class::Permanent),
            (
                Fault::refused(&Refusal::Throttled { message: "x".into(), retry_after: None }),
                "THROTTLING",
                Class::Throttled(None),
            ),
            (Fault::broken(BreakKind::Timeout, "x"), "TIMEOUT", Class::Passing),
            (Fault::broken(BreakKind::MissingGrant, "x"), "NO_PERMISSIONS", Class::Permanent),
            (Fault::broken(BreakKind::Unavailable, "x"), "NO_RESOURCE", Class::Permanent),
            (Fault::unclear("x"), "INVALID_RESPONSE", Class::Passing),
        ] {
            assert_eq!((&*fault.code, fault.class), (code, class));
            assert_eq!(fault.to_string(), format!("{code}: x"));
        }
    }

    #[test]
    fn long_messages_end_between_characters() {
        let fault = Fault::before("NO_VALUE", &"é".repeat(1000));
        assert_eq!(fault.message.len(), 1024);
        let fault = Fault::before("NO_VALUE", &format!("x{}", "é".repeat(1000)));
        assert_eq!(fault.message.len(), 1023);
    }
}
