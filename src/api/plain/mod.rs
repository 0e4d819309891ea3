//! The plain HTTP API: what needs no SDK. One file, one thing; `routes` is the table of all, which
//! the OpenAPI document is made of, too.

mod backups;
mod dead_letters;
mod events;
mod exports;
mod findings;
mod health;
mod openapi;
mod reply;
mod routes;
mod status;
mod targets;
mod webhooks;

pub use openapi::document;
pub use reply::{Answer, Asked};
pub use routes::{METHOD_NOT_ALLOWED, ROUTES, Route, find};
