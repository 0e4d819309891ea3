//! The metric filters of a run, compiled: those of CloudTrail records in one set, those of each log
//! group in another, those of events in the matching graph.

use crate::base::ids::RuleId;
use crate::filters::{Extraction, FilterPattern, FilterSet, FilterSetBuilder};
use crate::operators::Wildcard;
use crate::rules::{FilterSource, MetricFilter};

/// The metric filters of a run.
#[derive(Debug)]
pub struct Listening {
    /// The filters, by their numbers.
    pub(super) filters: Vec<MetricFilter>,
    pub(super) cloudtrail: Option<Ground>,
    pub(super) logs: Vec<(Wildcard, Ground)>,
    /// Filters of events: their ids in the graph begin at `first`.
    events: Vec<u32>,
    first: usize,
    /// The numbers of grounds on which some filter has a default value.
    defaults: Vec<bool>,
    /// Do alarms want to know when things happened?
    pub(super) times: bool,
}

/// Filters that look at the same records.
#[derive(Debug)]
pub(super) struct Ground {
    pub number: u32,
    pub set: FilterSet,
    /// The filters of the set, in its order.
    pub filters: Vec<u32>,
}

/// The ground of CloudTrail records, and of events; log groups are behind them.
const CLOUDTRAIL: u32 = 0;
pub(super) const EVENTS: u32 = 1;

impl Listening {
    /// Compiles filters. Those of events are in the graph from the rule `first` on, in their order;
    /// `times` says whether there are alarms.
    ///
    /// # Errors
    /// Words, when their terms are too many for one search.
    pub fn new(filters: &[MetricFilter], first: usize, times: bool) -> Result<Self, String> {
        let mut cloudtrail = Vec::new();
        let mut logs: Vec<(Wildcard, Vec<Member<'_>>)> = Vec::new();
        let mut events = Vec::new();
        let mut defaults = vec![false; 2];
        for (number, filter) in filters.iter().enumerate() {
            let number = number as u32;
            let ground = match &filter.source {
                FilterSource::CloudTrail(pattern) => {
                    cloudtrail.push((number, pattern, &filter.extraction));
                    CLOUDTRAIL as usize
                }
                FilterSource::Events { .. } => {
                    events.push(number);
                    EVENTS as usize
                }
                FilterSource::Logs(group, pattern) => {
                    let known = logs.iter().position(|(known, _)| *known == **group);
                    let at = known.unwrap_or(logs.len());
                    if known.is_none() {
                        logs.push(((**group).clone(), Vec::new()));
                        defaults.push(false);
                    }
                    logs[at].1.push((number, pattern, &filter.extraction));
                    at + 2
                }
            };
            defaults[ground] |= filter.default_value.is_some();
        }
        let cloudtrail = (!cloudtrail.is_empty()).then(|| ground(CLOUDTRAIL, &cloudtrail));
        let logs = logs
            .into_iter()
            .zip(2..)
            .map(|((group, members), number)| Ok((group, ground(number, &members)?)));
        Ok(Self {
            filters: filters.to_vec(),
            cloudtrail: cloudtrail.transpose()?,
            logs: logs.collect::<Result<_, String>>()?,
            events,
            first,
            defaults,
            times,
        })
    }

    /// The filters, by their numbers.
    #[must_use]
    pub fn filters(&self) -> &[MetricFilter] {
        &self.filters
    }

    /// The filter of events that an id of the graph stands for.
    pub(super) fn of_rule(&self, rule: RuleId) -> Option<u32> {
        self.events.get(rule.index().checked_sub(self.first)?).copied()
    }

    /// Are there filters of events?
    pub(super) fn hears_events(&self) -> bool {
        !self.events.is_empty()
    }

    /// Has some filter of a ground a default value?
    pub(super) fn has_default(&self, ground: u32) -> bool {
        self.defaults.get(ground as usize).copied().unwrap_or(false)
    }

    /// The ground of a filter: the kind of records that it looks at, by the number that what is sensed
    /// of them has.
    #[must_use]
    pub fn ground_of(&self, filter: u32) -> u32 {
        match self.filters.get(filter as usize).map(|f| &f.source) {
            Some(FilterSource::Events { .. }) => EVENTS,
            Some(FilterSource::Logs(group, _)) => {
                let at = self.logs.iter().position(|(known, _)| *known == **group);
                at.map_or(CLOUDTRAIL, |at| at as u32 + 2)
            }
            Some(FilterSource::CloudTrail(_)) | None => CLOUDTRAIL,
        }
    }

    /// How many grounds there are.
    pub(super) fn grounds(&self) -> usize {
        self.defaults.len()
    }
}

/// A filter's number, its pattern, and what it makes of a match.
type Member<'f> = (u32, &'f FilterPattern, &'f Extraction);

fn ground(number: u32, members: &[Member<'_>]) -> Result<Ground, String> {
    let mut builder = FilterSetBuilder::default();
    for (_, pattern, extraction) in members {
        builder.add(pattern, Some((*extraction).clone()));
    }
    let filters = members.iter().map(|member| member.0).collect();
    Ok(Ground { number, set: builder.build()?, filters })
}
