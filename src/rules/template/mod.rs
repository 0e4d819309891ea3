//! AWS's templates, unchanged: conformance packs and CloudFormation templates, of which the rules
//! of AWS Config and of EventBridge are read.
//!
//! `stack` holds what expressions refer to, `parameter` and `condition` two kinds of it; `resolve`
//! puts values in place of expressions, as far as they are known before anything is deployed;
//! `config_rule` and `event_rule` read resources. What is known only once the template is deployed
//! is no mistake: it counts only where a rule cannot do without it. `deploy` finds the compliance
//! rules that stand in for managed ones, `put` makes rules of a bundle of them, `write` a rule file.

mod condition;
mod config_rule;
mod deploy;
mod elsewhere;
mod event_rule;
mod function;
mod library;
mod needed;
mod parameter;
mod properties;
mod put;
mod resolve;
mod stack;
mod substitute;
#[cfg(test)]
mod tests;
mod write;

use super::lines::Lines;
use super::texts::File;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::{Sources, Span};
use crate::read::template::is_template;
use crate::read::tree::{Item, Kind};
use stack::Stack;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use config_rule::{InputParameter, Owner, RuleScope, TemplateRule};
pub use deploy::{Deployed, DeployedRule};
pub use event_rule::TemplateEventRule;
pub use library::StandIn;
pub use write::rule_file;

/// What is known of a deployment besides the template.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deployment<'a> {
    /// Values of parameters, `--param NAME=VALUE`; the last one of a name counts.
    pub given: &'a [(String, String)],
    /// The account's 12 digits.
    pub account: Option<&'a str>,
    /// The region.
    pub region: Option<&'a str>,
    /// Most bytes that the functions of a template may make.
    pub max_bytes: usize,
}

/// Where a resource stands in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its name within the template.
    pub logical_id: String,
    /// The place of that name.
    pub span: Span,
    /// The file as the user named it.
    pub file: Arc<str>,
    /// The line of its name there, from 1.
    pub line: u32,
}

/// What is read of a template.
#[derive(Debug, Default)]
pub struct Template {
    /// The names of its parameters.
    pub parameters: Vec<String>,
    /// Its rules of AWS Config that its conditions leave in, in their order.
    pub rules: Vec<TemplateRule>,
    /// Its rules of EventBridge, likewise.
    pub event_rules: Vec<TemplateEventRule>,
    /// How many resources of other types it has, by type.
    pub others: BTreeMap<String, usize>,
}

/// Is the file one of AWS's templates?
#[must_use]
pub fn is_one(file: &File) -> bool {
    is_template(file.tree.root())
}

/// Does the file hold rules of AWS Config?
#[must_use]
pub fn has_config_rules(file: &File) -> bool {
    let resources = file.tree.root().get("Resources").into_iter().flat_map(Item::entries);
    let mut kinds = resources.filter_map(|(_, resource)| resource.get("Type"));
    is_one(file) && kinds.any(|kind| kind.reads(config_rule::TYPE.as_bytes()))
}

/// Reads a template. Every problem is reported; what has none is in the result.
#[must_use]
pub fn read(
    diags: &mut Diags,
    sources: &Sources,
    file: &File,
    deployment: Deployment<'_>,
) -> Template {
    let stack = Stack::new(diags, &file.tree, deployment);
    stack.check_conditions(diags);
    let mut template = Template { parameters: stack.parameter_names(), ..Template::default() };
    let lines = Lines::of(&sources.get(file.source).text);
    let resources = file.tree.root().get("Resources");
    for (key, resource) in resources.into_iter().flat_map(Item::entries) {
        let kind = resource.get("Type").filter(|kind| kind.kind() == Kind::Text);
        let Some(kind) = kind else {
            untyped(diags, key, resource);
            continue;
        };
        let kind = kind.str();
        let is_rule = matches!(&*kind, config_rule::TYPE | event_rule::TYPE);
        if !is_rule {
            *template.others.entry(kind.into_owned()).or_default() += 1;
            continue;
        }
        if !stack.is_deployed(diags, resource) {
            continue;
        }
        let origin = Origin {
            logical_id: key.str().into_owned(),
            span: key.span(),
            file: sources.get(file.source).name.clone(),
            line: lines.line(key.span().start),
        };
        if kind == config_rule::TYPE {
            template.rules.extend(config_rule::read(diags, &stack, origin, resource));
        } else {
            template.event_rules.extend(event_rule::read(diags, &stack, origin, resource));
        }
    }
    template
}

/// Reports a resource without a type. Loops, which AWS expands when it deploys, have none.
fn untyped(diags: &mut Diags, key: Item<'_>, resource: Item<'_>) {
    if key.text().starts_with(b"Fn::ForEach::") {
        diags.push(
            Diag::new(Code::TL606, key.span(), "`Fn::ForEach` is not expanded")
                .label("the resources of this loop are left out")
                .help("AWS expands it when it deploys; give tripline the processed template"),
        );
    } else if resource.kind() == Kind::Map && resource.get("Type").is_none() {
        let words = format!("the resource `{}` has no type", key.str());
        diags.push(Diag::new(Code::TL204, key.span(), words).help("write `Type: AWS::...`"));
    } else {
        let words = format!("the resource `{}` is a map with a `Type`", key.str());
        diags.push(Diag::new(Code::TL110, key.span(), words));
    }
}
