//! One call: opened from a request, its input decoded, its answer or fault written.

use super::answer;
use super::fault::Fault;
use super::http::{Reply, Request};
use super::limits::Limits;
use super::route::{self, Fields, Meant, Protocol};
use super::service::Service;
use super::value::Value;
use super::{cbor, form, inflate, json};
use std::borrow::Cow;

/// How a reply is spelled, known as soon as a request's protocol is.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// The protocol.
    pub protocol: Protocol,
    /// The service, if the request named one that is offered.
    pub service: Option<&'static Service>,
}

impl Form {
    /// The reply that carries an error. `request_id` is the caller's handle to it in our log.
    #[must_use]
    pub fn refuse(&self, fault: &Fault, request_id: &str) -> Reply {
        answer::fault(self, fault, request_id)
    }
}

/// A request whose operation is known; its fields are not decoded yet.
#[derive(Debug)]
pub struct Call<'a> {
    /// How to answer.
    pub form: Form,
    /// The service.
    pub service: &'static Service,
    /// The operation, one of the service's.
    pub operation: &'static str,
    /// The caller's id of this call, the same over its retries; not signed by all clients.
    pub invocation: Option<&'a str>,
    fields: Fields,
    body: Cow<'a, [u8]>,
}

/// A request that is not taken, and how to say so.
#[derive(Debug)]
pub struct Refused {
    /// How to answer.
    pub form: Form,
    /// What to answer.
    pub fault: Fault,
}

/// Finds out what a request means. The order of work is: open, verify the signature for
/// `call.service.signing`, then `input`.
///
/// # Errors
/// What is too large, cannot be decompressed, or is no operation that is offered.
pub fn open<'a>(request: &Request<'a>, limits: &Limits) -> Result<Call<'a>, Box<Refused>> {
    let body = if request.target.len() > limits.target {
        Err(Fault::too_large("the path is too long").status(414))
    } else {
        inflate::body(request, limits)
    };
    let (body, trouble) = match body {
        Ok(body) => (body, None),
        Err(fault) => (Cow::Borrowed(&[][..]), Some(fault)),
    };
    let found = route::find(request, &body, limits);
    let form = Form { protocol: found.protocol, service: found.service };
    let refused = |fault| Err(Box::new(Refused { form, fault }));
    if let Some(fault) = trouble {
        return refused(fault);
    }
    match (found.service, found.meant) {
        (Some(service), Ok(Meant { operation, fields })) => Ok(Call {
            form,
            service,
            operation,
            invocation: request.header("amz-sdk-invocation-id"),
            fields,
            body,
        }),
        (_, Err(fault)) => refused(fault),
        (None, Ok(_)) => refused(Fault::unknown_operation("no service of this name is offered")),
    }
}

impl Call<'_> {
    /// The fields of the request: always a structure.
    ///
    /// # Errors
    /// A body that is not what the protocol says.
    pub fn input(&self, limits: &Limits) -> Result<Value, Fault> {
        let value = match (&self.fields, self.form.protocol) {
            (Fields::Pairs(pairs), _) => form::tree(pairs.clone(), limits),
            (_, Protocol::Cbor) => cbor::read(&self.body, limits).map_err(str::to_owned),
            _ => json::read(&self.body, limits),
        };
        match value.map_err(Fault::serialization)? {
            Value::Map(mut fields) => {
                if let Fields::Beside(beside) = &self.fields {
                    let beside = beside.iter().cloned();
                    fields.extend(beside.map(|(name, text)| (name, Value::Untyped(text))));
                }
                Ok(Value::Map(fields))
            }
            _ => Err(Fault::serialization("the body must be a structure")),
        }
    }

    /// The reply that carries a result, which should be a structure.
    #[must_use]
    pub fn answer(&self, result: &Value, request_id: &str) -> Reply {
        answer::result(self.form.protocol, self.service, self.operation, result, request_id)
    }

    /// The reply that carries an error.
    #[must_use]
    pub fn refuse(&self, fault: &Fault, request_id: &str) -> Reply {
        self.form.refuse(fault, request_id)
    }
}
