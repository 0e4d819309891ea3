//! The crate `quamina`, version 0.7.

use super::or_branches::branches;
use super::{Loaded, Peer, QUAMINA};
use crate::rules::Rule;
use quamina::{MatcherBuildMode, Quamina, QuaminaBuilder, QuaminaError};

/// Which of its two documented build modes is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Its default: automata of wildcards stay nondeterministic.
    Comfort,
    /// They are made deterministic at the first event.
    Speed,
}

impl Mode {
    /// The option's spelling.
    pub fn name(self) -> &'static str {
        match self {
            Self::Comfort => "comfort",
            Self::Speed => "speed",
        }
    }

    /// The mode of that spelling.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Comfort, Self::Speed].into_iter().find(|mode| mode.name() == text)
    }

    /// Bytes each field's automaton may take. The default of 10 MB refuses the larger sets; made
    /// deterministic, an automaton grows to whatever it is given, so that budget stays moderate.
    fn arena_budget(self) -> usize {
        match self {
            Self::Comfort => 64 << 30,
            Self::Speed => 256 << 20,
        }
    }
}

/// The adapter. Rule ids are numbers, the cheapest the crate allows.
#[derive(Debug)]
pub struct QuaminaPeer {
    mode: Mode,
    engine: Engine,
}

/// Keeps the crate's type, which has no `Debug`, out of the derive.
struct Engine(Quamina<u32>);

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Quamina({} patterns)", self.0.pattern_count())
    }
}

impl QuaminaPeer {
    /// An engine without rules.
    pub fn new(mode: Mode) -> Self {
        Self { mode, engine: Engine(empty(mode)) }
    }

    fn add(&mut self, id: u32, pattern: &str) -> Result<(), String> {
        if !pattern.contains("\"$or\"") {
            return self.engine.0.add_pattern(id, pattern).map_err(|error| error.to_string());
        }
        let parts = branches(pattern)?;
        // One branch it does not know spoils the rule; find out before adding any of them.
        let mut trial: Quamina<u32> = empty(self.mode);
        for part in parts.first().into_iter().chain(parts.last()) {
            trial.add_pattern(id, part).map_err(|error| error.to_string())?;
        }
        for part in &parts {
            self.engine.0.add_pattern(id, part).map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

fn empty(mode: Mode) -> Quamina<u32> {
    let mut built = QuaminaBuilder::new()
        .with_arena_byte_budget(mode.arena_budget())
        .with_max_states_per_pattern(1 << 20)
        .build()
        .unwrap_or_else(|_: QuaminaError| Quamina::new());
    built.set_matcher_build_mode(match mode {
        Mode::Comfort => MatcherBuildMode::BuiltForComfort,
        Mode::Speed => MatcherBuildMode::BuiltForSpeed,
    });
    built
}

impl Peer for QuaminaPeer {
    fn name(&self) -> &'static str {
        QUAMINA
    }

    fn load(&mut self, rules: &[Rule]) -> Result<Loaded, String> {
        let mut unsupported = Vec::new();
        let mut reason = String::new();
        for (id, rule) in (0u32..).zip(rules) {
            if let Err(error) = self.add(id, &rule.pattern) {
                unsupported.push(rule.name.clone());
                reason = error;
            }
        }
        if unsupported.len() == rules.len() {
            return Err(format!("none of the rules can be expressed: {reason}"));
        }
        // The automaton freezes at the first event; that is part of loading.
        self.matches(b"{}");
        let note = format!("mode {}", self.mode.name());
        Ok(Loaded { unsupported, plan_bytes: None, note })
    }

    fn matches(&mut self, event: &[u8]) -> usize {
        self.engine.0.count_matches(event).unwrap_or(0)
    }
}
