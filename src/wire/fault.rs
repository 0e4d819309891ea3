//! Errors that a caller is told, each protocol with its own spelling of code and status.

use super::value::Value;

/// An error of the caller or of the server.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Fault {
    /// The name of the error's shape, such as `ResourceNotFoundException`.
    pub code: &'static str,
    /// The code in Query XML where it is another one than the service's table says.
    pub query_code: Option<&'static str>,
    /// What is wrong, for people.
    pub message: String,
    /// The HTTP status.
    pub status: u16,
    /// Is it the caller's?
    pub sender: bool,
    /// Further members of the error's shape.
    pub members: Vec<(String, Value)>,
    /// Seconds after which a further attempt is welcome.
    pub retry_after: Option<u32>,
}

impl Fault {
    /// An error of the caller: status 400.
    #[must_use]
    pub fn sender(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            query_code: None,
            message: message.into(),
            status: 400,
            sender: true,
            members: Vec::new(),
            retry_after: None,
        }
    }

    /// An error of the server: status 500.
    #[must_use]
    pub fn receiver(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: 500, sender: false, ..Self::sender(code, message) }
    }

    /// The same with another status.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// The same with another code in Query XML.
    #[must_use]
    pub fn query(self, code: &'static str) -> Self {
        Self { query_code: Some(code), ..self }
    }

    /// A body or a field that is not what the operation takes.
    #[must_use]
    pub fn serialization(message: impl Into<String>) -> Self {
        Self::sender("SerializationException", message).query("MalformedInput")
    }

    /// An operation that is not offered.
    #[must_use]
    pub fn unknown_operation(message: impl Into<String>) -> Self {
        Self::sender("UnknownOperationException", message).query("InvalidAction")
    }

    /// A request beyond a bound of size.
    #[must_use]
    pub fn too_large(message: impl Into<String>) -> Self {
        Self::sender("RequestEntityTooLargeException", message)
            .query("RequestEntityTooLarge")
            .status(413)
    }

    /// The server has no room now: SDKs try again by themselves.
    #[must_use]
    pub fn throttled(message: impl Into<String>, retry_after: u32) -> Self {
        let fault = Self::sender("ThrottlingException", message).query("Throttling");
        Self { retry_after: Some(retry_after), ..fault }
    }

    /// A key that may not do this.
    #[must_use]
    pub fn denied(message: impl Into<String>) -> Self {
        Self::sender("AccessDeniedException", message).query("AccessDenied")
    }
}
