//! What AWS refuses when a target is put, with its words.

use super::path::PathError;

/// AWS takes templates and constants of so many characters.
pub const MOST_CHARACTERS: usize = 8192;
/// AWS takes paths of so many characters.
pub const MOST_PATH: usize = 256;
/// AWS takes so many names for parts.
pub const MOST_NAMES: usize = 100;
/// And names of so many characters.
const MOST_NAME: usize = 256;

/// Why an input cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PutError {
    /// More than one input for one target.
    #[error("only one of `input`, `input-path` and `input-transformer` may be given")]
    Several,
    /// The template names a part that is not in the map and not reserved.
    #[error("`<{0}>` stands for nothing")]
    UnknownPlaceholder(String),
    /// A name that AWS does not take.
    #[error("`{0}` cannot name a part")]
    BadName(String),
    /// More names than AWS takes.
    #[error("there are more than {MOST_NAMES} names")]
    TooManyNames,
    /// A path that AWS does not take.
    #[error(transparent)]
    BadPath(#[from] PathError),
    /// A template without text.
    #[error("the template is empty")]
    NoTemplate,
}

impl PutError {
    /// The message of AWS's `ValidationException` for a target of this id, where one is on record.
    #[must_use]
    pub fn aws(&self, target: &str) -> Option<String> {
        match self {
            Self::UnknownPlaceholder(name) => Some(format!(
                "InputTemplate for target {target} contains invalid placeholder {name}."
            )),
            Self::Several => Some(format!(
                "Only one of Input, InputPath, or InputTransformer must be provided for target {target}."
            )),
            Self::BadName(_) | Self::TooManyNames | Self::BadPath(_) | Self::NoTemplate => None,
        }
    }
}

/// Can this name a part? AWS takes `[A-Za-z0-9_-]{1,256}` without `AWS` in front.
///
/// # Errors
/// [`PutError::BadName`].
pub fn check_name(name: &str) -> Result<(), PutError> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let sound =
        (1..=MOST_NAME).contains(&name.len()) && name.bytes().all(fits) && !name.starts_with("AWS");
    if sound { Ok(()) } else { Err(PutError::BadName(name.to_owned())) }
}
