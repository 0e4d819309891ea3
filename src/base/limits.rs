//! Every budget in one place. Exceeding one is a diagnostic or an outcome, never a panic.

/// Budgets of reading, compiling and matching.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest YAML rule file, in bytes.
    pub yaml_bytes: u64,
    /// Largest JSON rule file, in bytes.
    pub json_bytes: u64,
    /// Deepest nesting of a rule file or an event, in levels.
    pub depth: usize,
    /// Most nodes that the aliases of one YAML file may add.
    pub alias_nodes: usize,
    /// Most problems reported for one bundle.
    pub diagnostics: usize,
    /// Largest event or record, in bytes.
    pub event_bytes: usize,
    /// Largest result of decompressing one input, as a multiple of its compressed size, once past
    /// `inflate_floor`.
    pub inflate_ratio: u64,
    /// Decompressed bytes that are always allowed.
    pub inflate_floor: u64,
    /// Predicted worst-case work for one event, in elementary steps, at which a bundle is refused.
    pub plan_cost: u64,
    /// Steps spent on combining array elements for one rule and one event.
    pub combine_steps: u32,
    /// Longest input that a template may make for a target, in bytes.
    pub input_bytes: usize,
    /// Rules above which `check` leaves out the comparisons of every rule with every other.
    pub lint_rules: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            yaml_bytes: 64 << 20,
            json_bytes: 1 << 30,
            depth: 1000,
            alias_nodes: 1_000_000,
            diagnostics: 1000,
            event_bytes: 16 << 20,
            inflate_ratio: 250,
            inflate_floor: 4 << 30,
            plan_cost: 50_000_000,
            combine_steps: 1_000_000,
            input_bytes: 32 << 20,
            lint_rules: 5000,
        }
    }
}
