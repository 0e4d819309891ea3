//! Texts of generated items: JSON inside strings, percent codes, ids, dates.

use crate::prng::Rng;

/// Appends formatted text to a string.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {{
        use std::fmt::Write as _;
        // INVARIANT (strings take all): writing to a string cannot fail.
        $out.write_fmt(format_args!($($text)*)).expect("a string takes any text")
    }};
}
pub(crate) use put;

/// A JSON string that holds this JSON, which has no escapes of its own.
pub fn quoted(json: &str) -> String {
    format!("\"{}\"", json.replace('"', "\\\""))
}

/// The text in percent codes, as IAM's documents come.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => put!(out, "%{byte:02X}"),
        }
    }
    out
}

/// An id such as `sg-0123456789abcdef0`.
pub fn id(rng: &mut Rng, prefix: &str) -> String {
    let mut out = format!("{prefix}-0");
    rng.hex(&mut out, 16);
    out
}

/// An id of IAM, such as `AIDA` and 17 letters and digits.
pub fn iam_id(rng: &mut Rng, prefix: &str) -> String {
    let mut out = prefix.to_owned();
    rng.letters(&mut out, 17, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    out
}

/// A time of the years 2021 to 2026.
pub fn time(rng: &mut Rng) -> String {
    format!(
        "{}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        2021 + rng.below(6),
        1 + rng.below(12),
        1 + rng.below(28),
        rng.below(24),
        rng.below(60),
        rng.below(60),
        rng.below(1000)
    )
}

/// A private address.
pub fn address(rng: &mut Rng) -> [u64; 3] {
    [rng.below(64), rng.below(256), 4 + rng.below(250)]
}
