//! The event rules that there are, of files and of the API, in one form.

use super::kept::{Kept, RULES, STATES};
use super::pattern_text;
use super::put_events::bus_name;
use crate::api::defined;
use crate::api::route::{Filled, Route};
use crate::daemon::ruleset::{API, Definition, RuleSet};
use crate::inputs::Input;
use crate::model::{Home, RuleState};
use crate::rules::{EventRule, Routing};
use crate::wire::{Fault, Value};
use std::sync::Arc;

/// A rule.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    /// Its name.
    pub name: String,
    /// What there is to say of it.
    pub kept: Kept,
    /// The file that defines it; none if it came over the API.
    pub file: Option<Arc<str>>,
}

/// All rules of a bus, in no order.
pub(super) fn all(rules: &RuleSet, defined: &[Definition], bus: &str) -> Vec<Rule> {
    let of_api = |definition: &Definition| {
        let kept = shown(rules, definition).filter(|kept| kept.bus == bus)?;
        Some(Rule { name: definition.name.clone(), kept, file: None })
    };
    let of_files = rules.bundle.rules.iter().filter(|rule| rule.bus == bus && !is_of_api(rule));
    let of_files = of_files.map(|rule| of_file(rules, rule));
    defined.iter().filter_map(of_api).chain(of_files).collect()
}

/// The rule of a name, whatever its bus.
pub(super) fn named(rules: &RuleSet, defined: &[Definition], name: &str) -> Option<Rule> {
    let of_api = defined::find(defined, RULES, name);
    if let Some(kept) = of_api.and_then(|definition| shown(rules, definition)) {
        return Some(Rule { name: name.to_owned(), kept, file: None });
    }
    let mut of_files = rules.bundle.rules.iter().filter(|rule| !is_of_api(rule));
    of_files.find(|rule| rule.header.name == name).map(|rule| of_file(rules, rule))
}

/// The rule of a name on a bus.
///
/// # Errors
/// There is none.
pub(super) fn find(
    rules: &RuleSet,
    defined: &[Definition],
    bus: &str,
    name: &str,
) -> Result<Rule, Fault> {
    known_bus(rules, bus)?;
    let found = named(rules, defined, name).filter(|rule| rule.kept.bus == bus);
    found.ok_or_else(|| {
        let words = format!("Rule {name} does not exist on EventBus {bus}.");
        Fault::sender("ResourceNotFoundException", words)
    })
}

/// The bus that a call names, which has to be there.
///
/// # Errors
/// It is not.
pub(super) fn bus<'v>(rules: &RuleSet, input: &'v Value, field: &str) -> Result<&'v str, Fault> {
    let bus = bus_name(input.text(field)?);
    known_bus(rules, bus)?;
    Ok(bus)
}

/// Is there such a bus?
///
/// # Errors
/// There is not.
pub(super) fn known_bus(rules: &RuleSet, bus: &str) -> Result<(), Fault> {
    if rules.buses.contains_key(bus) {
        return Ok(());
    }
    let words = format!("Event bus {bus} does not exist.");
    Err(Fault::sender("ResourceNotFoundException", words))
}

impl Rule {
    /// Refuses to change a rule of a file.
    ///
    /// # Errors
    /// It is one.
    pub fn changeable(&self) -> Result<(), Fault> {
        match &self.file {
            None => Ok(()),
            Some(file) => {
                let words =
                    format!("Rule {} is defined in {file}, and changed there only.", self.name);
                Err(Fault::sender("ManagedRuleException", words))
            }
        }
    }

    /// The rule in the words of ListRules and DescribeRule.
    pub fn value(&self, home: &Home) -> Value {
        let Kept { bus, pattern, schedule, state, description, role, .. } = &self.kept;
        let mut value = Value::map([
            ("Name", self.name.clone().into()),
            ("Arn", home.rule(bus, &self.name).into()),
            ("EventBusName", bus.clone().into()),
            ("State", state.clone().into()),
        ]);
        let texts = [
            ("EventPattern", pattern),
            ("ScheduleExpression", schedule),
            ("Description", description),
            ("RoleArn", role),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                value = value.with(name, text.clone());
            }
        }
        value
    }
}

/// What is kept of a rule of the API, unless a file's hides it.
fn shown(rules: &RuleSet, definition: &Definition) -> Option<Kept> {
    let kept = Kept::of(definition)?;
    (!defined::is_hidden(rules, RULES, &definition.name)).then_some(kept)
}

fn is_of_api(rule: &EventRule) -> bool {
    *rule.header.file == *API
}

fn of_file(rules: &RuleSet, rule: &EventRule) -> Rule {
    let header = &rule.header;
    let description = Some(&header.description).filter(|text| !text.is_empty()).cloned();
    let state = match rule.state {
        RuleState::Enabled => STATES[0],
        RuleState::Disabled => STATES[1],
        RuleState::EnabledWithAllCloudtrailManagementEvents => STATES[2],
    };
    let mut targets: Vec<(String, Route)> = Vec::with_capacity(rule.targets.len());
    for routing in &rule.targets {
        let route = route(rules, routing);
        // A target that the rule names twice has two ids.
        let same = targets.iter().filter(|(_, known)| known.target == route.target).count();
        let id = match same {
            0 => route.target.clone(),
            _ => format!("{}.{}", route.target, same + 1),
        };
        targets.push((id, route));
    }
    Rule {
        name: header.name.clone(),
        kept: Kept {
            bus: rule.bus.clone(),
            pattern: Some(pattern_text::text(&rule.pattern)),
            state: state.to_owned(),
            description,
            targets,
            ..Kept::default()
        },
        file: Some(Arc::clone(&header.file)),
    }
}

/// A routing of a rules file in the API's form.
pub(in crate::api) fn route(rules: &RuleSet, routing: &Routing) -> Route {
    let named = |at: crate::base::ids::TargetId| {
        rules.bundle.targets.get(at.index()).map(|t| t.name.clone()).unwrap_or_default()
    };
    let target = named(routing.target);
    let mut route = Route {
        arn: rules.home.function(&target),
        target,
        attempts: routing.retry.attempts.map(i64::from),
        age: routing.retry.age.and_then(|age| i64::try_from(age.as_secs()).ok()),
        dead_letter: routing.dead_letter.map(|at| (rules.home.function(&named(at)), named(at))),
        ..Route::default()
    };
    match &routing.input {
        Input::Event => {}
        Input::Constant(text) => route.input = Some(text.clone()),
        Input::Path(path) => route.input_path = Some(path.value.clone()),
        Input::Transformer(transformer) => {
            let paths = transformer.paths.iter();
            route.transformer = Some(Filled {
                paths: paths.map(|(n, p)| (n.value.clone(), p.value.clone())).collect(),
                template: transformer.template.value.clone(),
            });
        }
    }
    route
}
