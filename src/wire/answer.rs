//! Replies: results and errors in each protocol's spelling, with their headers.

use super::call::Form;
use super::fault::Fault;
use super::http::Reply;
use super::route::Protocol;
use super::service::Service;
use super::value::Value;
use super::{cbor, json, xml};

fn new(protocol: Protocol, status: u16, request_id: &str, body: Vec<u8>) -> Reply {
    let kind = match protocol {
        Protocol::Json(0) => "application/x-amz-json-1.0",
        Protocol::Json(_) => "application/x-amz-json-1.1",
        Protocol::RestJson => "application/json",
        Protocol::Cbor => "application/cbor",
        Protocol::Query => "text/xml",
    };
    let mut reply = Reply { status, headers: Vec::new(), body };
    reply.put("content-type", kind);
    reply.put("x-amzn-requestid", request_id);
    if protocol == Protocol::Cbor {
        reply.put("smithy-protocol", "rpc-v2-cbor");
    }
    reply
}

fn json_body(value: &Value) -> Vec<u8> {
    let mut text = String::new();
    json::write(value, &mut text);
    text.into_bytes()
}

fn cbor_body(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    cbor::write(value, &mut bytes);
    bytes
}

/// The opening of a reply's root element.
fn root(name: &str, service: Option<&Service>) -> String {
    let xmlns = service.and_then(|s| s.query.as_ref()).map(|q| q.xmlns);
    xmlns.map_or_else(|| format!("<{name}>"), |xmlns| format!("<{name} xmlns=\"{xmlns}\">"))
}

pub(super) fn result(
    protocol: Protocol,
    service: &'static Service,
    operation: &str,
    value: &Value,
    request_id: &str,
) -> Reply {
    let body = match protocol {
        Protocol::Json(_) | Protocol::RestJson => json_body(value),
        Protocol::Cbor => cbor_body(value),
        Protocol::Query => {
            let mut text = root(&format!("{operation}Response"), Some(service));
            xml::element(&format!("{operation}Result"), value, &mut text);
            text.push_str("<ResponseMetadata>");
            xml::element("RequestId", &request_id.into(), &mut text);
            text.push_str("</ResponseMetadata></");
            text.push_str(operation);
            text.push_str("Response>");
            text.into_bytes()
        }
    };
    new(protocol, 200, request_id, body)
}

pub(super) fn fault(form: &Form, fault: &Fault, request_id: &str) -> Reply {
    let row = form.service.and_then(|s| s.code(fault.code));
    let query_code = fault.query_code.or(row.map(|(code, _)| code)).unwrap_or(fault.code);
    let compatible = form.service.is_some_and(|s| s.query.is_some());
    let status = row.map_or_else(|| status(form.protocol, fault), |(_, status)| status);
    let side = if fault.sender { "Sender" } else { "Receiver" };
    let body = match form.protocol {
        Protocol::Query => {
            let mut text = root("ErrorResponse", form.service);
            text.push_str("<Error>");
            xml::element("Type", &side.into(), &mut text);
            xml::element("Code", &query_code.into(), &mut text);
            xml::element("Message", &fault.message.as_str().into(), &mut text);
            xml::inside(&Value::Map(fault.members.clone()), &mut text);
            text.push_str("</Error>");
            xml::element("RequestId", &request_id.into(), &mut text);
            text.push_str("</ErrorResponse>");
            text.into_bytes()
        }
        Protocol::Json(_) => json_body(&structure(form, fault, true)),
        Protocol::RestJson => json_body(&structure(form, fault, false)),
        Protocol::Cbor => cbor_body(&structure(form, fault, true)),
    };
    let mut reply = new(form.protocol, status, request_id, body);
    if form.protocol != Protocol::Query {
        reply.put("x-amzn-errortype", fault.code);
        if compatible && form.protocol != Protocol::RestJson {
            reply.put("x-amzn-query-error", &format!("{query_code};{side}"));
        }
    }
    if let Some(seconds) = fault.retry_after {
        reply.put("retry-after", &seconds.to_string());
    }
    reply
}

/// An error as a structure; with its name unless that is told by the header alone.
fn structure(form: &Form, fault: &Fault, named: bool) -> Value {
    let mut fields = Vec::new();
    if named {
        let namespace = form.service.and_then(|s| s.namespace);
        let name = namespace
            .map_or_else(|| fault.code.to_owned(), |space| format!("{space}#{}", fault.code));
        fields.push(("__type".to_owned(), name.into()));
    }
    // REST-JSON's errors spell it with a capital; clients read both.
    let message = if form.protocol == Protocol::RestJson { "Message" } else { "message" };
    fields.push((message.to_owned(), fault.message.as_str().into()));
    fields.extend(fault.members.iter().cloned());
    Value::Map(fields)
}

/// Statuses that differ between protocols.
fn status(protocol: Protocol, fault: &Fault) -> u16 {
    match (protocol, fault.code) {
        (Protocol::Cbor | Protocol::RestJson, "UnknownOperationException") => 404,
        (Protocol::RestJson, "ThrottlingException") => 429,
        (
            Protocol::RestJson | Protocol::Query,
            "AccessDeniedException"
            | "InvalidSignatureException"
            | "MissingAuthenticationTokenException"
            | "UnrecognizedClientException",
        ) => 403,
        _ => fault.status,
    }
}
