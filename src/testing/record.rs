//! From what a dispatch noted and the world remembers to what happened in a case.

use super::played::{End, Followed, Played, Sent};
use super::world::World;
use crate::base::ids::{RuleId, TargetId};
use crate::dispatch::{Called, Ended, Note};
use crate::model::SideEffect;
use crate::rules::Bundle;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What happened; `offered` invocations were the case's own.
pub(super) fn record(
    bundle: &Bundle,
    reached: &BTreeMap<TargetId, RuleId>,
    world: &World,
    notes: impl Iterator<Item = Note>,
    offered: usize,
) -> Played {
    let targets: HashMap<&str, TargetId> =
        reached.keys().map(|id| (bundle.targets[id.index()].name.as_str(), *id)).collect();
    let rules: HashMap<&str, RuleId> = (0..)
        .map(RuleId::new)
        .zip(&bundle.rules)
        .map(|(id, r)| (r.header.name.as_str(), id))
        .collect();
    let mut played = Played { first: vec![None; offered], ..Played::default() };
    let mut calls = Calls::default();
    let mut ends = Vec::new();
    for note in notes {
        match note {
            Note::Called(called) => calls.add(*called),
            Note::Ended(ended) => ends.push(*ended),
            Note::Put(effect) => {
                if let SideEffect::Put { target, event } = *effect
                    && let Some(&target) = targets.get(&*target)
                {
                    played.puts.push((target, event));
                }
            }
            Note::Decided(_) => {}
        }
    }
    for Ended { number, item, delivered } in ends {
        let key = (Arc::clone(&delivered.target), item);
        let call = calls.0.get(&key);
        let end = End {
            fate: delivered.fate,
            attempts: delivered.attempts,
            reason: delivered.reason,
            output: delivered.output.as_deref().map(str::to_owned),
            log: call.map(|call| call.log.clone()).unwrap_or_default(),
        };
        let own = number.and_then(|n| played.first.get_mut(usize::try_from(n).ok()?));
        if let Some(own) = own {
            *own = Some(end);
            continue;
        }
        let ids = (targets.get(&*delivered.target), rules.get(&*delivered.rule));
        let (Some(&target), Some(&rule)) = ids else { continue };
        let what = match delivered.role {
            "dead letter" => "a dead letter",
            "record" => "a record",
            _ => "an event that a plugin put",
        };
        let input = call.map(|call| call.body.to_string());
        played.then.push(Followed { target, rule, what, input, end });
    }
    played.requests = world
        .http
        .take()
        .into_iter()
        .filter_map(|request| {
            let target = *targets.get(&*request.target)?;
            let body = request.body.unwrap_or_default();
            let (method, url, headers) = (request.method, request.url, request.headers);
            Some(Sent { target, method, url, headers, body })
        })
        .collect();
    played.files = files(bundle, reached, world);
    played
}

/// What is known of the calls with an item, by target and item.
#[derive(Default)]
struct Calls(HashMap<(Arc<str>, Arc<str>), Call>);

struct Call {
    body: Arc<str>,
    log: Vec<String>,
}

impl Calls {
    fn add(&mut self, called: Called) {
        let Called { target, invocation, log, .. } = called;
        let lines: Vec<String> = log.iter().map(|line| line.message.clone()).collect();
        for item in invocation.items {
            let call = self.0.entry((Arc::clone(&target), item.id));
            let call = call.or_insert_with(|| Call { body: item.body, log: Vec::new() });
            call.log.extend_from_slice(&lines);
        }
    }
}

/// The files, by the paths that plugins gave: in folders as grants spell them.
fn files(
    bundle: &Bundle,
    reached: &BTreeMap<TargetId, RuleId>,
    world: &World,
) -> Vec<(String, Vec<u8>)> {
    let mut folders: Vec<(&str, PathBuf)> = Vec::new();
    for id in reached.keys() {
        let target = &bundle.targets[id.index()];
        let base = target.file.parent().unwrap_or(Path::new(""));
        folders.extend(target.grants.files.iter().map(|f| (f.as_str(), base.join(f))));
    }
    let spelled = |path: String| {
        let rest = |(folder, real): &(&str, PathBuf)| {
            let rest = Path::new(&path).strip_prefix(real).ok()?;
            Some(format!("{}/{}", folder.trim_end_matches('/'), rest.display()))
        };
        folders.iter().find_map(rest).unwrap_or(path)
    };
    world.files.all().into_iter().map(|(path, content)| (spelled(path), content)).collect()
}
