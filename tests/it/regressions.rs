//! Inputs that fuzzing or users found: kept, and replayed here.

use tripline::base::ids::SourceId;
use tripline::base::limits::Limits;
use tripline::matching::{PlanBuilder, Scratch};
use tripline::read::{json, yaml};

/// Every file of `fuzz/regressions/<target>/` goes through its target.
#[test]
fn fuzzed_inputs() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions");
    let mut files = 0;
    for target in ["rules", "matching", "events"] {
        let Ok(entries) = std::fs::read_dir(root.join(target)) else { continue };
        for entry in entries.filter_map(Result::ok) {
            let bytes = std::fs::read(entry.path()).unwrap();
            files += 1;
            replay(target, &bytes);
        }
    }
    println!("{files} regressions replayed");
}

fn replay(target: &str, bytes: &[u8]) {
    let limits = Limits::default();
    match target {
        "rules" => {
            let _ = yaml::read(SourceId(0), &bytes.into(), &limits);
            let text = String::from_utf8_lossy(bytes);
            let loaded = tripline::rules::load_texts(&[("fuzz.yaml", &text)], &limits);
            let none = |_: &std::path::Path| Err(std::io::ErrorKind::NotFound.into());
            let _ = tripline::rules::bundle(&loaded, &[], &none, &limits);
        }
        "matching" => {
            let split = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
            let (pattern, event) = bytes.split_at(split);
            let Ok(parsed) = tripline::engine::parse_pattern(pattern, Default::default(), &limits)
            else {
                return;
            };
            let mut builder = PlanBuilder::new();
            builder.add("", pattern).unwrap();
            let plan = builder.build().unwrap();
            let mut scratch = Scratch::new(&plan);
            let Ok(got) = plan.check_and_match(&mut scratch, event).map(|r| !r.is_empty()) else {
                return;
            };
            let tree = json::read(SourceId(0), event.into(), 1000).unwrap();
            assert_eq!(got, tripline::engine::reference::matches(&parsed, &tree));
        }
        _ => {
            let mut builder = PlanBuilder::new();
            builder.add("", br#"{"a":{"b":[{"exists":true}]}}"#).unwrap();
            let plan = builder.build().unwrap();
            let mut scratch = Scratch::new(&plan);
            let checked = plan.check_and_match(&mut scratch, bytes).is_ok();
            let read = json::read(SourceId(0), bytes.into(), 1000);
            let object = read.is_ok_and(|t| t.root().kind() == tripline::read::tree::Kind::Map);
            assert_eq!(checked, object);
            // On bytes that are no JSON the answer means nothing, but it comes.
            let _ = plan.matches(&mut scratch, bytes);
        }
    }
}
