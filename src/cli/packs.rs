//! `tripline packs`: what is built in.

use super::args::{Global, PacksArgs};
use super::bundle;
use super::exit::{Code, Done};
use crate::model::RuleHeader;
use crate::packs::PACKS;
use std::io::{self, Write};

pub(super) fn run(args: &PacksArgs, global: &Global) -> Done {
    let mut out = io::stdout().lock();
    let names: Vec<String> = match &args.name {
        Some(name) => vec![name.clone()],
        None => PACKS.iter().map(|(name, _)| (*name).to_owned()).collect(),
    };
    for name in names {
        let pack = bundle::read(&[], std::slice::from_ref(&name), global)?.sound(global)?;
        let mut rules: Vec<&RuleHeader> = pack.bundle.rules.iter().map(|r| &r.header).collect();
        rules.extend(pack.bundle.compliance.iter().map(|r| &r.header));
        let title = pack.bundle.packs.first().map_or("", |p| p.title.as_str());
        writeln!(out, "{name}  {} rules  {title}", rules.len())?;
        if args.name.is_some() {
            if let Some(about) = pack.bundle.packs.first().filter(|p| !p.description.is_empty()) {
                writeln!(out, "\n{}\n", about.description.trim_end())?;
            }
            for rule in rules {
                let severity = rule.severity.map_or("-", |s| s.word());
                writeln!(out, "{severity:9} {}  {}", rule.name, rule.title)?;
            }
            for notice in &pack.bundle.left_out {
                writeln!(out, "{:9} {}  {}", "-", notice.subject, notice.message)?;
            }
        }
    }
    Ok(Code::Clean)
}
