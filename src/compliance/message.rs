//! Messages: text with placeholders in braces. `{{` and `}}` are braces.

use crate::base::suggest::nearest;
use std::fmt::Write;

/// A compiled message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Box<[Part]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(Box<str>),
    Word(Word),
    Param(Box<str>),
}

/// A placeholder that every rule has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Id of the resource.
    ResourceId,
    /// Its name; its id where it has none.
    ResourceName,
    /// Its type.
    ResourceType,
    /// Its ARN.
    Arn,
    /// The account it is in.
    Account,
    /// The region it is in.
    Region,
    /// The value that decided.
    Value,
    /// The path of that value.
    Path,
    /// The element of the nearest block that decided.
    Element,
}

/// All placeholders but those of parameters.
pub const WORDS: &[(&str, Word)] = &[
    ("resourceId", Word::ResourceId),
    ("resourceName", Word::ResourceName),
    ("resourceType", Word::ResourceType),
    ("arn", Word::Arn),
    ("account", Word::Account),
    ("region", Word::Region),
    ("value", Word::Value),
    ("path", Word::Path),
    ("element", Word::Element),
];

/// Why a text is not a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// Byte of the text at which it goes wrong.
    pub at: usize,
    /// What is wrong there.
    pub message: String,
    /// What to write instead, if that is known.
    pub help: Option<String>,
}

impl Template {
    /// Reads a message; `params` are the names of the rule's parameters.
    ///
    /// # Errors
    /// Unknown placeholders and lone braces.
    pub fn parse<'p>(
        text: &str,
        params: impl IntoIterator<Item = &'p str>,
    ) -> Result<Self, TemplateError> {
        let params: Vec<&str> = params.into_iter().collect();
        let (mut parts, mut plain) = (Vec::new(), String::new());
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            if rest.starts_with("{{") || rest.starts_with("}}") {
                plain.push(c);
                at += 2;
            } else if c == '}' {
                return Err(lone(at, '}'));
            } else if c == '{' {
                let Some(end) = rest.find('}') else { return Err(lone(at, '{')) };
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain).into()));
                }
                parts.push(placeholder(at, &rest[1..end], &params)?);
                at += end + 1;
            } else {
                plain.push(c);
                at += c.len_utf8();
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain.into()));
        }
        Ok(Self { parts: parts.into() })
    }

    /// The message with what stands for its placeholders.
    #[must_use]
    pub fn fill(&self, word: impl Fn(Word) -> String, param: impl Fn(&str) -> String) -> String {
        let mut out = String::new();
        for part in &self.parts {
            // Writing to a String cannot fail.
            let _ = match part {
                Part::Text(text) => out.write_str(text),
                Part::Word(of) => out.write_str(&word(*of)),
                Part::Param(name) => out.write_str(&param(name)),
            };
        }
        out
    }

    /// The names of the parameters that it shows.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|p| if let Part::Param(n) = p { Some(&**n) } else { None })
    }
}

fn lone(at: usize, brace: char) -> TemplateError {
    TemplateError {
        at,
        message: format!("a `{brace}` by itself"),
        help: Some(format!("`{brace}{brace}` is a brace that stands for itself")),
    }
}

fn placeholder(at: usize, name: &str, params: &[&str]) -> Result<Part, TemplateError> {
    if let Some((_, word)) = WORDS.iter().find(|(n, _)| *n == name) {
        return Ok(Part::Word(*word));
    }
    let (unknown, near) = match name.strip_prefix("param.") {
        Some(param) if params.contains(&param) => return Ok(Part::Param(param.into())),
        Some(param) => {
            let near = nearest(param, params.iter().copied()).map(|n| format!("param.{n}"));
            (format!("no parameter of the rule is called `{param}`"), near)
        }
        None => {
            let near = nearest(name, WORDS.iter().map(|(n, _)| *n)).map(ToOwned::to_owned);
            let near = near.or_else(|| params.contains(&name).then(|| format!("param.{name}")));
            (format!("unknown placeholder `{{{name}}}`"), near)
        }
    };
    let help = near.map_or_else(
        || {
            let names: Vec<&str> = WORDS.iter().map(|(n, _)| *n).collect();
            format!("placeholders: {}, param.NAME", names.join(", "))
        },
        |near| format!("did you mean `{{{near}}}`?"),
    );
    Err(TemplateError { at, message: unknown, help: Some(help) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled() {
        let text = "{{x}} {resourceId} opens {param.ports} ({element})é";
        let template = Template::parse(text, ["ports"]).expect(text);
        let shown = template.fill(|w| format!("{w:?}"), |p| format!("<{p}>"));
        assert_eq!(shown, "{x} ResourceId opens <ports> (Element)é");
        assert_eq!(template.params().collect::<Vec<_>>(), ["ports"]);
    }

    #[test]
    fn unknown_ones_are_errors_with_a_suggestion() {
        let error = |text: &str| Template::parse(text, ["ports"]).expect_err(text);
        let fault = error("ab {resourceid} x");
        assert_eq!((fault.at, fault.message.as_str()), (3, "unknown placeholder `{resourceid}`"));
        assert_eq!(fault.help.as_deref(), Some("did you mean `{resourceId}`?"));
        assert_eq!(error("{param.port}").help.as_deref(), Some("did you mean `{param.ports}`?"));
        assert_eq!(error("{ports}").help.as_deref(), Some("did you mean `{param.ports}`?"));
        assert_eq!(error("a { b").at, 2);
        assert_eq!(error("a } b").message, "a `}` by itself");
    }
}
