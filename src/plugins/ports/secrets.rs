//! Where secrets come from: given values, then a folder with one file each (as containers mount
//! them), then the environment: `TRIPLINE_SECRET_` and the name in upper case with `_` for what is
//! neither a letter nor a digit.

use super::Secrets;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Values, a folder and the environment, in this order.
#[derive(Default)]
pub struct Sources {
    /// Values.
    pub values: BTreeMap<String, String>,
    /// The folder.
    pub folder: Option<PathBuf>,
    /// Is the environment asked?
    pub environment: bool,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Values stay out of logs.
        f.debug_struct("Sources").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// The variable that holds a secret.
#[must_use]
pub fn variable(name: &str) -> String {
    let part = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("TRIPLINE_SECRET_{}", name.chars().map(part).collect::<String>())
}

impl Secrets for Sources {
    fn get(&self, name: &str) -> Result<Option<String>, String> {
        if let Some(value) = self.values.get(name) {
            return Ok(Some(value.clone()));
        }
        let plain = !name.is_empty() && !name.contains(['/', '\\', '\0']) && !name.starts_with('.');
        if let Some(folder) = self.folder.as_ref().filter(|_| plain) {
            match std::fs::read_to_string(folder.join(name)) {
                Ok(text) => {
                    let text = text.strip_suffix('\n').unwrap_or(&text);
                    return Ok(Some(text.strip_suffix('\r').unwrap_or(text).to_owned()));
                }
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => return Err(crate::base::text::reason(&e)),
            }
        }
        Ok(self.environment.then(|| std::env::var(variable(name)).ok()).flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_then_files() {
        let folder = std::env::temp_dir().join(format!("tripline-secrets-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("made");
        std::fs::write(folder.join("token"), "of a file\n").expect("written");
        std::fs::write(folder.join("both"), "of a file").expect("written");
        let values = BTreeMap::from([("both".to_owned(), "of a value".to_owned())]);
        let sources = Sources { values, folder: Some(folder.clone()), environment: false };
        assert_eq!(sources.get("token"), Ok(Some("of a file".to_owned())));
        assert_eq!(sources.get("both"), Ok(Some("of a value".to_owned())));
        for name in ["nothing", "", "..", "../token", ".hidden"] {
            assert_eq!(sources.get(name), Ok(None), "{name}");
        }
        assert_eq!(variable("slack.url-2"), "TRIPLINE_SECRET_SLACK_URL_2");
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
