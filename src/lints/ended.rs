//! TL218: a waiver whose last day is over.

use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::rules::Waiver;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Warns of the waivers that are over at `now`. They hold to the end of their last day in UTC.
#[must_use]
pub fn ended(waivers: &[Waiver], now: Timestamp) -> Diags {
    let today = now.to_zoned(TimeZone::UTC).date();
    let mut diags = Diags::default();
    for waiver in waivers.iter().filter(|waiver| waiver.expires < today) {
        let words = format!("the waiver `{}` is over", waiver.shown.waiver);
        diags.push(
            Diag::new(Code::TL218, waiver.until, words)
                .label("this was its last day, in UTC")
                .help("what it accepted counts again: remove the waiver, or decide anew"),
        );
    }
    diags
}
