//! Results against an earlier state.

use super::testing::*;
use crate::audit::{Auditor, Earlier, Ledger, Setup, Tell};
use crate::model::ComplianceType::{Compliant, NonCompliant, NotApplicable};
use crate::model::Standing::{Fixed, New, Unchanged};
use serde_json::{Value, json};

fn item(id: &str, x: u8) -> Value {
    json!({"resourceType": "T", "resourceId": id, "configuration": {"x": x}})
}

#[test]
fn new_fixed_and_unchanged() {
    let one = json!({"resource": "T", "require": {"path": "$.configuration.x", "equals": 1}, "message": "bad {resourceId}"});
    let mut deleted = item("deleted", 0);
    deleted["configurationItemStatus"] = "ResourceDeleted".into();
    let now = [item("new", 0), item("fixed", 1), deleted, item("same", 0), item("good", 1)];
    for all in [false, true] {
        let tell = Tell { all, ..Tell::default() };
        let auditor = Auditor::new(Setup { tell, ..setup(vec![rule("one", &one)]) });
        let before = ["gone", "fixed", "deleted", "same"].map(|id| item(id, 0));
        let before = fill(&auditor, &[&before[..], &[item("good", 1)]].concat(), Ledger::new());
        let ledger = Ledger::against(Earlier::of(before, &auditor));
        let found = fill(&auditor, &now, ledger).finish(&auditor);
        let mut want = vec![
            ("new", NonCompliant, Some(New), "bad new"),
            ("fixed", Compliant, Some(Fixed), "was NON_COMPLIANT (bad fixed); now COMPLIANT"),
            (
                "deleted",
                NotApplicable,
                Some(Fixed),
                "was NON_COMPLIANT (bad deleted); the resource is gone",
            ),
            ("same", NonCompliant, Some(Unchanged), "bad same"),
            ("good", Compliant, Some(Unchanged), ""),
            (
                "gone",
                NotApplicable,
                Some(Fixed),
                "was NON_COMPLIANT (bad gone); the resource is gone",
            ),
        ];
        want.retain(|of| all || of.0 != "good");
        let results = found.results();
        let got: Vec<_> = results
            .iter()
            .map(|r| {
                (r.resource.resource_id.as_str(), r.compliance, r.standing, r.message.as_str())
            })
            .collect();
        assert_eq!(got, want);
        // What is gone is no result of this state.
        assert_eq!(found.counts.not_applicable, 1);
    }
}

#[test]
fn missing_data_fixes_nothing() {
    let mfa = json!({"resource": "U", "inputs": ["credential-report"], "require":
        {"related": {"type": "Tripline::IAM::Credential", "theirs": "$.resourceId", "mine": "$.resourceId",
        "if-absent": "fail", "require": {"all": []}}}});
    let auditor = Auditor::new(setup(vec![rule("mfa", &mfa)]));
    let user = json!({"resourceType": "U", "resourceId": "u"});
    let row = json!({"resourceType": "Tripline::IAM::Credential", "resourceId": "other"});
    let before = fill(&auditor, &[user.clone(), row], Ledger::new());
    let ledger = Ledger::against(Earlier::of(before, &auditor));
    let found = fill(&auditor, &[user], ledger).finish(&auditor);
    let standings: Vec<_> = found.results().iter().map(|r| r.standing).collect();
    assert_eq!(standings, [Some(Unchanged)]);
}
