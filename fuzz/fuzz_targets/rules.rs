//! Rule files: any bytes load, check and compile without a panic, quickly.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tripline::base::ids::SourceId;
use tripline::base::limits::Limits;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let _ = tripline::read::yaml::read(SourceId(0), &bytes.into(), &limits);
    let text = String::from_utf8_lossy(bytes);
    let loaded = tripline::rules::load_texts(&[("fuzz.yaml", &text)], &limits);
    let none = |_: &std::path::Path| Err(std::io::ErrorKind::NotFound.into());
    let (bundle, _) = tripline::rules::bundle(&loaded, &[], &none, &limits);
    let mut graph = tripline::graph::GraphBuilder::default();
    for rule in &bundle.rules {
        graph.add(tripline::graph::RuleInput {
            pattern: &rule.pattern,
            bus: &rule.bus,
            targets: &[],
        });
    }
    let _ = graph.finish().freeze(&limits, |_| true);
});
