//! What all SARIF 2.1.0 files of tripline share: the frame around rules and results.

use super::json::{self, Elements, Object};
use serde_json::{Value, json};
use std::io::{self, Write};

const SCHEMA_URI: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// A SARIF log with one run, written as its parts become known: rules, results, then the rest.
#[derive(Debug, Default)]
pub(super) struct Log {
    results: Elements,
}

impl Log {
    /// Begins the log with the tool and its rules.
    pub(super) fn begin<W: Write + ?Sized>(
        out: &mut W,
        rules: impl Iterator<Item = Value>,
    ) -> io::Result<Self> {
        write!(out, "{{\"$schema\":\"{SCHEMA_URI}\",\"version\":\"2.1.0\",\"runs\":[")?;
        out.write_all(b"{\"tool\":{\"driver\":")?;
        let mut driver = Object::begin(out)?;
        driver.put("name", "tripline")?;
        driver.put("version", super::VERSION)?;
        driver.put("semanticVersion", super::VERSION)?;
        // A URI must be absolute, so there is none until the package names one.
        if let Some(uri) = homepage() {
            driver.put("informationUri", uri)?;
        }
        let list = driver.key("rules")?;
        list.write_all(b"[")?;
        let mut elements = Elements::default();
        for rule in rules {
            elements.next(list)?;
            json::value(list, &rule)?;
        }
        list.write_all(b"]")?;
        driver.end()?;
        out.write_all(b"},\"columnKind\":\"unicodeCodePoints\",\"results\":[")?;
        Ok(Self::default())
    }

    /// Writes a result.
    pub(super) fn result<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        result: &Value,
    ) -> io::Result<()> {
        self.results.next(out)?;
        json::value(out, result)
    }

    /// Ends the log.
    pub(super) fn end<W: Write + ?Sized>(
        &self,
        out: &mut W,
        successful: bool,
        notifications: &[Value],
    ) -> io::Result<()> {
        out.write_all(b"\n],\"invocations\":[")?;
        let mut invocation = json!({ "executionSuccessful": successful });
        if !notifications.is_empty() {
            invocation["toolExecutionNotifications"] = Value::from(notifications);
        }
        json::value(out, &invocation)?;
        out.write_all(b"]}]}\n")
    }
}

/// Where people read about tripline, once Cargo.toml says so.
fn homepage() -> Option<&'static str> {
    [env!("CARGO_PKG_HOMEPAGE"), env!("CARGO_PKG_REPOSITORY")].into_iter().find(|u| !u.is_empty())
}

/// A SARIF `message`.
pub(super) fn message(text: &str) -> Value {
    json!({ "text": text })
}

/// A SARIF `location`: a region of a file.
pub(super) fn location(uri: &str, region: Option<Value>) -> Value {
    let mut place = json!({ "artifactLocation": { "uri": uri } });
    if let Some(region) = region {
        place["region"] = region;
    }
    json!({ "physicalLocation": place })
}
