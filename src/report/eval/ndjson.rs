//! One JSON object a line, as the effects come. The form other programs read.

use super::lines::{self, MatchHeads};
use super::{Out, Report, compliance, delivery, raised};
use crate::model::{Effect, RuleHeader, RunInfo, Severity, Summary};
use crate::report::json::Object;
use crate::report::{SCHEMA, VERSION};
use std::io::{self, Write};
use std::sync::Arc;

/// The stream.
#[derive(Debug)]
pub(super) struct Ndjson<W: Write = Out> {
    out: W,
    heads: MatchHeads,
    rules: Arc<[RuleHeader]>,
}

impl<W: Write> Ndjson<W> {
    /// A stream onto `out`.
    pub(super) fn new(out: W) -> Self {
        Self { out, heads: MatchHeads::default(), rules: Arc::default() }
    }
}

impl<W: Write + Send> Report for Ndjson<W> {
    fn begin(&mut self, info: &RunInfo) -> io::Result<()> {
        self.heads = MatchHeads::new(&info.rules)?;
        self.rules = Arc::clone(&info.rules);
        let mut object = Object::begin(&mut self.out)?;
        object.put("kind", "run")?;
        object.put("schema", SCHEMA)?;
        object.put("version", VERSION)?;
        object.put("rules", &info.rules.len())?;
        object.put("fail-on", &info.fail_on.map(Severity::word))?;
        object.end()?;
        self.out.write_all(b"\n")
    }

    fn effect(&mut self, effect: &Effect) -> io::Result<()> {
        match effect {
            Effect::Match(matched) => {
                self.heads.write(&mut self.out, matched)?;
                self.out.write_all(b"}")?;
            }
            Effect::Invocation(planned) => self.heads.invocation(&mut self.out, planned)?,
            Effect::Delivery(end) => delivery::delivered(&mut self.out, end)?,
            Effect::Performed(effect) => delivery::performed(&mut self.out, effect)?,
            Effect::Compliance(_)
            | Effect::Transition(_)
            | Effect::Rollup(_)
            | Effect::Notice(_) => {
                compliance::lines::write(&mut self.out, &self.rules, effect)?;
            }
            Effect::Raised(of) => raised::lines::write(&mut self.out, &self.rules, of)?,
            Effect::Fault(fault) => lines::fault(&mut self.out, fault)?,
        }
        self.out.write_all(b"\n")
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        let mut object = Object::begin(&mut self.out)?;
        object.put("kind", "summary")?;
        lines::summary(&mut object, summary)?;
        object.end()?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}
