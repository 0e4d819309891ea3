//! What alarms allow of entries, beyond what requests do.

use super::fault::MathFault;
use super::function::Which;
use super::sheet::{Entry, EntryKind, Sheet};
use super::types::Type;

/// Most entries of an alarm.
pub const MOST_ENTRIES: usize = 20;
/// Most metrics among them.
pub const MOST_METRICS: usize = 10;

impl Sheet {
    /// What an alarm over these entries may not have; empty when it may be.
    #[must_use]
    pub fn unfit_for_alarm(&self) -> Vec<MathFault> {
        let mut faults = Vec::new();
        let mut fault = |entry: usize, message: String| {
            faults.push(MathFault { entry, ..MathFault::new(0..0, message) });
        };
        let entries = self.entries();
        if entries.len() > MOST_ENTRIES {
            fault(
                MOST_ENTRIES,
                format!("{} entries, at most {MOST_ENTRIES} are allowed", entries.len()),
            );
        }
        let metrics: Vec<(usize, u32)> = entries.iter().enumerate().filter_map(metric).collect();
        if let Some((at, _)) = metrics.get(MOST_METRICS) {
            fault(*at, format!("{} metrics, at most {MOST_METRICS} are allowed", metrics.len()));
        }
        if let Some((first, rest)) = metrics.split_first()
            && let Some((at, period)) = rest.iter().find(|(_, p)| *p != first.1)
        {
            fault(*at, format!("a period of {period} s beside one of {} s", first.1));
        }
        let band = self.calling(Which::Band);
        let returning: Vec<usize> = (0..entries.len()).filter(|i| entries[*i].returns).collect();
        let wanted = if band.is_some() { 2 } else { 1 };
        if returning.len() != wanted {
            let at = returning.last().copied().unwrap_or(0);
            fault(at, format!("{} entries return data, an alarm needs {wanted}", returning.len()));
        }
        for at in returning.iter().filter(|at| Some(**at) != band) {
            if self.type_of(*at) == Some(Type::Many) {
                fault(*at, "an alarm watches one time series, not several".into());
            }
        }
        if let Some(band) = band {
            if let Some((at, period)) = metrics.iter().find(|(_, p)| *p < 60) {
                fault(*at, format!("a band over a period of {period} s, below a minute"));
            }
            let bands = self
                .expression(band)
                .map_or(0, |e| e.calls().filter(|(f, _)| f.which == Which::Band).count());
            if bands > 1 {
                fault(band, "more than one band in an expression".into());
            }
        }
        self.calls_unfit(&mut faults);
        faults.sort_by_key(|f| f.entry);
        faults
    }

    /// The first entry that calls a function.
    #[must_use]
    pub fn calling(&self, which: Which) -> Option<usize> {
        (0..self.entries().len()).find(|at| {
            self.expression(*at).is_some_and(|e| e.calls().any(|(f, _)| f.which == which))
        })
    }

    fn calls_unfit(&self, faults: &mut Vec<MathFault>) {
        for at in 0..self.entries().len() {
            let Some(expression) = self.expression(at) else { continue };
            let has_band = expression.calls().any(|(f, _)| f.which == Which::Band);
            for (function, span) in expression.calls() {
                let message = match function.which {
                    Which::Search => "`SEARCH` cannot be watched by an alarm",
                    Which::Metrics if has_band => "`METRICS` beside a band",
                    Which::ServiceQuota | Which::InsightRuleMetric | Which::DbPerfInsights => {
                        let message = format!("only AWS can answer `{}`", function.name);
                        let fault = MathFault::new(span, message);
                        let help = "import its values as a metric, or write the number";
                        faults.push(MathFault { entry: at, ..fault.help(help) });
                        continue;
                    }
                    _ => continue,
                };
                faults.push(MathFault { entry: at, ..MathFault::new(span, message) });
            }
        }
    }
}

fn metric((at, entry): (usize, &Entry)) -> Option<(usize, u32)> {
    match entry.what {
        EntryKind::Metric { period } => Some((at, period)),
        EntryKind::Expression(_) => None,
    }
}
