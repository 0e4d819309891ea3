//! Templates as rule files of tripline: every managed rule as a document of its own with the
//! template's values in place, and beside it what it refers to, so that the file stands alone.

use super::deploy::{Deployed, DeployedRule};
use super::event_rule::TemplateEventRule;
use super::library::StandIn;
use super::needed::Needed;
use crate::base::diag::Diags;
use crate::base::limits::Limits;
use crate::base::text::{quote, show};
use crate::model::RuleState;
use crate::operators::Operand;
use crate::read::tree::{Item, Kind};
use crate::read::yaml_text::{element, text, value};
use crate::rules::bundle::Bundle;
use crate::rules::compliance::ComplianceRule;
use crate::rules::parameter::Parameter;
use crate::rules::scope::DEFAULT_BUS;
use crate::rules::section::split;
use crate::rules::texts::Loaded;
use std::fmt::Write;

/// The rule file for all templates that were loaded. `bundle` is the sound bundle of `loaded`.
#[must_use]
pub fn rule_file(
    loaded: &Loaded,
    bundle: &Bundle,
    given: &[(String, String)],
    limits: &Limits,
) -> String {
    let mut told = Diags::default();
    let sections = split(loaded, &mut told);
    let deployed = Deployed::read(&mut told, loaded, &sections, given, limits);
    let mut out = String::new();
    head(&deployed, bundle, &mut out);
    pack(&deployed, &mut out);
    let mut needed = Needed::default();
    let made =
        |rule: &DeployedRule<'_>| bundle.compliance.iter().find(|c| c.header.name == rule.name);
    let rules: Vec<_> = deployed
        .rules
        .iter()
        .filter_map(|rule| Some((rule, rule.stand_in.as_ref().ok()?, made(rule)?)))
        .collect();
    if !rules.is_empty() {
        out.push_str("\ncompliance:\n");
    }
    for (at, (rule, stand_in, made)) in rules.into_iter().enumerate() {
        out.push_str(if at > 0 { "\n" } else { "" });
        document(rule, *stand_in, made, &mut out);
        needed.look(stand_in.item, &made.params);
    }
    needed.write(&sections, &mut out);
    events(&deployed, bundle, &mut out);
    out
}

/// What the file is, and what is not in it.
fn head(deployed: &Deployed<'_>, bundle: &Bundle, out: &mut String) {
    let first = deployed.rules.iter().map(|rule| &rule.rule.origin);
    let origins = first.chain(deployed.event_rules.iter().map(|(_, rule)| &rule.origin));
    let mut files: Vec<&str> = origins.map(|origin| &*origin.file).collect();
    files.dedup();
    for file in files {
        let _ = writeln!(out, "# Made of {} by `tripline import`.", comment(file));
    }
    let events = deployed.event_rules.iter().filter_map(|(name, rule)| {
        let words = match (rule.schedule.is_some(), rule.targets) {
            (true, _) => "its schedule is not evaluated",
            (false, 0) => return None,
            (false, _) => "its targets are not invoked",
        };
        Some(format!("`{name}`: {words}"))
    });
    let left_out = bundle.left_out.iter();
    let notices = left_out.map(|n| format!("`{}` is not evaluated: {}", n.subject, n.message));
    for line in notices.chain(events) {
        let _ = writeln!(out, "# - {}", comment(&line));
    }
}

/// The name of the pack, if there is one template whose file has a name that packs may have.
fn pack(deployed: &Deployed<'_>, out: &mut String) {
    let mut names: Vec<&str> = deployed.rules.iter().map(|rule| &*rule.pack).collect();
    names.dedup();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if let [name] = &*names
        && name.chars().all(fits)
    {
        let (name, title) = (text(name.as_bytes(), true), text(name.as_bytes(), true));
        let _ = write!(out, "\npack:\n  name: {name}\n  title: {title}\n");
    }
}

/// Words that do not end their line.
fn comment(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn entry(key: &str, item: Item<'_>, indent: usize, out: &mut String) {
    let _ = write!(out, "{:indent$}{}:", "", text(key.as_bytes(), true));
    value(item, indent + 2, out);
}

/// A compliance rule: the document of the one that stands in, with the template's values.
fn document(
    rule: &DeployedRule<'_>,
    stand_in: StandIn<'_>,
    made: &ComplianceRule,
    out: &mut String,
) {
    let _ = writeln!(out, "  # {} of {}", comment(&rule.rule.identifier), comment(&rule.pack));
    let _ = writeln!(out, "  {}:", text(rule.name.as_bytes(), true));
    let conditions = scope_conditions(rule, made);
    let mut when = None;
    for (key, item) in stand_in.item.entries() {
        match &*key.str() {
            "replaces" => {}
            "description" if !rule.rule.description.is_empty() => {}
            "resource" => resource(item, made, out),
            "params" => params(item, &made.params, out),
            "when" if !conditions.is_empty() => when = Some(item),
            key => entry(key, item, 4, out),
        }
    }
    if !rule.rule.description.is_empty() {
        let words = text(rule.rule.description.as_bytes(), false);
        let _ = writeln!(out, "    description: {words}");
    }
    if conditions.is_empty() {
        return;
    }
    out.push_str("    when:\n      all:\n");
    for condition in &conditions {
        let _ = writeln!(out, "        - {condition}");
    }
    if let Some(when) = when {
        element(when, 8, out);
    }
}

/// The types of the scope that the rule concerns, or those of its document.
fn resource(item: Item<'_>, made: &ComplianceRule, out: &mut String) {
    let wanted: Vec<String> = made
        .scope
        .types
        .iter()
        .flat_map(|glob| glob.pieces.first())
        .filter(|name| made.types.iter().any(|glob| glob.matches(name)))
        .map(|name| text(name, true))
        .collect();
    match &*wanted {
        [] => entry("resource", item, 4, out),
        [one] => {
            let _ = writeln!(out, "    resource: {one}");
        }
        several => {
            let _ = writeln!(out, "    resource: [{}]", several.join(", "));
        }
    }
}

/// The parameters with the values that they have now as defaults.
fn params(item: Item<'_>, made: &[Parameter], out: &mut String) {
    out.push_str("    params:\n");
    for (key, document) in item.entries() {
        let parameter = made.iter().find(|p| p.name == key.str()).filter(|p| p.given);
        let Some((parameter, values)) = parameter.and_then(|p| Some((p, p.value.as_ref()?))) else {
            entry(&key.str(), document, 6, out);
            continue;
        };
        let _ = writeln!(out, "      {}:", text(&key.text(), true));
        for (key, item) in document.entries().filter(|(key, _)| !key.reads(b"default")) {
            entry(&key.str(), item, 8, out);
        }
        let all: Vec<String> = values.iter().map(operand).collect();
        let is_list = parameter.kind.is_some_and(|kind| kind.list);
        let shown = if is_list { format!("[{}]", all.join(", ")) } else { all.concat() };
        let _ = writeln!(out, "        default: {shown}");
    }
}

fn operand(operand: &Operand<'_>) -> String {
    match operand.kind {
        Kind::Text => text(&operand.text, true),
        _ => show(&operand.text).into_owned(),
    }
}

/// The conditions that say what the scope does besides types.
fn scope_conditions(rule: &DeployedRule<'_>, made: &ComplianceRule) -> Vec<String> {
    let scope = &rule.rule.scope;
    // A plugin is asked about everything of its types; the comment says what is lost.
    if matches!(made.how, crate::rules::How::Custom(_)) {
        return Vec::new();
    }
    let equals = |path: &str, value: &str| {
        let (path, value) = (text(path.as_bytes(), true), text(value.as_bytes(), true));
        format!("{{ path: {path}, equals: {value} }}")
    };
    let mut all = Vec::new();
    all.extend(scope.resource_id.as_ref().map(|id| equals("$.resourceId", id)));
    if let Some(key) = &scope.tag_key {
        let path = format!("$.tags[{}]", quote(key.as_bytes()));
        all.push(match &scope.tag_value {
            Some(value) => equals(&path, value),
            None => format!("{{ path: {}, exists: true }}", text(path.as_bytes(), true)),
        });
    }
    all
}

/// The rules of EventBridge, and the buses that they listen to.
fn events(deployed: &Deployed<'_>, bundle: &Bundle, out: &mut String) {
    let rules: Vec<&(String, TemplateEventRule)> = deployed
        .event_rules
        .iter()
        .filter(|(name, _)| bundle.rules.iter().any(|rule| rule.header.name == *name))
        .collect();
    let mut buses: Vec<&str> = rules.iter().map(|(_, rule)| &*rule.bus).collect();
    buses.sort_unstable();
    buses.dedup();
    buses.retain(|bus| *bus != DEFAULT_BUS);
    if !buses.is_empty() {
        out.push_str("\nbuses:\n");
    }
    for bus in buses {
        let _ = writeln!(out, "  {}:", text(bus.as_bytes(), true));
    }
    if !rules.is_empty() {
        out.push_str("\nrules:\n");
    }
    for (name, rule) in rules {
        let _ = writeln!(out, "  {}:", text(name.as_bytes(), true));
        if !rule.description.is_empty() {
            let _ = writeln!(out, "    description: {}", text(rule.description.as_bytes(), false));
        }
        if rule.bus != DEFAULT_BUS {
            let _ = writeln!(out, "    bus: {}", text(rule.bus.as_bytes(), true));
        }
        if rule.state != RuleState::default() {
            let words = RuleState::WORDS.iter().find(|(_, state)| *state == rule.state);
            let _ = writeln!(out, "    state: {}", words.map_or("", |(word, _)| word));
        }
        if let Some(pattern) = &rule.pattern {
            entry("pattern", pattern.root(), 4, out);
        }
    }
}
