//! Loaded files to one bundle: every document checked, every reference resolved, all problems at
//! once.

use super::alarm::{self, Alarm};
use super::archive::{self, Archive};
use super::baseline::{self, Baseline};
use super::bus::{self, Bus};
use super::compliance::{ComplianceRule, Conditions, check_unused, sections};
use super::event_rule::{self, EventRule};
use super::lines::Lines;
use super::list::{self, List, ReadFile};
use super::metric_filter::{self, MetricFilter};
use super::names::{Names, Registry, check_form};
use super::pack::{self, Pack};
use super::parameter::{self, Parameter};
use super::schedule::{self, Schedule};
use super::scope::{DEFAULT_BUS, Scope};
use super::section::{Section, split};
use super::sink::Sink;
use super::target::{self, Target};
use super::template::Deployed;
use super::texts::{Loaded, Role};
use super::values::Known;
use super::waiver::Waiver;
use crate::base::diag::Diags;
use crate::base::limits::Limits;
use crate::model::Notice;
use crate::read::tree::Item;
use std::path::Path;

/// The checked documents of all files.
#[derive(Debug, Default)]
pub struct Bundle {
    /// Event rules, in the order of files, then of places.
    pub rules: Vec<EventRule>,
    /// Compliance rules, in the same order.
    pub compliance: Vec<ComplianceRule>,
    /// Metric filters, in the same order.
    pub filters: Vec<MetricFilter>,
    /// Alarms, in the same order.
    pub alarms: Vec<Alarm>,
    /// Baselines, in the same order.
    pub baselines: Vec<Baseline>,
    /// Schedules, in the same order.
    pub schedules: Vec<Schedule>,
    /// Accepted exceptions.
    pub waivers: Vec<Waiver>,
    /// Compliance rules that are not evaluated, with the reasons.
    pub left_out: Vec<Notice>,
    /// Targets; `TargetId`s index this.
    pub targets: Vec<Target>,
    /// Buses that are defined; `default` is there even if it is not among them.
    pub buses: Vec<Bus>,
    /// Archives of all buses: those below the buses, then those of the section.
    pub archives: Vec<Archive>,
    /// Parameters with their values.
    pub parameters: Vec<Parameter>,
    /// Lookup lists with their values.
    pub lists: Vec<List>,
    /// What the files say of themselves.
    pub packs: Vec<Pack>,
    /// Were there more problems than are reported? Documents may then be missing here.
    pub truncated: bool,
}

/// Builds the bundle of everything that was loaded. `given` are the `--param`s; `read_file` reads
/// the files of lists. The problems of loading itself stay in `loaded.diags`.
#[must_use]
pub fn bundle(
    loaded: &Loaded,
    given: &[(String, String)],
    read_file: ReadFile<'_>,
    limits: &Limits,
) -> (Bundle, Diags) {
    let mut sink = Sink::new(limits.diagnostics);
    let mut bundle = Bundle::default();
    let sections = sink.with(|diags| split(loaded, diags));
    let of = |name: &'static str| sections.iter().filter(move |s| s.info.name == name).copied();
    let own = |name: &'static str| of(name).filter(|s| s.file.role != Role::Library);

    let parameters = define(&mut sink, "parameter", of("parameters"));
    let lists = define(&mut sink, "list", of("lists"));
    let buses = define(&mut sink, "bus", of("buses"));
    let targets = define(&mut sink, "target", of("targets"));

    for (_, key, item) in &parameters.documents {
        let value = given.iter().rev().find(|(name, _)| *name == key.str());
        let value = value.map(|(name, text)| parameter::Given::Flag(name, text));
        let read = |diags: &mut Diags| {
            let mut parameter = parameter::read(diags, *key, *item, value);
            if parameter.is_wanting() {
                diags.push(parameter.wanting(&parameter.name));
                parameter.broken = true;
            }
            parameter
        };
        bundle.parameters.push(sink.with(read));
    }
    let deployed = sink.with(|d| Deployed::read(d, loaded, &sections, given, limits));
    let flags = sections::parameters(own("compliance"));
    let others = flags.iter().chain(&deployed.flags).map(String::as_str);
    let known: Vec<&str> = parameters.names.names().chain(others).collect();
    sink.with(|d| parameter::unknown_given(d, given, &known));
    for (section, key, item) in &lists.documents {
        bundle.lists.push(sink.with(|d| list::read(d, section.file, *key, *item, read_file)));
    }
    let known = Known {
        parameter_names: &parameters.names,
        parameters: &bundle.parameters,
        list_names: &lists.names,
        lists: &bundle.lists,
    };
    let scope = Scope {
        sources: &loaded.sources,
        targets: &targets.names,
        buses: &buses.names,
        values: &known,
    };
    for (_, key, item) in &buses.documents {
        bundle.buses.push(sink.with(|d| bus::read(d, &scope, *key, *item)));
    }
    for (section, key, item) in &targets.documents {
        bundle.targets.push(sink.with(|d| target::read(d, &scope, section.file, *key, *item)));
    }
    let archives = several(&mut sink, &scope, "archive", own("archives"), |d, at| {
        archive::read(d, &scope, at.key, at.item)
    });
    let of_buses = bundle.buses.iter().flat_map(|bus| bus.archives.clone());
    bundle.archives = sink.with(|d| archive::together(d, of_buses, archives));
    bundle.rules = rules(&mut sink, &scope, own("rules"));
    bundle.filters = several(&mut sink, &scope, "metric filter", own("metric-filters"), |d, at| {
        metric_filter::read(d, &scope, at.key, at.item)
    });
    bundle.alarms = several(&mut sink, &scope, "alarm", own("alarms"), |d, at| {
        alarm::read(d, &scope, at.line, at.key, at.item)
    });
    let documents = own("alarms").flat_map(Section::documents);
    let defined: Vec<String> = documents.map(|(key, _)| key.str().into_owned()).collect();
    sink.with(|d| alarm::check(d, &bundle.alarms, &defined));
    bundle.baselines = several(&mut sink, &scope, "baseline", own("baselines"), |d, at| {
        baseline::read(d, &scope, at.line, at.key, at.item)
    });
    let conditions = define(&mut sink, "condition", of("conditions"));
    let conditions = Conditions {
        names: conditions.names,
        documents: conditions.documents.into_iter().map(|(_, _, item)| item).collect(),
    };
    let mut compliance = sections::Reader::new(&scope, &conditions, given);
    compliance.rules(&mut sink, own("compliance"));
    sections::Reader { rules: bundle.compliance, left_out: bundle.left_out, .. } = compliance;
    let made = deployed.make(&mut sink, &scope, &conditions, given);
    bundle.buses.extend(made.new_buses(&bundle.buses));
    bundle.compliance.extend(made.compliance);
    bundle.rules.extend(made.rules);
    bundle.left_out.extend(made.left_out);
    bundle.waivers = sections::waivers(&mut sink, &scope, own("waivers"), &bundle.compliance);
    bundle.packs = packs(&mut sink, own("pack"));
    bundle.schedules = several(&mut sink, &scope, "schedule", own("schedules"), |d, at| {
        schedule::read(d, &scope, at.file, at.key, at.item)
    });

    sink.with(|diags| {
        check_unused(diags, &scope, &conditions);
        targets.names.report_unused(diags, "");
        buses.names.report_unused(diags, DEFAULT_BUS);
        parameters.names.report_unused(diags, "");
        lists.names.report_unused(diags, "");
        conditions.names.report_unused(diags, "");
        // What a library defines is there for whoever wants it.
        let is_library =
            |source| loaded.files.iter().any(|f| f.source == source && f.role == Role::Library);
        diags.retain(|d| !d.span.is_some_and(|span| is_library(span.source)));
    });
    bundle.truncated = sink.is_full();
    (bundle, sink.into_diags())
}

/// The definitions of a section that others refer to.
struct Defined<'t> {
    names: Registry,
    documents: Vec<(Section<'t>, Item<'t>, Item<'t>)>,
}

fn define<'t>(
    sink: &mut Sink,
    noun: &'static str,
    sections: impl Iterator<Item = Section<'t>>,
) -> Defined<'t> {
    let mut seen = Names::new(noun);
    let mut defined = Defined { names: Registry::new(noun), documents: Vec::new() };
    for section in sections {
        for (key, item) in section.documents() {
            // The user never asked for a library, so its names are in nobody's way.
            if section.file.role == Role::Library && defined.names.has(&key.str()) {
                continue;
            }
            if sink.with(|diags| seen.admit(diags, key)) {
                defined.names.define(key);
                defined.documents.push((section, key, item));
            }
        }
    }
    defined
}

fn rules<'t>(
    sink: &mut Sink,
    scope: &Scope<'_>,
    sections: impl Iterator<Item = Section<'t>>,
) -> Vec<EventRule> {
    let sections: Vec<_> = sections.collect();
    let mut names = Names::new("rule");
    let mut rules = Vec::new();
    for section in &sections {
        let count = section.documents().count();
        // Reading has compared the names within each file; a table of a million names pays only
        // when there are several files to compare.
        if sections.len() > 1 {
            names.reserve(count);
        }
        rules.reserve(count);
        let lines = Lines::of(&scope.sources.get(section.file.source).text);
        for (key, item) in section.documents() {
            if sink.is_full() {
                return rules;
            }
            let rule = sink.with(|diags| {
                let admitted = if sections.len() > 1 {
                    names.admit(diags, key)
                } else {
                    check_form(diags, "rule", key);
                    true
                };
                let line = lines.line(key.span().start);
                event_rule::read(diags, scope, line, key, item).filter(|_| admitted)
            });
            rules.extend(rule);
        }
    }
    rules
}

/// A document: its file, its name, the line where that stands, and what it says.
struct At<'t> {
    file: &'t Path,
    line: u32,
    key: Item<'t>,
    item: Item<'t>,
}

/// The documents of a section, each name once, that can be read.
fn several<'t, T>(
    sink: &mut Sink,
    scope: &Scope<'_>,
    noun: &'static str,
    sections: impl Iterator<Item = Section<'t>>,
    read: impl Fn(&mut Diags, At<'t>) -> Option<T>,
) -> Vec<T> {
    let mut names = Names::new(noun);
    let mut all = Vec::new();
    for section in sections {
        let lines = Lines::of(&scope.sources.get(section.file.source).text);
        for (key, item) in section.documents() {
            let (file, line) = (&*section.file.path, lines.line(key.span().start));
            let at = At { file, line, key, item };
            let admitted = sink.with(|diags| names.admit(diags, key));
            all.extend(sink.with(|diags| read(diags, at)).filter(|_| admitted));
        }
    }
    all
}

fn packs<'t>(sink: &mut Sink, sections: impl Iterator<Item = Section<'t>>) -> Vec<Pack> {
    let mut names = Names::new("pack");
    let read = |section: Section<'t>| {
        sink.with(|diags| {
            let (at, pack) = pack::read(diags, section.key, section.item)?;
            names.admit(diags, at).then_some(pack)
        })
    };
    sections.filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use crate::base::limits::Limits;
    use crate::rules::testing::loaded;
    use crate::rules::{allow, bundle, tests};

    /// Half-written files are what an editor shows most of the time: nothing in them may panic.
    #[test]
    fn every_beginning_of_a_file_is_handled() {
        let text = "pack: {name: p, title: é}\nparameters: {p: {type: list<int>, default: [1]}}\n\
                    lists: {l: [a, 5], m: {file: x.csv, column: c}}\nbuses: {b: {archives: {a: {retention: 7d}}}}\n\
                    targets:\n  t: {plugin: x, config: {a: [1]}, grants: {http: ['https://x/']}, retry: {}}\n\
                    rules:\n  r: # tripline: allow TL208 because x\n    pattern: {a: [{param: p}], $or: [{b: [{list: l}]}, {c: [1]}]}\n    \
                    targets: [t, {target: t, input-transformer: {input-paths-map: {a: $.x}, input-template: '<a>'}}]\n\
                    tests: [{name: x}]\nalarms: {x: {}}\n";
        let none = |_: &std::path::Path| Err(std::io::Error::other("no files"));
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let loaded = loaded(&[("r.yaml", &text[..end])]);
            let (_, mut diags) = bundle(&loaded, &[], &none, &Limits::default());
            allow::find(&loaded).apply(&mut diags, true);
            let _ = tests(&loaded);
            for diag in diags.into_sorted() {
                let span = diag.span.expect("a place");
                assert!(span.start <= span.end && span.end as usize <= end, "{diag:?} in {end}");
            }
        }
    }
}
