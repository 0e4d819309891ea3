//! What a point is compared with: a number, or the band of its time.

use super::point::Point;

/// How a value is compared with a threshold; the value stands left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
}

/// Sign, AWS's name, and AWS's words in reasons.
const COMPARISONS: [(Comparison, &str, &str, &str); 4] = [
    (Comparison::GreaterOrEqual, ">=", "GreaterThanOrEqualToThreshold", "greater than or equal to"),
    (Comparison::LessOrEqual, "<=", "LessThanOrEqualToThreshold", "less than or equal to"),
    (Comparison::Greater, ">", "GreaterThanThreshold", "greater than"),
    (Comparison::Less, "<", "LessThanThreshold", "less than"),
];

impl Comparison {
    /// Reads a sign (`>=`) or AWS's name (`GreaterThanOrEqualToThreshold`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        COMPARISONS.iter().find(|row| row.1 == text || row.2 == text).map(|row| row.0)
    }

    /// AWS's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        COMPARISONS.iter().find(|row| row.0 == self).map_or("", |row| row.2)
    }

    /// AWS's words: `greater than or equal to`.
    #[must_use]
    pub fn words(self) -> &'static str {
        COMPARISONS.iter().find(|row| row.0 == self).map_or("", |row| row.3)
    }

    /// Does it hold?
    #[must_use]
    pub fn holds(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::Greater => value > threshold,
            Self::GreaterOrEqual => value >= threshold,
            Self::Less => value < threshold,
            Self::LessOrEqual => value <= threshold,
        }
    }
}

/// The side of a band on which a point breaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Above its upper edge.
    Above,
    /// Below its lower edge.
    Below,
    /// Above or below.
    Outside,
}

/// Our word and AWS's operator.
const SIDES: [(Side, &str, &str); 3] = [
    (Side::Above, "above", "GreaterThanUpperThreshold"),
    (Side::Below, "below", "LessThanLowerThreshold"),
    (Side::Outside, "outside", "LessThanLowerOrGreaterThanUpperThreshold"),
];

impl Side {
    /// Reads `above`, `below`, `outside`, or AWS's operator.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        SIDES.iter().find(|row| row.1 == text || row.2 == text).map(|row| row.0)
    }

    /// AWS's comparison operator.
    #[must_use]
    pub fn name(self) -> &'static str {
        SIDES.iter().find(|row| row.0 == self).map_or("", |row| row.2)
    }
}

/// What makes a point breach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// A comparison with a number, in the metric's unit.
    Static(Comparison, f64),
    /// Leaving the band.
    Band(Side),
}

impl Threshold {
    /// Reads a sign and a number: `>= 3`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let row = COMPARISONS.iter().find(|row| text.starts_with(row.1))?;
        let value: f64 = text.get(row.1.len()..)?.trim().parse().ok()?;
        value.is_finite().then_some(Self::Static(row.0, value))
    }

    /// AWS's comparison operator.
    #[must_use]
    pub fn operator(&self) -> &'static str {
        match self {
            Self::Static(comparison, _) => comparison.name(),
            Self::Band(side) => side.name(),
        }
    }

    /// Does a point breach? `None` for a point that cannot be compared: it counts as missing.
    #[must_use]
    pub fn breaches(&self, point: &Point) -> Option<bool> {
        let value = point.value.filter(|value| value.is_finite())?;
        match self {
            Self::Static(comparison, threshold) => Some(comparison.holds(value, *threshold)),
            Self::Band(side) => {
                let band = point.band.filter(|b| !b.lower.is_nan() && !b.upper.is_nan())?;
                let (below, above) = (value < band.lower, value > band.upper);
                Some(match side {
                    Side::Above => above,
                    Side::Below => below,
                    Side::Outside => below || above,
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Comparison, Side, Threshold};
    use crate::alarms::{Band, Point};
    use jiff::Timestamp;

    #[test]
    fn thresholds_are_read() {
        let read = Threshold::parse;
        assert_eq!(read(">= 3"), Some(Threshold::Static(Comparison::GreaterOrEqual, 3.0)));
        assert_eq!(read(" <1e3 "), Some(Threshold::Static(Comparison::Less, 1000.0)));
        for wrong in ["3", ">", "> inf", ">= NaN", "=> 3", "", "> 3 4"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(Comparison::parse("LessThanThreshold"), Some(Comparison::Less));
        assert_eq!(Side::parse("LessThanLowerThreshold"), Some(Side::Below));
    }

    #[test]
    fn bands_have_sides() {
        let band = Some(Band { lower: 1.0, upper: 2.0 });
        let at = |value| Point { band, ..Point::new(Timestamp::UNIX_EPOCH, value) };
        let breaches = |side, value| Threshold::Band(side).breaches(&at(value));
        assert_eq!(breaches(Side::Above, 2.5), Some(true));
        assert_eq!(breaches(Side::Above, 0.5), Some(false));
        assert_eq!(breaches(Side::Below, 0.5), Some(true));
        assert_eq!(breaches(Side::Outside, 2.0), Some(false));
        assert_eq!(breaches(Side::Outside, f64::NAN), None);
        let bare = Point::new(Timestamp::UNIX_EPOCH, 9.0);
        assert_eq!(Threshold::Band(Side::Outside).breaches(&bare), None);
    }
}
