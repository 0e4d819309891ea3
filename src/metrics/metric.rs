//! What a metric is: a namespace, a name, and an exact set of dimensions.

use std::fmt;

/// Most dimensions of a metric.
pub const MOST_DIMENSIONS: usize = 30;

/// The identity of a metric. The unit is no part of it, the order of dimensions neither.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Metric {
    namespace: String,
    name: String,
    /// Sorted by name.
    dimensions: Vec<(String, String)>,
}

impl Metric {
    /// A metric of parts that nobody has looked at; [`check`](super::validate) does.
    pub fn new(
        namespace: impl Into<String>,
        name: impl Into<String>,
        mut dimensions: Vec<(String, String)>,
    ) -> Self {
        dimensions.sort();
        Self { namespace: namespace.into(), name: name.into(), dimensions }
    }

    /// The container of the name, such as `AWS/EC2`.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The name within the namespace.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names and values, sorted.
    #[must_use]
    pub fn dimensions(&self) -> &[(String, String)] {
        &self.dimensions
    }

    /// The value of a dimension.
    #[must_use]
    pub fn dimension(&self, name: &str) -> Option<&str> {
        self.dimensions.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The first name that two dimensions have.
    #[must_use]
    pub fn twice(&self) -> Option<&str> {
        let pair = self.dimensions.windows(2).find(|w| w[0].0 == w[1].0)?;
        Some(&pair[0].0)
    }
}

/// `AWS/EC2/CPUUtilization{InstanceId=i-1}`: for messages and pictures.
impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace, self.name)?;
        for (i, (name, value)) in self.dimensions.iter().enumerate() {
            write!(f, "{}{name}={value}", if i == 0 { "{" } else { "," })?;
        }
        f.write_str(if self.dimensions.is_empty() { "" } else { "}" })
    }
}
