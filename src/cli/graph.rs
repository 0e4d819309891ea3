//! `tripline graph`: a picture of the matching graph.

use super::args::{Global, GraphArgs, GraphFormat};
use super::bundle::{self, Checked};
use super::exit::{Code, Done, Failure};
use crate::base::ids::{RuleId, TargetId};
use crate::graph::show::{Drawing, Names};
use crate::model::Severity;
use std::io::Write;

pub(super) fn run(args: &GraphArgs, global: &Global) -> Done {
    let checked = bundle::read(&args.rules.rules, &args.rules.packs, global)?.sound(global)?;
    let around = match &args.around {
        Some(name) => Some(RuleId::new(checked.rule(name)?)),
        None => None,
    };
    let drawing = Drawing::new(&checked.graph(), &Bundled(&checked), around);
    let picture = match args.format {
        GraphFormat::Dot => drawing.dot(),
        GraphFormat::Mermaid => drawing.mermaid(),
        GraphFormat::Svg => drawing.svg().map_err(Failure::usage)?,
        GraphFormat::Json => format!("{:#}\n", drawing.json()),
    };
    std::io::stdout().lock().write_all(picture.as_bytes())?;
    Ok(Code::Clean)
}

/// The names of a bundle.
struct Bundled<'a>(&'a Checked);

impl Names for Bundled<'_> {
    fn rule(&self, rule: RuleId) -> &str {
        &self.0.bundle.rules[rule.index()].header.name
    }

    fn severity(&self, rule: RuleId) -> Option<Severity> {
        self.0.bundle.rules[rule.index()].header.severity
    }

    fn target(&self, target: TargetId) -> &str {
        &self.0.bundle.targets[target.index()].name
    }
}
