//! From rules to alarms: names, identities, what events say of them, and who looks at whom.

use super::feed::Feed;
use super::live::{Kind, Live};
use super::{Fault, MOST_ALARMS, Monitor};
use crate::alarms::{
    CompositeAlarm, CompositeSettings, Identity, MetricAlarm, Query, QuerySource, Watched,
    evaluation_order, name_of,
};
use crate::base::ids::RuleId;
use crate::metrics::Metric;
use crate::rules::{Alarm, CompositeWatch, MetricWatch, Source, Watch};
use jiff::Timestamp;
use std::sync::Arc;
use uuid::Uuid;

/// The namespace of what alarms say.
const CONTENTS: Uuid = Uuid::from_u128(0x1f6a_90b3_d72e_5c48_9a05_7be4_2c13_8d60);

/// An alarm of the rules.
#[derive(Debug)]
pub(super) struct Made {
    rule: RuleId,
    name: Arc<str>,
    description: Option<String>,
    watch: Watch,
    /// 0 for alarms on metrics, behind them composite ones in the order of evaluation.
    rank: u32,
    /// What it says, as a hash: equal ones say the same.
    pub content: [u8; 16],
}

/// Prepares the alarms of rules.
pub(super) fn made(alarms: &[Alarm], first: usize) -> Vec<Made> {
    let composites: Vec<(usize, &CompositeWatch)> = alarms
        .iter()
        .enumerate()
        .filter_map(|(at, alarm)| match &alarm.watch {
            Watch::Alarms(watch) => Some((at, &**watch)),
            Watch::Metrics(_) => None,
        })
        .collect();
    let named: Vec<_> = composites
        .iter()
        .map(|(at, watch)| (alarms[*at].header.name.as_str(), &watch.settings.rule))
        .collect();
    // A circle is an error of reading; without an order, none is as good as any.
    let order = evaluation_order(&named).unwrap_or_default();
    let mut ranks = vec![0; alarms.len()];
    for (at, _) in &composites {
        ranks[*at] = 1;
    }
    for (place, (at, _)) in order.iter().filter_map(|own| composites.get(*own)).enumerate() {
        ranks[*at] = place as u32 + 1;
    }
    let one = |(at, alarm): (usize, &Alarm)| {
        let header = &alarm.header;
        let text = [&header.description, &header.title];
        let description = text.into_iter().find(|t| !t.is_empty() && **t != header.name).cloned();
        Made {
            rule: RuleId::new(first + at),
            name: header.name.as_str().into(),
            description,
            watch: alarm.watch.clone(),
            rank: ranks[at],
            content: content(alarm),
        }
    };
    alarms.iter().enumerate().map(one).collect()
}

impl Monitor {
    /// Makes all alarms: those of no series, and those of these metrics.
    pub(super) fn make_all(&mut self, metrics: &[Metric], at: Timestamp) {
        for made in 0..self.made.len() {
            let Some(template) = self.made.get(made) else { continue };
            if is_for_each(template) {
                metrics.iter().for_each(|metric| self.make_for(made, metric, at));
            } else {
                let name = Arc::clone(&template.name);
                self.make(made, &name, &[], at);
            }
        }
    }

    /// Makes the alarms of a metric that is new.
    pub(super) fn make_each(&mut self, metric: &Metric, at: Timestamp) {
        for each in 0..self.each.len() {
            if let Some(made) = self.each.get(each).copied() {
                self.make_for(made, metric, at);
            }
        }
    }

    fn make_for(&mut self, made: usize, metric: &Metric, at: Timestamp) {
        let Some(Made { watch: Watch::Metrics(watch), name: base, .. }) = self.made.get(made)
        else {
            return;
        };
        if let Some(values) = values_for(watch, metric) {
            let texts: Vec<&str> = values.iter().map(|v| v.1.as_str()).collect();
            let name = format!("{base}[{}]", texts.join(","));
            self.make(made, &name, &values, at);
        }
    }

    pub(super) fn make(
        &mut self,
        made: usize,
        name: &str,
        values: &[(String, String)],
        at: Timestamp,
    ) {
        let Some(template) = self.made.get(made).filter(|_| !self.names.contains_key(name)) else {
            return;
        };
        if self.live.len() >= MOST_ALARMS {
            if !std::mem::replace(&mut self.full, true) {
                let message = format!(
                    "more than {MOST_ALARMS} alarms would be made: this one is not made for every series"
                );
                self.faults.push(Fault { rule: template.rule, message });
            }
            return;
        }
        let identity = Identity {
            name: name.to_owned(),
            description: template.description.clone(),
            home: self.home.clone(),
        };
        let (rule, rank) = (template.rule, template.rank);
        let children = children(&template.watch);
        let (kind, watched) = match &template.watch {
            Watch::Metrics(watch) => {
                let feed = Feed::new(watch, values);
                let watched = Watched::Metrics(queries(&identity, watch, feed.metrics()));
                let alarm = MetricAlarm::new(Arc::clone(&watch.settings), at);
                (Kind::Metric(Box::new((alarm, feed))), watched)
            }
            Watch::Alarms(watch) => {
                let suppression = watch.settings.suppression.as_ref().map(|rule| {
                    (rule.alarm.clone(), rule.wait.as_secs(), rule.extension.as_secs())
                });
                let watched = Watched::Alarms { rule: watch.text.clone(), suppressor: suppression };
                let settings = Arc::clone(&watch.settings);
                let alarm = CompositeAlarm::new(settings, identity.arn(), at);
                (Kind::Composite(Box::new(alarm)), watched)
            }
        };
        let number = self.live.len();
        for name in children {
            self.parents.entry(name.into()).or_default().push(number);
        }
        if let Kind::Metric(metric) = &kind {
            for metric in metric.1.metrics() {
                match self.store.find(metric) {
                    Some(id) => self.readers_of(id).push(number),
                    None => self.awaiting.entry(metric.clone()).or_default().push(number),
                }
            }
        }
        let mut live = Live::new(rule, identity, watched, kind, rank, at);
        live.made = made;
        let takes_over = self.take_over(number, &mut live, at);
        let next = live.next().unwrap_or(at);
        self.names.insert(name.into(), number);
        self.live.push(live);
        // A composite alarm is looked at in the moment it is made.
        if rank == 0 {
            self.schedule(number, next);
        } else if !takes_over {
            self.queue.push(number, rank, at);
        } else if let Some(next) = self.live.get(number).and_then(Live::next) {
            self.schedule(number, next);
        }
    }
}

/// What an alarm says, whatever lines it stands in.
fn content(alarm: &Alarm) -> [u8; 16] {
    let header = &alarm.header;
    let text = match &alarm.watch {
        Watch::Metrics(watch) => {
            let source = |entry: &crate::rules::Entry| match &entry.source {
                Source::Metric { metric, statistic, unit } => {
                    format!("{metric:?} {statistic} {unit:?}")
                }
                Source::Expression(text, _) => text.clone(),
            };
            let entries: Vec<_> =
                watch.entries.iter().map(|e| (&e.id, &e.label, source(e))).collect();
            let MetricWatch { settings, watched, band, for_each, single, .. } = &**watch;
            format!("{settings:?} {entries:?} {watched} {band:?} {for_each:?} {single}")
        }
        Watch::Alarms(watch) => {
            let CompositeSettings { suppression, notify, .. } = &*watch.settings;
            format!("{:?} {suppression:?} {notify:?}", watch.text)
        }
    };
    let text = format!("{:?} {:?} {text}", header.title, header.description);
    Uuid::new_v5(&CONTENTS, text.as_bytes()).into_bytes()
}

/// Is the alarm made once for each series?
pub(super) fn is_for_each(made: &Made) -> bool {
    matches!(&made.watch, Watch::Metrics(watch) if !watch.for_each.is_empty())
}

/// The names of the alarms that a composite one looks at, its suppressor included.
fn children(watch: &Watch) -> Vec<String> {
    let Watch::Alarms(watch) = watch else { return Vec::new() };
    let rule = watch.settings.rule.children().iter().map(|child| child.name.clone());
    let suppressor = watch.settings.suppression.iter().map(|s| name_of(&s.alarm).to_owned());
    rule.chain(suppressor).collect()
}

/// The values of the dimensions of `for-each`, in its order, if the metric is one that the alarm
/// is made for.
fn values_for(watch: &MetricWatch, metric: &Metric) -> Option<Vec<(String, String)>> {
    let sources = watch.entries.iter().filter_map(|entry| match &entry.source {
        Source::Metric { metric, .. } => Some(metric),
        Source::Expression(..) => None,
    });
    let fits = |own: &Metric| {
        let rest = metric.dimensions().iter().filter(|(name, _)| !watch.for_each.contains(name));
        own.namespace() == metric.namespace()
            && own.name() == metric.name()
            && rest.eq(own.dimensions().iter())
    };
    let mut sources = sources;
    sources.any(fits).then_some(())?;
    let value =
        |name: &String| metric.dimension(name).map(|value| (name.clone(), value.to_owned()));
    watch.for_each.iter().map(value).collect()
}

/// What an alarm watches, as its events tell it.
fn queries(identity: &Identity, watch: &MetricWatch, metrics: &[Metric]) -> Vec<Query> {
    let mut metrics = metrics.iter();
    let period = watch.settings.period;
    let mut queries: Vec<Query> = Vec::new();
    for (at, entry) in watch.entries.iter().enumerate() {
        let source = match &entry.source {
            Source::Metric { statistic, unit, metric } => {
                let metric = metrics.next().unwrap_or(metric);
                QuerySource::Stat {
                    namespace: metric.namespace().to_owned(),
                    name: metric.name().to_owned(),
                    dimensions: metric.dimensions().to_vec(),
                    period,
                    stat: statistic.to_string(),
                    unit: unit.map(|unit| unit.name().to_owned()),
                }
            }
            Source::Expression(text, _) => QuerySource::Expression(text.clone()),
        };
        let return_data = watch.sheet.entries().get(at).is_some_and(|entry| entry.returns);
        let (id, label) = (entry.id.clone(), entry.label.clone());
        queries.push(Query { id, source, label, return_data });
    }
    match (&watch.band, queries.pop()) {
        (Some(band), Some(last))
            if watch.sheet.calling(crate::metrics::math::Which::Band).is_none() =>
        {
            queries.push(last);
            let of = watch.entries.get(band.of).map_or("m1", |entry| entry.id.as_str());
            let expression = format!("ANOMALY_DETECTION_BAND({of}, {})", band.width);
            let source = QuerySource::Expression(expression);
            queries.push(Query { id: "ad1".to_owned(), source, label: None, return_data: true });
        }
        (None, Some(only)) if watch.single => queries.push(Query::only(identity, only.source)),
        (_, Some(last)) => queries.push(last),
        (_, None) => {}
    }
    queries
}
