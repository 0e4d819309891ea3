//! Where rules and schedules of the API send to: targets of the rules' files, named by ARNs.
//!
//! An ARN means the target whose name is its last part, whatever service it speaks of. The ARN of a
//! bus means a target whose plugin puts events on that bus.

use crate::daemon::ruleset::RuleSet;
use crate::rules::{DEFAULT_BUS, Target};

/// The plugin that puts events on a bus.
const PUT_EVENTS: &str = "put-events";

/// Names that a refusal lists at most.
const SHOWN: usize = 20;

/// The name of the target that an ARN means, or why it means none.
pub(super) fn resolve(rules: &RuleSet, arn: &str) -> Result<String, String> {
    let targets = &rules.bundle.targets;
    if let Some(bus) = bus_of(arn) {
        let found = targets.iter().find(|target| puts_on(target, bus));
        return found.map(|target| target.name.clone()).ok_or_else(|| {
            format!(
                "Target {arn} is a bus, and no target of the rules with the plugin {PUT_EVENTS} \
                 puts events on {bus}."
            )
        });
    }
    let name = name_of(arn);
    if targets.iter().any(|target| target.name == name) {
        return Ok(name.to_owned());
    }
    let mut known: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
    known.sort_unstable();
    let more = if known.len() > SHOWN { ", ..." } else { "" };
    known.truncate(SHOWN);
    let known = match known.as_slice() {
        [] => "the rules define none".to_owned(),
        names => format!("there are {}{more}", names.join(", ")),
    };
    Err(format!("Target {arn} does not exist: no target of the rules is called {name}; {known}."))
}

/// The last part of an ARN, which names what it means; of a function's, the part before a qualifier.
fn name_of(arn: &str) -> &str {
    let Some(parts) = arn.strip_prefix("arn:") else { return arn };
    let resource = parts.splitn(5, ':').nth(4).unwrap_or(parts);
    if let Some(function) = resource.strip_prefix("function:") {
        return function.split(':').next().unwrap_or(function);
    }
    resource.rsplit([':', '/']).next().unwrap_or(resource)
}

fn bus_of(arn: &str) -> Option<&str> {
    arn.strip_prefix("arn:").and_then(|arn| arn.split_once(":event-bus/")).map(|(_, bus)| bus)
}

fn puts_on(target: &Target, bus: &str) -> bool {
    let config = target.config.as_ref();
    let named = config.and_then(|config| Some(config.root().get("bus")?.str().into_owned()));
    target.plugin.value == PUT_EVENTS && named.as_deref().unwrap_or(DEFAULT_BUS) == bus
}

#[cfg(test)]
mod tests {
    use super::{bus_of, name_of};

    #[test]
    fn arns_end_in_names() {
        for (arn, name) in [
            ("hook", "hook"),
            ("arn:aws:lambda:us-east-1:1:function:hook", "hook"),
            ("arn:aws:lambda:us-east-1:1:function:hook:live", "hook"),
            ("arn:aws:sqs:us-east-1:1:hook", "hook"),
            ("arn:aws:sns:us-east-1:1:hook.fifo", "hook.fifo"),
            ("arn:aws:kinesis:us-east-1:1:stream/hook", "hook"),
            ("arn:aws:states:us-east-1:1:stateMachine:hook", "hook"),
            ("arn:", ""),
        ] {
            assert_eq!(name_of(arn), name, "{arn}");
        }
        assert_eq!(bus_of("arn:aws:events:us-east-1:1:event-bus/orders"), Some("orders"));
        assert_eq!(bus_of("arn:aws:sqs:us-east-1:1:q"), None);
    }
}
