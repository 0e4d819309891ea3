//! What pages show of alarms and compliance, read from the daemon's state.

use super::facts::{AlarmView, ChangeView, CountedView, Facts, Of, ResultView};
use crate::alarms::{AlarmState, HistoryKind, Watched};
use crate::daemon::Daemon;
use crate::daemon::compliance::{Filter, Standing};
use crate::daemon::senses::{HistoryQuery, history};
use crate::model::{Resource, RollupOf};

/// Changes of an alarm, and resources, that are shown at most.
const SHOWN: usize = 500;

/// The daemon's state, for pages.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a>(pub &'a Daemon);

impl Facts for Kept<'_> {
    fn alarms(&self) -> Vec<AlarmView> {
        let rules = self.0.rules();
        let state = self.0.state();
        let view = |one: crate::monitor::Standing<'_>| {
            let threshold = match (one.settings, one.watched) {
                (Some(settings), _) => threshold(settings),
                (None, Watched::Alarms { rule, .. }) => rule.clone(),
                (None, Watched::Metrics(_)) => String::new(),
            };
            AlarmView {
                name: one.identity.name.clone(),
                title: rules.header(one.rule).map(|h| h.title.clone()).unwrap_or_default(),
                state: one.state.value,
                since: one.state.at,
                reason: one.state.reason.clone(),
                threshold,
                values: Vec::new(),
                silent: one.state.suppressed_by.map(|by| format!("held back by {}", by.word())),
            }
        };
        state.senses.states().map(view).collect()
    }

    fn alarming(&self) -> usize {
        let state = self.0.state();
        state.senses.states().filter(|one| one.state.value == AlarmState::Alarm).count()
    }

    fn changes(&self, alarm: &str) -> Vec<ChangeView> {
        let query = HistoryQuery {
            alarm: Some(alarm.to_owned()),
            kind: Some(HistoryKind::StateUpdate),
            most: SHOWN,
            ..HistoryQuery::default()
        };
        let Ok(page) = history(self.0.kv(), &query) else { return Vec::new() };
        let change = |(_, item): (String, crate::alarms::HistoryItem)| {
            let data: serde_json::Value = serde_json::from_str(&item.data).ok()?;
            let new = data.get("newState")?;
            let reason = new.get("stateReason").and_then(|reason| reason.as_str());
            Some(ChangeView {
                at: item.at,
                state: AlarmState::parse(new.get("stateValue")?.as_str()?)?,
                reason: reason.unwrap_or(&item.summary).to_owned(),
            })
        };
        page.items.into_iter().filter_map(change).collect()
    }

    fn by_rule(&self) -> Vec<CountedView> {
        let rules = self.0.rules();
        let state = self.0.state();
        let rollups = state.compliance.rollups().into_iter();
        let view = |rollup: crate::model::Rollup| {
            let RollupOf::Rule(name) = rollup.of else { return None };
            let header = rules.bundle.compliance.iter().map(|rule| &rule.header);
            let header = header.into_iter().find(|header| header.name == name);
            Some(CountedView {
                about: header.map(|header| header.title.clone()).unwrap_or_default(),
                severity: header.and_then(|h| h.severity).map_or("medium", |s| s.word()),
                name,
                counts: rollup.counts,
            })
        };
        rollups.filter_map(view).collect()
    }

    fn by_resource(&self) -> Vec<CountedView> {
        let state = self.0.state();
        let all = state.compliance.by_resource(None, None, SHOWN * 20).into_iter();
        let view = |(_, resource, counts): (u64, std::sync::Arc<Resource>, _)| CountedView {
            name: resource.resource_id.clone(),
            about: resource.resource_type.clone(),
            severity: "",
            counts,
        };
        all.map(view).collect()
    }

    fn results(&self, of: Of<'_>, most: usize) -> Vec<ResultView> {
        let filter = match of {
            Of::Rule(rule) => Filter { rule: Some(rule), ..Filter::default() },
            Of::Resource(kind, id) => {
                Filter { resource_type: Some(kind), resource_id: Some(id), ..Filter::default() }
            }
        };
        let page = self.0.state().compliance.results(&filter, None, most);
        let mut all: Vec<_> = page.results.into_iter().map(result).collect();
        all.sort_by_key(|own| std::cmp::Reverse(own.compliance));
        all
    }
}

fn threshold(settings: &crate::alarms::AlarmSettings) -> String {
    use crate::alarms::Threshold;
    match &settings.threshold {
        Threshold::Static(comparison, value) => {
            format!("{} {}", comparison.words(), value)
        }
        Threshold::Band(side) => format!("{} the band", side.name()),
    }
}

fn result(one: Standing) -> ResultView {
    let account = one.resource.account.clone().unwrap_or_default();
    let region = one.resource.region.clone().unwrap_or_default();
    let waiver = one.waived.as_ref().map(|waived| {
        let until = waived.expires.to_string();
        (waived.waiver.clone(), waived.reason.clone(), waived.owner.clone(), until)
    });
    ResultView {
        rule: one.rule.to_string(),
        resource_type: one.resource.resource_type.clone(),
        resource: one.resource.resource_id.clone(),
        place: format!("{account} {region}").trim().to_owned(),
        compliance: one.compliance,
        message: one.message,
        because: one.path.map(|path| (path, one.value.unwrap_or_default())),
        since: one.since,
        waiver,
    }
}
