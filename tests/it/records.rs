//! CloudTrail records are matched without writing their events: the answer is the same as if they
//! had been written.

use tripline::base::ids::RuleId;
use tripline::base::limits::Limits;
use tripline::engine::{RecordPlan, Scratch};
use tripline::graph::{GraphBuilder, RuleInput};
use tripline::rules::load_texts;
use tripline::sources::cloudtrail::{AROUND, Fields, WANTED, scan, write_event};

#[test]
fn both_ways_of_matching_a_record_agree() {
    let limits = Limits::default();
    let files: Vec<(&str, &str)> =
        tripline::packs::PACKS.iter().flat_map(|(_, files)| files.iter().copied()).collect();
    let more = "rules:\n  envelope: { pattern: { version: [\"0\"], account: [ { exists: true } ], \
                region: [ { prefix: eu- } ], time: [ { wildcard: \"*T*Z\" } ], id: [ { exists: true } ] } }\n  \
                none: { pattern: { resources: [ { exists: true } ] } }\n  \
                service: { pattern: { source: [ { suffix: m } ] } }\n";
    let loaded = load_texts(&[&files[..], &[("more.yaml", more)]].concat(), &limits);
    let none = |_: &std::path::Path| Err(std::io::ErrorKind::NotFound.into());
    let (bundle, diags) = tripline::rules::bundle(&loaded, &[], &none, &limits);
    assert!(!diags.has_errors());
    let mut builder = GraphBuilder::default();
    for rule in &bundle.rules {
        builder.add(RuleInput { pattern: &rule.pattern, bus: &rule.bus, targets: &[] });
    }
    let graph = builder.finish();
    let plan = graph.freeze(&limits, |_| true).unwrap();
    let records = RecordPlan::new(&graph, "detail", &WANTED, &AROUND);
    let (mut a, mut b) = (Scratch::new(&plan), Scratch::new(&plan));
    let mut buffer = Vec::new();
    let (mut seen, mut hits) = (0, 0);
    for record in all_records() {
        let found = records.read(&plan, &mut a, &record).unwrap();
        let fields = Fields::of(found);
        let around = fields.around(&record, &mut buffer);
        let quick = records.matches(&plan, &mut a, &record, &around).to_vec();
        let mut event = Vec::new();
        write_event(&scan(&record), &record, &mut event);
        let written: Vec<RuleId> = plan.check_and_match(&mut b, &event).unwrap().to_vec();
        assert_eq!(quick, written, "{}", String::from_utf8_lossy(&record));
        seen += 1;
        hits += quick.len();
    }
    assert!(seen > 500 && hits > 500, "{seen} records, {hits} matches");
}

/// The records of all fixtures, as they stand, and oddly: without ids, with other account fields.
fn all_records() -> Vec<Vec<u8>> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut all = Vec::new();
    for pack in std::fs::read_dir(root).unwrap() {
        let Ok(files) = std::fs::read_dir(pack.unwrap().path().join("fixtures")) else { continue };
        for file in files {
            let text = std::fs::read(file.unwrap().path()).unwrap();
            let document: serde_json::Value = serde_json::from_slice(&text).unwrap();
            for record in document["Records"].as_array().unwrap() {
                all.push(record.to_string().into_bytes());
                let mut odd = record.clone();
                let fields = odd.as_object_mut().unwrap();
                fields.remove("eventID");
                fields.remove("recipientAccountId");
                if all.len().is_multiple_of(3) {
                    fields.insert("eventSource".into(), "odd\"source\u{e9}".into());
                    fields.insert("eventType".into(), serde_json::Value::Null);
                }
                all.push(format!("{odd:#}").into_bytes());
            }
        }
    }
    all
}
