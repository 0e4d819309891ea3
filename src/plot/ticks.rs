//! Round numbers along the axis of values.

/// The ends of an axis and the round numbers on it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ticks {
    /// From tick to tick.
    pub step: f64,
    /// In rising order; the first and the last are the axis's ends.
    pub values: Vec<f64>,
}

/// Values beyond this size, or nearer to 0 than its inverse, are drawn as if they were this.
const LARGEST: f64 = 1e300;

/// A value within what can be drawn.
pub(super) fn drawable(value: f64) -> f64 {
    if value.abs() < 1.0 / LARGEST { 0.0 } else { value.clamp(-LARGEST, LARGEST) }
}

impl Ticks {
    /// Four to seven steps that hold all from `low` to `high`, which are drawable.
    pub(super) fn around(low: f64, high: f64) -> Self {
        let (low, high) = (low.min(high), low.max(high));
        let size = low.abs().max(high.abs());
        // Ends that are the same, or that floating point hardly tells apart, get room.
        let (low, high) = if size == 0.0 {
            (0.0, 1.0)
        } else if high - low < size * 1e-9 {
            (low - size * 0.05, high + size * 0.05)
        } else {
            (low, high)
        };
        let step = round((high - low) / 6.0);
        let first = (low / step + 1e-9).floor();
        let last = (high / step - 1e-9).ceil();
        let count = (last - first).clamp(1.0, 12.0) as u32;
        Self { step, values: (0..=count).map(|n| (first + f64::from(n)) * step).collect() }
    }

    /// The axis's lower end.
    pub(super) fn low(&self) -> f64 {
        self.values.first().copied().unwrap_or(0.0)
    }

    /// The axis's upper end.
    pub(super) fn high(&self) -> f64 {
        self.values.last().copied().unwrap_or(1.0)
    }
}

/// The least of 1, 2, 2.5 and 5 times a power of ten that is not below a size.
fn round(size: f64) -> f64 {
    let power = 10f64.powf(size.log10().floor());
    let factor = [1.0, 2.0, 2.5, 5.0].into_iter().find(|f| f * power >= size * 0.999_999);
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::{Ticks, drawable};

    #[test]
    fn ticks_are_round() {
        let ticks = |low, high| Ticks::around(low, high).values;
        assert_eq!(ticks(0.0, 100.0), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(0.0, 1.0).len(), 6);
        assert_eq!(ticks(0.0, 0.0), ticks(0.0, 1.0));
        assert_eq!(ticks(-3.0, 7.0), [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0]);
        let narrow = Ticks::around(1000.0, 1000.0);
        assert!(narrow.low() < 1000.0 && narrow.high() > 1000.0, "{narrow:?}");
    }

    #[test]
    fn any_size_has_ticks() {
        for (low, high) in [(-1e300, 1e300), (0.0, 1e-300), (1e300, 1e300), (5e15, 5e15 + 1.0)] {
            let ticks = Ticks::around(drawable(low), drawable(high));
            assert!(ticks.values.iter().all(|v| v.is_finite()), "{ticks:?}");
            assert!(ticks.low() < ticks.high() && ticks.values.len() < 15, "{ticks:?}");
        }
    }
}
