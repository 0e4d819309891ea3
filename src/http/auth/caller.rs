//! Somebody who was recognised.

use super::refusal::Refusal;
use crate::settings::Permission;
use jiff::Timestamp;

/// By what a caller was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// By nothing: the server is open.
    Open,
    /// By a signature.
    Signature {
        /// The id of the access key.
        access_key: String,
        /// The region that it was signed for.
        region: String,
        /// The signature, for `Access::once`.
        signature: [u8; 32],
        /// Until when it is good.
        until: Timestamp,
    },
    /// By a bearer token.
    Token,
    /// By a session of the page.
    Session,
}

/// Somebody who was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The name of the key or token in the settings; of an open server, the id of the access key that
    /// was sent, or `anyone`.
    pub name: String,
    /// What they may do.
    pub permissions: Vec<Permission>,
    /// By what they were recognised.
    pub by: By,
}

impl Caller {
    /// Somebody who calls an open server.
    #[must_use]
    pub fn anyone() -> Self {
        let permissions = vec![Permission::Admin];
        Self { name: "anyone".to_owned(), permissions, by: By::Open }
    }

    /// May they do this?
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        let enough = |held: &Permission| *held == permission || *held == Permission::Admin;
        self.permissions.iter().any(enough)
    }

    /// Asks for a permission.
    ///
    /// # Errors
    /// They do not have it.
    pub fn need(&self, permission: Permission) -> Result<(), Refusal> {
        if self.may(permission) {
            return Ok(());
        }
        Err(Refusal::Denied { name: self.name.clone(), permission })
    }
}
