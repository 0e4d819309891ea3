//! The figures of groups. Each resource has its share of a figure, of fixed size, so that an older
//! state of it can be taken back by dropping its share.

use super::ast::Function;
use super::scalar::Scalar;
use crate::base::number::Decimal;
use crate::read::tree::{Item, Kind};

/// A figure in the making.
#[derive(Debug, Clone)]
pub(super) enum Figure {
    Count(u64),
    /// Of how many numbers, and is the average wanted?
    Sum(Sum, u64, bool),
    /// The least or the greatest, as `greatest` says.
    Extreme {
        best: Option<Scalar>,
        greatest: bool,
    },
}

/// A sum: exact as long as all are whole numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    whole: Option<i128>,
    float: f64,
}

impl Sum {
    const ZERO: Self = Self { whole: Some(0), float: 0.0 };

    fn add(self, other: Self) -> Self {
        let whole = self.whole.zip(other.whole).and_then(|(a, b)| a.checked_add(b));
        Self { whole, float: self.float + other.float }
    }

    fn of(text: &str) -> Self {
        // Query results write whole numbers as `100.0`.
        let bare = text.trim_end_matches('0').strip_suffix('.').unwrap_or(text);
        Self { whole: bare.parse().ok(), float: text.parse().unwrap_or(f64::NAN) }
    }

    /// The sum divided by `by`. `None` if it is too large for a number, or by 0.
    fn value(self, by: u64) -> Option<Scalar> {
        let text = match self.whole {
            Some(whole) if by == 1 => whole.to_string(),
            Some(whole) if by > 0 && whole % i128::from(by) == 0 => {
                (whole / i128::from(by)).to_string()
            }
            _ => {
                let value = self.whole.map_or(self.float, |whole| whole as f64) / by as f64;
                value.is_finite().then(|| value.to_string())?
            }
        };
        Some(Scalar::Number(Decimal::parse(text.as_bytes())))
    }
}

impl Figure {
    /// The figure of nothing.
    pub fn new(function: Function) -> Self {
        match function {
            Function::Count => Self::Count(0),
            Function::Sum => Self::Sum(Sum::ZERO, 0, false),
            Function::Avg => Self::Sum(Sum::ZERO, 0, true),
            Function::Min => Self::Extreme { best: None, greatest: false },
            Function::Max => Self::Extreme { best: None, greatest: true },
        }
    }

    /// Counts a resource, for `COUNT(*)`.
    pub fn one(&mut self) {
        if let Self::Count(count) = self {
            *count += 1;
        }
    }

    /// Takes a value in. Is it one that such a figure is made of?
    pub fn take(&mut self, item: Item<'_>) -> bool {
        match self {
            Self::Count(_) => self.one(),
            Self::Sum(sum, numbers, _) if item.kind() == Kind::Number => {
                *sum = sum.add(Sum::of(&item.str()));
                *numbers += 1;
            }
            Self::Sum(..) => return false,
            Self::Extreme { .. } => {
                if let Some(value) = Scalar::of(item) {
                    self.offer(&value);
                }
            }
        }
        true
    }

    fn offer(&mut self, value: &Scalar) {
        if let Self::Extreme { best, greatest } = self {
            let better =
                best.as_ref().is_none_or(|b| if *greatest { value > b } else { value < b });
            if better {
                *best = Some(value.clone());
            }
        }
    }

    /// Takes another share in.
    pub fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Count(own), Self::Count(other)) => *own += other,
            (Self::Sum(own, numbers, _), Self::Sum(other, more, _)) => {
                *own = own.add(*other);
                *numbers += more;
            }
            (own, Self::Extreme { best: Some(value), .. }) => own.offer(value),
            _ => {}
        }
    }

    /// What came out; `None` where there was nothing to figure out.
    pub fn value(&self) -> Option<Scalar> {
        match self {
            Self::Count(count) => {
                Some(Scalar::Number(Decimal::parse(count.to_string().as_bytes())))
            }
            Self::Sum(_, 0, _) => None,
            Self::Sum(sum, numbers, average) => sum.value(if *average { *numbers } else { 1 }),
            Self::Extreme { best, .. } => best.clone(),
        }
    }
}
