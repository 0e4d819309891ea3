//! Every verdict is held against the reference matcher.

mod cases;
mod generate;
mod implying;
mod property;
mod speed;

use super::{LintRule, lint};
use crate::base::codes::Code;
use crate::base::diag::Diags;
use crate::base::ids::{SourceId, TargetId};
use crate::base::limits::Limits;
use crate::base::span::Span;
use crate::model::{RuleHeader, RuleKind, RuleState, Severity};
use crate::operators::pattern::{self, Pattern};
use crate::operators::{Compat, Context, NoValues};
use crate::read::json;

/// A rule that owns what a [`LintRule`] borrows.
pub(super) struct Owned {
    header: RuleHeader,
    pattern: Pattern,
    bus: String,
    state: RuleState,
    targets: Vec<TargetId>,
}

impl Owned {
    fn new(name: &str, pattern: Pattern) -> Self {
        Self {
            header: RuleHeader {
                kind: RuleKind::Event,
                name: name.to_owned(),
                title: name.to_owned(),
                description: String::new(),
                severity: None::<Severity>,
                references: Vec::new(),
                controls: Vec::new(),
                tags: Vec::new(),
                fix: String::new(),
                span: Span { source: SourceId(0), start: 0, end: 0 },
                file: "rules.yaml".into(),
                line: 1,
            },
            pattern,
            bus: "default".to_owned(),
            state: RuleState::Enabled,
            targets: Vec::new(),
        }
    }

    fn read(name: &str, pattern: &str) -> Self {
        Self::new(name, read(pattern))
    }
}

fn read(text: &str) -> Pattern {
    let tree = json::read(SourceId(0), text.as_bytes().into(), 1000)
        .unwrap_or_else(|e| panic!("{text}: {}", e.message));
    let mut diags = Diags::default();
    let mut context = Context {
        compat: Compat::Tripline,
        references: false,
        values: &NoValues,
        diags: &mut diags,
    };
    let read = pattern::parse(&mut context, tree.root());
    assert!(!diags.has_errors(), "{text}: {diags:?}");
    read
}

fn lint_with(rules: &[Owned], buses: &[Vec<String>], limits: &Limits) -> Diags {
    let rules: Vec<LintRule<'_>> = rules
        .iter()
        .map(|r| LintRule {
            header: &r.header,
            pattern: &r.pattern,
            bus: &r.bus,
            state: r.state,
            targets: &r.targets,
            routings: &[],
        })
        .collect();
    lint(&rules, &|t: TargetId| buses.get(t.index()).map_or(&[][..], |b| b), limits)
}

/// Code and message of every diagnostic.
fn told(rules: &[Owned]) -> Vec<(Code, String)> {
    let diags = lint_with(rules, &[], &Limits::default());
    diags.as_slice().iter().map(|d| (d.code, d.message.clone())).collect()
}
