//! TL410: a rule that asks for nothing but events that AWS withholds from it.

use super::LintRule;
use super::branches::Branch;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::model::RuleState;
use crate::operators::{Affix, Literal, Test, implies};

/// How the names of withheld events begin.
const READS: [&[u8]; 3] = [b"List", b"Get", b"Describe"];

/// These begin so and are delivered all the same.
const DELIVERED: [&[u8]; 2] = [b"GetFederationToken", b"GetSessionToken"];

/// Warns when a rule in state `enabled` matches read-only management events and nothing else.
pub(super) fn check(rule: &LintRule<'_>, branches: &[Branch<'_>], diags: &mut Diags) {
    if rule.state != RuleState::Enabled || branches.is_empty() {
        return;
    }
    if branches.iter().all(|branch| withheld(branch)) {
        let words = format!("AWS withholds every event that rule `{}` asks for", rule.header.name);
        diags.push(
            Diag::new(Code::TL410, rule.header.span, words)
                .label("only read-only management events of CloudTrail match")
                .help("use `state: enabled-with-all-cloudtrail-management-events`"),
        );
    }
}

fn withheld(branch: &Branch<'_>) -> bool {
    // Without the category, data events such as `GetObject` could pass, and those are delivered.
    pinned(branch, b"detail-type", &|t| is_text(t, b"AWS API Call via CloudTrail"))
        && pinned(branch, b"detail.eventCategory", &|t| is_text(t, b"Management"))
        && pinned(branch, b"detail.eventName", &reads)
}

/// Does some condition let `path` have no other value than those that `fits` says of?
fn pinned(branch: &Branch<'_>, path: &[u8], fits: &dyn Fn(&Test) -> bool) -> bool {
    branch.iter().any(|f| *f.path == *path && !f.absent && f.tests.iter().all(fits))
}

fn is_text(test: &Test, text: &[u8]) -> bool {
    matches!(test, Test::Exact(Literal::Text(t)) if **t == *text)
}

fn reads(test: &Test) -> bool {
    let text = |text: &[u8]| Literal::Text(text.into());
    let begins = |word: &&[u8]| {
        implies(test, &Test::Prefix(Affix { text: (*word).into(), ignore_case: false }))
    };
    let passes = |word: &&[u8]| implies(&Test::Exact(text(word)), test);
    READS.iter().any(begins) && !DELIVERED.iter().any(passes)
}
