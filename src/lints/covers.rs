//! TL402: a rule that another one covers, equal rules included; TL409 when not all were compared.

use super::LintRule;
use super::branches;
use super::canon;
use super::conjunction;
use super::cover_index::{Candidate, CoverIndex};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::limits::Limits;
use crate::model::RuleState;

/// Comparisons of conditions that all rules together may cost: a second or so. Enough for each of
/// 5,000 rules with every other where they have one field.
const MOST_STEPS: u64 = 30_000_000;

/// Warns of rules that another one covers. `live` says which rules can fire at all.
pub(super) fn check(rules: &[LintRule<'_>], live: &[bool], limits: &Limits, diags: &mut Diags) {
    let mut open = live.to_vec();
    equal(rules, &mut open, diags);
    let few = live.iter().filter(|l| **l).count() <= limits.lint_rules;
    if !(few && compare(rules, &open, diags)) {
        let words = "not every rule was compared with every other";
        diags.push(
            Diag::unplaced(Code::TL409, words)
                .help("rules with equal patterns were found all the same"),
        );
    }
}

/// Warns of equal rules and closes all but the one that stays.
fn equal(rules: &[LintRule<'_>], open: &mut [bool], diags: &mut Diags) {
    let mut hashes: Vec<(u64, usize)> = rules
        .iter()
        .enumerate()
        .filter(|(i, _)| open[*i])
        .map(|(i, r)| (canon::hash_of((r.bus, canon::hash(r.pattern))), i))
        .collect();
    hashes.sort_unstable();
    for run in hashes.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
        let widest = run.iter().find(|(_, i)| rules[*i].state == WIDE).unwrap_or(&run[0]).1;
        for &(_, i) in run.iter().filter(|(_, i)| *i != widest) {
            let (rule, other) = (&rules[i], &rules[widest]);
            if rule.bus == other.bus && canon::equal(rule.pattern, other.pattern) {
                open[i] = false;
                let words = format!(
                    "rule `{}` has the same pattern as `{}`",
                    rule.header.name, other.header.name
                );
                report(rule, other, words, "the other one", diags);
            }
        }
    }
}

/// Compares open rules; says whether all could be.
fn compare(rules: &[LintRule<'_>], open: &[bool], diags: &mut Diags) -> bool {
    let candidates: Vec<Candidate<'_>> = (0..rules.len())
        .filter(|i| open[*i])
        .filter_map(|rule| {
            let mut ways = branches::of(rules[rule].pattern)?;
            ways.iter_mut().for_each(|way| way.sort_by(|a, b| a.path.cmp(&b.path)));
            Some(Candidate { rule, bus: rules[rule].bus, ways })
        })
        .collect();
    let index = CoverIndex::new(&candidates);
    let mut steps = MOST_STEPS;
    for (i, covered) in candidates.iter().enumerate() {
        let rule = &rules[covered.rule];
        let mut might = index.might_cover(covered).into_iter().map(|j| j as usize);
        let found = might.find(|j| {
            let covering = &candidates[*j];
            let other = &rules[covering.rule];
            // Of two that cover each other the later one is to go.
            *j != i
                && at_least(other.state, rule.state)
                && within(covered, covering, &mut steps)
                && (*j < i
                    || !at_least(rule.state, other.state)
                    || !within(covering, covered, &mut steps))
        });
        if steps == 0 {
            return false;
        }
        if let Some(j) = found {
            let other = &rules[candidates[j].rule];
            let words =
                format!("rule `{}` is covered by `{}`", rule.header.name, other.header.name);
            report(rule, other, words, "matches whatever the rule above matches", diags);
        }
    }
    true
}

/// Is every way of `a` covered by a way of `b`? "No" as well when there are no steps left.
fn within(a: &Candidate<'_>, b: &Candidate<'_>, steps: &mut u64) -> bool {
    a.bus == b.bus
        && a.ways.iter().all(|a| {
            b.ways.iter().any(|b| {
                *steps = steps.saturating_sub(b.len().max(1) as u64);
                *steps > 0 && conjunction::covers(a, b)
            })
        })
}

const WIDE: RuleState = RuleState::EnabledWithAllCloudtrailManagementEvents;

/// Does a rule in state `a` see whatever one in state `b` sees? Neither is disabled.
fn at_least(a: RuleState, b: RuleState) -> bool {
    a == WIDE || b != WIDE
}

fn report(rule: &LintRule<'_>, other: &LintRule<'_>, words: String, at: &str, diags: &mut Diags) {
    let mut diag = Diag::new(Code::TL402, rule.header.span, words).also(other.header.span, at);
    let same = rule.targets.iter().all(|t| other.targets.contains(t))
        && rule.header.severity <= other.header.severity;
    diag = if same {
        diag.help("remove it, or narrow the other one")
    } else {
        diag.help("narrow the other one, unless both are meant to fire")
    };
    diags.push(diag);
}
