//! From `--rules` and `--pack` to a checked bundle.

use super::args::Global;
use super::exit::{Code, Failure};
use super::terminal;
use crate::base::diag::{Diag, Diags, Level};
use crate::base::limits::Limits;
use crate::base::suggest::nearest;
use crate::graph::{GraphBuilder, MatchGraph, RuleInput};
use crate::model::RuleHeader;
use crate::report::diag::{self, DiagFormat};
use crate::rules::{Bundle, Loaded};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rules, checked, with the texts they came from.
#[derive(Debug)]
pub(super) struct Checked {
    pub loaded: Loaded,
    pub bundle: Bundle,
    pub diags: Diags,
    pub limits: Limits,
}

/// Loads and checks rules; problems are in the result. Without paths and packs, `./rules` counts.
pub(super) fn read(
    paths: &[PathBuf],
    packs: &[String],
    global: &Global,
) -> Result<Checked, Failure> {
    let limits = global.limits();
    let mut texts = Vec::new();
    for name in packs {
        let Some((_, files)) = crate::packs::find(name) else {
            return Err(unknown_pack(name));
        };
        texts.extend_from_slice(files);
    }
    let mut loaded = crate::rules::load_texts(&texts, &limits);
    let fallback = [PathBuf::from("rules")];
    let paths = if paths.is_empty() && packs.is_empty() { &fallback[..] } else { paths };
    if packs.is_empty() && paths == fallback && !Path::new("rules").exists() {
        return Err(Failure::usage(
            "no rules: there is no folder `rules` here; name rule files or folders, or a built-in \
             pack with `--pack NAME`",
        ));
    }
    crate::rules::load::add(&mut loaded, paths, &limits);
    let read_file = |path: &Path| std::fs::read(path);
    let (bundle, mut diags) = crate::rules::bundle(&loaded, &global.params, &read_file, &limits);
    let mut all = std::mem::take(&mut loaded.diags);
    all.extend(std::mem::take(&mut diags));
    Ok(Checked { loaded, bundle, diags: all, limits })
}

fn unknown_pack(name: &str) -> Failure {
    let known: Vec<&str> = crate::packs::PACKS.iter().map(|(n, _)| *n).collect();
    let near = nearest(name, known.iter().copied());
    let hint =
        near.map_or(format!("there are {}", known.join(", ")), |n| format!("did you mean `{n}`?"));
    Failure::usage(format!("no pack is called `{name}`; {hint}"))
}

impl Checked {
    /// The bundle if it is sound; else its errors are said.
    pub fn sound(mut self, global: &Global) -> Result<Self, Failure> {
        if !self.diags.has_errors() {
            return Ok(self);
        }
        self.diags.retain(|d| d.level == Level::Error);
        self.say(global)?;
        Err(Failure::Said(Code::BadRules))
    }

    /// Writes the diagnostics to standard error.
    fn say(&self, global: &Global) -> Result<(), Failure> {
        let sorted: Vec<Diag> = self.diags.clone().into_sorted();
        let style = terminal::error_style(global);
        let mut out = std::io::stderr().lock();
        Ok(diag::write(DiagFormat::Text, &sorted, &self.loaded.sources, style, &mut out)?)
    }

    /// The matching graph of all rules.
    pub fn graph(&self) -> MatchGraph {
        let mut builder = GraphBuilder::default();
        let mut targets = Vec::new();
        for rule in &self.bundle.rules {
            targets.clear();
            targets.extend(rule.targets.iter().map(|t| t.target));
            builder.add(RuleInput { pattern: &rule.pattern, bus: &rule.bus, targets: &targets });
        }
        builder.finish()
    }

    /// What people read of each rule, by id.
    pub fn headers(&self) -> Arc<[RuleHeader]> {
        self.bundle.rules.iter().map(|r| r.header.clone()).collect()
    }

    /// The number of a rule by its name.
    pub fn rule(&self, name: &str) -> Result<usize, Failure> {
        let rules = &self.bundle.rules;
        rules.iter().position(|r| r.header.name == name).ok_or_else(|| {
            let near = nearest(name, rules.iter().map(|r| r.header.name.as_str()));
            let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
            Failure::usage(format!("no rule is called `{name}`{hint}"))
        })
    }
}
