//! A pattern and an event, one line each: the graph answers as the reference matcher does.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tripline::base::ids::SourceId;
use tripline::base::limits::Limits;
use tripline::engine::{parse_pattern, reference};
use tripline::matching::{PlanBuilder, Scratch};
use tripline::operators::Compat;
use tripline::read::json;

fuzz_target!(|bytes: &[u8]| {
    // The reference matcher is exponential: small inputs only.
    if bytes.len() > 600 {
        return;
    }
    let split = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    let (pattern, event) = bytes.split_at(split);
    let limits = Limits::default();
    let Ok(parsed) = parse_pattern(pattern, Compat::Tripline, &limits) else { return };
    let mut builder = PlanBuilder::new();
    builder.add("rule", pattern).expect("it parsed before");
    let plan = builder.build().expect("one rule");
    let mut scratch = Scratch::new(&plan);
    let Ok(got) = plan.check_and_match(&mut scratch, event).map(|r| !r.is_empty()) else { return };
    let tree = json::read(SourceId(0), event.into(), limits.depth).expect("it was checked");
    if scratch.exhausted().is_empty() {
        assert_eq!(got, reference::matches(&parsed, &tree));
    }
});
