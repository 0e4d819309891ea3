//! The sections `compliance` and `waivers` of all files.

use super::{ComplianceRule, Conditions, Instance, Read, read};
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::model::{Notice, NoticeKind};
use crate::operators::Wildcard;
use crate::read::tree::{Item, Kind};
use crate::rules::lines::Lines;
use crate::rules::names::Names;
use crate::rules::parameter::Given;
use crate::rules::scope::Scope;
use crate::rules::section::Section;
use crate::rules::sink::Sink;
use crate::rules::texts::Role;
use crate::rules::waiver::{self, Waiver};

/// What `--param` calls the parameters of compliance rules.
pub fn parameters<'t>(sections: impl Iterator<Item = Section<'t>>) -> Vec<String> {
    let mut all = Vec::new();
    for (key, item) in sections.flat_map(Section::documents) {
        let params = item.get("params").filter(|p| p.kind() == Kind::Map);
        let names = params.into_iter().flat_map(Item::entries);
        all.extend(names.map(|(name, _)| format!("{}.{}", key.str(), name.str())));
    }
    all
}

/// Reads the compliance rules of a bundle.
#[derive(Debug)]
pub struct Reader<'a, 't> {
    scope: &'a Scope<'a>,
    conditions: &'a Conditions<'t>,
    given: &'a [(String, String)],
    /// The rules.
    pub rules: Vec<ComplianceRule>,
    /// Those that are not evaluated, with the reasons.
    pub left_out: Vec<Notice>,
}

impl<'a, 't> Reader<'a, 't> {
    /// A reader; `given` are the `--param`s.
    pub fn new(
        scope: &'a Scope<'a>,
        conditions: &'a Conditions<'t>,
        given: &'a [(String, String)],
    ) -> Self {
        Self { scope, conditions, given, rules: Vec::new(), left_out: Vec::new() }
    }

    /// Reads the rules of sections, except those of libraries.
    pub fn rules(&mut self, sink: &mut Sink, sections: impl Iterator<Item = Section<'t>>) {
        let mut names = Names::new("compliance rule");
        for section in sections.filter(|s| s.file.role != Role::Library) {
            let lines = Lines::of(&self.scope.sources.get(section.file.source).text);
            for (key, item) in section.documents() {
                if sink.is_full() {
                    return;
                }
                if sink.with(|diags| names.admit(diags, key)) {
                    let instance =
                        Instance { params: flags(self.given, &key.str()), ..Instance::default() };
                    let line = lines.line(key.span().start);
                    self.rule(sink, section, line, (key, item), &instance);
                }
            }
        }
    }

    /// Reads a rule whose name stands in line `line`.
    pub fn rule(
        &mut self,
        sink: &mut Sink,
        section: Section<'t>,
        line: u32,
        (key, item): (Item<'t>, Item<'t>),
        instance: &Instance<'_>,
    ) {
        let place = (section.file, line);
        let (scope, conditions) = (self.scope, self.conditions);
        match sink.with(|d| read(d, scope, conditions, place, (key, item), instance)) {
            Read::Rule(rule) => self.rules.push(*rule),
            Read::LeftOut(message) => self.left_out.push(Notice {
                kind: NoticeKind::NotEvaluated,
                subject: instance.name.clone().unwrap_or_else(|| key.str().into_owned()),
                message,
                file: Some((scope.sources.get(section.file.source).name.clone(), line)),
            }),
            Read::Broken => {}
        }
    }
}

/// What the command line gives for the parameters of a rule.
pub fn flags<'a>(given: &'a [(String, String)], rule: &str) -> Vec<(String, Given<'a>)> {
    let of = |(flag, text): &'a (String, String)| {
        let name = flag.strip_prefix(rule)?.strip_prefix('.')?;
        Some((name.to_owned(), Given::Flag(flag, text)))
    };
    given.iter().filter_map(of).collect()
}

/// Reads the waivers of a bundle with these rules.
pub fn waivers<'t>(
    sink: &mut Sink,
    scope: &Scope<'_>,
    sections: impl Iterator<Item = Section<'t>>,
    rules: &[ComplianceRule],
) -> Vec<Waiver> {
    let mut names = Names::new("waiver");
    let mut all = Vec::new();
    for (key, item) in sections.flat_map(Section::documents) {
        all.extend(sink.with(|diags| {
            let admitted = names.admit(diags, key);
            let waiver = waiver::read(diags, scope, key, item).filter(|_| admitted)?;
            let known = |glob: &Wildcard| {
                rules.iter().any(|rule| glob.matches(rule.header.name.as_bytes()))
            };
            if !waiver.rules.iter().any(known) {
                let words =
                    format!("no compliance rule is named as the waiver `{}` says", key.str());
                diags.push(Diag::new(Code::TL217, key.span(), words));
            }
            Some(waiver)
        }));
    }
    all
}
