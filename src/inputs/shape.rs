//! An input, compiled: the one entry for whoever invokes targets.

use super::input::Input;
use super::path::Path;
use super::put::PutError;
use super::render::{self, Facts};
use super::template::{Mode, Template};
use crate::base::ids::SourceId;
use crate::base::limits::Limits;
use crate::read::json;
use crate::read::tree::Tree;
use std::borrow::Cow;

/// Turns events into what a target gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    form: Form,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Event,
    Constant(Box<str>),
    Path(Path),
    Template(Box<Template>),
}

/// Why there is nothing to deliver of an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// The event has no value at the path of `input-path`.
    #[error("the event has no value at `{path}`")]
    NoValue {
        /// The path.
        path: String,
    },
    /// The filled template is not JSON.
    #[error("the filled template is not JSON: {reason}")]
    TemplateNotJson {
        /// What was to be delivered.
        rendered: String,
        /// What is wrong with it, and where.
        reason: String,
    },
    /// The bytes are no JSON text.
    #[error("the event is not JSON: {reason}")]
    NotAnEvent {
        /// What is wrong.
        reason: String,
    },
    /// The filled template is too long.
    #[error("the filled template has more than {most} bytes")]
    TooLarge {
        /// The limit, in bytes.
        most: usize,
    },
}

impl InputError {
    /// The name that reports and dead letters use.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoValue { .. } => "NO_VALUE",
            Self::TemplateNotJson { .. } => "TEMPLATE_NOT_JSON",
            Self::NotAnEvent { .. } => "NOT_AN_EVENT",
            Self::TooLarge { .. } => "INPUT_TOO_LARGE",
        }
    }
}

impl Shape {
    /// Compiles an input.
    ///
    /// # Errors
    /// What AWS refuses when the target is put. The inputs of a bundle without errors have none.
    pub fn new(input: &Input) -> Result<Self, PutError> {
        let form = match input {
            Input::Event => Form::Event,
            Input::Constant(text) => Form::Constant(text.as_str().into()),
            Input::Path(path) => Form::Path(Path::parse(&path.value)?),
            Input::Transformer(t) => Form::Template(Box::new(Template::compile(t)?)),
        };
        Ok(Self { form })
    }

    /// Does it look at [`Facts`]? What they cost can be saved otherwise.
    #[must_use]
    pub fn wants_facts(&self) -> bool {
        matches!(self.form, Form::Template(_))
    }

    /// Does it make JSON of every event that is JSON? String templates need not.
    #[must_use]
    pub fn makes_json(&self) -> bool {
        !matches!(&self.form, Form::Template(template) if template.mode() == Mode::Text)
    }

    /// What the target gets of an event: JSON text, or the text of a string template. The whole
    /// event is its bytes as they are, without a look into them.
    ///
    /// # Errors
    /// Why nothing can be delivered.
    pub fn render<'a>(
        &'a self,
        event: &'a [u8],
        facts: &Facts<'_>,
        limits: &Limits,
    ) -> Result<Cow<'a, str>, InputError> {
        match &self.form {
            Form::Event => match simdutf8::basic::from_utf8(event) {
                Ok(text) => Ok(Cow::Borrowed(text)),
                Err(_) => Err(InputError::NotAnEvent { reason: "invalid UTF-8".to_owned() }),
            },
            Form::Constant(text) => Ok(Cow::Borrowed(text)),
            Form::Path(path) => {
                let tree = read(event, limits)?;
                let value = render::json_text(&path.find(tree.root()));
                value.map(text).ok_or_else(|| InputError::NoValue { path: path.text().to_owned() })
            }
            Form::Template(template) => fill(template, event, facts, limits),
        }
    }
}

fn read(event: &[u8], limits: &Limits) -> Result<Tree, InputError> {
    json::read(SourceId(0), event.into(), limits.depth)
        .map_err(|e| InputError::NotAnEvent { reason: format!("{} (byte {})", e.message, e.at) })
}

/// A lone surrogate, which JSON can spell and UTF-8 cannot, becomes U+FFFD.
fn text<'a>(bytes: Vec<u8>) -> Cow<'a, str> {
    let lossy = |e: std::string::FromUtf8Error| String::from_utf8_lossy(e.as_bytes()).into_owned();
    Cow::Owned(String::from_utf8(bytes).unwrap_or_else(lossy))
}

fn fill<'a>(
    template: &Template,
    event: &[u8],
    facts: &Facts<'_>,
    limits: &Limits,
) -> Result<Cow<'a, str>, InputError> {
    let tree = read(event, limits)?;
    let most = limits.input_bytes;
    let filled = render::render(template, tree.root(), facts, most);
    let filled = text(filled.ok_or(InputError::TooLarge { most })?);
    if template.mode() == Mode::Json {
        // A value may lie deeper in the result than it did in the event.
        let checked = json::read(SourceId(0), filled.as_bytes().into(), usize::MAX);
        if let Err(e) = checked {
            let reason = format!("{} (byte {})", e.message, e.at);
            return Err(InputError::TemplateNotJson { rendered: filled.into_owned(), reason });
        }
    }
    Ok(filled)
}
