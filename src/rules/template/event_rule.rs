//! `AWS::Events::Rule`: an event pattern of EventBridge, or a schedule.

use super::Origin;
use super::properties::{Property, slips};
use super::stack::Stack;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::model::RuleState;
use crate::read::json;
use crate::read::tree::{Item, Kind, Tree, TreeBuilder};
use crate::rules::DEFAULT_BUS;

/// The type of the resource.
pub(super) const TYPE: &str = "AWS::Events::Rule";

/// The type of event buses.
pub(super) const BUS_TYPE: &str = "AWS::Events::EventBus";

const PROPERTIES: &[&str] = &[
    "Description",
    "EventBusName",
    "EventPattern",
    "Name",
    "RoleArn",
    "ScheduleExpression",
    "State",
    "Tags",
    "Targets",
];

const STATES: [(&str, RuleState); 3] = [
    ("ENABLED", RuleState::Enabled),
    ("DISABLED", RuleState::Disabled),
    (
        "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        RuleState::EnabledWithAllCloudtrailManagementEvents,
    ),
];

/// A rule of EventBridge.
#[derive(Debug, Clone)]
pub struct TemplateEventRule {
    /// Where it stands.
    pub origin: Origin,
    /// `Name`, or its logical id when it has none or none that is known.
    pub name: String,
    /// What it is for, possibly empty.
    pub description: String,
    /// Which events match, with the places of the template.
    pub pattern: Option<Tree>,
    /// When it fires by the clock.
    pub schedule: Option<String>,
    /// Whether it fires, and on what.
    pub state: RuleState,
    /// The bus that it listens to.
    pub bus: String,
    /// How many targets it has in AWS.
    pub targets: usize,
}

/// Reads a rule; `None` when a problem was reported that leaves nothing to evaluate.
pub(super) fn read<'t>(
    diags: &mut Diags,
    stack: &Stack<'t>,
    origin: Origin,
    resource: Item<'t>,
) -> Option<TemplateEventRule> {
    let resolved = resource.get("Properties").map(|item| stack.resolved(diags, item));
    let Some(tree) = resolved.unwrap_or_default().filter(|t| t.root().kind() == Kind::Map) else {
        let words = "a rule of EventBridge needs `Properties`";
        diags.push(Diag::new(Code::TL204, origin.span, words));
        return None;
    };
    let properties = tree.root();
    slips(diags, properties, PROPERTIES);
    let before = diags.len();
    let pattern = pattern(diags, stack, properties);
    let schedule = stack.text_of(diags, properties, "ScheduleExpression");
    let schedule = match schedule {
        Property::Later(why) => Some(why.message),
        other => other.known(),
    };
    let name = stack.text_of(diags, properties, "Name").known();
    let state = properties.get("State").and_then(|item| {
        stack.scalar_of(diags, item, "State").needed(diags)?;
        super::super::doc::word(diags, "State", item, &STATES)
    });
    let bus = bus(diags, stack, properties);
    if pattern.is_none() && schedule.is_none() {
        if diags.len() == before {
            let words = "a rule of EventBridge needs `EventPattern` or `ScheduleExpression`";
            diags.push(Diag::new(Code::TL204, origin.span, words));
        }
        return None;
    }
    Some(TemplateEventRule {
        name: name.filter(|n| !n.is_empty()).unwrap_or_else(|| origin.logical_id.clone()),
        description: stack.text_of(diags, properties, "Description").known().unwrap_or_default(),
        state: state.unwrap_or_default(),
        bus: bus?,
        targets: properties.get("Targets").map_or(0, Item::len),
        origin,
        pattern,
        schedule,
    })
}

/// `EventPattern`: a map, or the text of a JSON object.
fn pattern(diags: &mut Diags, stack: &Stack<'_>, properties: Item<'_>) -> Option<Tree> {
    let item = properties.get("EventPattern")?;
    if let Some(why) = stack.why_left(item) {
        why.into_iter().for_each(|diag| diags.push(diag));
        return None;
    }
    if item.kind() == Kind::Text {
        let max_depth = crate::base::limits::Limits::default().depth;
        return match json::read(item.span().source, item.text().into(), max_depth) {
            Ok(tree) => Some(tree.within(item.span())),
            Err(e) => {
                let words = format!("`EventPattern` is no JSON: {}", e.message);
                diags.push(Diag::new(Code::TL104, item.span(), words));
                None
            }
        };
    }
    let mut builder = TreeBuilder::like(item.tree());
    builder.graft(item);
    builder.finish()
}

/// The name of the bus. AWS takes the ARN of one, too.
fn bus(diags: &mut Diags, stack: &Stack<'_>, properties: Item<'_>) -> Option<String> {
    if properties.get("EventBusName").is_none() {
        return Some(DEFAULT_BUS.to_owned());
    }
    let bus = stack.text_of(diags, properties, "EventBusName").needed(diags)?;
    let name = bus.starts_with("arn:").then(|| bus.split_once(":event-bus/")).flatten();
    Some(name.map_or(bus.clone(), |(_, name)| name.to_owned()))
}
