//! A target that breaks five times in a row is left alone for 30 s, then tried with one call; as long
//! as that breaks, too, the pause doubles, up to 5 minutes. Answers, errors among them, are no breaks.

use super::retry::after;
use jiff::Timestamp;
use std::time::Duration;

/// Breaks in a row that open the circuit.
const BREAKS: u32 = 5;
const FIRST: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(300);

/// What a target may be called for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Circuit {
    /// Everything; so many calls broke in a row.
    Closed { breaks: u32 },
    /// Nothing before `until`, then a probe.
    Open { until: Timestamp, pause: Duration },
    /// Nothing until the probe ends.
    Probing { pause: Duration },
}

/// May a call begin?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    /// Yes.
    Call,
    /// One: the probe.
    Probe,
    /// Not before.
    At(Timestamp),
    /// Not before the probe ended.
    Never,
}

/// How a circuit changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Opened(Timestamp),
    Closed,
}

impl Circuit {
    /// A closed one.
    pub fn new() -> Self {
        Self::Closed { breaks: 0 }
    }

    /// May everything be called?
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Closed { .. })
    }

    /// May a call begin?
    pub fn pass(self, now: Timestamp) -> Pass {
        match self {
            Self::Closed { .. } => Pass::Call,
            Self::Open { until, .. } if until > now => Pass::At(until),
            Self::Open { .. } => Pass::Probe,
            Self::Probing { .. } => Pass::Never,
        }
    }

    /// The probe begins.
    pub fn probe(&mut self) {
        if let Self::Open { pause, .. } = *self {
            *self = Self::Probing { pause };
        }
    }

    /// A call ended. Calls from before the circuit opened do not count while it is open.
    pub fn ended(&mut self, now: Timestamp, probe: bool, broke: bool) -> Option<Change> {
        let pause = match (*self, broke) {
            (Self::Closed { breaks }, false) => {
                if breaks > 0 {
                    *self = Self::new();
                }
                return None;
            }
            (Self::Closed { breaks }, true) if breaks + 1 < BREAKS => {
                *self = Self::Closed { breaks: breaks + 1 };
                return None;
            }
            (Self::Closed { .. }, true) => FIRST,
            (Self::Probing { .. }, false) if probe => {
                *self = Self::new();
                return Some(Change::Closed);
            }
            (Self::Probing { pause }, true) if probe => (pause * 2).min(LONGEST),
            (Self::Open { .. } | Self::Probing { .. }, _) => return None,
        };
        let until = after(now, pause);
        *self = Self::Open { until, pause };
        Some(Change::Opened(until))
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, Circuit, Pass};
    use crate::deliver::testing::at;

    #[test]
    fn five_in_a_row() {
        let mut circuit = Circuit::new();
        for broke in [true, true, true, true, false, true, true, true, true] {
            assert_eq!(circuit.ended(at(0), false, broke), None);
        }
        assert_eq!(circuit.ended(at(0), false, true), Some(Change::Opened(at(30_000))));
        assert_eq!(circuit.pass(at(29_999)), Pass::At(at(30_000)));
        assert_eq!(circuit.pass(at(30_000)), Pass::Probe);
        assert_eq!(circuit.ended(at(1), false, false), None, "a call from before");
        assert_eq!(circuit.pass(at(2)), Pass::At(at(30_000)));
    }

    #[test]
    fn pauses_double_up_to_five_minutes() {
        let mut circuit = Circuit::new();
        (0..5).for_each(|_| {
            circuit.ended(at(0), false, true);
        });
        for seconds in [60, 120, 240, 300, 300] {
            circuit.probe();
            assert_eq!(circuit.pass(at(0)), Pass::Never);
            assert_eq!(circuit.ended(at(0), false, false), None, "not the probe");
            let opened = Some(Change::Opened(at(seconds * 1000)));
            assert_eq!(circuit.ended(at(0), true, true), opened);
        }
        circuit.probe();
        assert_eq!(circuit.ended(at(0), true, false), Some(Change::Closed));
        assert_eq!(circuit.pass(at(0)), Pass::Call);
    }
}
