//! Whole stories with the standard plugins, in a time that jumps.

use super::{Chain, Dispatch, Note};
use crate::base::ids::RuleId;
use crate::base::limits::Limits;
use crate::deliver::{RetryPolicy, Settings};
use crate::eval::Routes;
use crate::graph::{GraphBuilder, RuleInput};
use crate::model::{Fate, Home, PutEvent};
use crate::plugins::testing::{Recorded, recorded};
use crate::plugins::{Cache, Function, Host, Overrides, Plugin};
use crate::rules::{Bundle, load_texts};
use jiff::Timestamp;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// What became of one event on the bus `default`.
struct Story {
    /// Ends of deliveries: rule, target, fate, attempts.
    ends: Vec<(String, String, Fate, u32)>,
    puts: usize,
    took: jiff::SignedDuration,
    recorded: Recorded,
}

fn tell(rules: &'static str, event: &str, seed: u64) -> Story {
    let limits = Limits::default();
    let loaded = load_texts(&[("a.yaml", rules)], &limits);
    let none = |_: &Path| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    let (bundle, diags) = crate::rules::bundle(&loaded, &[], &none, &limits);
    assert!(!diags.has_errors(), "{diags:?}");
    let recorded = recorded();
    let host = Host::new(Cache::none(), Home::default());
    let function = |target: &crate::rules::Target| {
        let plugin = Plugin::of(target).expect("a plugin");
        let made = host.function(target, &plugin, &recorded.ports, Overrides::default());
        Some(Arc::new(made.expect("a function")))
    };
    let functions: Vec<Option<Arc<Function>>> = bundle.targets.iter().map(function).collect();
    let settings = Settings { seed, retry: RetryPolicy::ONE_RUN, ..Settings::default() };
    let chain = Chain::new(HashMap::from([("default".to_owned(), plan(&bundle))]), routes(&bundle));
    let mut dispatch =
        Dispatch::new(&bundle.senders(), &bundle.targets, functions, settings, chain);
    let start = Timestamp::UNIX_EPOCH;
    let put = PutEvent { bus: "default".to_owned(), id: "e".to_owned(), event: event.to_owned() };
    let mut first =
        Chain::new(HashMap::from([("default".to_owned(), plan(&bundle))]), routes(&bundle));
    for planned in first.planned(&put) {
        dispatch.offer(start, planned, 0);
    }
    let runtime = crate::plugins::testing::runtime();
    let end = dispatch.simulate(&runtime, start, |_| ()).expect("an end");
    let mut story = Story { ends: Vec::new(), puts: 0, took: end.duration_since(start), recorded };
    for note in dispatch.notes() {
        match note {
            Note::Ended(ended) => {
                let end = &ended.delivered;
                let names = (end.rule.to_string(), end.target.to_string());
                story.ends.push((names.0, names.1, end.fate, end.attempts));
            }
            Note::Put(_) => story.puts += 1,
            Note::Called(_) | Note::Decided(_) => {}
        }
    }
    story
}

fn plan(bundle: &Bundle) -> crate::graph::Plan {
    let mut builder = GraphBuilder::default();
    for rule in &bundle.rules {
        let targets: Vec<_> = rule.targets.iter().map(|t| t.target).collect();
        builder.add(RuleInput { pattern: &rule.pattern, bus: &rule.bus, targets: &targets });
    }
    builder.finish().freeze(&Limits::default(), |_: RuleId| true).expect("a plan")
}

fn routes(bundle: &Bundle) -> Routes {
    let limits = Limits::default();
    Routes::new(&bundle.senders(), &bundle.targets, Home::default(), &limits).expect("routes")
}

const EVENT: &str = r#"{"id":"e-1","source":"shop","detail-type":"Order","detail":{"n":1}}"#;

fn end(rule: &str, target: &str, fate: Fate, attempts: u32) -> (String, String, Fate, u32) {
    (rule.to_owned(), target.to_owned(), fate, attempts)
}

#[test]
fn rules_follow_rules() {
    let story = tell(
        "rules:\n  a: {pattern: {source: [shop]}, targets: [bus]}\n  b: {pattern: {source: [relay]}, \
         targets: [lines]}\ntargets:\n  bus:\n    plugin: put-events\n    config: {source: relay}\n    \
         grants: {put-events: [default]}\n  lines: {plugin: log}\n",
        EVENT,
        1,
    );
    let want = [end("a", "bus", Fate::Delivered, 1), end("b", "lines", Fate::Delivered, 1)];
    assert_eq!(story.ends, want);
    assert_eq!(story.puts, 1);
}

#[test]
fn a_circle_of_rules_ends() {
    let story = tell(
        "rules:\n  a: {pattern: {detail-type: [Order]}, targets: [bus]}\ntargets:\n  bus:\n    plugin: \
         put-events\n    config: {source: relay, detail-type: Order}\n    grants: {put-events: [default]}\n",
        EVENT,
        1,
    );
    let (made, lost): (Vec<_>, Vec<_>) =
        story.ends.into_iter().partition(|(_, _, fate, _)| *fate == Fate::Delivered);
    assert_eq!(made.len(), 17, "the event, and sixteen that follow from it");
    assert_eq!(lost, [end("a", "bus", Fate::Dropped, 0)], "and that it ends there is said");
}

#[test]
fn failures_are_tried_again_and_end_as_dead_letters() {
    let story = tell(
        "rules:\n  a:\n    pattern: {source: [shop]}\n    targets: [hook]\ntargets:\n  hook:\n    plugin: \
         webhook\n    config: {url: 'https://a.example.com/'}\n    grants: {http: \
         ['https://b.example.com/']}\n    dead-letter: letters\n  letters:\n    plugin: file\n    config: \
         {folder: out}\n    grants: {files: [out]}\n",
        EVENT,
        1,
    );
    let want = [end("a", "hook", Fate::DeadLettered, 1), end("a", "letters", Fate::Delivered, 1)];
    assert_eq!(story.ends, want, "what no grant covers is not tried again");
    assert_eq!(story.took, jiff::SignedDuration::ZERO);
    assert!(story.recorded.http.take().is_empty());
    let files = story.recorded.files.all();
    let text = String::from_utf8_lossy(files.values().next().expect("a file")).into_owned();
    assert!(text.contains("\"ERROR_CODE\""), "{text}");
}
