//! Reads compliance rules.

use super::clause::within;
use super::condition::{Conditions, Reader};
use super::overlay::{self, Overlay};
use super::values::RuleValues;
use super::{ComplianceRule, ExtraInput, How, Variant, custom, globs};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::compliance::message::TemplateError;
use crate::compliance::{Check, Condition, Selector, Template};
use crate::model::{RuleHeader, RuleKind, Severity};
use crate::operators::{Operand, Wildcard};
use crate::read::tree::{Item, Kind};
use crate::rules::doc::{Fields, Key, text, texts, word, wrong};
use crate::rules::parameter::{self, Given, Parameter};
use crate::rules::scope::Scope;
use crate::rules::texts::{File, Role};
use std::sync::Arc;

const TEXT: &str = r#"{"type": "string"}"#;
const TEXTS: &str = r#"{"type": "array", "items": {"type": "string"}}"#;
const CONDITION: &str = r##"{"$ref": "#/$defs/condition"}"##;

/// The keys of a compliance rule.
pub static KEYS: &[Key] = &[
    Key::optional("title", TEXT, "One line for people; the name by default."),
    Key::optional("description", TEXT, "A paragraph for people."),
    Key::required(
        "resource",
        r##"{"$ref": "#/$defs/resource-types"}"##,
        "The resource type that the rule concerns, or several; globs.",
    ),
    Key::optional(
        "severity",
        r##"{"$ref": "#/$defs/severity", "default": "medium"}"##,
        "How much a NON_COMPLIANT result matters.",
    ),
    Key::optional("controls", TEXTS, "The controls of standards that the rule implements."),
    Key::optional(
        "replaces",
        r#"{"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            "examples": ["INCOMING_SSH_DISABLED"]}"#,
        "The AWS managed rule that it stands in for, so that conformance packs find it.",
    ),
    Key::optional(
        "params",
        r##"{"type": "object", "propertyNames": {"$ref": "#/$defs/name"},
            "additionalProperties": {"$ref": "#/$defs/parameter"}}"##,
        "Typed values that conditions and the message use by `{ param: NAME }` and `{param.NAME}`.",
    ),
    Key::optional(
        "overlays",
        r##"{"type": "array", "items": {"$ref": "#/$defs/overlay"}}"##,
        "Other values of parameters for some resources; the first whose `when` holds counts.",
    ),
    Key::optional(
        "inputs",
        r#"{"type": "array", "items": {"enum": ["credential-report", "password-policy", "account-summary"]}}"#,
        "Inputs besides items; without them the result is INSUFFICIENT_DATA.",
    ),
    Key::optional("when", CONDITION, "Which items it concerns; others are NOT_APPLICABLE."),
    Key::optional("require", CONDITION, "What it asks of them."),
    Key::optional(
        "custom",
        r##"{"$ref": "#/$defs/custom"}"##,
        "A plugin that answers the rule, instead of `require`.",
    ),
    Key::optional(
        "message",
        r#"{"type": "string", "examples": ["{resourceId} is not encrypted"]}"#,
        "What to say of an item that is not as the rule asks, with placeholders.",
    ),
    Key::optional("fix", TEXT, "What to do about a finding."),
    Key::optional("references", TEXTS, "Where to read more."),
    Key::optional("tags", TEXTS, "Free words."),
];

/// What is said of a rule outside of its document: where it is made anew with other values, as in
/// AWS's conformance packs, in tests, and on the command line.
#[derive(Debug, Clone, Default)]
pub struct Instance<'a> {
    /// Its name, when it is not that of the document.
    pub name: Option<String>,
    /// Values of its parameters.
    pub params: Vec<(String, Given<'a>)>,
    /// Which resources it is restricted to.
    pub scope: Selector,
    /// The conformance pack that deploys it.
    pub pack: Option<Arc<str>>,
}

/// What a document of a rule is.
#[derive(Debug)]
pub enum Read {
    /// A rule.
    Rule(Box<ComplianceRule>),
    /// One of a pack that is left out, for this reason: a parameter wants a value (a warning).
    LeftOut(String),
    /// One that is broken: that was reported.
    Broken,
}

/// Reads a compliance rule whose name stands in line `line` of `file`.
pub fn read<'t>(
    diags: &mut Diags,
    scope: &Scope<'_>,
    conditions: &Conditions<'t>,
    (file, line): (&File, u32),
    (key, item): (Item<'t>, Item<'t>),
    instance: &Instance<'_>,
) -> Read {
    let before = diags.errors();
    let rule = rule(diags, scope, conditions, (file, line), (key, item), instance);
    let Some(rule) = rule.filter(|_| diags.errors() == before) else { return Read::Broken };
    let Some(parameter) = rule.params.iter().find(|p| p.is_wanting()) else {
        return Read::Rule(Box::new(rule));
    };
    let flag = format!("{}.{}", rule.header.name, parameter.name);
    let diag = parameter.wanting(&flag);
    if file.role == Role::Own {
        diags.push(diag);
        return Read::Broken;
    }
    let words = format!("`{}` is left out: {}", rule.header.name, diag.message);
    let left_out = Diag::new(Code::TL216, key.span(), words);
    diags.push(left_out.help(format!("give it a value with `--param {flag}=VALUE`")));
    Read::LeftOut(format!("{}; give it one with `--param {flag}=VALUE`", diag.message))
}

fn rule<'t>(
    diags: &mut Diags,
    scope: &Scope<'_>,
    conditions: &Conditions<'t>,
    (file, line): (&File, u32),
    (key, item): (Item<'t>, Item<'t>),
    instance: &Instance<'_>,
) -> Option<ComplianceRule> {
    let fields = Fields::read(diags, "a compliance rule", key.span(), item, KEYS)?;
    let documents = documents(diags, &fields);
    let params = params(diags, &documents, instance);
    let overlays = fields.get("overlays").map(|i| overlay::read(diags, i, &params, &documents));
    let header = header(diags, scope, &fields, (key, line), instance);
    let types = fields.get("resource").map(|i| globs::types(diags, "resource", i));
    let replaces = fields.get("replaces").map(|i| match i.kind() {
        Kind::List => texts(diags, "replaces", i),
        _ => text(diags, "replaces", i).into_iter().collect(),
    });
    let inputs = fields.get("inputs").map(|i| inputs(diags, i)).unwrap_or_default();
    let how = match (fields.get("require"), fields.get("custom")) {
        (Some(_), None) => {
            let mut maker = Maker { scope, conditions, fields: &fields, params: &params };
            maker.variants(diags, overlays.unwrap_or_default()).map(How::Conditions)
        }
        (None, Some(item)) => {
            for name in ["when", "message", "overlays", "inputs"] {
                if let Some(other) = fields.get(name) {
                    let words = format!("`{name}` does not go with `custom`");
                    diags.push(Diag::new(Code::TL211, other.span(), words));
                }
            }
            custom::read(diags, scope, file, (key, item), &params).map(|c| How::Custom(Box::new(c)))
        }
        (Some(_), Some(custom)) => {
            let words = "`custom` does not go with `require`";
            diags.push(Diag::new(Code::TL211, custom.span(), words));
            None
        }
        (None, None) => {
            let diag =
                Diag::new(Code::TL204, key.span(), "a compliance rule needs the key `require`");
            diags.push(
                diag.help("`require`: what it asks of items; or `custom`, a plugin that answers"),
            );
            None
        }
    };
    let glob = |t: String| Wildcard::parse(t.as_bytes()).ok();
    Some(ComplianceRule {
        header,
        types: types?.into_iter().filter_map(glob).collect(),
        scope: instance.scope.clone(),
        replaces: replaces.unwrap_or_default().into(),
        params,
        inputs: inputs.into(),
        how: how?,
        pack: instance.pack.clone(),
    })
}

/// The documents of the parameters.
fn documents<'t>(diags: &mut Diags, fields: &Fields<'t>) -> Vec<(Item<'t>, Item<'t>)> {
    let Some(item) = fields.get("params") else { return Vec::new() };
    if item.kind() != Kind::Map {
        wrong(diags, "params", item, "a map from names to parameters");
    }
    item.entries().collect()
}

fn params(
    diags: &mut Diags,
    documents: &[(Item<'_>, Item<'_>)],
    instance: &Instance<'_>,
) -> Vec<Parameter> {
    let one = |(key, document): &(Item<'_>, Item<'_>)| {
        let name = key.str();
        let given = instance.params.iter().rev().find(|(n, _)| *n == name).map(|(_, g)| *g);
        parameter::read(diags, *key, *document, given)
    };
    let all: Vec<Parameter> = documents.iter().map(one).collect();
    for (name, given) in &instance.params {
        if all.iter().any(|p| p.name == *name) {
            continue;
        }
        match given {
            Given::Value(item) => {
                let words = format!("no parameter of the rule is called `{name}`");
                diags.push(Diag::new(Code::TL205, item.span(), words));
            }
            // Flags are compared with all names at once; templates warn by themselves.
            Given::Flag(..) | Given::Text(..) => {}
        }
    }
    all
}

fn inputs(diags: &mut Diags, item: Item<'_>) -> Vec<ExtraInput> {
    if item.kind() != Kind::List {
        wrong(diags, "inputs", item, "a list of inputs");
        return Vec::new();
    }
    item.items().filter_map(|i| word(diags, "inputs", i, &ExtraInput::WORDS)).collect()
}

fn header(
    diags: &mut Diags,
    scope: &Scope<'_>,
    fields: &Fields<'_>,
    (key, line): (Item<'_>, u32),
    instance: &Instance<'_>,
) -> RuleHeader {
    let name = instance.name.clone().unwrap_or_else(|| key.str().into_owned());
    let mut string = |name| fields.get(name).and_then(|i| text(diags, name, i));
    let (title, description) = (string("title"), string("description").unwrap_or_default());
    let fix = string("fix").unwrap_or_default();
    let mut list = |name| fields.get(name).map(|i| texts(diags, name, i)).unwrap_or_default();
    let (references, controls, tags) = (list("references"), list("controls"), list("tags"));
    let words = Severity::ALL.map(|s| (s.word(), s));
    let severity = fields.get("severity").and_then(|i| word(diags, "severity", i, &words));
    RuleHeader {
        kind: RuleKind::Compliance,
        title: title.unwrap_or_else(|| name.clone()),
        description,
        severity: Some(severity.unwrap_or(Severity::Medium)),
        references,
        controls,
        tags,
        fix,
        span: key.span(),
        file: scope.sources.get(key.span().source).name.clone(),
        line,
        name,
    }
}

/// Makes the variants of a rule: one for each overlay, and the plain one.
struct Maker<'a, 't> {
    scope: &'a Scope<'a>,
    conditions: &'a Conditions<'t>,
    fields: &'a Fields<'t>,
    params: &'a [Parameter],
}

impl Maker<'_, '_> {
    fn variants(&mut self, diags: &mut Diags, overlays: Vec<Overlay>) -> Option<Vec<Variant>> {
        let mut own = Diags::default();
        let plain = self.variant(&mut own, Selector::default(), &[], true);
        let mut all = Vec::new();
        for Overlay { selector, values } in overlays {
            let mut again = Diags::default();
            all.push(self.variant(&mut again, selector, &values, false));
            // The same text was read before: what is wrong with it is told once.
            let told =
                |d: &Diag| own.as_slice().iter().any(|o| (o.code, o.span) == (d.code, d.span));
            again.retain(|d| !told(d));
            own.extend(again);
        }
        diags.extend(own);
        all.push(plain);
        all.into_iter().collect()
    }

    fn variant(
        &self,
        diags: &mut Diags,
        selector: Selector,
        overlaid: &[(usize, Vec<Operand<'static>>)],
        plain: bool,
    ) -> Option<Variant> {
        let values = RuleValues::new(self.params, overlaid, self.scope.values);
        let mut reader = Reader {
            values: &values,
            conditions: self.conditions,
            path: Vec::new(),
            depth: 0,
            count: 0,
            diags: &mut *diags,
        };
        let when = self.fields.get("when").map(|i| reader.condition(i));
        let require = self.fields.get("require").and_then(|i| reader.condition(i));
        let message = self.fields.get("message").map(|i| message(diags, i, &values));
        for at in values.unguarded() {
            let name = &self.params[at].name;
            let words = format!("the parameter `{name}` may have no value");
            diags.push(
                Diag::new(Code::TL314, self.params[at].span, words)
                    .help(format!("write `if-param: {name}` beside the clauses that use it")),
            );
        }
        if plain && require.is_some() {
            for parameter in values.unused() {
                let words = format!("nothing uses the parameter `{}`", parameter.name);
                diags.push(Diag::new(Code::TL208, parameter.span, words));
            }
        }
        let when = when.map_or(Some(None), |read: Option<Condition>| read.map(Some))?;
        let message = message.map_or(Some(None), |read| read.map(Some))?;
        let params = Arc::new(values.params());
        let check = Arc::new(Check { when, require: require?, message });
        Some(Variant { selector, check, params })
    }
}

fn message(diags: &mut Diags, item: Item<'_>, values: &RuleValues<'_>) -> Option<Template> {
    let written = text(diags, "message", item)?;
    match Template::parse(&written, values.own_names()) {
        Ok(template) => {
            template.params().for_each(|name| values.mark_name(name));
            Some(template)
        }
        Err(TemplateError { at, message, help }) => {
            let diag = Diag::new(Code::TL313, within(item, &written, at), message);
            diags.push(match help {
                Some(help) => diag.help(help),
                None => diag,
            });
            None
        }
    }
}
