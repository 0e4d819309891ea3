//! Trace context: what a caller says of the trace that its events are part of, carried to targets as
//! an attribute of each item. Nothing here traces; plugins hand it on.

use std::sync::Arc;

/// The longest that is carried, in bytes: AWS's bound of a `TraceHeader`.
const LONGEST: usize = 500;
/// The attribute of a header of X-Ray, as SQS calls it.
const X_RAY: &str = "AWSTraceHeader";
/// The attribute of a W3C trace context.
const W3C: &str = "traceparent";

/// A trace context; `None` for what cannot be one: what came with a bad one comes without.
#[must_use]
pub fn read(text: &str) -> Option<Arc<str>> {
    let text = text.trim();
    let fits = (1..=LONGEST).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    fits.then(|| Arc::from(text))
}

/// The attributes of an item that is part of a trace.
#[must_use]
pub fn attributes(trace: Option<&str>) -> Vec<(String, String)> {
    let one = |trace: &str| (attribute(trace).to_owned(), trace.to_owned());
    trace.map(one).into_iter().collect()
}

/// The trace that attributes tell of.
#[must_use]
pub fn of(attributes: &[(String, String)]) -> Option<Arc<str>> {
    let found = attributes.iter().find(|(name, _)| matches!(name.as_str(), X_RAY | W3C))?;
    read(&found.1)
}

/// W3C's form is a version, two numbers and flags in hexadecimal digits; X-Ray's has fields.
fn attribute(trace: &str) -> &'static str {
    let parts: Vec<&str> = trace.split('-').collect();
    let digits = |part: &&str| part.bytes().all(|b| b.is_ascii_hexdigit());
    let lengths = parts.iter().take(4).map(|part| part.len());
    if parts.len() >= 4 && lengths.eq([2, 32, 16, 2]) && parts.iter().take(4).all(digits) {
        W3C
    } else {
        X_RAY
    }
}

#[cfg(test)]
mod tests {
    use super::{attributes, of, read};

    #[test]
    fn both_forms_are_told_apart() {
        let x_ray = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        let w3c = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        for (trace, name) in [(x_ray, "AWSTraceHeader"), (w3c, "traceparent")] {
            let all = attributes(Some(trace));
            assert_eq!(all, [(name.to_owned(), trace.to_owned())]);
            assert_eq!(of(&all).as_deref(), Some(trace));
        }
        assert!(attributes(None).is_empty());
        assert_eq!(of(&[("ERROR_CODE".to_owned(), "TRAP".to_owned())]), None);
    }

    #[test]
    fn what_cannot_be_one_is_left_out() {
        for bad in ["", " ", "a\nb", "a b", "ä", &"a".repeat(501)] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(read(" Root=1 ").as_deref(), Some("Root=1"));
    }
}
