//! Why something was not taken.

use crate::items::Fault;
use crate::store::StoreError;

/// Why something was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComplianceError {
    /// It is no configuration item.
    #[error(transparent)]
    Item(#[from] Fault),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Evaluations of a rule that is judged here.
    #[error("`{0}` is judged by its rule file: evaluations are not taken")]
    Judged(String),
}
