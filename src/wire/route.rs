//! Which protocol a request speaks, and which service and operation it means.
//!
//! In this order, which tells all clients apart: RPCv2 by its header or path, AWS JSON by its
//! target, Query by its form, REST-JSON by its path, of the service that signed it if it is signed.

use super::fault::Fault;
use super::http::Request;
use super::limits::Limits;
use super::percent;
use super::service::{Route, Service};
use super::services::{self, SERVICES};

/// A protocol in which a request came and a reply goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// AWS JSON 1.0 or 1.1: the minor version.
    Json(u8),
    /// REST-JSON.
    RestJson,
    /// Smithy's RPCv2 with CBOR.
    Cbor,
    /// Query with replies in XML.
    Query,
}

/// Where a request leads.
#[derive(Debug)]
pub(super) struct Found {
    pub protocol: Protocol,
    pub service: Option<&'static Service>,
    pub meant: Result<Meant, Fault>,
}

/// What a request means, its fields still in their spelling.
#[derive(Debug)]
pub(super) struct Meant {
    pub operation: &'static str,
    pub fields: Fields,
}

/// Where the fields are.
#[derive(Debug)]
pub(super) enum Fields {
    /// In the body, whole.
    Body,
    /// In decoded pairs.
    Pairs(Vec<(String, String)>),
    /// In the body, and these beside it.
    Beside(Vec<(String, String)>),
}

/// Is this request one for the codecs, rather than for a plain path of ours?
#[must_use]
pub fn is_call(request: &Request<'_>) -> bool {
    let path = request.path();
    request.header("smithy-protocol").is_some()
        || request.header("x-amz-target").is_some()
        || request.header("authorization").is_some_and(|a| a.starts_with("AWS4-"))
        || request.query().contains("X-Amz-Algorithm=")
        || (path == "/" && request.query().starts_with("Action="))
        || (path == "/" && request.media() == "application/x-www-form-urlencoded")
        || path.starts_with("/service/")
        || SERVICES.iter().flat_map(|s| s.routes).any(|r| r.matches(path).is_some())
}

pub(super) fn find(request: &Request<'_>, body: &[u8], limits: &Limits) -> Found {
    let path = request.path();
    let query = request.query();
    if request.header("smithy-protocol").is_some() || path.starts_with("/service/") {
        return cbor(request);
    }
    if let Some(target) = request.header("x-amz-target") {
        return json(request, target);
    }
    if request.media() == "application/x-www-form-urlencoded" {
        let text = std::str::from_utf8(body).map_err(|_| "a form that is no UTF-8");
        let pairs = text.and_then(|text| percent::pairs(text, true, limits.values));
        return form(pairs, request);
    }
    if query.split('&').any(|pair| pair.starts_with("Action=")) {
        return form(percent::pairs(query, true, limits.values), request);
    }
    rest(request, limits)
}

fn cbor(request: &Request<'_>) -> Found {
    let parts: Vec<&str> = request.path().split('/').collect();
    let (service, operation) = match parts.as_slice() {
        ["", "service", service, "operation", operation] => (*service, *operation),
        _ => ("", ""),
    };
    let service = services::by_target(service).filter(|s| s.cbor);
    let known = service.and_then(|s| s.operation(operation));
    let meant = match (known, request.header("smithy-protocol")) {
        (Some(_), Some(other)) if !other.eq_ignore_ascii_case("rpc-v2-cbor") => {
            Err(Fault::unknown_operation("this protocol of Smithy is not spoken"))
        }
        (Some(_), _) if request.method != "POST" => {
            Err(Fault::unknown_operation("operations are called by POST"))
        }
        (Some(operation), _) => Ok(Meant { operation, fields: Fields::Body }),
        (None, _) => Err(unknown(operation)),
    };
    Found { protocol: Protocol::Cbor, service, meant }
}

fn json(request: &Request<'_>, target: &str) -> Found {
    let (prefix, operation) = target.rsplit_once('.').unwrap_or(("", target));
    let service = services::by_target(prefix);
    let version = match request.media().as_str() {
        "application/x-amz-json-1.0" => 0,
        "application/x-amz-json-1.1" => 1,
        _ => service.map_or(1, |s| s.json),
    };
    let meant = match service.and_then(|s| s.operation(operation)) {
        Some(_) if request.method != "POST" => {
            Err(Fault::unknown_operation("operations are called by POST"))
        }
        Some(operation) => Ok(Meant { operation, fields: Fields::Body }),
        None => Err(unknown(target)),
    };
    Found { protocol: Protocol::Json(version), service, meant }
}

fn form(pairs: Result<Vec<(String, String)>, &'static str>, request: &Request<'_>) -> Found {
    let protocol = Protocol::Query;
    let by_scope = scope(request).and_then(|name| services::by_signing(&name));
    let pairs = match pairs {
        Ok(pairs) => pairs,
        Err(why) => {
            return Found { protocol, service: by_scope, meant: Err(Fault::serialization(why)) };
        }
    };
    let of = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let service = services::by_version(of("Version"))
        .or_else(|| by_scope.filter(|s| s.query.is_some() && of("Version").is_empty()));
    let meant = match service.and_then(|s| s.operation(of("Action"))) {
        Some(operation) => Ok(Meant { operation, fields: Fields::Pairs(pairs) }),
        None => Err(unknown(of("Action"))),
    };
    Found { protocol, service, meant }
}

fn rest(request: &Request<'_>, limits: &Limits) -> Found {
    let protocol = Protocol::RestJson;
    let signed = scope(request);
    let by_scope = signed.as_deref().and_then(services::by_signing);
    let all = SERVICES.iter().filter(|s| signed.as_deref().is_none_or(|name| s.signing == name));
    for service in all {
        for route in service.routes.iter().filter(|r| r.method == request.method) {
            let Some(path) = route.matches(request.path()) else { continue };
            let fields = beside(route, &path, request.query(), limits);
            let meant = fields
                .map(|fields| Meant { operation: route.operation, fields: Fields::Beside(fields) });
            let meant = meant.map_err(Fault::serialization);
            return Found { protocol, service: Some(service), meant };
        }
    }
    let call = format!("{} {}", request.method, request.path());
    Found { protocol, service: by_scope, meant: Err(unknown(&call).status(404)) }
}

/// The fields that path and query hold.
fn beside(
    route: &Route,
    path: &[(&'static str, &str)],
    query: &str,
    limits: &Limits,
) -> Result<Vec<(String, String)>, &'static str> {
    let mut fields = Vec::new();
    for (name, value) in path {
        fields.push(((*name).to_owned(), percent::decode(value, false)?));
    }
    for (name, value) in percent::pairs(query, false, limits.values)? {
        if let Some((_, field)) = route.query.iter().find(|(n, _)| *n == name) {
            fields.push(((*field).to_owned(), value));
        }
    }
    Ok(fields)
}

/// The service in the scope of the request's signature. It is not verified here.
fn scope(request: &Request<'_>) -> Option<String> {
    let header = request.header("authorization").unwrap_or_default();
    let credential = match header.split_once("Credential=") {
        Some((_, rest)) => rest.split([',', ' ']).next()?.to_owned(),
        None => {
            let pairs = percent::pairs(request.query(), false, 1000).ok()?;
            pairs.into_iter().find(|(n, _)| n == "X-Amz-Credential")?.1
        }
    };
    credential.rsplit('/').nth(1).map(str::to_owned)
}

fn unknown(name: &str) -> Fault {
    let name: String = name.chars().take(200).collect();
    Fault::unknown_operation(format!("the operation `{name}` is not offered"))
}
