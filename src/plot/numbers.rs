//! Values as people read them: units as symbols, SI prefixes, few digits.

use super::ticks::drawable;

/// Which prefixes a unit takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefixes {
    /// None: `80 %`.
    None,
    /// `k`, `M`, …: counts and bytes.
    Up,
    /// `m`, `µ`, …: seconds.
    Down,
}

const UP: [&str; 7] = ["", "k", "M", "G", "T", "P", "E"];
const DOWN: [&str; 5] = ["", "m", "µ", "n", "p"];

/// How values of a unit are written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numbers {
    symbol: String,
    /// What values are multiplied by to be in the symbol's unit.
    factor: f64,
    prefixes: Prefixes,
}

impl Numbers {
    /// For a unit in CloudWatch's words; any other word is its own symbol.
    pub(super) fn of(unit: &str) -> Self {
        let (base, per) = match unit.strip_suffix("/Second") {
            Some(base) => (base, "/s"),
            None => (unit, ""),
        };
        let sizes = [("", 1.0), ("Kilo", 1e3), ("Mega", 1e6), ("Giga", 1e9), ("Tera", 1e12)];
        let size = |bytes: &str| {
            let kind = |(word, factor): &(&str, f64)| {
                let rest = bytes.strip_prefix(word)?;
                if rest.eq_ignore_ascii_case("bytes") {
                    Some(("B", *factor))
                } else {
                    rest.eq_ignore_ascii_case("bits").then_some(("bit", *factor))
                }
            };
            sizes.iter().find_map(kind)
        };
        let (symbol, factor, prefixes) = match base {
            "" | "None" | "Count" => ("", 1.0, Prefixes::Up),
            "Percent" => ("%", 1.0, Prefixes::None),
            "Seconds" => ("s", 1.0, Prefixes::Down),
            "Milliseconds" => ("s", 1e-3, Prefixes::Down),
            "Microseconds" => ("s", 1e-6, Prefixes::Down),
            other => match size(other) {
                Some((symbol, factor)) => (symbol, factor, Prefixes::Up),
                None => (other, 1.0, Prefixes::Up),
            },
        };
        Self { symbol: format!("{symbol}{per}"), factor, prefixes }
    }

    /// A value with up to four digits.
    pub(super) fn one(&self, value: f64) -> String {
        self.write(value, value.abs(), None)
    }

    /// A value of an axis: all of its values have the prefix of the largest, and as many decimals
    /// as their step needs.
    pub(super) fn on_axis(&self, value: f64, largest: f64, step: f64) -> String {
        self.write(value, largest, Some(step))
    }

    fn write(&self, value: f64, largest: f64, step: Option<f64>) -> String {
        let (value, largest) =
            (drawable(value * self.factor), drawable(largest * self.factor).abs());
        let Some((power, prefix)) = self.prefix(largest) else {
            return self.with_symbol(&format!("{value:.2e}"), "");
        };
        let scale = 10f64.powi(-power);
        let scaled = value * scale;
        let decimals = match step {
            Some(step) => decimals_of((step * self.factor).abs() * scale),
            None => 3.0 - scaled.abs().max(1e-3).log10().floor(),
        };
        let decimals = if decimals.is_finite() { decimals.clamp(0.0, 9.0) as usize } else { 0 };
        let text = format!("{scaled:.decimals$}");
        let text = match (step, text.contains('.')) {
            (None, true) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
            _ => text,
        };
        let text = if text.trim_start_matches(['-', '0', '.']).is_empty() { "0" } else { &text };
        self.with_symbol(text, if text == "0" { "" } else { prefix })
    }

    /// The prefix for a size as a power of ten; `None` where the size has no plain form.
    fn prefix(&self, size: f64) -> Option<(i32, &'static str)> {
        if size == 0.0 {
            return Some((0, ""));
        }
        let thousands = (size * 1.000_000_1).log10() / 3.0;
        let index = thousands.floor() as i32;
        match self.prefixes {
            Prefixes::Up if size >= 1000.0 => Some((3 * index, UP.get(index as usize)?)),
            Prefixes::Down if size < 1.0 => Some((3 * index, DOWN.get(-index as usize)?)),
            _ => (1e-4..1e7).contains(&size).then_some((0, "")),
        }
    }

    fn with_symbol(&self, number: &str, prefix: &str) -> String {
        let symbol = &self.symbol;
        let space = if symbol.is_empty() || symbol.starts_with('/') { "" } else { " " };
        format!("{number}{space}{prefix}{symbol}")
    }
}

/// How many decimals a step needs.
fn decimals_of(step: f64) -> f64 {
    let whole = |decimals: &i32| {
        let digits = step * 10f64.powi(*decimals);
        digits > 0.5 && (digits - digits.round()).abs() < 1e-6 * digits
    };
    f64::from((0..9).find(whole).unwrap_or(9))
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    #[test]
    fn values_are_short() {
        for (unit, value, want) in [
            ("Count", 0.0, "0"),
            ("Count", 1000.0, "1k"),
            ("", 1_234_567.0, "1.235M"),
            ("None", -0.25, "-0.25"),
            ("None", 2e-7, "2.00e-7"),
            ("Count/Second", 1500.0, "1.5k/s"),
            ("Percent", 80.0, "80 %"),
            ("Percent", 99.95, "99.95 %"),
            ("Milliseconds", 250.0, "250 ms"),
            ("Milliseconds", 61_000.0, "61 s"),
            ("Microseconds", 3.0, "3 µs"),
            ("Kilobytes/Second", 20_480.0, "20.48 MB/s"),
            ("Gigabits", 1.0, "1 Gbit"),
            ("requests", 12.0, "12 requests"),
            ("Bytes", 1e300, "1.00e300 B"),
        ] {
            assert_eq!(Numbers::of(unit).one(value), want, "{unit}");
        }
    }

    #[test]
    fn an_axis_has_one_prefix() {
        let bytes = Numbers::of("Bytes");
        let ticks = [0.0, 500.0, 1000.0, 1500.0].map(|v| bytes.on_axis(v, 1500.0, 500.0));
        assert_eq!(ticks, ["0 B", "0.5 kB", "1.0 kB", "1.5 kB"]);
        let plain = Numbers::of("");
        assert_eq!([20.0, 40.0].map(|v| plain.on_axis(v, 100.0, 20.0)), ["20", "40"]);
        assert_eq!(plain.on_axis(-0.2, 0.4, 0.2), "-0.2");
    }
}
