//! What calling a plugin costs: `cargo bench --bench plugins`. Times are of the processor, of this
//! process alone; `benches/record` has what was measured where.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tripline::base::ids::{RuleId, TargetId};
use tripline::base::limits::Limits;
use tripline::deliver::{RetryPolicy, Settings};
use tripline::dispatch::{Chain, Dispatch};
use tripline::engine::{EventView, Scratch};
use tripline::eval::Routes;
use tripline::graph::{GraphBuilder, RuleInput};
use tripline::model::{Home, Invocation, Item, Outcome};
use tripline::plugins::ports::recorded::{RecordedFiles, RecordedHttp};
use tripline::plugins::ports::{Ports, Randomness, clocks, secrets, states};
use tripline::plugins::{Cache, Function, Host, Overrides, Plugin};
use tripline::rules::{Bundle, load_texts};

const EVENT: &str = include_str!("plugins/event.json");

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let folder = std::env::temp_dir().join(format!("tripline-bench-{}", std::process::id()));
    println!("{:44} {:>10}", "what", "figure");
    for name in ["tiny", "json"] {
        let plugin = plugin(name);
        println!("{:44} {:>7} KB", format!("{name}: component"), plugin.bytes.len() / 1024);
        loading(name, &plugin, &folder);
        let host = Host::new(Cache::at(&folder.join("cwasm")), Home::default());
        calls(name, &plugin, &host, &runtime);
        path(name, &host, &runtime);
    }
    living(&runtime);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A guest of this bench; `plugins/bench` has the sources.
fn plugin(name: &str) -> Plugin {
    let path = format!("benches/plugins/{name}.wasm");
    Plugin::find(&path, Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn loading(name: &str, plugin: &Plugin, folder: &Path) {
    let at = folder.join("cwasm");
    let host = || Host::new(Cache::at(&at), Home::default());
    let cold = time(1, || host().compile(plugin).unwrap());
    show(&format!("{name}: compile, engine made anew"), cold);
    // What a process pays once for its engine is not the plugin's.
    let warm = host();
    let other = self::plugin(if name == "tiny" { "json" } else { "tiny" });
    warm.compile(&other).unwrap();
    show(&format!("{name}: load from the cache"), time(1, || warm.compile(plugin).unwrap()));
}

fn calls(name: &str, plugin: &Plugin, host: &Host, runtime: &tokio::runtime::Runtime) {
    let (bundle, ports) = (bundle(name), ports());
    let invocation = invocation();
    for (words, fresh) in [("fresh instance and call", true), ("warm call", false)] {
        let function =
            host.function(&bundle.targets[0], plugin, &ports, Overrides { fresh }).unwrap();
        let call = async |count: u32| {
            for _ in 0..count {
                let invoked = function.invoke(black_box(&invocation)).await;
                assert!(matches!(invoked.outcome, Outcome::Answered { .. }), "{invoked:?}");
            }
        };
        runtime.block_on(call(1_000));
        let count = if fresh { 20_000 } else { 300_000 };
        show(&format!("{name}: {words}"), time(count, || runtime.block_on(call(count))));
    }
}

/// Match, transform, deliver, invoke, outcome, decision: everything between an event's bytes and
/// the end of its delivery, on one thread.
fn path(name: &str, host: &Host, runtime: &tokio::runtime::Runtime) {
    let bundle = bundle(name);
    let mut builder = GraphBuilder::default();
    for rule in &bundle.rules {
        let targets: Vec<_> = rule.targets.iter().map(|t| t.target).collect();
        builder.add(RuleInput { pattern: &rule.pattern, bus: &rule.bus, targets: &targets });
    }
    let limits = Limits::default();
    let plan = builder.finish().freeze(&limits, |_| true).unwrap();
    let routes =
        || Routes::new(&bundle.senders(), &bundle.targets, Home::default(), &limits).unwrap();
    let routing = routes().sending();
    let function = host.function(&bundle.targets[0], &plugin(name), &ports(), Overrides::default());
    let functions: Vec<Option<Arc<Function>>> = vec![Some(Arc::new(function.unwrap()))];
    let settings = Settings { retry: RetryPolicy::ONE_RUN, ..Settings::default() };
    let chain = Chain::new(std::collections::HashMap::new(), routes());
    let mut dispatch =
        Dispatch::new(&bundle.senders(), &bundle.targets, functions, settings, chain);
    let (mut scratch, mut view) = (Scratch::new(&plan), EventView::default());
    let start = jiff::Timestamp::UNIX_EPOCH;
    let mut run = |count: u32| {
        for index in 0..count {
            plan.check_and_match(&mut scratch, EVENT.as_bytes()).unwrap();
            let words = view.read(EVENT.as_bytes());
            let matched: Vec<RuleId> = scratch.matched().to_vec();
            for rule in matched {
                let planned = routing.plan(rule, EVENT.as_bytes(), &words, u64::from(index));
                planned.into_iter().for_each(|planned| dispatch.offer(start, planned, 0));
            }
            dispatch.simulate(runtime, start, |_| ()).unwrap();
            black_box(dispatch.notes().count());
        }
    };
    run(1_000);
    let count = 100_000;
    let each = time(count, || run(count));
    show(&format!("{name}: the whole path, an event"), each);
    let rate = 1.0 / each.as_secs_f64();
    println!("{:44} {rate:>8.0}/s", format!("{name}: the whole path, a core"));
}

/// Memory of live instances.
fn living(runtime: &tokio::runtime::Runtime) {
    const COUNT: usize = 200;
    let host = Host::new(Cache::none(), Home::default());
    for name in ["tiny", "json"] {
        let (bundle, ports) = (bundle(name), ports());
        let invocation = invocation();
        let make = || {
            let function =
                host.function(&bundle.targets[0], &plugin(name), &ports, Overrides::default());
            let function = function.unwrap();
            runtime.block_on(function.invoke(&invocation));
            function
        };
        let first = make();
        let before = resident();
        let alive: Vec<Function> = (0..COUNT).map(|_| make()).collect();
        let more = resident().saturating_sub(before);
        assert!(alive.iter().all(|function| function.warm() == 1));
        println!("{:44} {:>7} KB", format!("{name}: {COUNT} live instances"), more);
        drop(first);
    }
}

/// A call with the event.
fn invocation() -> Invocation {
    Invocation {
        id: "v".into(),
        target: TargetId(0),
        rule: "r".into(),
        attempt: 1,
        items: vec![Item { id: "i".into(), body: EVENT.into(), attributes: Vec::new() }],
    }
}

fn bundle(name: &str) -> Bundle {
    let text = format!(
        "rules:\n  r:\n    pattern: {{source: [aws.iam], detail: {{eventName: [CreateUser]}}}}\n    \
         targets:\n      - target: t\n        input-transformer:\n          input-paths-map: {{who: \
         $.detail.userIdentity.arn, what: $.detail.eventName, at: $.time}}\n          \
         input-template: '{{\"who\": <who>, \"what\": <what>, \"at\": <at>, \"rule\": \
         <aws.events.rule-name>}}'\ntargets:\n  t:\n    plugin: ./{name}.wasm\n"
    );
    let text: &'static str = text.leak();
    let limits = Limits::default();
    let loaded = load_texts(&[("bench.yaml", text)], &limits);
    let none = |_: &Path| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    let (bundle, diags) = tripline::rules::bundle(&loaded, &[], &none, &limits);
    assert!(!diags.has_errors(), "{diags:?}");
    bundle
}

fn ports() -> Arc<Ports> {
    Arc::new(Ports {
        http: Arc::new(RecordedHttp::default()),
        files: Arc::new(RecordedFiles::default()),
        states: Arc::new(states::InMemory::default()),
        secrets: Arc::new(secrets::Sources::default()),
        clock: Arc::new(clocks::System),
        randomness: Randomness::System,
    })
}

fn show(what: &str, each: Duration) {
    println!("{what:44} {:>7.2} us", each.as_secs_f64() * 1e6);
}

/// Processor time of one of `count` rounds.
fn time(count: u32, work: impl FnOnce()) -> Duration {
    let (before, wall) = (processor(), Instant::now());
    work();
    let (used, wall) = (processor() - before, wall.elapsed());
    // The kernel counts in hundredths of a second: of short work the clock knows more.
    let used = if used < Duration::from_millis(200) { wall } else { used };
    used / count
}

/// Processor time of this process so far.
fn processor() -> Duration {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11..13].iter().map(|f| f.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

/// Resident memory in KB.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
