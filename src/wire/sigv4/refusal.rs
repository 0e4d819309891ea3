//! The ways in which a signature is refused, in AWS's names.

use crate::wire::fault::Fault;

/// No signature at all.
pub(super) fn missing() -> Fault {
    let message = "the request is not signed";
    Fault::sender("MissingAuthenticationTokenException", message)
        .query("MissingAuthenticationToken")
}

/// A signature that is not whole.
pub(super) fn incomplete(message: &str) -> Fault {
    Fault::sender("IncompleteSignatureException", message).query("IncompleteSignature")
}

/// A key that is not known here. The key is not told apart from its token.
pub(super) fn unknown_key() -> Fault {
    let message = "the security token included in the request is invalid";
    Fault::sender("UnrecognizedClientException", message).query("InvalidClientTokenId")
}

/// A signature that is not the request's, or not of this time.
pub(super) fn wrong(message: &str) -> Fault {
    Fault::sender("InvalidSignatureException", message).query("SignatureDoesNotMatch")
}

/// A way of signing the body that is not taken.
pub(super) fn payload(message: &str) -> Fault {
    Fault::sender("InvalidSignatureException", message).query("NotImplemented")
}
