//! Paths into JSON: `$`, then any number of `.name`, `['name']` and `[n]`. A path leads to one
//! value or to none.

use core::fmt;
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A member of an object.
    Name(String),
    /// An element of an array.
    Index(usize),
}

/// A path, as it was written and as steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    text: String,
    steps: Vec<Step>,
}

impl Path {
    /// Reads a path.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fault = || format!("`{text}` is not a path such as `$.detail.name`");
        let mut rest = text.strip_prefix('$').ok_or_else(fault)?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, after) = step(rest).ok_or_else(fault)?;
            steps.push(step);
            rest = after;
        }
        Ok(Self { text: text.to_string(), steps })
    }

    /// The path as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The steps after `$`.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The value that the path leads to.
    #[must_use]
    pub fn get<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.steps.iter().try_fold(value, |value, step| match step {
            Step::Name(name) => value.get(name),
            Step::Index(n) => value.get(n),
        })
    }

    /// The string that the path leads to.
    #[must_use]
    pub fn text_in<'v>(&self, value: &'v Value) -> Option<&'v str> {
        self.get(value)?.as_str()
    }
}

fn step(rest: &str) -> Option<(Step, &str)> {
    if let Some(rest) = rest.strip_prefix('.') {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        let plain = !name.is_empty() && !name.contains(['{', '}', '|', '*', ']', '\'', '"']);
        return plain.then(|| (Step::Name(name.to_string()), rest));
    }
    let rest = rest.strip_prefix('[')?;
    if let Some(quoted) = rest.strip_prefix('\'') {
        let (name, rest) = quoted.split_once("']")?;
        return Some((Step::Name(name.to_string()), rest));
    }
    let (digits, rest) = rest.split_once(']')?;
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten().map(|n| (Step::Index(n), rest))
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_values() {
        let value: Value = serde_json::from_str(r#"{"a":{"b":[1,{"c d":2}]},"aws:x":3}"#).unwrap();
        let get = |path| Path::parse(path).unwrap().get(&value).map(ToString::to_string);
        assert_eq!(get("$.a.b[0]").as_deref(), Some("1"));
        assert_eq!(get("$.a.b[1]['c d']").as_deref(), Some("2"));
        assert_eq!(get("$.aws:x").as_deref(), Some("3"));
        assert_eq!(get("$.a.b[2]"), None);
        assert_eq!(get("$.a.b.c"), None);
        assert_eq!(get("$").map(|t| t.len()), Some(value.to_string().len()));
    }

    #[test]
    fn other_texts_are_refused() {
        for bad in ["", "a", "$a", "$.", "$..a", "$[", "$[x]", "$['a", "$[-1]", "$.a[*]", "$.a]"] {
            assert!(Path::parse(bad).is_err(), "{bad}");
        }
    }
}
