//! The logic of conditions: Kleene's over true and false with two ways of not knowing. `all` and
//! `any` do not depend on the order of their parts.

use std::fmt;
use std::ops::Not;

/// What a condition comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not.
    False,
    /// The value that it asks about is not there.
    Missing,
    /// It cannot be answered: a value of the wrong type, a text that does not decode.
    Error,
}

impl Truth {
    /// All of these: a false one decides, else an error, else a missing one. True for none.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::Error, _) | (_, Self::Error) => Self::Error,
            (Self::Missing, _) | (_, Self::Missing) => Self::Missing,
            (Self::True, Self::True) => Self::True,
        }
    }

    /// One of these: a true one decides, else an error, else a missing one. False for none.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        !(!self).and(!other)
    }

    /// What it is where only true and false count: missing is false.
    #[must_use]
    pub fn at_edge(self) -> Self {
        if self == Self::Missing { Self::False } else { self }
    }
}

impl Not for Truth {
    type Output = Self;

    /// Missing and error stay what they are.
    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Missing => Self::Missing,
            Self::Error => Self::Error,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::True => "true",
            Self::False => "false",
            Self::Missing => "missing",
            Self::Error => "ERROR",
        })
    }
}

/// The answer of a part of a condition: a truth, or that the part does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It counts.
    Truth(Truth),
    /// It does not: its parameter was not given.
    Skipped,
    /// It does not apply to this item.
    NotApplicable,
}

impl Answer {
    /// Its truth; `otherwise` where it does not count.
    #[must_use]
    pub fn truth_or(self, otherwise: Truth) -> Truth {
        if let Self::Truth(truth) = self { truth } else { otherwise }
    }

    /// The same with its truth changed.
    #[must_use]
    pub fn map(self, f: impl FnOnce(Truth) -> Truth) -> Self {
        if let Self::Truth(truth) = self { Self::Truth(f(truth)) } else { self }
    }
}

/// Joins answers by `and` or `or`. Those that do not count are left out; when none counts, so
/// does the whole.
#[derive(Debug, Clone, Copy)]
pub struct Fold {
    any: bool,
    truth: Option<Truth>,
    aside: Option<Answer>,
}

impl Fold {
    /// All of the answers to come.
    #[must_use]
    pub fn all() -> Self {
        Self { any: false, truth: None, aside: None }
    }

    /// Any of the answers to come.
    #[must_use]
    pub fn any() -> Self {
        Self { any: true, truth: None, aside: None }
    }

    /// Takes an answer.
    pub fn add(&mut self, answer: Answer) {
        match answer {
            Answer::Truth(truth) => {
                let so_far = self.truth.unwrap_or(Truth::from(!self.any));
                self.truth = Some(if self.any { so_far.or(truth) } else { so_far.and(truth) });
            }
            Answer::NotApplicable => self.aside = Some(answer),
            Answer::Skipped => self.aside = self.aside.or(Some(answer)),
        }
    }

    /// Can nothing change it any more?
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.truth == Some(Truth::from(self.any))
    }

    /// The answer of the whole.
    #[must_use]
    pub fn answer(self) -> Answer {
        match (self.truth, self.aside) {
            (Some(truth), _) => Answer::Truth(truth),
            (None, Some(aside)) => aside,
            (None, None) => Answer::Truth(Truth::from(!self.any)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Truth::{Error, False, Missing, True};

    const ALL: [Truth; 4] = [True, False, Missing, Error];

    #[test]
    fn joins_do_not_depend_on_order() {
        for a in ALL {
            assert_eq!(!!a, a);
            for b in ALL {
                assert_eq!(a.and(b), b.and(a));
                assert_eq!(a.or(b), b.or(a));
                for c in ALL {
                    assert_eq!(a.and(b).and(c), a.and(b.and(c)));
                    assert_eq!(a.or(b).or(c), a.or(b.or(c)));
                }
            }
        }
        assert_eq!(False.and(Error), False);
        assert_eq!(True.and(Error).and(Missing), Error);
        assert_eq!(True.and(Missing), Missing);
        assert_eq!(True.or(Error), True);
        assert_eq!(False.or(Missing).or(Error), Error);
    }

    #[test]
    fn what_does_not_count_is_left_out() {
        let fold = |mut fold: Fold, all: &[Answer]| {
            all.iter().for_each(|a| fold.add(*a));
            fold.answer()
        };
        let (yes, no) = (Answer::Truth(True), Answer::Truth(False));
        assert_eq!(fold(Fold::all(), &[]), yes);
        assert_eq!(fold(Fold::any(), &[]), no);
        assert_eq!(fold(Fold::any(), &[Answer::Skipped]), Answer::Skipped);
        assert_eq!(fold(Fold::any(), &[Answer::Skipped, no]), no);
        assert_eq!(fold(Fold::all(), &[Answer::NotApplicable, yes]), yes);
        let both = [Answer::NotApplicable, Answer::Skipped];
        assert_eq!(fold(Fold::all(), &both), Answer::NotApplicable);
        assert_eq!(fold(Fold::all(), &[both[1], both[0]]), Answer::NotApplicable);
    }
}
