//! What the expressions of a template refer to: parameters, conditions, mappings, resources, and
//! the pseudo-parameters that AWS fills in.

use super::super::doc::near;
use super::condition::Condition;
use super::parameter::{self, Parameter};
use super::{Deployment, event_rule};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::read::tree::{Item, Kind, Tree};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// A template that is being read.
#[derive(Debug)]
pub(super) struct Stack<'t> {
    pub tree: &'t Tree,
    pub deployment: Deployment<'t>,
    pub parameters: BTreeMap<String, Parameter>,
    pub conditions: BTreeMap<String, Condition<'t>>,
    pub mappings: Option<Item<'t>>,
    resources: BTreeMap<String, Item<'t>>,
    /// Expressions that were left in place, and why; `None` when that was reported already.
    pub left: RefCell<BTreeMap<Span, Option<Diag>>>,
    /// Bytes that functions made.
    pub made: Cell<usize>,
}

/// What a name stands for.
pub(super) enum Referent<'s> {
    /// A text.
    Text(String),
    /// The texts of a list.
    List(&'s [String]),
    /// Nothing: the property is not there at all.
    NoValue,
    /// It will be known, for this reason not now.
    Later(Diag),
    /// A problem was reported.
    Broken,
}

impl<'t> Stack<'t> {
    /// Reads the definitions of a template.
    pub fn new(diags: &mut Diags, tree: &'t Tree, deployment: Deployment<'t>) -> Self {
        let mut stack = Self {
            tree,
            deployment,
            parameters: BTreeMap::new(),
            conditions: BTreeMap::new(),
            mappings: section(diags, tree, "Mappings"),
            resources: BTreeMap::new(),
            left: RefCell::default(),
            made: Cell::new(0),
        };
        for (key, item) in entries(section(diags, tree, "Parameters")) {
            let name = key.str().into_owned();
            let given = deployment.given.iter().rev().find(|(given, _)| *given == name);
            let parameter = parameter::read(diags, key, item, given.map(|(_, v)| v.as_str()));
            stack.parameters.insert(name, parameter);
        }
        for (key, item) in entries(section(diags, tree, "Conditions")) {
            stack.conditions.insert(key.str().into_owned(), Condition::new(item));
        }
        for (key, item) in entries(section(diags, tree, "Resources")) {
            stack.resources.insert(key.str().into_owned(), item);
        }
        stack
    }

    /// The names of the parameters.
    pub fn parameter_names(&self) -> Vec<String> {
        self.parameters.keys().cloned().collect()
    }

    /// What `Ref: name` stands for.
    pub fn referent(&self, diags: &mut Diags, name: &str, span: Span) -> Referent<'_> {
        if let Some(pseudo) = name.strip_prefix("AWS::") {
            return self.pseudo(diags, name, pseudo, span);
        }
        if let Some(parameter) = self.parameters.get(name) {
            return match &parameter.value {
                parameter::Value::Text(text) => Referent::Text(text.clone()),
                parameter::Value::List(list) => Referent::List(list),
                parameter::Value::Absent => Referent::Later(
                    Diag::new(Code::TL602, span, format!("the parameter `{name}` has no value"))
                        .also(parameter.span, "defined here, without `Default`")
                        .help(format!("give it one with `--param {name}=VALUE`")),
                ),
                parameter::Value::Stored => {
                    let words = format!("the value of `{name}` is kept in Systems Manager");
                    let help = format!("say what it is with `--param {name}=VALUE`");
                    Referent::Later(Diag::new(Code::TL602, span, words).help(help))
                }
                parameter::Value::Broken => Referent::Broken,
            };
        }
        if let Some(resource) = self.resources.get(name) {
            return self.resource(*resource, name, span);
        }
        diags.push(self.unknown(name, span));
        Referent::Broken
    }

    /// What a reference to a resource gives. A bus with a name gives its name.
    fn resource(&self, resource: Item<'t>, name: &str, span: Span) -> Referent<'_> {
        let kind = resource.get("Type").map(Item::str).unwrap_or_default();
        if kind == event_rule::BUS_TYPE {
            let named = resource.get("Properties").and_then(|p| p.get("Name"));
            if let Some(text) = named.filter(|n| n.kind() == Kind::Text) {
                return Referent::Text(text.str().into_owned());
            }
        }
        Referent::Later(later(span, &format!("what `{name}` is called")))
    }

    fn pseudo(&self, diags: &mut Diags, name: &str, pseudo: &str, span: Span) -> Referent<'_> {
        let given = |value: Option<&str>, option: &str| match value {
            Some(value) => Referent::Text(value.to_owned()),
            None => Referent::Later(
                Diag::new(Code::TL602, span, format!("`{name}` is not known"))
                    .help(format!("give it with `{option}`")),
            ),
        };
        let region = self.deployment.region;
        let prefix = |prefix: &str| region.is_some_and(|r| r.starts_with(prefix));
        match pseudo {
            "NoValue" => Referent::NoValue,
            "AccountId" => given(self.deployment.account, "--account"),
            "Region" => given(region, "--region"),
            "Partition" if prefix("cn-") => Referent::Text("aws-cn".to_owned()),
            "Partition" if prefix("us-gov-") => Referent::Text("aws-us-gov".to_owned()),
            "Partition" => Referent::Text("aws".to_owned()),
            "URLSuffix" if prefix("cn-") => Referent::Text("amazonaws.com.cn".to_owned()),
            "URLSuffix" => Referent::Text("amazonaws.com".to_owned()),
            "StackName" | "StackId" | "NotificationARNs" => {
                Referent::Later(later(span, &format!("`{name}`")))
            }
            _ => {
                diags.push(self.unknown(name, span));
                Referent::Broken
            }
        }
    }

    fn unknown(&self, name: &str, span: Span) -> Diag {
        let names = self.parameters.keys().chain(self.resources.keys()).map(String::as_str);
        let words = format!("no parameter or resource is called `{name}`");
        let diag = Diag::new(Code::TL601, span, words);
        match near(name, PSEUDO.iter().copied().chain(names)) {
            Some(near) => diag.label(format!("did you mean `{near}`?")),
            None => diag,
        }
    }
}

/// The pseudo-parameters.
const PSEUDO: &[&str] = &[
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// The reason that something is not known before the template is deployed.
pub(super) fn later(span: Span, what: &str) -> Diag {
    Diag::new(Code::TL602, span, format!("{what} is known only once the template is deployed"))
}

fn section<'t>(diags: &mut Diags, tree: &'t Tree, name: &str) -> Option<Item<'t>> {
    let item = tree.root().get(name)?;
    if item.kind() != Kind::Map && item.kind() != Kind::Null {
        super::super::doc::wrong(diags, name, item, "a map from names to definitions");
    }
    Some(item)
}

fn entries(item: Option<Item<'_>>) -> impl Iterator<Item = (Item<'_>, Item<'_>)> {
    item.into_iter().flat_map(Item::entries)
}
