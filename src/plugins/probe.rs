//! What a plugin itself says of its config: it is called with no items, in a world that only
//! records, and a plugin that reads its config first refuses a bad one for good. Nothing else that
//! it does is held against it.

use super::host::{Host, Overrides};
use super::plugin::Plugin;
use super::ports::recorded::{RecordedFiles, RecordedHttp};
use super::ports::{Ports, Randomness, Secrets, clocks, states};
use crate::base::ids::TargetId;
use crate::model::{Invocation, Outcome, Refusal};
use crate::rules::Target;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

/// How long it may take: it has nothing to do.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Knows every secret.
#[derive(Debug)]
struct Any;

impl Secrets for Any {
    fn get(&self, _: &str) -> Result<Option<String>, String> {
        Ok(Some("secret".to_owned()))
    }
}

/// Why the plugin of a target will never work with this config, if it says so.
pub(super) fn probe(
    host: &Host,
    runtime: &Runtime,
    target: &Target,
    plugin: &Plugin,
) -> Option<String> {
    let ports = Ports {
        http: Arc::new(RecordedHttp::default()),
        files: Arc::new(RecordedFiles::default()),
        states: Arc::new(states::InMemory::default()),
        secrets: Arc::new(Any),
        clock: Arc::new(clocks::Fixed(jiff::Timestamp::UNIX_EPOCH)),
        randomness: Randomness::ByInvocation,
    };
    let mut target = target.clone();
    target.limits.timeout = Some(target.limits.timeout.unwrap_or(TIMEOUT).min(TIMEOUT));
    let overrides = Overrides { fresh: true };
    let function = host.function(&target, plugin, &Arc::new(ports), overrides).ok()?;
    let invocation = Invocation {
        id: "check".into(),
        target: TargetId(0),
        rule: "".into(),
        attempt: 1,
        items: Vec::new(),
    };
    match runtime.block_on(function.invoke(&invocation)).outcome {
        Outcome::Refused(Refusal::Permanent(why)) => Some(why),
        Outcome::Refused(_) | Outcome::Answered { .. } | Outcome::Broken { .. } => None,
    }
}
