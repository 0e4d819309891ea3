//! SARIF 2.1.0: findings as results, faults and notices as notifications. Results are written as
//! they come. Roll-ups and timelines have no place in it.

mod rule;

pub(super) use rule::level;

use super::compliance::{sarif as results, severity_of_any, words as said};
use super::raised::{sarif as raisings, severity};
use super::samples::Samples;
use super::subject::{self, sentence, title};
use super::{Out, Report};
use crate::model::{
    ComplianceType, Effect, Evaluation, Fault, Match, Notice, Raised, RuleHeader, RunInfo, Summary,
};
use crate::report::baseline::Finding;
use crate::report::clean::visible;
use crate::report::sarif::{Log, location, message};
use crate::report::uri::Base;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::sync::Arc;

/// How many faults, and how many notices, are kept for the end of the log.
const NOTIFICATIONS: usize = 1000;

/// The log.
#[derive(Debug)]
pub(super) struct Sarif<W: Write = Out> {
    out: W,
    log: Log,
    base: Base,
    rules: Arc<[RuleHeader]>,
    /// Where each rule stands in the log; event rules without a severity do not.
    indexes: Vec<Option<usize>>,
    faults: Samples<Value>,
    notices: Samples<Value>,
    /// Results in ERROR; they stand among the results.
    errors: u64,
}

impl<W: Write> Sarif<W> {
    /// A log onto `out`.
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            log: Log::default(),
            base: Base::here(),
            rules: Arc::default(),
            indexes: Vec::new(),
            faults: Samples::default(),
            notices: Samples::default(),
            errors: 0,
        }
    }

    fn matched(&mut self, matched: &Match) -> io::Result<()> {
        let rule = &self.rules[matched.rule.index()];
        let (Some(severity), Some(index)) = (rule.severity, self.indexes[matched.rule.index()])
        else {
            return Ok(());
        };
        let place = matched.place;
        let region = json!({ "startLine": place.line, "startColumn": place.column });
        let subject = &matched.subject;
        let result = json!({
            "ruleId": rule.name,
            "ruleIndex": index,
            "level": level(severity),
            "message": message(&format!("{}: {}", visible(title(rule)), sentence(matched))),
            "locations": [location(&self.base.uri(&matched.input), Some(region))],
            "partialFingerprints": { "tripline/v1": matched.fingerprint(&rule.name) },
            "properties": {
                "severity": severity.word(),
                "event-id": matched.event_id,
                "time": matched.time,
                "index": matched.index,
                "offset": place.offset,
                "source": subject.source,
                "what": subject.what,
                "who": subject.who,
                "from": subject.from,
                "account": subject.account,
                "region": subject.region,
                "error": subject.error,
            },
        });
        self.log.result(&mut self.out, &result)
    }

    fn evaluated(&mut self, evaluation: &Evaluation) -> io::Result<()> {
        self.errors += u64::from(evaluation.compliance == ComplianceType::Error);
        let at = evaluation.rule.index();
        let Some(index) = self.indexes[at] else { return Ok(()) };
        let result = results::result(&self.rules[at], index, evaluation, &self.base);
        self.log.result(&mut self.out, &result)
    }

    fn raised(&mut self, raised: &Raised) -> io::Result<()> {
        let at = raised.rule.index();
        let rule = &self.rules[at];
        let (Some(severity), Some(index)) = (severity(rule, raised), self.indexes[at]) else {
            return Ok(());
        };
        let result = raisings::result((rule, severity), index, raised, &self.base);
        self.log.result(&mut self.out, &result)
    }

    fn notify(&self, level: &str, text: &str, input: &str, region: Option<Value>) -> Value {
        let mut out = json!({ "level": level, "message": message(text) });
        if !input.is_empty() {
            out["locations"] = json!([location(&self.base.uri(input), region)]);
        }
        out
    }

    fn fault(&mut self, fault: &Fault) {
        let region = fault.place.map(|p| json!({ "startLine": p.line, "startColumn": p.column }));
        let text = subject::fault(fault);
        let notification = self.notify("error", &text, &fault.input, region);
        self.faults.add(&notification, NOTIFICATIONS);
    }

    fn notice(&mut self, notice: &Notice) {
        let text = format!("{}: {}", notice.kind.word(), said::notice(notice));
        let (file, region) = match &notice.file {
            Some((file, line)) => (&**file, Some(json!({ "startLine": line }))),
            None => ("", None),
        };
        let notification = self.notify("warning", &text, file, region);
        self.notices.add(&notification, NOTIFICATIONS);
    }
}

impl<W: Write + Send> Report for Sarif<W> {
    fn begin(&mut self, info: &RunInfo) -> io::Result<()> {
        self.rules = Arc::clone(&info.rules);
        let mut next = 0..;
        self.indexes =
            info.rules.iter().map(|rule| severity_of_any(rule).and_then(|_| next.next())).collect();
        let base = &self.base;
        let rules =
            info.rules.iter().filter_map(|r| Some(rule::rule(r, severity_of_any(r)?, base)));
        self.log = Log::begin(&mut self.out, rules)?;
        Ok(())
    }

    fn effect(&mut self, effect: &Effect) -> io::Result<()> {
        match effect {
            Effect::Match(matched) => self.matched(matched),
            Effect::Compliance(evaluation) => self.evaluated(evaluation),
            Effect::Raised(raised) => self.raised(raised),
            Effect::Invocation(_)
            | Effect::Delivery(_)
            | Effect::Performed(_)
            | Effect::Transition(_)
            | Effect::Rollup(_) => Ok(()),
            Effect::Notice(notice) => {
                self.notice(notice);
                Ok(())
            }
            Effect::Fault(fault) => {
                self.fault(fault);
                Ok(())
            }
        }
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        // The summary may count results in ERROR too.
        let faults = self.faults.count.max(summary.errors.saturating_sub(self.errors));
        let mut notifications = std::mem::take(&mut self.faults.kept);
        let more = faults.saturating_sub(notifications.len() as u64);
        if more > 0 {
            notifications.push(self.notify("error", &format!("{more} more errors"), "", None));
        }
        notifications.append(&mut self.notices.kept);
        let more = self.notices.count.saturating_sub(NOTIFICATIONS as u64);
        if more > 0 {
            notifications.push(self.notify("warning", &format!("{more} more notices"), "", None));
        }
        self.log.end(&mut self.out, faults + self.errors == 0, &notifications)?;
        self.out.flush()
    }
}
