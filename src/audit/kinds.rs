//! Resource types and the rules that concern them. The globs of rules are held against a type once,
//! when it is first met.

use super::parts::others_of_rule;
use crate::compliance::{Check, Selector};
use crate::items::{Choice, Wanted};
use crate::operators::Wildcard;
use crate::rules::{ComplianceRule, ExtraInput, How, Variant};
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Types that are remembered. Runs have hundreds; hostile inputs may have any number.
const REMEMBERED: usize = 1 << 14;

/// What is to be done with the items of a type.
#[derive(Debug, Clone)]
pub(super) struct Kind {
    /// The rules that concern them, in order, each an index into the rules of the run.
    pub rules: Box<[u32]>,
    /// May other items be judged by them?
    pub other: bool,
    /// The extra input that they are, if they are one.
    pub extra: Option<ExtraInput>,
    /// How much of them is read.
    pub choice: Choice,
}

impl Kind {
    /// Does nothing depend on them?
    pub fn is_idle(&self) -> bool {
        self.rules.is_empty() && !self.other && self.extra.is_none()
    }
}

/// All types met so far.
#[derive(Debug)]
pub(super) struct Kinds {
    /// The globs of each rule.
    globs: Vec<Box<[Wildcard]>>,
    /// The types of items that rules look at besides their own.
    others: Vec<Wildcard>,
    /// What each rule reads of an item; `None` for all of it.
    wants: Vec<Option<Wants>>,
    /// Are items kept whole, whatever rules read?
    whole: bool,
    met: RwLock<HashMap<Box<str>, Arc<Kind>, RandomState>>,
}

impl Kinds {
    /// For these rules. `whole` says that items are kept, so that all of them is read.
    pub fn new(rules: &[ComplianceRule], whole: bool) -> Self {
        let mut others = Vec::new();
        for rule in rules {
            others_of_rule(rule, &mut |related| {
                others.extend(related.types.iter().map(|name| glob(name)));
            });
        }
        others.dedup();
        let globs = rules.iter().map(|rule| rule.types.clone()).collect();
        let wants = rules.iter().map(Wants::of).collect();
        Self { globs, others, wants, whole, met: RwLock::default() }
    }

    /// What is to be done with the items of a type.
    pub fn of(&self, name: &str) -> Arc<Kind> {
        let met = self.met.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(kind) = met.get(name) {
            return Arc::clone(kind);
        }
        drop(met);
        let described = |globs: &[Wildcard]| globs.iter().any(|g| describes(g, name.as_bytes()));
        let concerned = self.globs.iter().enumerate().filter(|(_, globs)| described(globs));
        let mut kind = Kind {
            rules: concerned.map(|(rule, _)| rule as u32).collect(),
            other: described(&self.others),
            extra: ExtraInput::WORDS.iter().map(|(_, e)| *e).find(|e| e.item_type() == name),
            choice: Choice::Pass,
        };
        if !kind.is_idle() {
            kind.choice = self.choice(&kind);
        }
        let kind = Arc::new(kind);
        let mut met = self.met.write().unwrap_or_else(PoisonError::into_inner);
        if met.len() < REMEMBERED {
            met.insert(name.into(), Arc::clone(&kind));
        }
        kind
    }
}

impl Kinds {
    /// How much of the items of a type is read.
    fn choice(&self, kind: &Kind) -> Choice {
        if self.whole || kind.other || kind.extra.is_some() {
            return Choice::All;
        }
        let mut wanted = Wanted::default();
        for rule in &kind.rules {
            match self.wants.get(*rule as usize) {
                Some(Some(wants)) => wants.add(&mut wanted),
                _ => return Choice::All,
            }
        }
        if wanted.is_everything() { Choice::All } else { Choice::Only(Arc::new(wanted)) }
    }
}

/// The conditions of a rule that say what of an item it reads.
#[derive(Debug)]
struct Wants {
    scope: Selector,
    variants: Vec<(Selector, Arc<Check>)>,
}

impl Wants {
    /// `None` for a rule that may read all of an item: one that waits for others, so that items are
    /// kept, or asks a plugin.
    fn of(rule: &ComplianceRule) -> Option<Self> {
        let How::Conditions(variants) = &rule.how else { return None };
        let mut alone = rule.inputs.is_empty();
        others_of_rule(rule, &mut |_| alone = false);
        let of = |v: &Variant| (v.selector.clone(), Arc::clone(&v.check));
        alone.then(|| Self {
            scope: rule.scope.clone(),
            variants: variants.iter().map(of).collect(),
        })
    }

    fn add(&self, wanted: &mut Wanted) {
        self.scope.wants(wanted);
        for (selector, check) in &self.variants {
            selector.wants(wanted);
            check.wants(wanted);
        }
    }
}

/// The glob of a text; what is none describes itself.
pub(super) fn glob(text: &[u8]) -> Wildcard {
    Wildcard::parse(text).unwrap_or_else(|_| Wildcard { pieces: [text.into()].into() })
}

/// Namespaces of types that are no resources of an account: the account itself, what extra inputs
/// hold, and what Config records of its own results.
const APART: [&[u8]; 3] = [b"AWS::::", b"Tripline::", b"AWS::Config::"];

/// Does a glob describe a type? Types apart are meant only by globs that name their namespace: a
/// rule for `AWS::*` does not concern accounts.
pub(super) fn describes(glob: &Wildcard, name: &[u8]) -> bool {
    let apart = APART.iter().find(|apart| name.starts_with(apart));
    let named = |apart: &&[u8]| glob.pieces.first().is_some_and(|first| first.starts_with(apart));
    glob.matches(name) && apart.is_none_or(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_apart_have_to_be_named() {
        let yes = |pattern: &str, name: &str| describes(&glob(pattern.as_bytes()), name.as_bytes());
        assert!(yes("AWS::*", "AWS::EC2::Volume") && yes("*", "AWS::EC2::Volume"));
        assert!(!yes("*", "AWS::::Account") && !yes("AWS::*", "AWS::::Account"));
        assert!(yes("AWS::::Account", "AWS::::Account"));
        assert!(!yes("*::IAM::*", "Tripline::IAM::Credential"));
        assert!(yes("Tripline::IAM::*", "Tripline::IAM::Credential"));
        assert!(!yes("AWS::*", "AWS::Config::ResourceCompliance"));
        assert!(yes("AWS::Config::Res*", "AWS::Config::ResourceCompliance"));
        // What is no glob describes itself.
        assert!(yes("a**", "a**") && !yes("a**", "ab"));
    }
}
