//! Documents to cases. Every problem is reported at its place; a case with problems cannot run.

use super::expect::{self, Expect};
use super::given::{self, Given};
use super::outside::Outside;
use super::watch::Watched;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags, Level};
use crate::base::ids::{RuleId, TargetId};
use crate::base::span::{Sources, Span};
use crate::read::tree::{Item, Kind};
use crate::rules::test_keys::TEST;
use crate::rules::{Bundle, DEFAULT_BUS, Fields, File, Loaded, json_text, near, text, wrong};
use jiff::Timestamp;
use std::collections::HashMap;

/// A test case.
#[derive(Debug)]
pub struct Case<'t> {
    /// Its name, or words on where it stands if it has none.
    pub name: String,
    /// The file it stands in, as the user named it.
    pub file: String,
    /// Its line there, from 1.
    pub line: u32,
    /// The time of its clock, if it sets it.
    pub now: Option<Timestamp>,
    /// The bus that its events come in on.
    pub bus: String,
    /// Its events, in order.
    pub given: Vec<Given<'t>>,
    /// Its configuration items, in order.
    pub items: Vec<Given<'t>>,
    /// Its datapoints and log lines.
    pub watched: Watched<'t>,
    /// Values of parameters of compliance rules, as `--param` takes them.
    pub params: Vec<(String, String)>,
    /// What plugins find outside, if they run.
    pub outside: Outside,
    /// What should come of them.
    pub expect: Expect<'t>,
    /// What is wrong with it.
    pub diags: Diags,
}

/// The time of a case that neither sets its clock nor is given anything with a time:
/// 2026-01-01T00:00:00Z.
pub(super) fn epoch() -> Timestamp {
    Timestamp::from_second(1_767_225_600).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl Case<'_> {
    /// Does `--filter` select the case? It looks at `file:name`, so that a part of either will do.
    #[must_use]
    pub fn selected(&self, filter: &str) -> bool {
        format!("{}:{}", self.file, self.name).contains(filter)
    }
}

/// What names in cases refer to.
pub(super) struct Names<'a> {
    pub rules: HashMap<&'a str, RuleId>,
    /// Compliance rules, those that are left out for want of a value included.
    pub compliance: Vec<&'a str>,
    pub targets: HashMap<&'a str, TargetId>,
    pub buses: Vec<&'a str>,
    /// Alarms, and whether they are made once for each series.
    pub alarms: HashMap<&'a str, bool>,
}

impl<'a> Names<'a> {
    fn of(bundle: &'a Bundle) -> Self {
        let rules = bundle.rules.iter().enumerate();
        let targets = bundle.targets.iter().enumerate();
        let mut buses: Vec<&str> = bundle.buses.iter().map(|b| b.name.as_str()).collect();
        buses.push(DEFAULT_BUS);
        let compliance = bundle.compliance.iter().map(|r| r.header.name.as_str());
        let left_out = bundle.left_out.iter().map(|notice| notice.subject.as_str());
        Self {
            compliance: compliance.chain(left_out).collect(),
            rules: rules.map(|(at, r)| (r.header.name.as_str(), RuleId::new(at))).collect(),
            targets: targets.map(|(at, t)| (t.name.as_str(), TargetId::new(at))).collect(),
            buses,
            alarms: bundle.alarms.iter().map(|a| (&*a.header.name, a.is_each())).collect(),
        }
    }
}

/// Reads the cases of all files, in their order.
#[must_use]
pub fn read<'t>(loaded: &'t Loaded, bundle: &Bundle) -> Vec<Case<'t>> {
    let names = Names::of(bundle);
    let mut seen = HashMap::new();
    let cases = crate::rules::tests(loaded).into_iter().map(|(file, item)| {
        let mut case = one(&loaded.sources, &names, file, item);
        let name = item.get("name").filter(|n| n.kind() == Kind::Text);
        if let Some(name) = name {
            if let Some(first) = seen.get(&(file.source, name.text())) {
                let words = format!("two cases of this file are called `{}`", name.str());
                let diag = Diag::new(Code::TL206, name.span(), words).also(*first, "first here");
                case.diags.push(diag.help("a report tells cases apart by their names"));
            } else {
                seen.insert((file.source, name.text()), name.span());
            }
        }
        case
    });
    cases.collect()
}

fn one<'t>(sources: &Sources, names: &Names<'_>, file: &'t File, item: Item<'t>) -> Case<'t> {
    let span = item.span();
    let line = sources.position(span.source, span.start).line;
    let mut case = Case {
        name: format!("the case in line {line}"),
        file: sources.get(file.source).name.to_string(),
        line,
        now: None,
        bus: DEFAULT_BUS.to_owned(),
        given: Vec::new(),
        items: Vec::new(),
        watched: Watched::default(),
        params: Vec::new(),
        outside: Outside::default(),
        expect: Expect::default(),
        diags: Diags::default(),
    };
    let diags = &mut case.diags;
    let Some(fields) = Fields::read(diags, "a test case", span.head(), item, TEST) else {
        return case;
    };
    match fields.get("name").and_then(|i| Some((i, text(diags, "name", i)?))) {
        Some((item, name)) if name.trim().is_empty() => {
            diags.push(Diag::new(Code::TL209, item.span(), "the name of a case is not empty"));
        }
        Some((_, name)) => case.name = name,
        None => {}
    }
    case.now = fields.get("now").and_then(|item| now(diags, item));
    if let Some(bus) = fields.get("bus").and_then(|item| bus(diags, names, item)) {
        case.bus = bus;
    }
    let given = fields.get("given").map(|i| given::read(diags, names, file, i));
    (case.given, case.items, case.watched, case.outside) = given.unwrap_or_default();
    if let Some(item) = fields.get("params") {
        case.params = params(diags, item);
    }
    if let Some(item) = fields.get("expect") {
        case.expect = expect::read(diags, names, item);
    }
    if let Some(span) = case.outside.span.filter(|_| !case.expect.runs_plugins()) {
        let words = "nothing is expected of plugins, so they do not run and do not see this";
        let mut diag = Diag::new(Code::TL501, span, words);
        diag.level = Level::Warning;
        let help = "expect `http`, `files` or `puts`, or `outcome` of an invocation";
        diags.push(diag.help(help));
    }
    case
}

/// Values of the parameters of rules, in the words of the command line.
fn params(diags: &mut Diags, item: Item<'_>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let takes = "a map from rules to maps from parameters to values";
    if item.kind() != Kind::Map {
        wrong(diags, "params", item, takes);
    }
    for (rule, values) in item.entries() {
        if values.kind() != Kind::Map {
            wrong(diags, "params", values, takes);
        }
        for (name, value) in values.entries() {
            let text = match value.kind() {
                Kind::Text => Some(value.str().into_owned()),
                _ => json_text(diags, value),
            };
            all.extend(text.map(|text| (format!("{}.{}", rule.str(), name.str()), text)));
        }
    }
    all
}

fn now(diags: &mut Diags, item: Item<'_>) -> Option<Timestamp> {
    let word = text(diags, "now", item)?;
    let time = crate::base::time::parse(&word);
    if time.is_none() {
        let words = format!("`{word}` is not a time");
        let diag = Diag::new(Code::TL209, item.span(), words);
        diags.push(diag.help("write it as in 2026-01-01T00:00:00Z"));
    }
    time
}

fn bus(diags: &mut Diags, names: &Names<'_>, item: Item<'_>) -> Option<String> {
    let name = text(diags, "bus", item)?;
    if names.buses.contains(&name.as_str()) {
        return Some(name);
    }
    diags.push(unknown("bus", &name, item.span(), names.buses.iter().copied()));
    None
}

/// A name that nothing in the bundle bears.
pub(super) fn unknown<'a>(
    noun: &str,
    name: &str,
    span: Span,
    known: impl IntoIterator<Item = &'a str>,
) -> Diag {
    let diag = Diag::new(Code::TL501, span, format!("no {noun} is called `{name}`"));
    let mut known: Vec<&str> = known.into_iter().collect();
    // The order of a table is nothing to rely on.
    known.sort_unstable();
    if known.is_empty() {
        return diag.help(format!("there is no {noun} at all: name the rule files, too"));
    }
    match near(name, known) {
        Some(near) => diag.label(format!("did you mean `{near}`?")),
        None => diag,
    }
}
