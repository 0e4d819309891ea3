//! How object stores are reached: the variables that AWS's own tools read.

use std::fmt;

/// The variables `AWS_*`: endpoint, region and credentials, and how they are used. Later ones win.
#[derive(Clone, Default)]
pub struct Access {
    variables: Vec<(String, String)>,
}

impl Access {
    /// Those of the process.
    #[must_use]
    pub fn environment() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        let mut access = Self::default();
        for (name, value) in std::env::vars_os().filter_map(text) {
            access.set(&name, &value);
        }
        access
    }

    /// Sets a variable by its name (`AWS_REGION`); others than `AWS_*` mean nothing.
    pub fn set(&mut self, name: &str, value: &str) {
        if name.starts_with("AWS_") && !value.is_empty() {
            self.variables.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    }

    /// Names in lower case, and values.
    pub(super) fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Without values: some of them are secrets.
impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.iter().map(|(name, _)| name)).finish()
    }
}
