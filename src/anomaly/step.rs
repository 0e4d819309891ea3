//! The measure of change: the step from the value before, beside usual steps.

use serde::{Deserialize, Serialize};

const RATE: f64 = 1.0 / 2000.0;
/// Steps beyond so many usual ones are cut before they are learnt.
const LIMIT: f64 = 4.5;

/// The usual step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Step {
    before: Option<f64>,
    size: f64,
    seen: f64,
}

impl Step {
    /// Forgets the value before: what comes next does not follow it.
    pub fn pause(&mut self) {
        self.before = None;
    }

    /// How large a step is, which is then learnt.
    pub fn measure(&mut self, value: f64) -> f64 {
        let Some(before) = self.before.replace(value) else { return 0.0 };
        let step = (value - before).abs();
        self.seen += 1.0;
        let floor = 1e-9 * (1.0 + value.abs());
        let measure = step / self.size.max(floor);
        let cut = if self.seen > 20.0 { step.min(LIMIT * self.size.max(floor)) } else { step };
        self.size += RATE.max(1.0 / self.seen) * (cut - self.size);
        if self.seen < 10.0 { 0.0 } else { measure }
    }
}
