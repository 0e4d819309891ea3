//! The compliance rules that there are, of files and of the API, in one form.

use super::change_rule::id;
use super::kept::Kept;
use crate::api::context::Context;
use crate::api::defined::is_hidden;
use crate::daemon::ruleset::{CONFIG_RULES, CONFIG_TEMPLATE, Definition, RuleSet};
use crate::model::Home;
use crate::operators::Wildcard;
use crate::rules::ComplianceRule;
use crate::wire::{Fault, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// All rules, as they are now.
#[derive(Debug)]
pub(super) struct Rules {
    rules: Arc<RuleSet>,
    defined: Vec<Definition>,
}

/// A rule.
#[derive(Debug)]
pub(super) struct Known<'r> {
    /// Its name.
    pub name: &'r str,
    /// Where it comes from.
    pub origin: Origin<'r>,
}

/// Where a rule comes from.
#[derive(Debug)]
pub(super) enum Origin<'r> {
    /// A file, or a pack.
    File(&'r ComplianceRule),
    /// PutConfigRule.
    Api(Box<Kept>),
}

impl Rules {
    /// Those of a daemon.
    pub fn of(context: &Context<'_>) -> Self {
        Self { rules: context.daemon().rules(), defined: context.daemon().defined() }
    }

    /// All, by name.
    pub fn all(&self) -> Vec<Known<'_>> {
        let of_files = self.rules.bundle.compliance.iter().filter(|rule| !is_of_api(rule));
        let of_files =
            of_files.map(|rule| Known { name: &rule.header.name, origin: Origin::File(rule) });
        let mut all: Vec<_> = of_files.chain(self.of_api()).collect();
        all.sort_by(|a, b| a.name.cmp(b.name));
        all
    }

    /// The rule of a name.
    pub fn find(&self, name: &str) -> Option<Known<'_>> {
        let mut of_files = self.rules.bundle.compliance.iter();
        let of_file = of_files.find(|rule| rule.header.name == name && !is_of_api(rule));
        match of_file {
            Some(rule) => Some(Known { name: &rule.header.name, origin: Origin::File(rule) }),
            None => self.of_api().find(|known| known.name == name),
        }
    }

    /// The rules of these names, or all without a name.
    pub fn named(&self, names: Option<Vec<&str>>) -> Result<Vec<Known<'_>>, Fault> {
        let Some(mut names) = names.filter(|names| !names.is_empty()) else {
            return Ok(self.all());
        };
        names.sort_unstable();
        names.dedup();
        names.into_iter().map(|name| self.find(name).ok_or_else(|| none(name))).collect()
    }

    fn of_api(&self) -> impl Iterator<Item = Known<'_>> {
        let own = |definition| {
            let kept = Kept::of(definition)?;
            let name = definition.name.as_str();
            let origin = Origin::Api(Box::new(kept));
            (!is_hidden(&self.rules, CONFIG_RULES, name)).then_some(Known { name, origin })
        };
        self.defined.iter().filter_map(own)
    }
}

fn is_of_api(rule: &ComplianceRule) -> bool {
    *rule.header.file == *CONFIG_TEMPLATE
}

/// There is no such rule.
pub(super) fn none(name: &str) -> Fault {
    let words = format!(
        "The ConfigRule '{name}' provided in the request is invalid. Please check the configRule \
         name."
    );
    Fault::sender("NoSuchConfigRuleException", words)
}

impl Known<'_> {
    /// Its id.
    pub fn id(&self) -> Cow<'_, str> {
        match &self.origin {
            Origin::File(_) => id(self.name).into(),
            Origin::Api(kept) => kept.id.as_str().into(),
        }
    }

    /// Its ARN.
    pub fn arn(&self, home: &Home) -> String {
        format!("arn:aws:config:{}:{}:config-rule/{}", home.region, home.account, self.id())
    }

    /// Does somebody else judge?
    pub fn is_judged_elsewhere(&self) -> bool {
        matches!(&self.origin, Origin::Api(kept) if kept.is_judged_elsewhere())
    }

    /// The rule as DescribeConfigRules shows it.
    pub fn shown(&self, home: &Home) -> Value {
        let shown = Value::map([
            ("ConfigRuleName", self.name.into()),
            ("ConfigRuleArn", self.arn(home).into()),
            ("ConfigRuleId", self.id().as_ref().into()),
            ("ConfigRuleState", "ACTIVE".into()),
            ("EvaluationModes", vec![Value::map([("Mode", "DETECTIVE".into())])].into()),
        ]);
        match &self.origin {
            Origin::File(rule) => of_file(shown, rule),
            Origin::Api(kept) => of_api(shown, kept),
        }
    }
}

fn of_api(mut shown: Value, kept: &Kept) -> Value {
    shown = shown.with("Source", kept.source.shown());
    if let Some(scope) = &kept.scope {
        shown = shown.with("Scope", scope.shown());
    }
    let texts = [
        ("Description", &kept.description),
        ("InputParameters", &kept.parameters),
        ("MaximumExecutionFrequency", &kept.frequency),
    ];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?)));
    texts.fold(shown, |shown, (name, text)| shown.with(name, text))
}

/// A rule of a file: a managed one if it stands in for one, else a policy of tripline's.
fn of_file(shown: Value, rule: &ComplianceRule) -> Value {
    let source = match rule.replaces.first() {
        Some(identifier) => {
            Value::map([("Owner", "AWS".into()), ("SourceIdentifier", identifier.as_str().into())])
        }
        None => Value::map([
            ("Owner", "CUSTOM_POLICY".into()),
            ("CustomPolicyDetails", Value::map([("PolicyRuntime", "tripline".into())])),
        ]),
    };
    let types: Vec<Value> = rule.types.iter().map(|glob| words(glob).into()).collect();
    let shown = shown
        .with("Source", source)
        .with("Scope", Value::map([("ComplianceResourceTypes", types.into())]));
    match rule.header.description.as_str() {
        "" => shown,
        words => shown.with("Description", words),
    }
}

/// A glob as a rules file has it; types hold nothing that is escaped.
fn words(glob: &Wildcard) -> String {
    let pieces = glob.pieces.iter().map(|piece| String::from_utf8_lossy(piece));
    pieces.collect::<Vec<_>>().join("*")
}
