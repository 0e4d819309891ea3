//! `AWS::Config::ConfigRule`: a managed rule with its parameters and its scope, or a rule of the
//! user's own.

use super::Origin;
use super::properties::{Property, slips};
use super::stack::Stack;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::read::json;
use crate::read::tree::{Item, Kind, Tree};

/// The type of the resource.
pub(super) const TYPE: &str = "AWS::Config::ConfigRule";

const PROPERTIES: &[&str] = &[
    "ConfigRuleName",
    "Compliance",
    "Description",
    "EvaluationModes",
    "InputParameters",
    "MaximumExecutionFrequency",
    "Scope",
    "Source",
    "Tags",
];
const SOURCE: &[&str] = &["CustomPolicyDetails", "Owner", "SourceDetails", "SourceIdentifier"];
const SCOPE: &[&str] = &["ComplianceResourceId", "ComplianceResourceTypes", "TagKey", "TagValue"];

/// A rule of AWS Config.
#[derive(Debug, Clone)]
pub struct TemplateRule {
    /// Where it stands.
    pub origin: Origin,
    /// `ConfigRuleName`, or its logical id when it has none or none that is known.
    pub name: String,
    /// What it is for, possibly empty.
    pub description: String,
    /// Who answers it.
    pub owner: Owner,
    /// The managed rule's identifier, or the ARN of the function of a custom rule as far as it is
    /// known; else empty.
    pub identifier: String,
    /// Where the identifier stands.
    pub identifier_span: Span,
    /// Its parameters in their order.
    pub parameters: Vec<InputParameter>,
    /// The resources that it concerns.
    pub scope: RuleScope,
}

/// Who answers a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// AWS: a managed rule.
    Aws,
    /// A Lambda function of the user.
    CustomLambda,
    /// A policy in the language of Guard.
    CustomPolicy,
}

impl Owner {
    /// All, with AWS's words.
    pub const WORDS: [(&'static str, Self); 3] = [
        ("AWS", Self::Aws),
        ("CUSTOM_LAMBDA", Self::CustomLambda),
        ("CUSTOM_POLICY", Self::CustomPolicy),
    ];
}

/// A parameter that a rule is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputParameter {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub name_span: Span,
    /// Its value as text, as AWS has all of them; `None` when it is known only once the template
    /// is deployed.
    pub value: Option<String>,
    /// Where its value stands.
    pub span: Span,
}

/// Which resources a rule concerns. Every part that is not empty has to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleScope {
    /// Resource types: one of them.
    pub types: Vec<String>,
    /// The id of a resource.
    pub resource_id: Option<String>,
    /// A tag that the resource has to have.
    pub tag_key: Option<String>,
    /// The value of that tag.
    pub tag_value: Option<String>,
}

/// Reads a rule; `None` when a problem was reported that leaves no rule to evaluate.
pub(super) fn read<'t>(
    diags: &mut Diags,
    stack: &Stack<'t>,
    origin: Origin,
    resource: Item<'t>,
) -> Option<TemplateRule> {
    let resolved = resource.get("Properties").map(|item| stack.resolved(diags, item));
    let Some(tree) = resolved.unwrap_or_default().filter(|t| t.root().kind() == Kind::Map) else {
        let diag = Diag::new(Code::TL204, origin.span, "a rule of AWS Config needs `Properties`");
        diags.push(diag);
        return None;
    };
    let properties = tree.root();
    slips(diags, properties, PROPERTIES);
    let Some(source) = stack.map_of(diags, properties, "Source", SOURCE) else {
        if properties.get("Source").is_none() {
            missing(diags, origin.span, "Source");
        }
        return None;
    };
    let owner = owner(diags, stack, source)?;
    // What is not evaluated may miss what it needs.
    let mut unread = Diags::default();
    let diags = if owner == Owner::Aws { diags } else { &mut unread };
    let name = stack.text_of(diags, properties, "ConfigRuleName").known();
    let description = stack.text_of(diags, properties, "Description").known();
    let parameters = parameters(diags, stack, properties);
    let scope = scope(diags, stack, properties);
    let identifier = stack.text_of(diags, source, "SourceIdentifier");
    if owner == Owner::Aws && source.get("SourceIdentifier").is_none() {
        missing(diags, source.span().head(), "SourceIdentifier");
    }
    let identifier = match owner {
        Owner::Aws => identifier.needed(diags)?,
        Owner::CustomLambda | Owner::CustomPolicy => identifier.known().unwrap_or_default(),
    };
    Some(TemplateRule {
        name: name.filter(|n| !n.is_empty()).unwrap_or_else(|| origin.logical_id.clone()),
        description: description.unwrap_or_default(),
        identifier_span: source.get("SourceIdentifier").map_or(origin.span, Item::span),
        origin,
        owner,
        identifier,
        parameters,
        scope,
    })
}

fn missing(diags: &mut Diags, span: Span, name: &str) {
    let words = format!("a rule of AWS Config needs the property `{name}`");
    diags.push(Diag::new(Code::TL204, span, words));
}

fn owner(diags: &mut Diags, stack: &Stack<'_>, source: Item<'_>) -> Option<Owner> {
    let Some(item) = source.get("Owner") else {
        missing(diags, source.span().head(), "Source.Owner");
        return None;
    };
    stack.scalar_of(diags, item, "Owner").needed(diags)?;
    super::super::doc::word(diags, "Owner", item, &Owner::WORDS)
}

/// `InputParameters`: a map, or the text of a JSON object.
fn parameters(diags: &mut Diags, stack: &Stack<'_>, properties: Item<'_>) -> Vec<InputParameter> {
    let Some(item) = properties.get("InputParameters") else { return Vec::new() };
    let from_text: Option<Tree> = match item.kind() {
        Kind::Text if item.text().trim_ascii().is_empty() => return Vec::new(),
        Kind::Text => match json::read(item.span().source, item.text().into(), 4) {
            Ok(tree) => Some(tree.within(item.span())),
            Err(e) => {
                let words = format!("`InputParameters` is no JSON: {}", e.message);
                diags.push(Diag::new(Code::TL104, item.span(), words));
                return Vec::new();
            }
        },
        _ => None,
    };
    let map = match &from_text {
        Some(tree) if tree.root().kind() == Kind::Map => tree.root(),
        Some(_) => {
            let takes = "a map, or a JSON object as a string";
            super::super::doc::wrong(diags, "InputParameters", item, takes);
            return Vec::new();
        }
        None => match stack.map_of(diags, properties, "InputParameters", &[]) {
            Some(map) => map,
            None => return Vec::new(),
        },
    };
    let mut all = Vec::new();
    for (key, value) in map.entries() {
        let name = key.str().into_owned();
        let (name_span, span) = (key.span(), value.span());
        let text = match value.kind() {
            // AWS has lists as words between commas.
            Kind::List => list(diags, stack, value, &name),
            _ => stack.scalar_of(diags, value, &name),
        };
        match text {
            Property::Known(text) => {
                all.push(InputParameter { name, name_span, value: Some(text), span });
            }
            // Somebody can say the value of a parameter, and nobody that of a function yet.
            Property::Later(why) if !why.help.is_empty() => diags.push(*why),
            Property::Later(_) => all.push(InputParameter { name, name_span, value: None, span }),
            Property::Absent | Property::Broken => {}
        }
    }
    all
}

fn list(diags: &mut Diags, stack: &Stack<'_>, item: Item<'_>, name: &str) -> Property<String> {
    let mut texts = Vec::new();
    for element in item.items() {
        match stack.scalar_of(diags, element, name) {
            Property::Known(text) => texts.push(text),
            Property::Absent => {}
            other => return other,
        }
    }
    Property::Known(texts.join(","))
}

fn scope(diags: &mut Diags, stack: &Stack<'_>, properties: Item<'_>) -> RuleScope {
    let Some(scope) = stack.map_of(diags, properties, "Scope", SCOPE) else {
        return RuleScope::default();
    };
    let types = stack.texts_of(diags, scope, "ComplianceResourceTypes");
    let mut text = |name| stack.text_of(diags, scope, name).needed(diags);
    RuleScope {
        types,
        resource_id: text("ComplianceResourceId"),
        tag_key: text("TagKey"),
        tag_value: text("TagValue"),
    }
}
