//! Any bytes as an event: the check agrees with the tree reader, and the walker on bytes that are
//! no JSON neither panics nor reads past the end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tripline::base::ids::SourceId;
use tripline::matching::{PlanBuilder, Scratch};
use tripline::read::json;
use tripline::read::tree::Kind;

fuzz_target!(|bytes: &[u8]| {
    let mut builder = PlanBuilder::new();
    let pattern = br#"{"a":{"b":[{"exists":true}],"c":[{"prefix":"x"},1]},"d.e":["x"]}"#;
    builder.add("rule", pattern).expect("a pattern");
    let plan = builder.build().expect("one rule");
    let mut scratch = Scratch::new(&plan);
    let checked = plan.check_and_match(&mut scratch, bytes).is_ok();
    let read = json::read(SourceId(0), bytes.into(), 1000);
    assert_eq!(checked, read.is_ok_and(|t| t.root().kind() == Kind::Map));
    let _ = plan.matches(&mut scratch, bytes);
});
