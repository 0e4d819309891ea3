//! `tripline packs`: what is built in.

use super::args::{Global, PacksArgs};
use super::bundle;
use super::exit::{Code, Done};
use crate::model::RuleHeader;
use crate::packs::PACKS;
use crate::rules::Bundle;
use std::io::{self, Write};

pub(super) fn run(args: &PacksArgs, global: &Global) -> Done {
    let mut out = io::stdout().lock();
    let names: Vec<String> = match &args.name {
        Some(name) => vec![name.clone()],
        None => PACKS.iter().map(|(name, _)| (*name).to_owned()).collect(),
    };
    for name in names {
        let pack = bundle::read(&[], std::slice::from_ref(&name), global)?.sound(global)?;
        let kinds = kinds(&pack.bundle);
        let title = pack.bundle.packs.first().map_or("", |p| p.title.as_str());
        let counts: Vec<String> =
            kinds.iter().map(|(kind, headers)| format!("{} {kind}", headers.len())).collect();
        writeln!(out, "{name}  {}  {title}", counts.join(", "))?;
        if args.name.is_some() {
            if let Some(about) = pack.bundle.packs.first().filter(|p| !p.description.is_empty()) {
                writeln!(out, "\n{}\n", about.description.trim_end())?;
            }
            for (at, (kind, headers)) in kinds.iter().enumerate() {
                if at > 0 {
                    writeln!(out, "\n{kind}:")?;
                }
                for header in headers {
                    let severity = header.severity.map_or("-", |s| s.word());
                    writeln!(out, "{severity:9} {}  {}", header.name, header.title)?;
                }
            }
            for notice in &pack.bundle.left_out {
                writeln!(out, "{:9} {}  {}", "-", notice.subject, notice.message)?;
            }
        }
    }
    Ok(Code::Clean)
}

/// What a pack holds, by kind; kinds of which there is none are left out.
fn kinds(bundle: &Bundle) -> Vec<(&'static str, Vec<&RuleHeader>)> {
    let events = bundle.rules.iter().map(|rule| &rule.header);
    let rules = events.chain(bundle.compliance.iter().map(|rule| &rule.header)).collect();
    let alarms = bundle.alarms.iter().map(|alarm| &alarm.header).collect();
    let baselines = bundle.baselines.iter().map(|baseline| &baseline.header).collect();
    let mut all = vec![("rules", rules), ("alarms", alarms), ("baselines", baselines)];
    all.retain(|(_, headers): &(_, Vec<_>)| !headers.is_empty());
    all
}
