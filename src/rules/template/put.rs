//! The rules of templates into a bundle: managed rules as compliance rules with the template's
//! parameters and scope, event rules as they are; what is not evaluated, as notices.

use super::Origin;
use super::config_rule::{RuleScope, TemplateRule};
use super::deploy::{Deployed, DeployedRule};
use super::event_rule::TemplateEventRule;
use super::library::StandIn;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags, Level};
use crate::base::text::Text;
use crate::compliance::Selector;
use crate::model::{Notice, NoticeKind, RuleHeader, RuleKind};
use crate::operators::Wildcard;
use crate::rules::bus::Bus;
use crate::rules::compliance::sections::flags;
use crate::rules::compliance::{self, ComplianceRule, Conditions, Instance, Read};
use crate::rules::doc::near;
use crate::rules::event_rule::EventRule;
use crate::rules::parameter::Given;
use crate::rules::scope::{DEFAULT_BUS, Scope};
use crate::rules::sink::Sink;
use std::sync::Arc;

/// What templates bring into a bundle.
#[derive(Debug, Default)]
pub(in crate::rules) struct Made {
    /// Compliance rules.
    pub compliance: Vec<ComplianceRule>,
    /// Event rules.
    pub rules: Vec<EventRule>,
    /// What is not evaluated.
    pub left_out: Vec<Notice>,
}

impl Made {
    /// The buses that event rules listen to and that nothing defines.
    pub fn new_buses(&self, known: &[Bus]) -> Vec<Bus> {
        let mut new: Vec<Bus> = Vec::new();
        for rule in self.rules.iter().filter(|rule| rule.bus != DEFAULT_BUS) {
            if known.iter().chain(&new).all(|bus| bus.name != rule.bus) {
                new.push(Bus {
                    name: rule.bus.clone(),
                    span: rule.header.span,
                    description: String::new(),
                    archives: Vec::new(),
                });
            }
        }
        new
    }
}

impl Deployed<'_> {
    /// Makes rules of all that are evaluated.
    pub(in crate::rules) fn make(
        &self,
        sink: &mut Sink,
        scope: &Scope<'_>,
        conditions: &Conditions<'_>,
        given: &[(String, String)],
    ) -> Made {
        let mut made = Made::default();
        for deployed in &self.rules {
            if sink.is_full() {
                break;
            }
            let rule = sink.with(|diags| match &deployed.stand_in {
                Ok(found) => instance(diags, scope, conditions, given, deployed, *found),
                Err(why) => Err(why.clone()),
            });
            match rule {
                Ok(rule) => made.compliance.extend(rule),
                Err(why) => {
                    let words = format!("`{}` is not evaluated: {why}", deployed.name);
                    sink.with(|diags| diags.push(note(&deployed.rule.origin, &words)));
                    made.left_out.push(notice(deployed, why));
                }
            }
        }
        for (name, rule) in &self.event_rules {
            made.rules.extend(sink.with(|diags| event_rule(diags, scope, name, rule)));
        }
        made
    }
}

/// The compliance rule for a managed rule. `Ok(None)` when a problem was reported; `Err` says why it
/// is not evaluated though all is well.
fn instance(
    diags: &mut Diags,
    scope: &Scope<'_>,
    conditions: &Conditions<'_>,
    given: &[(String, String)],
    deployed: &DeployedRule<'_>,
    found: StandIn<'_>,
) -> Result<Option<ComplianceRule>, String> {
    let rule = &deployed.rule;
    unknown_parameters(diags, rule, found);
    let mut params: Vec<(String, Given<'_>)> = rule
        .parameters
        .iter()
        .filter_map(|p| Some((p.name.clone(), Given::Text(p.value.as_deref()?, p.span))))
        .filter(|(_, given)| !matches!(given, Given::Text(text, _) if text.trim().is_empty()))
        .collect();
    params.extend(flags(given, &deployed.name));
    let instance = Instance {
        name: Some(deployed.name.clone()),
        params,
        scope: selector(&rule.scope),
        pack: Some(Arc::clone(&deployed.pack)),
    };
    let mut own = Diags::default();
    let place = (found.file, rule.origin.line);
    let names = (found.key, found.item);
    let made = compliance::read(&mut own, scope, conditions, place, names, &instance);
    let mut made = match made {
        Read::Rule(made) => *made,
        Read::LeftOut(why) => return Err(why),
        Read::Broken => {
            let refused = own.as_slice().iter().find(|diag| is_refusal(diag, rule));
            let Some(why) = refused.map(|diag| diag.message.clone()) else {
                diags.extend(own);
                return Ok(None);
            };
            // AWS's own packs have such slips; the other rules are none the worse for it.
            for mut diag in own.into_sorted() {
                diag.level = diag.level.min(Level::Warning);
                diags.push(diag);
            }
            return Err(why);
        }
    };
    diags.extend(own);
    made.header = RuleHeader {
        span: rule.origin.span,
        file: Arc::clone(&rule.origin.file),
        line: rule.origin.line,
        ..made.header
    };
    if !rule.description.is_empty() {
        made.header.description.clone_from(&rule.description);
    }
    // AWS's scope says what sets a rule off, which for some is another type than the one that
    // the results are of.
    let concerns = |kind: &String| made.types.iter().any(|glob| glob.matches(kind.as_bytes()));
    if !rule.scope.types.iter().any(concerns) {
        made.scope.types = Box::default();
    }
    Ok(Some(made))
}

/// Does the diagnostic say that the rule does not take a value of the template?
fn is_refusal(diag: &Diag, rule: &TemplateRule) -> bool {
    let of_template = diag.span.is_some_and(|span| span.source == rule.origin.span.source);
    diag.code == Code::TL209 && of_template
}

/// Reports parameters that the rule does not have. AWS may have added them since.
fn unknown_parameters(diags: &mut Diags, rule: &TemplateRule, found: StandIn<'_>) {
    let names: Vec<_> = found.params().map(|(key, _)| key.str()).collect();
    for parameter in rule.parameters.iter().filter(|p| !names.iter().any(|n| **n == p.name)) {
        let (name, identifier) = (&parameter.name, &rule.identifier);
        let words = format!("the rule for {identifier} has no parameter `{name}`");
        let diag = Diag::new(Code::TL607, parameter.name_span, words);
        diags.push(match near(name, names.iter().map(|n| &**n)) {
            Some(near) => diag.label(format!("did you mean `{near}`?")),
            None if names.is_empty() => diag.help("it has no parameters"),
            None => diag.help(format!("its parameters: {}", names.join(", "))),
        });
    }
}

/// The scope of a rule as a choice of resources.
fn selector(scope: &RuleScope) -> Selector {
    let literal = |text: &String| Wildcard { pieces: [Text::from(text.as_bytes())].into() };
    let tag =
        |key: &String| (Text::from(key.as_bytes()), scope.tag_value.iter().map(literal).collect());
    Selector {
        resources: scope.resource_id.iter().map(literal).collect(),
        types: scope.types.iter().map(literal).collect(),
        tags: scope.tag_key.iter().map(tag).collect(),
        ..Selector::default()
    }
}

/// An event rule as the bundle has it.
fn event_rule(
    diags: &mut Diags,
    scope: &Scope<'_>,
    name: &str,
    rule: &TemplateEventRule,
) -> Option<EventRule> {
    if rule.schedule.is_some() {
        diags.push(note(&rule.origin, "its schedule is not evaluated"));
    }
    if rule.targets > 0 {
        let many = if rule.targets == 1 { "its target is" } else { "its targets are" };
        diags.push(note(&rule.origin, &format!("{many} not invoked")));
    }
    let pattern = scope.pattern(diags, rule.pattern.as_ref()?.root());
    let header = RuleHeader {
        kind: RuleKind::Event,
        name: name.to_owned(),
        title: name.to_owned(),
        description: rule.description.clone(),
        severity: None,
        references: Vec::new(),
        controls: Vec::new(),
        tags: Vec::new(),
        fix: String::new(),
        span: rule.origin.span,
        file: Arc::clone(&rule.origin.file),
        line: rule.origin.line,
    };
    let (bus, state) = (rule.bus.clone(), rule.state);
    Some(EventRule { header, bus, state, pattern, targets: Vec::new() })
}

/// The notice that a rule is not evaluated.
fn notice(deployed: &DeployedRule<'_>, why: String) -> Notice {
    let origin = &deployed.rule.origin;
    Notice {
        kind: NoticeKind::NotEvaluated,
        subject: deployed.name.clone(),
        message: why,
        file: Some((Arc::clone(&origin.file), origin.line)),
    }
}

fn note(origin: &Origin, words: &str) -> Diag {
    let mut diag = Diag::new(Code::TL608, origin.span, words);
    diag.level = Level::Note;
    diag
}
