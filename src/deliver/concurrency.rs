//! How many invocations of a target may run at one time. A target that throttles gets half as many,
//! and wins them back one by one as it answers.

/// The places of a target.
#[derive(Debug, Clone)]
pub(super) struct Slots {
    limit: u32,
    /// As many as the target stood lately, 1 to `limit`.
    allowed: u32,
    running: u32,
    /// Good answers since `allowed` changed.
    streak: u32,
}

impl Slots {
    /// All places free.
    pub fn new(limit: u32) -> Self {
        let limit = limit.max(1);
        Self { limit, allowed: limit, running: 0, streak: 0 }
    }

    /// Is there a free one?
    pub fn free(&self) -> bool {
        self.running < self.allowed
    }

    /// How many may.
    pub fn allowed(&self) -> u32 {
        self.allowed
    }

    /// An invocation begins.
    pub fn begin(&mut self) {
        self.running += 1;
    }

    /// An invocation ends.
    pub fn end(&mut self) {
        self.running = self.running.saturating_sub(1);
    }

    /// It was throttled.
    pub fn throttled(&mut self) {
        self.allowed = (self.allowed / 2).max(1);
        self.streak = 0;
    }

    /// It was not throttled.
    pub fn answered(&mut self) {
        if self.allowed == self.limit {
            return;
        }
        self.streak += 1;
        if self.streak >= self.allowed {
            self.allowed += 1;
            self.streak = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Slots;

    #[test]
    fn half_when_throttled_and_one_more_for_every_round() {
        let mut slots = Slots::new(8);
        slots.begin();
        assert!(slots.free());
        slots.throttled();
        slots.throttled();
        assert_eq!(slots.allowed(), 2);
        let after = |slots: &mut Slots, n| {
            (0..n).for_each(|_| slots.answered());
            slots.allowed()
        };
        assert_eq!([2, 3, 4].map(|n| after(&mut slots, n)), [3, 4, 5]);
        assert_eq!(after(&mut slots, 100), 8);
        (0..9).for_each(|_| slots.throttled());
        assert_eq!(slots.allowed(), 1);
        assert!(!slots.free());
        slots.end();
        slots.end();
        assert!(slots.free() && slots.running == 0);
    }
}
