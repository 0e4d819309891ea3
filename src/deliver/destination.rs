//! What the `on-success` and `on-failure` targets get: Lambda's record of the invocation.

use super::fault::Fault;
use super::letter::Letter;
use super::retry::Exhausted;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::de::IgnoredAny;
use std::fmt;
use std::sync::Arc;

/// How an invocation ended for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Well.
    Success,
    /// It was tried as often as it may be.
    RetriesExhausted,
    /// The event grew too old.
    EventAgeExceeded,
    /// It will never work; Lambda knows no such errors.
    NotRetryable,
}

impl Condition {
    /// The condition of a failure.
    #[must_use]
    pub fn of_failure(exhausted: Option<Exhausted>) -> Self {
        match exhausted {
            Some(Exhausted::MaximumRetryAttempts) => Self::RetriesExhausted,
            Some(Exhausted::MaximumEventAgeInSeconds) => Self::EventAgeExceeded,
            None => Self::NotRetryable,
        }
    }

    /// The value of `condition`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Success => "Success",
            Self::RetriesExhausted => "RetriesExhausted",
            Self::EventAgeExceeded => "EventAgeExceeded",
            Self::NotRetryable => "NotRetryable",
        }
    }
}

/// What a record is made of.
#[derive(Debug)]
pub(super) struct Record<'a> {
    pub at: Timestamp,
    pub invocation: &'a str,
    pub function_arn: &'a str,
    pub condition: Condition,
    pub calls: u32,
    /// What the target got.
    pub letters: &'a [Letter],
    pub response: Response<'a>,
}

/// What the target answered.
#[derive(Debug)]
pub(super) enum Response<'a> {
    Output(Option<&'a str>),
    Fault(&'a Fault),
}

impl Record<'_> {
    /// The record as JSON text.
    pub fn json(&self) -> Arc<str> {
        self.to_string().into()
    }
}

impl fmt::Display for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S%.3fZ");
        write!(f, r#"{{"version":"1.0","timestamp":"{at}","requestContext":{{"requestId":"#)?;
        write!(f, "{},\"functionArn\":", Text(self.invocation))?;
        write!(f, r#"{},"condition":"{}","#, Text(self.function_arn), self.condition.word())?;
        write!(f, r#""approximateInvokeCount":{}}},"requestPayload":"#, self.calls)?;
        match self.letters {
            [letter] => write!(f, "{}", Json(&letter.item.body))?,
            letters => {
                for (i, letter) in letters.iter().enumerate() {
                    let before = if i == 0 { '[' } else { ',' };
                    write!(f, "{before}{}", Json(&letter.item.body))?;
                }
                f.write_str(if letters.is_empty() { "[]" } else { "]" })?;
            }
        }
        f.write_str(r#","responseContext":{"statusCode":200,"executedVersion":"$LATEST""#)?;
        match self.response {
            Response::Output(output) => {
                write!(f, r#"}},"responsePayload":{}}}"#, Json(output.unwrap_or("null")))
            }
            Response::Fault(fault) => {
                let error = if fault.broken { "Unhandled" } else { "Handled" };
                write!(f, r#","functionError":"{error}"}},"responsePayload":{{"errorMessage":"#)?;
                let (words, code) = (Text(&fault.message), Text(&fault.code));
                write!(f, r#"{words},"errorType":{code}}}}}"#)
            }
        }
    }
}

/// JSON text as it is, other text as a JSON string.
struct Json<'a>(&'a str);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::from_str::<IgnoredAny>(self.0) {
            Ok(_) => f.write_str(self.0.trim_ascii()),
            Err(_) => write!(f, "{}", Text(self.0)),
        }
    }
}

/// A JSON string.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self.0).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::{Condition, Record, Response};
    use crate::deliver::fault::Fault;
    use crate::deliver::retry::Exhausted;
    use crate::deliver::testing::{at, letter};
    use crate::model::BreakKind;

    fn record<'a>(letters: &'a [super::Letter], response: Response<'a>) -> String {
        let condition = match response {
            Response::Output(_) => Condition::Success,
            Response::Fault(_) => Condition::of_failure(Some(Exhausted::MaximumRetryAttempts)),
        };
        let record = Record {
            at: at(1500),
            invocation: "i",
            function_arn: "arn:aws:lambda:t",
            condition,
            calls: 3,
            letters,
            response,
        };
        serde_json::from_str::<serde_json::Value>(&record.json()).expect("JSON");
        record.to_string()
    }

    #[test]
    fn success() {
        let one = [letter(0, "a", r#" {"n":1.50} "#)];
        assert_eq!(
            record(&one, Response::Output(Some("[1]"))),
            r#"{"version":"1.0","timestamp":"1970-01-01T00:00:01.500Z","requestContext":{"requestId":"i","functionArn":"arn:aws:lambda:t","condition":"Success","approximateInvokeCount":3},"requestPayload":{"n":1.50},"responseContext":{"statusCode":200,"executedVersion":"$LATEST"},"responsePayload":[1]}"#
        );
        let two = [letter(0, "a", "5"), letter(0, "b", "say \"hi\"")];
        let text = record(&two, Response::Output(None));
        assert!(text.contains(r#""requestPayload":[5,"say \"hi\""],"#), "{text}");
        assert!(text.ends_with(r#""responsePayload":null}"#), "{text}");
    }

    #[test]
    fn failure() {
        let one = [letter(0, "a", "5")];
        let trap = Fault::broken(BreakKind::Trap, "unreachable");
        let text = record(&one, Response::Fault(&trap));
        let end = r#""responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},"responsePayload":{"errorMessage":"unreachable","errorType":"TRAP"}}"#;
        assert!(text.ends_with(end), "{text}");
        assert!(text.contains(r#""condition":"RetriesExhausted""#), "{text}");
        let text = record(&one, Response::Fault(&Fault::unclear("x")));
        assert!(text.contains(r#""functionError":"Handled""#), "{text}");
    }

    #[test]
    fn deep_payloads_are_kept() {
        let deep = "[".repeat(900) + &"]".repeat(900);
        let one = [letter(0, "a", &deep)];
        let condition = Condition::Success;
        let response = Response::Output(None);
        let (at, calls, letters) = (at(0), 1, &one[..]);
        let (invocation, function_arn) = ("i", "f");
        let record = Record { at, invocation, function_arn, condition, calls, letters, response };
        assert!(record.json().contains(&format!("\"requestPayload\":{deep},")));
    }
}
