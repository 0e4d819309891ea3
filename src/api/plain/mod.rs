//! The plain API: HTTP without AWS's protocols, for scripts, probes and webhooks. `routes` is the one
//! table of it; `openapi` is the document made of that table. docs/page.md says where it is served.

mod openapi;
mod routes;
mod shapes;

pub use openapi::document;
pub use routes::{Answer, Found, Given, PlainRoute, ROUTES, find};
