//! Collects problems up to a limit, without losing an error to a flood of warnings.

use crate::base::diag::{Diags, Level};

/// Where the problems of a bundle go.
#[derive(Debug)]
pub struct Sink {
    diags: Diags,
    limit: usize,
    errors: usize,
    others: usize,
}

impl Sink {
    /// An empty one that takes so many errors, and as many warnings and notes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { diags: Diags::default(), limit, errors: 0, others: 0 }
    }

    /// Runs a step and takes over the problems it reports. Steps without any cost nothing.
    pub fn with<T>(&mut self, step: impl FnOnce(&mut Diags) -> T) -> T {
        let mut local = Diags::default();
        let value = step(&mut local);
        if !local.is_empty() {
            self.absorb(local);
        }
        value
    }

    fn absorb(&mut self, local: Diags) {
        for diag in local.into_sorted() {
            let count =
                if diag.level == Level::Error { &mut self.errors } else { &mut self.others };
            if *count < self.limit {
                self.diags.push(diag);
            }
            *count += 1;
        }
    }

    /// Were there more errors than are kept? Reading on is useless then. Warnings never stop it:
    /// the bundle is usable with them, so it must be whole.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.errors > self.limit
    }

    /// What was kept.
    #[must_use]
    pub fn into_diags(self) -> Diags {
        self.diags
    }
}

#[cfg(test)]
mod tests {
    use crate::base::limits::Limits;
    use crate::rules::testing::{loaded, problems_of};

    #[test]
    fn problems_stop_at_the_limit_and_warnings_never_hide_rules() {
        let limits = Limits { diagnostics: 10, ..Limits::default() };
        let many = |body: &str| {
            let rules: Vec<String> = (0..50).map(|i| format!("  r{i}: {body}\n")).collect();
            format!("rules:\n{}", rules.concat())
        };
        let bad = many("{patern: 1}");
        assert_eq!(problems_of(&[("r.yaml", &bad)], &limits).len(), 10);
        let odd = many("{pattern: {account: [123456789012]}}");
        assert_eq!(problems_of(&[("r.yaml", &odd)], &limits).len(), 10);
        let loaded = loaded(&[("r.yaml", &odd)]);
        let none = |_: &std::path::Path| Err(std::io::Error::other("no files"));
        let (bundle, diags) = crate::rules::bundle(&loaded, &[], &none, &limits);
        assert!(!diags.has_errors() && !bundle.truncated);
        assert_eq!(bundle.rules.len(), 50);
    }
}
