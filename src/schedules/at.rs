//! `at(yyyy-mm-ddThh:mm:ss)`: once, at a local time.

use super::error::ExpressionError;
use super::local::moment;
use super::piece::Piece;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// One local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// The time on the clocks of the schedule's zone.
    pub local: DateTime,
}

impl At {
    /// Reads what stands between the brackets.
    pub(super) fn read(inside: Piece<'_>) -> Result<Self, ExpressionError> {
        const FORM: &[u8] = b"dddd-dd-ddTdd:dd:dd";
        let text = inside.text;
        let formed = text.len() == FORM.len()
            && text.bytes().zip(FORM).all(|(byte, form)| match form {
                b'd' => byte.is_ascii_digit(),
                sign => byte == *sign,
            });
        if !formed {
            let wrong = inside.wrong("`at` takes a time such as 2026-12-24T18:00:00");
            let zoned = text.ends_with('Z') || text.rfind(['+', '-']).is_some_and(|at| at > 10);
            return Err(if zoned {
                wrong.help("the zone is told beside the expression")
            } else {
                wrong.help("write year, month and day, `T`, hours, minutes and seconds")
            });
        }
        // A leap second would be read as the one before.
        match text.parse() {
            Ok(local) if !text.ends_with(":60") => Ok(Self { local }),
            _ => Err(inside.wrong(format!("there is no time `{text}`"))),
        }
    }

    /// The moment in a zone; `None` where summer time leaves the local time out.
    #[must_use]
    pub fn moment(&self, zone: &TimeZone) -> Option<Timestamp> {
        moment(self.local, zone)
    }
}
