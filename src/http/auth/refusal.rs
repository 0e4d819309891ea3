//! Why somebody is not let in, in AWS's words and as a plain reply.

use crate::http::Reply;
use crate::settings::Permission;
use crate::wire::Fault;
use serde_json::json;

/// Why somebody is not let in.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// A signature that is missing or not good.
    Signature(Fault),
    /// A signature that was seen before.
    Repeated,
    /// No token, an unknown one, or a session that is over.
    Unknown,
    /// They are known and may not do this.
    Denied {
        /// Who.
        name: String,
        /// What they lack.
        permission: Permission,
    },
    /// A page of another site makes a browser ask.
    Foreign,
    /// The server is called by a name that is not its own.
    Host,
}

impl Refusal {
    /// The error for a caller that speaks one of AWS's protocols.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::Signature(fault) => fault.clone(),
            Self::Repeated => Fault::sender("InvalidSignatureException", self.words())
                .query("SignatureDoesNotMatch"),
            Self::Unknown => Fault::sender("UnrecognizedClientException", self.words())
                .query("InvalidClientTokenId"),
            Self::Denied { .. } | Self::Foreign | Self::Host => {
                Fault::denied(self.words()).status(403)
            }
        }
    }

    /// The reply of the plain API: 401 where other credentials would help, 403 where they would not.
    #[must_use]
    pub fn reply(&self) -> Reply {
        let (status, word) = match self {
            Self::Signature(_) | Self::Repeated | Self::Unknown => (401, "unauthenticated"),
            Self::Denied { .. } => (403, "denied"),
            Self::Foreign => (403, "foreign-site"),
            Self::Host => (403, "foreign-host"),
        };
        let reply = Reply::json(status, &json!({"error": word, "message": self.words()}));
        if status == 401 {
            reply.with("www-authenticate", "Bearer realm=\"tripline\"")
        } else {
            reply
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Signature(fault) => fault.message.clone(),
            Self::Repeated => "the signature was used before".to_owned(),
            Self::Unknown => "a token is needed, and it has to be one of the settings".to_owned(),
            Self::Denied { name, permission } => {
                format!("`{name}` has no permission `{}`", permission.word())
            }
            Self::Foreign => "a page of another site may not ask this".to_owned(),
            Self::Host => {
                "the server is not called by this name; `hosts` of the settings adds names"
                    .to_owned()
            }
        }
    }
}
