//! Where a match goes: what each target would get, and what would become of a failure.

use crate::base::ids::RuleId;
use crate::base::units::show_duration;
use crate::cli::bundle::Checked;
use crate::deliver::{RetryPolicy, Settings, TargetPolicy};
use crate::engine::EventView;
use crate::eval::Routes;
use crate::inputs::Input;
use crate::model::{Home, Planned};
use serde_json::{Value, json};

/// One entry of a rule's `targets` for one event.
pub(super) struct Delivery {
    planned: Planned,
    plugin: String,
    policy: String,
    /// Is it the event itself?
    whole: bool,
}

/// The deliveries of an event that a rule matches.
pub(super) fn of(checked: &Checked, rule: RuleId, event: &[u8], home: Home) -> Vec<Delivery> {
    let bundle = &checked.bundle;
    let Ok(routes) = Routes::new(&bundle.senders(), &bundle.targets, home, &checked.limits) else {
        return Vec::new();
    };
    let words = EventView::default().read(event);
    let planned = routes.plan(rule, event, &words, 0).into_iter();
    let settings = Settings::default();
    planned
        .zip(&bundle.rules[rule.index()].targets)
        .map(|(planned, routing)| {
            let target = &bundle.targets[routing.target.index()];
            let policy = TargetPolicy::of(target, &settings);
            let retry = RetryPolicy::ONE_RUN.with(routing.retry.over(target.retry));
            let letters = routing.dead_letter.or(policy.dead_letter);
            let letters = match letters {
                Some(id) => format!("dead letters go to `{}`", bundle.targets[id.index()].name),
                None => "what cannot be delivered is lost".to_owned(),
            };
            let policy = format!(
                "{} and {} at most (`eval --deliver`), {} at one time; {letters}",
                retries(retry.attempts),
                show_duration(retry.age),
                policy.concurrency,
            );
            let whole = routing.input == Input::Event;
            Delivery { planned, plugin: target.plugin.value.clone(), policy, whole }
        })
        .collect()
}

impl Delivery {
    /// Lines for people.
    pub(super) fn text(&self) -> [String; 3] {
        let Self { planned, plugin, policy, .. } = self;
        let input = match &planned.input {
            Ok(_) if self.whole => "    input: the event".to_owned(),
            Ok(text) => format!("    input: {}", text.replace(['\n', '\r'], " ")),
            Err(error) => format!("    no input: {}: {}", error.code, error.message),
        };
        [
            format!("  goes to target `{}` (plugin `{plugin}`)", planned.target),
            input,
            format!("    {policy}"),
        ]
    }

    /// An object for programs.
    pub(super) fn json(&self) -> Value {
        let Self { planned, plugin, policy, .. } = self;
        let input = planned.input.as_ref().ok().map(|text| &**text);
        let error = planned.input.as_ref().err();
        let error = error.map(|e| json!({"code": e.code, "message": e.message}));
        json!({
            "target": &*planned.target,
            "plugin": plugin,
            "input": input.map(|text| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))),
            "error": error,
            "policy": policy,
        })
    }
}

fn retries(count: u32) -> String {
    format!("{count} {}", if count == 1 { "retry" } else { "retries" })
}
