//! Numbers for people.

/// `2,900`.
pub(super) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 rule`, `2,900 rules`.
pub(super) fn count(n: u64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {many}", thousands(n)) }
}

/// `812 B`, `3.6 MB`; powers of 1,000.
pub(super) fn bytes(n: u64) -> String {
    let mut value = n as f64;
    let mut unit = "B";
    for larger in ["kB", "MB", "GB", "TB"] {
        // 999.95 and more would print as 1000.0.
        if value < if unit == "B" { 1000.0 } else { 999.95 } {
            break;
        }
        value /= 1000.0;
        unit = larger;
    }
    if unit == "B" { format!("{n} B") } else { format!("{value:.1} {unit}") }
}

/// `0.004 s`, `0.02 s`, `12.50 s`, `1,204 s`.
pub(super) fn seconds(s: f64) -> String {
    if s < 0.01 {
        format!("{s:.3} s")
    } else if s < 100.0 {
        format!("{s:.2} s")
    } else {
        format!("{} s", thousands(s.round() as u64))
    }
}

/// `45 s`, `12 min`, `3.2 h`, `41.5 d`: a time between two things that happened.
pub(super) fn span(seconds: f64) -> String {
    for (unit, length) in [("d", 86_400.0), ("h", 3600.0), ("min", 60.0)] {
        if seconds >= 2.0 * length {
            let amount = format!("{:.1}", seconds / length);
            return format!("{} {unit}", amount.strip_suffix(".0").unwrap_or(&amount));
        }
    }
    format!("{seconds:.0} s")
}

/// `93.4 %`, rounded down: only what is whole is `100 %`.
pub(super) fn percent(part: f64) -> String {
    // Not 93.3 for what is 93.4 but for the last bit.
    let tenths = (part * 1000.0 + 1e-9).floor() / 10.0;
    if tenths >= 100.0 { "100 %".into() } else { format!("{tenths:.1} %") }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!([0, 999, 1000, 2_900, 1_234_567].map(thousands).join(" "), {
            "0 999 1,000 2,900 1,234,567"
        });
        assert_eq!([0, 999, 1000, 3_600_000, 999_999_999].map(bytes).join(" "), {
            "0 B 999 B 1.0 kB 3.6 MB 1.0 GB"
        });
        assert_eq!([0.0042, 0.02, 12.5, 1204.4].map(seconds).join(" "), {
            "0.004 s 0.02 s 12.50 s 1,204 s"
        });
        assert_eq!([45.0, 119.0, 720.0, 11_520.0, 86_400.0, 3.6e6].map(span).join(", "), {
            "45 s, 119 s, 12 min, 3.2 h, 24 h, 41.7 d"
        });
        assert_eq!([0.0, 0.934, 0.9999, 1.0].map(percent).join(" "), "0.0 % 93.4 % 99.9 % 100 %");
        assert_eq!(count(1, "rule", "rules"), "1 rule");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
