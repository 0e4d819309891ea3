//! One way from a rule or a schedule of the API to a target: read in AWS's words, kept, written as
//! an entry of `targets` of a rules file, and given back as it was put.

use super::constraint::{check_length, text, validation, whole};
use super::context::needed;
use super::destination::resolve;
use crate::base::ids::SourceId;
use crate::base::span::{Span, Spanned};
use crate::daemon::ruleset::RuleSet;
use crate::inputs::{
    Escape, MOST_CHARACTERS, MOST_PATH, Mode, Path, PutError, Template, Transformer,
};
use crate::read::json;
use crate::wire::{Fault, Value};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The longest ARN that AWS takes.
const ARN: usize = 1600;

/// Why one entry of a call is not taken: code and message.
pub(super) type Refusal = (&'static str, String);

/// A way to a target.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Route {
    /// As it was put.
    pub arn: String,
    /// The target of the rules that it means.
    pub target: String,
    /// The role; nothing here asks for it.
    pub role: Option<String>,
    /// JSON text in place of the event.
    pub input: Option<String>,
    /// The part of the event that is sent.
    pub input_path: Option<String>,
    /// A template that is filled with parts.
    pub transformer: Option<Filled>,
    /// How often a failure is tried again.
    pub attempts: Option<i64>,
    /// How old an event may get, in seconds.
    pub age: Option<i64>,
    /// Where what could not be delivered goes: the ARN as it was put, and the target it means.
    pub dead_letter: Option<(String, String)>,
}

/// A template with the paths of its parts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Filled {
    /// Names and paths, as they were put.
    pub paths: Vec<(String, String)>,
    /// The template.
    pub template: String,
}

impl Route {
    /// Reads a target of EventBridge or Scheduler. `id` is what messages call it, and its `Input` has
    /// `most` characters at most.
    ///
    /// # Errors
    /// What AWS refuses the whole call for; and within, what it refuses this entry for.
    pub fn read(
        rules: &RuleSet,
        input: &Value,
        id: &str,
        most: usize,
    ) -> Result<Result<Self, Refusal>, Fault> {
        let arn = needed(text(input, "Arn", ARN)?, "Arn")?;
        let mut route = Self {
            arn: arn.to_owned(),
            role: text(input, "RoleArn", ARN)?.map(str::to_owned),
            ..Self::default()
        };
        if let Some(retry) = input.structure("RetryPolicy")? {
            route.attempts = whole(retry, "MaximumRetryAttempts", 0..=185)?;
            route.age = whole(retry, "MaximumEventAgeInSeconds", 60..=86_400)?;
        }
        let letters = match input.structure("DeadLetterConfig")? {
            Some(config) => text(config, "Arn", ARN)?,
            None => None,
        };
        route.read_input(input, id, most)?;
        Ok(route.resolved(rules, letters))
    }

    fn resolved(mut self, rules: &RuleSet, letters: Option<&str>) -> Result<Self, Refusal> {
        let find =
            |arn: &str| resolve(rules, arn).map_err(|why| ("ResourceNotFoundException", why));
        self.target = find(&self.arn)?;
        if let Some(arn) = letters {
            let target = find(arn)?;
            if target == self.target {
                let words = format!("The dead letters of {arn} cannot go to the target itself.");
                return Err(("ValidationException", words));
            }
            self.dead_letter = Some((arn.to_owned(), target));
        }
        Ok(self)
    }

    fn read_input(&mut self, input: &Value, id: &str, most: usize) -> Result<(), Fault> {
        let [constant, path] = ["Input", "InputPath"].map(|name| input.text(name));
        let (constant, path) = (constant?, path?);
        let transformer = input.structure("InputTransformer")?;
        let given = [constant.is_some(), path.is_some(), transformer.is_some()];
        if given.iter().filter(|given| **given).count() > 1 {
            return Err(put_error(&PutError::Several, id));
        }
        if let Some(constant) = constant {
            check_length("Input", constant, most)?;
            if let Err(error) = json::read(SourceId(0), constant.as_bytes().into(), 1000) {
                let words = format!("JSON syntax error in input for target {id} : {error}");
                return Err(validation(words));
            }
            self.input = Some(constant.to_owned());
        }
        if let Some(path) = path {
            check_length("InputPath", path, MOST_PATH)?;
            if let Err(error) = Path::parse(path) {
                return Err(validation(format!("Invalid InputPath for target {id} : {error}.")));
            }
            self.input_path = Some(path.to_owned());
        }
        self.transformer = transformer.map(|given| filled(given, id)).transpose()?;
        Ok(())
    }

    /// The entry of `targets` in a rules file.
    pub fn document(&self) -> serde_json::Value {
        let mut entry = json!({ "target": self.target });
        if let Some(input) = &self.input {
            entry["input"] = json!(input);
        }
        if let Some(path) = &self.input_path {
            entry["input-path"] = json!(path);
        }
        if let Some(Filled { paths, template }) = &self.transformer {
            let paths: serde_json::Map<_, _> =
                paths.iter().map(|(name, path)| (name.clone(), json!(path))).collect();
            let mut written = json!({ "input-template": template });
            if !paths.is_empty() {
                written["input-paths-map"] = paths.into();
            }
            entry["input-transformer"] = written;
        }
        let mut retry = serde_json::Map::new();
        if let Some(attempts) = self.attempts {
            retry.insert("maximum-retry-attempts".to_owned(), json!(attempts));
        }
        if let Some(age) = self.age {
            retry.insert("maximum-event-age".to_owned(), json!(format!("{age}s")));
        }
        if !retry.is_empty() {
            entry["retry"] = retry.into();
        }
        if let Some((_, target)) = &self.dead_letter {
            entry["dead-letter"] = json!(target);
        }
        entry
    }

    /// The target in AWS's words, as it was put.
    pub fn value(&self) -> Value {
        let mut value = Value::map([("Arn", self.arn.clone().into())]);
        let texts =
            [("RoleArn", &self.role), ("Input", &self.input), ("InputPath", &self.input_path)];
        for (name, text) in texts {
            if let Some(text) = text {
                value = value.with(name, text.clone());
            }
        }
        if let Some(Filled { paths, template }) = &self.transformer {
            let paths = paths.iter().map(|(name, path)| (name.clone(), path.clone().into()));
            let paths = Value::Map(paths.collect());
            let template = Value::map([("InputTemplate", template.clone().into())]);
            value = value.with("InputTransformer", template.with("InputPathsMap", paths));
        }
        let numbers =
            [("MaximumRetryAttempts", self.attempts), ("MaximumEventAgeInSeconds", self.age)];
        let given = numbers.into_iter().filter_map(|(name, n)| Some((name.to_owned(), n?.into())));
        let retry: Vec<(String, Value)> = given.collect();
        if !retry.is_empty() {
            value = value.with("RetryPolicy", Value::Map(retry));
        }
        if let Some((arn, _)) = &self.dead_letter {
            let letters = Value::map([("Arn", arn.clone().into())]);
            value = value.with("DeadLetterConfig", letters);
        }
        value
    }
}

fn filled(given: &Value, id: &str) -> Result<Filled, Fault> {
    let template = needed(given.text("InputTemplate")?, "InputTemplate")?;
    check_length("InputTemplate", template, MOST_CHARACTERS)?;
    let mut paths = Vec::new();
    if let Some(map @ Value::Map(fields)) = given.structure("InputPathsMap")? {
        for (name, _) in fields {
            // A name given twice counts once, with its last path.
            if let Some(path) = map.text(name)?
                && !paths.iter().any(|(known, _)| known == name)
            {
                paths.push((name.clone(), path.to_owned()));
            }
        }
    }
    let filled = Filled { paths, template: template.to_owned() };
    let compiled = Template::compile(&written(&filled)).map_err(|error| put_error(&error, id))?;
    if compiled.mode() == Mode::Json && !compiled.can_be_json() {
        return Err(validation(format!(
            "Invalid InputTemplate for target {id} : it makes no JSON."
        )));
    }
    Ok(filled)
}

/// The transformer as a rules file has it, without places.
fn written(filled: &Filled) -> Transformer {
    let span = Span { source: SourceId(0), start: 0, end: 0 };
    let spanned = |value: &String| Spanned { value: value.clone(), span };
    let paths = filled.paths.iter().map(|(name, path)| (spanned(name), spanned(path)));
    Transformer {
        paths: paths.collect(),
        template: spanned(&filled.template),
        escape: Escape::None,
    }
}

fn put_error(error: &PutError, id: &str) -> Fault {
    let words = error.aws(id);
    validation(words.unwrap_or_else(|| format!("Invalid input for target {id} : {error}.")))
}
