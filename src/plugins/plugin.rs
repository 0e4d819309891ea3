//! What a target's `plugin` names: one of the standard plugins, or a component in a file.

use super::builtin;
use super::inspect::{Inspection, NotAPlugin, inspect};
use super::limits;
use crate::base::hex::hex;
use crate::base::suggest;
use crate::rules::Target;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// A plugin that was found and inspected.
#[derive(Debug, Clone)]
pub struct Plugin {
    /// As the rules file spells it.
    pub name: String,
    /// The component.
    pub bytes: Cow<'static, [u8]>,
    /// The component's SHA-256.
    pub sha256: [u8; 32],
    /// What it is.
    pub inspection: Inspection,
}

/// Why there is no plugin.
#[derive(Debug, thiserror::Error)]
pub enum NoPlugin {
    /// A name that is none of the standard ones.
    #[error("no plugin is called `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// What may be meant.
        meant: Option<&'static str>,
    },
    /// A file that cannot be read.
    #[error("`{}` could not be read: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A file that is no plugin.
    #[error("`{name}` is not a plugin: {why}")]
    NotOne {
        /// As spelled.
        name: String,
        /// Why.
        why: NotAPlugin,
    },
    /// Another component than the one that is pinned.
    #[error("`{name}` has the SHA-256 {found}, not the one in `sha256`")]
    NotPinned {
        /// As spelled.
        name: String,
        /// The component's.
        found: String,
    },
}

impl Plugin {
    /// The plugin of a target.
    ///
    /// # Errors
    /// Why there is none.
    pub fn of(target: &Target) -> Result<Self, NoPlugin> {
        let base = target.file.parent().unwrap_or(Path::new(""));
        let plugin = Self::find(&target.plugin.value, base)?;
        if let Some(pin) = &target.sha256
            && pin.value != plugin.sha256_hex()
        {
            return Err(NoPlugin::NotPinned { found: plugin.sha256_hex(), name: plugin.name });
        }
        Ok(plugin)
    }

    /// A plugin by its name, or by a path relative to `base`.
    ///
    /// # Errors
    /// Why there is none.
    pub fn find(name: &str, base: &Path) -> Result<Self, NoPlugin> {
        let file = name.contains(['/', '\\']) || name.ends_with(".wasm");
        let bytes = match builtin::find(name) {
            Some(bytes) => Cow::Borrowed(bytes),
            None if file => Cow::Owned(read(&base.join(name.strip_prefix("./").unwrap_or(name)))?),
            None => {
                let meant = suggest::nearest(name, builtin::names());
                return Err(NoPlugin::Unknown { name: name.to_owned(), meant });
            }
        };
        Self::new(name, bytes).map_err(|why| NoPlugin::NotOne { name: name.to_owned(), why })
    }

    /// A component as a plugin.
    ///
    /// # Errors
    /// Why it cannot be one.
    pub fn new(name: &str, bytes: Cow<'static, [u8]>) -> Result<Self, NotAPlugin> {
        let inspection = inspect(&bytes)?;
        let sha256 = Sha256::digest(&bytes).into();
        Ok(Self { name: name.to_owned(), bytes, sha256, inspection })
    }

    /// Its SHA-256 in lower-case hex.
    #[must_use]
    pub fn sha256_hex(&self) -> String {
        hex(&self.sha256)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, NoPlugin> {
    let unreadable = |why: String| NoPlugin::Unreadable { path: path.to_owned(), why };
    let reason = |e: std::io::Error| unreadable(crate::base::text::reason(&e));
    let size = std::fs::metadata(path).map_err(reason)?.len();
    if size > limits::COMPONENT {
        let most = crate::base::units::show_size(limits::COMPONENT);
        return Err(unreadable(format!("it has {size} bytes, over {most}")));
    }
    std::fs::read(path).map_err(reason)
}
