//! One JSON document: all effects in input order, then the rules that found anything, then the
//! counts.
//! Written as the effects come, one a line, so that its size does not matter.

use super::lines::{self, MatchHeads};
use super::{Out, Report, compliance, delivery, raised};
use crate::base::ids::RuleId;
use crate::model::{ComplianceCounts, Effect, RuleHeader, RuleKind, RunInfo, Severity, Summary};
use crate::report::json::{Elements, Object, value};
use crate::report::{SCHEMA, VERSION};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

/// The document.
#[derive(Debug)]
pub(super) struct Json<W: Write = Out> {
    out: W,
    heads: MatchHeads,
    effects: Elements,
    rules: Arc<[RuleHeader]>,
    counts: Vec<u64>,
    results: BTreeMap<RuleId, ComplianceCounts>,
}

impl<W: Write> Json<W> {
    /// A document onto `out`.
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            heads: MatchHeads::default(),
            effects: Elements::default(),
            rules: Arc::default(),
            counts: Vec::new(),
            results: BTreeMap::new(),
        }
    }

    /// What there is to say of a rule that found anything.
    fn rule(&mut self, at: usize, rule: &RuleHeader) -> io::Result<()> {
        let mut object = Object::begin(&mut self.out)?;
        object.put("rule", &rule.name)?;
        object.put("title", &rule.title)?;
        let severity = compliance::severity_of_any(rule);
        object.put("severity", &severity.map(Severity::word))?;
        match self.results.get(&RuleId::new(at)) {
            Some(counts) => object.put("counts", &compliance::lines::counts(counts))?,
            None => object.put(counted(rule.kind), &self.counts[at])?,
        }
        object.put("description", &rule.description)?;
        object.put("fix", &rule.fix)?;
        object.put("controls", &rule.controls)?;
        object.put("tags", &rule.tags)?;
        object.put("references", &rule.references)?;
        object.put("file", &*rule.file)?;
        object.put("line", &rule.line)?;
        object.end()
    }
}

/// What is counted of a rule without results.
fn counted(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Event | RuleKind::Compliance => "matches",
        RuleKind::Alarm => "changes",
        RuleKind::Baseline => "insights",
    }
}

impl<W: Write + Send> Report for Json<W> {
    fn begin(&mut self, info: &RunInfo) -> io::Result<()> {
        self.heads = MatchHeads::new(&info.rules)?;
        self.rules = Arc::clone(&info.rules);
        self.counts = vec![0; info.rules.len()];
        let mut object = Object::begin(&mut self.out)?;
        object.put("schema", SCHEMA)?;
        object.put("version", VERSION)?;
        object.put("fail-on", &info.fail_on.map(Severity::word))?;
        object.key("effects")?.write_all(b"[")
    }

    fn effect(&mut self, effect: &Effect) -> io::Result<()> {
        self.effects.next(&mut self.out)?;
        match effect {
            Effect::Match(matched) => {
                self.counts[matched.rule.index()] += 1;
                self.heads.write(&mut self.out, matched)?;
                let subject = &matched.subject;
                write!(self.out, ",\"offset\":{},\"subject\":", matched.place.offset)?;
                let subject = json!({
                    "source": subject.source,
                    "what": subject.what,
                    "who": subject.who,
                    "from": subject.from,
                    "account": subject.account,
                    "region": subject.region,
                    "error": subject.error,
                });
                value(&mut self.out, &subject)?;
                self.out.write_all(b"}")
            }
            Effect::Invocation(planned) => self.heads.invocation(&mut self.out, planned),
            Effect::Raised(of) => {
                self.counts[of.rule.index()] += 1;
                raised::lines::write(&mut self.out, &self.rules, of)
            }
            Effect::Delivery(end) => delivery::delivered(&mut self.out, end),
            Effect::Compliance(evaluation) => {
                let counts = self.results.entry(evaluation.rule).or_default();
                counts.add(evaluation.compliance, evaluation.waived.is_some());
                compliance::lines::write(&mut self.out, &self.rules, effect)
            }
            Effect::Transition(_) | Effect::Rollup(_) | Effect::Notice(_) => {
                compliance::lines::write(&mut self.out, &self.rules, effect)
            }
            Effect::Performed(effect) => delivery::performed(&mut self.out, effect),
            Effect::Fault(fault) => lines::fault(&mut self.out, fault),
        }
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        self.out.write_all(b"\n],\"rules\":[")?;
        let mut elements = Elements::default();
        let rules = Arc::clone(&self.rules);
        for (at, rule) in rules.iter().enumerate() {
            if self.counts[at] > 0 || self.results.contains_key(&RuleId::new(at)) {
                elements.next(&mut self.out)?;
                self.rule(at, rule)?;
            }
        }
        self.out.write_all(b"\n],\"summary\":")?;
        let mut object = Object::begin(&mut self.out)?;
        lines::summary(&mut object, summary)?;
        object.end()?;
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}
