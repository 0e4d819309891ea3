//! NAB's `combined_windows.json`: the labelled windows of each file.

use super::series::seconds;
use std::collections::BTreeMap;

/// A labelled window; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// Its first instant, seconds since 1970.
    pub from: i64,
    /// Its last instant.
    pub to: i64,
}

/// The windows of all files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    files: BTreeMap<String, Vec<Window>>,
}

impl Labels {
    /// Reads the text of a file of windows.
    ///
    /// # Errors
    /// In words: no JSON of this form, a timestamp that is none, a window that ends before it begins.
    pub fn read(text: &str) -> Result<Self, String> {
        let texts: BTreeMap<String, Vec<[String; 2]>> =
            serde_json::from_str(text).map_err(|e| format!("not NAB's windows: {e}"))?;
        let mut files = BTreeMap::new();
        for (file, pairs) in texts {
            let mut windows = Vec::with_capacity(pairs.len());
            for [from, to] in pairs {
                match (seconds(&from), seconds(&to)) {
                    (Some(a), Some(b)) if a <= b => windows.push(Window { from: a, to: b }),
                    _ => return Err(format!("`{file}`: `{from}` to `{to}` is not a window")),
                }
            }
            windows.sort_unstable();
            files.insert(file, windows);
        }
        Ok(Self { files })
    }

    /// The windows of a file, named as in the labels or by a longer or shorter path to it; `None`
    /// when the labels do not know it. Where several labels fit, the first in order counts.
    #[must_use]
    pub fn of(&self, path: &str) -> Option<&[Window]> {
        let name = *self.names_of(path).first()?;
        self.files.get(name).map(Vec::as_slice)
    }

    /// The labels that may be meant by a path to a file: the one that is spelt so, else all that
    /// end as the path does or that the path ends as.
    #[must_use]
    pub fn names_of(&self, path: &str) -> Vec<&str> {
        let path = path.replace('\\', "/");
        if let Some((name, _)) = self.files.get_key_value(&path) {
            return vec![name];
        }
        let ends = |long: &str, short: &str| {
            long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        self.names().filter(|name| ends(&path, name) || ends(name, &path)).collect()
    }

    /// Names of the files, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::{Labels, Window};

    #[test]
    fn files_are_found_by_their_paths() {
        let labels = Labels::read(
            r#"{"real/a.csv":[["1970-01-01 00:01:00.000000","1970-01-01 00:02:00.000000"]],"b.csv":[]}"#,
        )
        .expect("it reads");
        let one = [Window { from: 60, to: 120 }];
        assert_eq!(labels.of("data/real/a.csv"), Some(&one[..]));
        assert_eq!(labels.of("a.csv"), Some(&one[..]));
        assert_eq!(labels.of("x/b.csv"), Some(&[][..]));
        assert_eq!(labels.of("aa.csv"), None);
        assert_eq!(labels.names().count(), 2);
        let labels = Labels::read(r#"{"a.csv":[],"x/a.csv":[],"y/a.csv":[]}"#).expect("it reads");
        assert_eq!(labels.names_of("x/a.csv"), ["x/a.csv"]);
        assert_eq!(labels.names_of("data/y/a.csv"), ["a.csv", "y/a.csv"]);
    }

    #[test]
    fn faults_are_told() {
        assert!(Labels::read("[]").is_err());
        let back = r#"{"a":[["1970-01-01 00:02:00","1970-01-01 00:01:00"]]}"#;
        let fault = "`a`: `1970-01-01 00:02:00` to `1970-01-01 00:01:00` is not a window";
        assert_eq!(Labels::read(back), Err(fault.to_owned()));
    }
}
