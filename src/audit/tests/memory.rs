//! What a resource costs that is as it should be.

use super::testing::*;
use crate::audit::ledger::Record;
use crate::audit::{Auditor, Ledger};
use serde_json::json;

#[test]
fn quiet_resources_are_small() {
    let fine = json!({"resource": "T", "require": {"path": "$.configuration.n", "lt": 3}});
    let rules = (0..20).map(|n| rule(&format!("r{n}"), &fine)).collect();
    let auditor = Auditor::new(setup(rules));
    let mut ledger = Ledger::new();
    for n in 0..500 {
        let item = json!({"resourceType": "T", "resourceId": n.to_string(), "configuration": {"n": n % 2}});
        ledger = fill(&auditor, &[item], ledger);
    }
    assert_eq!((ledger.records.len(), ledger.held.len()), (500, 0));
    assert_eq!(size_of::<Record>(), 48);
    // Twenty rules cost nothing more: all resources come out in one way.
    let way = ledger.records[0].way;
    assert!(ledger.records.iter().all(|record| record.way == way));
    assert_eq!(ledger.finish(&auditor).counts.compliant, 10_000);
}
