//! The table of the plain API. A row is offered and documented, or is no row.

use crate::api::Permission;

/// A route.
#[derive(Debug)]
pub struct PlainRoute {
    /// Its name in the document: a verb and a noun, unique.
    pub name: &'static str,
    /// `GET`, `POST` or `DELETE`.
    pub method: &'static str,
    /// The path; a part in braces stands for any one part.
    pub path: &'static str,
    /// One line.
    pub summary: &'static str,
    /// More about it, possibly nothing.
    pub description: &'static str,
    /// What may be given in the path and the query.
    pub given: &'static [Given],
    /// The media types of the body, each with the name of its shape; empty without a body.
    pub body: &'static [(&'static str, &'static str)],
    /// What it answers; errors that any route may answer are added by the document.
    pub answers: &'static [Answer],
    /// Who may call it; anybody without.
    pub permission: Option<Permission>,
}

/// A part of a path, or a field of a query.
#[derive(Debug, Clone, Copy)]
pub struct Given {
    /// Its name.
    pub name: &'static str,
    /// Is it a part of the path? Those are always there.
    pub in_path: bool,
    /// What it means.
    pub summary: &'static str,
}

/// An answer.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// When it is given.
    pub summary: &'static str,
    /// Its media type and the name of its shape; `None` without a body.
    pub body: Option<(&'static str, &'static str)>,
}

const JSON: &str = "application/json";
const NDJSON: &str = "application/x-ndjson";

const BUS: Given = query("bus", "The bus that events come in on; `default` without it.");
const LIMIT: Given = query("limit", "How many at most; 100 without it, 1000 at most.");
const AFTER: Given = query("after", "The `next` of the answer before, to go on behind it.");
const TARGET: Given = query("target", "Only those of this target.");
const NAME: Given = Given { name: "name", in_path: true, summary: "The name of a target." };

const fn query(name: &'static str, summary: &'static str) -> Given {
    Given { name, in_path: false, summary }
}

const fn ok(summary: &'static str, shape: &'static str) -> Answer {
    Answer { status: 200, summary, body: Some((JSON, shape)) }
}

const ACCEPTED: &[Answer] = &[
    ok("They are safe on disk, but for those that `refused` tells of.", "Accepted"),
    Answer { status: 400, summary: "Nothing of it can be read.", body: Some((JSON, "Problem")) },
    Answer {
        status: 429,
        summary: "Too much is waiting; nothing was accepted. `Retry-After` says when to try again.",
        body: Some((JSON, "Problem")),
    },
    Answer {
        status: 503,
        summary: "The disk is full or has failed; nothing was accepted.",
        body: Some((JSON, "Problem")),
    },
];

const NO_TARGET: Answer =
    Answer { status: 404, summary: "There is no such target.", body: Some((JSON, "Problem")) };

const DONE: &[Answer] = &[ok("It is done and remembered.", "Target"), NO_TARGET];

/// A route without parameters and body.
const fn get(
    name: &'static str,
    path: &'static str,
    summary: &'static str,
    answers: &'static [Answer],
    permission: Option<Permission>,
) -> PlainRoute {
    let (description, given, body) = ("", &[], &[]);
    PlainRoute { name, method: "GET", path, summary, description, given, body, answers, permission }
}

/// All routes, in the order of the document.
pub const ROUTES: &[PlainRoute] = &[
    PlainRoute {
        name: "putEvents",
        method: "POST",
        path: "/events",
        summary: "Brings in events.",
        description: "One EventBridge event, an array of them, NDJSON, a CloudTrail log file \
                      (`{\"Records\": [...]}`) or S3 notifications: the form is recognised by its \
                      content. `Content-Encoding` may be `gzip` or `zstd`. An event without `id` \
                      or `time` gets them. With an `Idempotency-Key` header a call that is made \
                      again is accepted once.",
        given: &[BUS],
        body: &[(JSON, "Events"), (NDJSON, "Event")],
        answers: ACCEPTED,
        permission: Some(Permission::PutEvents),
    },
    PlainRoute {
        name: "putItems",
        method: "POST",
        path: "/items",
        summary: "Brings in configuration items.",
        description: "AWS Config snapshots, histories and items in any of their spellings; \
                      `Content-Encoding` as with events.",
        given: &[],
        body: &[(JSON, "Items"), (NDJSON, "Item")],
        answers: ACCEPTED,
        permission: Some(Permission::PutEvents),
    },
    PlainRoute {
        name: "s3Webhook",
        method: "POST",
        path: "/webhooks/s3",
        summary: "Takes S3 event notifications, as S3 and its like send them.",
        description: "Each record becomes the event that S3 would send to EventBridge.",
        given: &[BUS],
        body: &[(JSON, "S3Notification")],
        answers: ACCEPTED,
        permission: Some(Permission::PutEvents),
    },
    PlainRoute {
        name: "snsWebhook",
        method: "POST",
        path: "/webhooks/sns",
        summary: "Takes what SNS posts to a subscription over HTTP.",
        description: "The message of a notification is taken as the body of `POST /events`, or as a \
                      configuration item where it is one. A request to confirm a subscription is \
                      written down and not followed.",
        given: &[BUS],
        body: &[(JSON, "SnsMessage"), ("text/plain", "SnsMessage")],
        answers: ACCEPTED,
        permission: Some(Permission::PutEvents),
    },
    PlainRoute {
        name: "listFindings",
        method: "GET",
        path: "/findings",
        summary: "What rules with a severity found, the newest first.",
        description: "",
        given: &[
            query("rule", "Only those of this rule."),
            query("severity", "Only those of this severity and above."),
            query("since", "Only those from this time on, RFC 3339."),
            LIMIT,
            AFTER,
        ],
        body: &[],
        answers: &[ok("Findings.", "Findings")],
        permission: Some(Permission::Read),
    },
    PlainRoute {
        name: "listDeadLetters",
        method: "GET",
        path: "/dead-letters",
        summary: "Deliveries that failed for good, the newest first.",
        description: "",
        given: &[TARGET, LIMIT, AFTER],
        body: &[],
        answers: &[ok("Dead letters.", "DeadLetters")],
        permission: Some(Permission::Read),
    },
    PlainRoute {
        name: "redriveDeadLetters",
        method: "POST",
        path: "/dead-letters/redrive",
        summary: "Delivers dead letters again, to the targets that they were for.",
        description: "Those whose rule or target is gone stay.",
        given: &[TARGET],
        body: &[],
        answers: &[ok("How many are on their way.", "Count")],
        permission: Some(Permission::Admin),
    },
    PlainRoute {
        name: "deleteDeadLetters",
        method: "DELETE",
        path: "/dead-letters",
        summary: "Forgets dead letters.",
        description: "",
        given: &[TARGET],
        body: &[],
        answers: &[ok("How many were forgotten.", "Count")],
        permission: Some(Permission::Admin),
    },
    PlainRoute {
        name: "pauseTarget",
        method: "POST",
        path: "/targets/{name}/pause",
        summary: "Stops calling a target; what is for it waits.",
        description: "",
        given: &[NAME],
        body: &[],
        answers: DONE,
        permission: Some(Permission::Admin),
    },
    PlainRoute {
        name: "resumeTarget",
        method: "POST",
        path: "/targets/{name}/resume",
        summary: "Goes on calling a target.",
        description: "",
        given: &[NAME],
        body: &[],
        answers: DONE,
        permission: Some(Permission::Admin),
    },
    PlainRoute {
        name: "reload",
        method: "POST",
        path: "/reload",
        summary: "Reads the rules again and puts them in force.",
        description: "",
        given: &[],
        body: &[],
        answers: &[
            ok("They are in force.", "Rules"),
            Answer {
                status: 422,
                summary: "They have errors; the ones before stay in force.",
                body: Some((JSON, "Problem")),
            },
        ],
        permission: Some(Permission::Admin),
    },
    PlainRoute {
        name: "login",
        method: "POST",
        path: "/login",
        summary: "Exchanges a key for a cookie, for the page at `/`.",
        description: "",
        given: &[],
        body: &[("application/x-www-form-urlencoded", "Login")],
        answers: &[
            Answer { status: 303, summary: "The cookie is set; the page is at `/`.", body: None },
            Answer { status: 403, summary: "There is no such key.", body: None },
        ],
        permission: None,
    },
    get(
        "metrics",
        "/metrics",
        "Counters and gauges in Prometheus's text format.",
        &[Answer { status: 200, summary: "Metrics.", body: Some(("text/plain", "Metrics")) }],
        Some(Permission::Read),
    ),
    get(
        "healthz",
        "/healthz",
        "Does the process live?",
        &[Answer { status: 200, summary: "It does.", body: Some(("text/plain", "Word")) }],
        None,
    ),
    get(
        "readyz",
        "/readyz",
        "May events be sent?",
        &[
            Answer { status: 200, summary: "They may.", body: Some(("text/plain", "Word")) },
            Answer { status: 503, summary: "Why not.", body: Some(("text/plain", "Word")) },
        ],
        None,
    ),
    get("openapi", "/openapi.json", "This document.", &[ok("The document.", "Document")], None),
];

/// What was found for a method and a path.
#[derive(Debug)]
pub enum Found {
    /// A route, with what stands for the parts in braces, in order, as it came.
    Route(&'static PlainRoute, Vec<String>),
    /// The path is known, but not with this method; these are offered.
    Methods(Vec<&'static str>),
    /// Nothing.
    Nothing,
}

/// The route of a method and a path (without its query). `HEAD` is as `GET`.
#[must_use]
pub fn find(method: &str, path: &str) -> Found {
    let method = if method == "HEAD" { "GET" } else { method };
    let mut methods = Vec::new();
    for route in ROUTES {
        let Some(parts) = fits(route.path, path) else { continue };
        if route.method == method {
            return Found::Route(route, parts);
        }
        methods.push(route.method);
    }
    if methods.is_empty() { Found::Nothing } else { Found::Methods(methods) }
}

/// What stands for the parts in braces, if the path fits.
fn fits(route: &str, path: &str) -> Option<Vec<String>> {
    let (mut own, mut parts) = (route.split('/'), path.split('/'));
    let mut found = Vec::new();
    loop {
        match (own.next(), parts.next()) {
            (None, None) => return Some(found),
            (Some(own), Some(part)) if own.starts_with('{') && !part.is_empty() => {
                found.push(part.to_owned());
            }
            (Some(own), Some(part)) if own == part => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, find};

    #[test]
    fn paths_and_methods() {
        let name = |method, path| match find(method, path) {
            Found::Route(route, parts) => format!("{} {}", route.name, parts.join(",")),
            Found::Methods(methods) => methods.join("|"),
            Found::Nothing => String::new(),
        };
        assert_eq!(name("POST", "/events"), "putEvents ");
        assert_eq!(name("POST", "/targets/a%2Fb/pause"), "pauseTarget a%2Fb");
        assert_eq!(name("HEAD", "/healthz"), "healthz ");
        assert_eq!(name("PUT", "/dead-letters"), "GET|DELETE");
        for path in ["/targets//pause", "/targets/x", "/events/", "events", "/targets/a/b/pause"] {
            assert_eq!(name("POST", path), "", "{path}");
        }
    }
}
