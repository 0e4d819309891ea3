//! TL429: an alarm whose change of state is counted into what it watches itself.

use super::feeders::dimensions;
use super::reads;
use crate::alarms::AlarmState;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::text::Text;
use crate::lints::branches::{self, Branch};
use crate::operators::{Affix, Literal, Test, disjoint};
use crate::rules::{Alarm, DEFAULT_BUS, FilterSource, MetricFilter, Watch};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

/// Where a change of an alarm leads: to an alarm, by a filter or as a part of a composite one.
#[derive(Clone, Copy)]
struct Step {
    to: usize,
    by: Option<usize>,
}

/// Warns of circles with a metric filter in them, each once, at the first alarm that is part of it.
pub(super) fn check(alarms: &[Alarm], filters: &[MetricFilter], diags: &mut Diags) {
    let counting: Vec<(usize, Vec<Branch<'_>>)> = filters
        .iter()
        .enumerate()
        .filter_map(|(at, filter)| match &filter.source {
            FilterSource::Events { bus, pattern } if bus == DEFAULT_BUS => {
                Some((at, branches::of(pattern)?))
            }
            _ => None,
        })
        .collect();
    if counting.is_empty() {
        return;
    }
    let steps = steps(alarms, filters, &counting);
    let mut told = vec![false; alarms.len()];
    for first in 0..alarms.len() {
        if told.get(first).copied().unwrap_or(true) {
            continue;
        }
        if let Some(way) = way_back(&steps, first) {
            for step in &way {
                if let Some(told) = told.get_mut(step.to) {
                    *told = true;
                }
            }
            report(alarms, filters, first, &way, diags);
        }
    }
}

/// Where the change of each alarm leads.
fn steps(
    alarms: &[Alarm],
    filters: &[MetricFilter],
    counting: &[(usize, Vec<Branch<'_>>)],
) -> Vec<Vec<Step>> {
    let mut readers: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    let mut parents: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, alarm) in alarms.iter().enumerate() {
        match &alarm.watch {
            Watch::Metrics(watch) => {
                for read in reads(watch) {
                    let key = (read.metric.namespace(), read.metric.name());
                    readers.entry(key).or_default().push(at);
                }
            }
            Watch::Alarms(watch) => {
                for child in watch.settings.rule.children() {
                    parents.entry(base(&child.name)).or_default().push(at);
                }
            }
        }
    }
    let mut fed: Vec<(&[Branch<'_>], Vec<Step>)> = Vec::new();
    for (filter, branches) in counting {
        let Some(of) = filters.get(*filter) else { continue };
        let near = readers.get(&(of.namespace.as_str(), of.metric.as_str()));
        let own = near.into_iter().flatten().filter(|at| match alarms.get(**at) {
            Some(Alarm { watch: Watch::Metrics(watch), .. }) => reads(watch).any(|read| {
                read.metric.namespace() == of.namespace
                    && read.metric.name() == of.metric
                    && read.dimensions == dimensions(of)
                    && read.unit.is_none_or(|unit| unit == of.unit)
            }),
            _ => false,
        });
        let mut to: Vec<Step> = own.map(|to| Step { to: *to, by: Some(*filter) }).collect();
        to.dedup_by_key(|step| step.to);
        fed.push((branches, to));
    }
    let of = |alarm: &Alarm| {
        let over = parents.get(alarm.header.name.as_str()).into_iter().flatten();
        let mut steps: Vec<Step> = over.map(|to| Step { to: *to, by: None }).collect();
        for (branches, to) in fed.iter().filter(|(_, to)| !to.is_empty()) {
            if branches.iter().any(|branch| may_be_change(branch, alarm)) {
                steps.extend(to);
            }
        }
        steps
    };
    alarms.iter().map(of).collect()
}

/// The name of the alarm that is made for each series: `cpu` of `cpu[i-1]`.
fn base(name: &str) -> &str {
    name.strip_suffix(']').and_then(|n| n.split_once('[')).map_or(name, |n| n.0)
}

/// May the change of an alarm meet these conditions? What is not known of its event may be anything.
fn may_be_change(branch: &Branch<'_>, alarm: &Alarm) -> bool {
    let is = |text: &str| vec![Test::Exact(Literal::Text(Text::from(text.as_bytes())))];
    let several = matches!(&alarm.watch, Watch::Metrics(watch) if !watch.for_each.is_empty());
    let name = &alarm.header.name;
    let names = if several {
        let text = format!("{name}[").into_bytes().into();
        vec![Test::Prefix(Affix { text, ignore_case: false })]
    } else {
        is(name)
    };
    let states = AlarmState::ALL.iter().flat_map(|state| is(state.word())).collect();
    let known: [(&[u8], Vec<Test>); 4] = [
        (b"source", is("aws.cloudwatch")),
        (b"detail-type", is("CloudWatch Alarm State Change")),
        (b"detail.alarmName", names),
        (b"detail.state.value", states),
    ];
    branch.iter().all(|field| match known.iter().find(|(path, _)| *field.path == **path) {
        Some((_, values)) => {
            let possible = |test: &Test| values.iter().any(|value| !disjoint(test, value));
            field.tests.iter().any(possible)
        }
        None => true,
    })
}

/// A shortest way from an alarm to itself.
fn way_back(steps: &[Vec<Step>], first: usize) -> Option<Vec<Step>> {
    let mut came: HashMap<usize, (usize, Step)> = HashMap::new();
    let mut queue = VecDeque::from([first]);
    while let Some(at) = queue.pop_front() {
        for step in steps.get(at).into_iter().flatten() {
            if step.to == first {
                let mut way = vec![*step];
                let mut at = at;
                while at != first {
                    let (before, step) = *came.get(&at)?;
                    way.push(step);
                    at = before;
                }
                way.reverse();
                return Some(way);
            }
            if let Entry::Vacant(place) = came.entry(step.to) {
                place.insert((at, *step));
                queue.push_back(step.to);
            }
        }
    }
    None
}

fn report(
    alarms: &[Alarm],
    filters: &[MetricFilter],
    first: usize,
    way: &[Step],
    diags: &mut Diags,
) {
    let name = |at: usize| alarms.get(at).map_or("", |alarm| alarm.header.name.as_str());
    let Some(span) = alarms.get(first).map(|alarm| alarm.header.span) else { return };
    let words = if way.len() == 1 {
        format!("alarm `{}` feeds itself", name(first))
    } else {
        let chain = std::iter::once(first).chain(way.iter().map(|step| step.to));
        let chain: Vec<String> = chain.map(|at| format!("`{}`", name(at))).collect();
        format!("alarms feed each other: {}", chain.join(" -> "))
    };
    let mut diag = Diag::new(Code::TL429, span, words)
        .label("its change of state is an event that comes back to it");
    for filter in way.iter().filter_map(|step| filters.get(step.by?)) {
        diag = diag.also(filter.span, "counts such events");
    }
    diags.push(
        diag.help("let the filter's pattern leave the alarm out, as by `anything-but` its name"),
    );
}
