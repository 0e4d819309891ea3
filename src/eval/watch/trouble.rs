//! What did not go as it should while records were taken and alarms moved, in words.

use super::watching::Watching;
use crate::base::ids::RuleId;
use crate::insights::COLD;

/// Something that did not go as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What it is about, in words: ``alarm `cpu` ``.
    pub of: String,
    /// What is wrong, lower case.
    pub message: String,
}

impl Watching {
    /// What went wrong with alarms or with the data, since the last time.
    pub fn troubles(&mut self) -> Vec<Trouble> {
        let mut all: Vec<Trouble> = Vec::new();
        let mut tell = |of: String, message: String| all.push(Trouble { of, message });
        for (filter, count) in &self.timeless {
            let them = counted(*count, "match has no time", "matches have no time");
            let words = format!("{them}, nor has anything before in the input: left out");
            tell(format!("metric filter `{}`", self.filter(*filter)), words);
        }
        if let Some((count, why)) = &self.refused {
            let them = counted(*count, "datapoint was not taken", "datapoints were not taken");
            tell("metrics".to_owned(), format!("{them}: {why}"));
        }
        if self.uncounted > 0 {
            let them = counted(self.uncounted, "call is", "calls are");
            let words = format!(
                "{them} of too many APIs, or of no time or one to come: no baseline counts them"
            );
            tell("baselines".to_owned(), words);
        }
        for fault in self.monitor.faults() {
            tell(format!("alarm `{}`", self.alarm(fault.rule)), fault.message);
        }
        all
    }

    /// Records that matched metric filters and gave no datum, in words.
    #[must_use]
    pub fn remarks(&self) -> Vec<(String, String)> {
        let one = |(filter, (count, why)): (&u32, &(u64, String))| {
            let them = counted(*count, "match gives", "matches give");
            (self.filter(*filter).to_owned(), format!("{them} no datum: {why}"))
        };
        self.dropped.iter().map(one).collect()
    }

    /// Why baselines tell nothing yet, in words.
    #[must_use]
    pub fn cold(&self) -> Vec<(RuleId, String)> {
        let words = |minutes: i64| match minutes {
            0 => "there are no calls".to_owned(),
            _ => format!(
                "calls of {:.1} hours are known, and a baseline tells nothing before {} hours",
                minutes as f64 / 60.0,
                COLD / 60
            ),
        };
        self.cold.iter().map(|(rule, minutes)| (*rule, words(*minutes))).collect()
    }

    fn filter(&self, number: u32) -> &str {
        self.listening.filters.get(number as usize).map_or("", |filter| &filter.name)
    }

    /// The name of an alarm's rule: that of what is made of it, without the values of a series.
    fn alarm(&self, rule: RuleId) -> &str {
        let made = self.monitor.alarms().find(|(of, _)| *of == rule);
        made.map_or("", |(_, name)| name.split('[').next().unwrap_or(name))
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
