//! TL427 and TL428: actions that never run.

use crate::alarms::{Mute, always_muted};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::rules::{Alarm, Watch};

/// The lint, which remembers the last windows: many alarms have the same.
#[derive(Default)]
pub(super) struct Silent<'a> {
    last: Option<(&'a [Mute], bool)>,
}

impl<'a> Silent<'a> {
    /// Warns of actions that are switched off or muted for ever.
    pub fn check(&mut self, alarm: &'a Alarm, diags: &mut Diags) {
        let Some(first) = alarm.actions.all().next() else { return };
        let notify = match &alarm.watch {
            Watch::Metrics(watch) => &watch.settings.notify,
            Watch::Alarms(watch) => &watch.settings.notify,
        };
        let name = &alarm.header.name;
        if !notify.enabled {
            diags.push(
                Diag::new(Code::TL427, first.span, format!("the actions of `{name}` never run"))
                    .label("`actions-enabled` is false"),
            );
        } else if self.muted(&notify.mutes) {
            diags.push(
                Diag::new(Code::TL428, alarm.header.span, format!("`{name}` is muted at any time"))
                    .label("its mute windows leave no gap in which actions could run")
                    .also(first.span, "never runs")
                    .help("shorten a window, or write `actions-enabled: false` if it is meant"),
            );
        }
    }

    fn muted(&mut self, mutes: &'a [Mute]) -> bool {
        if mutes.is_empty() {
            return false;
        }
        match self.last {
            Some((known, always)) if known == mutes => always,
            _ => {
                let always = always_muted(mutes);
                self.last = Some((mutes, always));
                always
            }
        }
    }
}
