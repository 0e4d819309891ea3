//! What a target's plugin may do: the grants of the rules file, ready to be asked.

use super::http::Origin;
use crate::rules::Grants;
use std::path::{Path, PathBuf};

/// Granted rights. The default is none.
#[derive(Debug, Clone, Default)]
pub struct Rights {
    /// Origins it may call.
    pub http: Vec<Origin>,
    /// May names in `http` lead to private addresses?
    pub private_network: bool,
    /// Buses it may put events on.
    pub put_events: Vec<String>,
    /// Secrets it may read.
    pub secrets: Vec<String>,
    /// Folders it may write into: as spelled, and where they are.
    pub files: Vec<(String, PathBuf)>,
    /// May it keep a state?
    pub state: bool,
    /// May it read the clock?
    pub clock: bool,
    /// May it get random numbers?
    pub random: bool,
}

impl Rights {
    /// The rights that grants give. Folders that are not absolute are in `base`.
    #[must_use]
    pub fn of(grants: &Grants, base: &Path) -> Self {
        let folder = |spelled: &String| (spelled.clone(), base.join(spelled));
        Self {
            // What is no origin covers nothing; `check` has said so.
            http: grants.http.iter().filter_map(|o| Origin::read(&o.value).ok()).collect(),
            private_network: grants.private_network,
            put_events: grants.put_events.clone(),
            secrets: grants.secrets.clone(),
            files: grants.files.iter().map(folder).collect(),
            state: grants.state,
            clock: grants.clock,
            random: grants.random,
        }
    }

    /// The folder that a path of a plugin is in, and the rest of the path.
    pub(super) fn folder<'a>(&'a self, path: &'a str) -> Option<(&'a Path, &'a str)> {
        self.files.iter().find_map(|(spelled, folder)| {
            let rest = path.strip_prefix(spelled.trim_end_matches('/'))?;
            let rest = rest.strip_prefix('/')?;
            Some((folder.as_path(), rest))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Rights;
    use std::path::{Path, PathBuf};

    #[test]
    fn paths_begin_with_a_granted_folder() {
        let files = vec![("out/".to_owned(), PathBuf::from("/r/out/"))];
        let rights = Rights { files, ..Rights::default() };
        let out = Path::new("/r/out/");
        assert_eq!(rights.folder("out/a/b.json"), Some((out, "a/b.json")));
        assert_eq!(rights.folder("out/../b"), Some((out, "../b")), "refused where it is opened");
        for path in ["out", "output/a", "a", "/out/a", ""] {
            assert_eq!(rights.folder(path), None, "{path}");
        }
    }
}
