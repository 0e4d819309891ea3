//! What the codecs know of a service: its names on the wire, its operations, its paths.

/// A service as clients address it.
#[derive(Debug, PartialEq, Eq)]
pub struct Service {
    /// The name for people and metrics.
    pub name: &'static str,
    /// The name in the scope of signatures.
    pub signing: &'static str,
    /// What stands before the operation in `X-Amz-Target`; none for services with paths.
    pub target: Option<&'static str>,
    /// The minor version of AWS JSON 1: 0 or 1.
    pub json: u8,
    /// The older names that Query XML has, if the service speaks it.
    pub query: Option<Query>,
    /// Does it speak RPCv2 CBOR under the name of its target?
    pub cbor: bool,
    /// The namespace of its error names in `__type`, if clients expect one.
    pub namespace: Option<&'static str>,
    /// Every operation that is offered.
    pub operations: &'static [&'static str],
    /// The paths of a service with REST-JSON.
    pub routes: &'static [Route],
}

/// What Query XML needs.
#[derive(Debug, PartialEq, Eq)]
pub struct Query {
    /// The version in requests.
    pub version: &'static str,
    /// The namespace of replies.
    pub xmlns: &'static str,
    /// Names of errors, their codes in Query XML, their status in every protocol.
    pub codes: &'static [(&'static str, &'static str, u16)],
}

/// A path of REST-JSON.
#[derive(Debug, PartialEq, Eq)]
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// Its parts; those in braces are fields.
    pub path: &'static str,
    /// The operation.
    pub operation: &'static str,
    /// Names in the query and the fields they are.
    pub query: &'static [(&'static str, &'static str)],
}

impl Service {
    /// The operation of this name, if it is offered.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&'static str> {
        self.operations.iter().copied().find(|o| *o == name)
    }

    /// The row of an error, if the service speaks Query XML and lists it.
    #[must_use]
    pub fn code(&self, shape: &str) -> Option<(&'static str, u16)> {
        let codes = self.query.as_ref()?.codes;
        codes.iter().find(|(name, _, _)| *name == shape).map(|(_, code, status)| (*code, *status))
    }
}

impl Route {
    /// The fields in a path, percent-encoded, if the path is of this shape.
    #[must_use]
    pub fn matches<'a>(&self, path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
        let mut fields = Vec::new();
        let (mut wanted, mut found) = (self.path.split('/'), path.split('/'));
        loop {
            match (wanted.next(), found.next()) {
                (None, None) => return Some(fields),
                (Some(want), Some(part)) => {
                    match want.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
                        Some(_) if part.is_empty() => return None,
                        Some(name) => fields.push((name, part)),
                        None if want == part => {}
                        None => return None,
                    }
                }
                _ => return None,
            }
        }
    }
}
