//! Rules as every peer gets them: a name and the text of an event pattern.

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Unique in its set.
    pub name: String,
    /// The pattern, JSON text.
    pub pattern: String,
}

/// Numbers and names a list of pattern texts.
pub fn named(patterns: impl IntoIterator<Item = String>) -> Vec<Rule> {
    patterns
        .into_iter()
        .enumerate()
        .map(|(index, pattern)| Rule { name: format!("r{index}"), pattern })
        .collect()
}
