//! Insights made of turns: AWS's arithmetic over the counted calls.

use super::call::InsightType;
use super::cells::{Cell, between};
use super::counts::{Counts, Key};
use super::insight::{Attribution, Insight, InsightState, Share, Statistics};
use super::record::id_of;
use super::settings::{DAY, WINDOW};
use super::turn::Turn;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Most values of an attribute that are told.
const VALUES: usize = 5;

/// Tells the insights of one series.
pub(super) struct Teller<'a> {
    pub counts: &'a Counts,
    pub key: &'a Key,
    /// Its cells, in order.
    pub cells: &'a [Cell],
}

/// Puts insights in the order in which they could be known, and then by what they are about.
pub(super) fn sort(insights: &mut [Insight]) {
    fn place(i: &Insight) -> (i64, [&str; 4], Option<&str>, InsightState, i64) {
        let about = [&*i.account, &*i.region, &*i.source, &*i.name];
        (i.known, about, i.error_code.as_deref(), i.state, i.at)
    }
    insights.sort_by(|a, b| place(a).cmp(&place(b)));
}

impl Teller<'_> {
    pub fn tell(&self, turn: Turn) -> Insight {
        let (state, start, end, known) = match turn {
            Turn::Start { start, known } => (InsightState::Start, start, None, known),
            Turn::End { start, end, known } => (InsightState::End, start, Some(end), known),
        };
        let days = self.counts.settings.days();
        let opens = start - start.rem_euclid(DAY) - days * DAY;
        let before = between(self.cells, opens, start);
        // At the start, the calls of the window that decided; at the end, those of all minutes.
        let (during, at) = match end {
            None => (between(self.cells, known - WINDOW + 1, known + 1), start),
            Some(end) => (between(self.cells, start, end), end),
        };
        let statistics = Statistics::at_start(start, days, calls(before), calls(during));
        let statistics = match end {
            None => statistics,
            Some(end) => statistics.at_end(calls(during), end - start),
        };
        let [account, region, source, name] =
            [0, 1, 2, 3].map(|i| self.name(self.key[i]).to_owned());
        let error = self.key[4].checked_sub(1).map(|e| self.name(e).to_owned());
        let insight_type = self.counts.settings.insight;
        let shared_id = id_of(&[
            insight_type.word(),
            &account,
            &region,
            &source,
            &name,
            error.as_deref().unwrap_or_default(),
            &start.to_string(),
        ]);
        Insight {
            state,
            at: at * 60,
            known: (known + 1) * 60,
            account,
            region,
            source,
            name,
            error_code: error,
            insight_type,
            statistics,
            attributions: self.attributions(&statistics, before, during),
            event_id: id_of(&[&shared_id, state.word()]),
            shared_id,
        }
    }

    fn name(&self, number: u32) -> &str {
        self.counts.names.get(number).map_or("", |n| n)
    }

    fn attributions(
        &self,
        statistics: &Statistics,
        before: &[Cell],
        during: &[Cell],
    ) -> Vec<Attribution> {
        let mut told = vec![("userIdentityArn", 0), ("userAgent", 1)];
        if self.counts.settings.insight == InsightType::ApiCallRate {
            told.push(("errorCode", 2));
        }
        told.into_iter()
            .map(|(attribute, part)| Attribution {
                attribute,
                insight: self.shares(during, part, statistics.insight_duration),
                baseline: self.shares(before, part, statistics.baseline_duration),
            })
            .collect()
    }

    fn shares(&self, cells: &[Cell], part: usize, minutes: i64) -> Vec<Share> {
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for cell in cells {
            let Some(caller) = self.counts.callers.get(cell.who) else { continue };
            let value = match caller[part].checked_sub(1) {
                Some(name) => self.name(name),
                // AWS writes of calls without an error that it was `null`.
                None if part == 2 => "null",
                None => continue,
            };
            *sums.entry(value).or_default() += u64::from(cell.calls);
        }
        let mut sums: Vec<(&str, u64)> = sums.into_iter().collect();
        // Of equal ones the first in order of text: the sort is stable.
        sums.sort_by_key(|(_, calls)| Reverse(*calls));
        let share = |(value, calls): (&str, u64)| Share {
            value: value.to_owned(),
            average: calls as f64 / minutes.max(1) as f64,
        };
        sums.into_iter().take(VALUES).map(share).collect()
    }
}

fn calls(cells: &[Cell]) -> u64 {
    cells.iter().map(|c| u64::from(c.calls)).sum()
}
