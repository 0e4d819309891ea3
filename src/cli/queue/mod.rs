//! `tripline queue`: what a `queue` target keeps is received and acknowledged. The queue itself is
//! the plugin; this hands operations to it, with the state that deliveries left in `--data`.

mod args;

pub(super) use args::QueueArgs;

use super::args::Global;
use super::bundle::{self, Checked};
use super::deliver::{self, Courier};
use super::exit::{Code, Done, Failure};
use super::{host, terminal};
use crate::base::ids::TargetId;
use crate::base::suggest::nearest;
use crate::model::{Effect, Fate, Invocation, Item, Outcome, PutEvent, Refusal};
use crate::plugins::http::Client;
use crate::plugins::ports::{Ports, Randomness, clocks, folders, secrets};
use crate::plugins::{Function, Overrides, Plugin};
use crate::rules::Target;
use args::{QueueCommand, QueueCommon};
use serde_json::{Value, json};
use std::io::Write;
use std::sync::Arc;

/// The attribute by which the plugin knows an operation from an event.
const OPERATION: &str = "tripline.operation";

pub(super) fn run(args: &QueueArgs, global: &Global) -> Done {
    let (common, operation, arguments) = match &args.command {
        QueueCommand::Receive { common, max, visibility_timeout } => {
            let mut arguments = json!({"max": max});
            put(&mut arguments, "visibility-timeout", visibility_timeout.as_ref());
            (common, "receive", arguments)
        }
        QueueCommand::Ack { common, handles } => {
            (common, "ack", json!({"receipt-handles": handles}))
        }
        QueueCommand::Extend { common, handles, visibility_timeout } => {
            let arguments =
                json!({"receipt-handles": handles, "visibility-timeout": visibility_timeout});
            (common, "extend", arguments)
        }
        QueueCommand::Stats { common } => (common, "stats", json!({})),
        QueueCommand::Dead { common, max } => (common, "dead", json!({"max": max})),
        QueueCommand::Redrive { common, max } => (common, "redrive", json!({"max": max})),
        QueueCommand::Purge { common, dead } => (common, "purge", json!({"dead": dead})),
    };
    let mut checked =
        bundle::read(&common.rules.rules, &common.rules.packs, global)?.sound(global)?;
    let target = find(&checked, &common.queue)?;
    let ports = ports(common)?;
    let function = function(target, &ports, global)?;
    // Dead letters of a queue with a bus are events: what they match is ready before they are put.
    let putting = !target.grants.put_events.is_empty();
    let mut chain = if putting { Some(deliver::chain(&checked, global.home())?) } else { None };
    let (answer, puts) = call(&function, target, operation, &arguments)?;
    let planned: Vec<_> = chain
        .iter_mut()
        .flat_map(|c| puts.iter().flat_map(|p| c.planned(p)).collect::<Vec<_>>())
        .collect();
    let lost = if planned.is_empty() {
        false
    } else {
        let courier = Courier::with(&mut checked, &ports, 1, global)?;
        planned.into_iter().for_each(|planned| courier.send(planned));
        lost(&courier.finish()?)
    };
    let mut out = std::io::stdout().lock();
    let failed = answer.get("failed").and_then(Value::as_array).is_some_and(|f| !f.is_empty());
    match answer.get("messages").and_then(Value::as_array) {
        Some(messages) => {
            for message in messages {
                writeln!(out, "{message}")?;
            }
        }
        None => writeln!(out, "{answer}")?,
    }
    Ok(if lost {
        Code::PluginFailed
    } else if failed {
        Code::Findings
    } else {
        Code::Clean
    })
}

/// Says which deliveries of dead letters failed; were there any?
fn lost(effects: &[Effect]) -> bool {
    let mut any = false;
    for effect in effects {
        let Effect::Delivery(end) = effect else { continue };
        if end.fate != Fate::Delivered {
            any = true;
            terminal::error(&format!(
                "a dead letter of rule `{}` to target `{}` (plugin `{}`) is {}: {}",
                end.rule,
                end.target,
                end.plugin,
                end.fate.word(),
                end.reason.as_deref().unwrap_or_default(),
            ));
        }
    }
    any
}

fn put(arguments: &mut Value, key: &str, value: Option<&String>) {
    if let (Some(map), Some(value)) = (arguments.as_object_mut(), value) {
        map.insert(key.to_owned(), Value::from(value.as_str()));
    }
}

fn find<'c>(checked: &'c Checked, name: &str) -> Result<&'c Target, Failure> {
    let targets = &checked.bundle.targets;
    targets.iter().find(|target| target.name == name).ok_or_else(|| {
        let near = nearest(name, targets.iter().map(|t| t.name.as_str()));
        let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
        Failure::usage(format!("no target is called `{name}`{hint}"))
    })
}

/// The world outside, with the state in the data directory.
fn ports(common: &QueueCommon) -> Result<Arc<Ports>, Failure> {
    if !common.data.is_dir() {
        let words = format!(
            "`{}` is no folder: name the data directory that deliveries wrote into (`eval --deliver --data DIR`)",
            common.data.display()
        );
        return Err(Failure::Say(Code::BadInput, words));
    }
    let secrets = secrets::Sources { environment: true, ..secrets::Sources::default() };
    Ok(Arc::new(Ports {
        http: Arc::new(Client::default()),
        files: Arc::new(folders::Folders::default()),
        states: Arc::new(deliver::states(&common.data)?),
        secrets: Arc::new(secrets),
        clock: Arc::new(clocks::System),
        randomness: Randomness::System,
    }))
}

fn function(target: &Target, ports: &Arc<Ports>, global: &Global) -> Result<Function, Failure> {
    let plugin = Plugin::of(target).map_err(|why| Failure::usage(why.to_string()))?;
    let manifest = plugin.inspection.manifest.as_ref();
    if manifest.and_then(|m| m.name.as_deref()) != Some("queue") {
        let words =
            format!("the target `{}` is no queue: its plugin is `{}`", target.name, plugin.name);
        return Err(Failure::usage(words));
    }
    let host = host::host(&global.home());
    host.function(target, &plugin, ports, Overrides::default()).map_err(Failure::usage)
}

/// Hands an operation to the queue; its answer is JSON, and there may be events besides.
fn call(
    function: &Function,
    target: &Target,
    operation: &str,
    arguments: &Value,
) -> Result<(Value, Vec<PutEvent>), Failure> {
    let item = Item {
        id: operation.into(),
        body: arguments.to_string().into(),
        attributes: vec![(OPERATION.to_owned(), operation.to_owned())],
    };
    // No operation is a repetition of another: events that it puts have ids of their own.
    let now = jiff::Timestamp::now().as_nanosecond().to_string();
    let invocation = Invocation {
        id: uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, now.as_bytes()).to_string().into(),
        target: TargetId(0),
        rule: "".into(),
        attempt: 1,
        items: vec![item],
    };
    let failed = |why: &str| {
        let words = format!("`{operation}` of the queue `{}` failed: {why}", target.name);
        Failure::Say(Code::PluginFailed, words)
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|e| failed(&e.to_string()))?;
    let invoked = runtime.block_on(function.invoke(&invocation));
    match invoked.outcome {
        Outcome::Answered { output, failures } => match failures.first() {
            Some(failure) => Err(failed(failure.reason.message())),
            None => serde_json::from_str(output.as_deref().unwrap_or("{}"))
                .map(|answer| (answer, invoked.puts))
                .map_err(|e| failed(&format!("its answer is not JSON: {e}"))),
        },
        Outcome::Refused(Refusal::Permanent(why) | Refusal::Retryable(why))
        | Outcome::Refused(Refusal::Throttled { message: why, .. })
        | Outcome::Broken { message: why, .. } => Err(failed(&why)),
    }
}
