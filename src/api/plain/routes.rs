//! The table of the plain API.

use super::reply::{Answer, Asked};
use super::{backups, dead_letters, events, exports, findings, health, status, targets, webhooks};
use crate::settings::Permission;
use std::future::Future;
use std::pin::Pin;

/// An answer that takes its time.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// What answers a route.
pub type Handler = for<'a> fn(&'a Asked<'a>) -> Answering<'a>;

/// A route.
#[derive(Clone, Copy)]
pub struct Route {
    /// The method in capitals.
    pub method: &'static str,
    /// The path; `{name}` stands for one segment.
    pub path: &'static str,
    /// What it does, in a sentence without a full stop.
    pub summary: &'static str,
    /// What has to be allowed; `None` for everybody.
    pub permission: Option<Permission>,
    /// Parameters of the query, with what they mean.
    pub query: &'static [(&'static str, &'static str)],
    /// The media types of bodies that are taken; none if there is none.
    pub takes: &'static [&'static str],
    /// What answers.
    pub run: Handler,
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

const BUS: (&str, &str) = ("bus", "The bus of the events; `default` without it");
const LIMIT: (&str, &str) = ("limit", "How many at most, 1 to 1000; 100 without it");
const JSON: &[&str] = &["application/json"];
const EVENTS: &[&str] = &["application/json", "application/x-ndjson", "application/gzip"];

/// All routes.
pub const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/healthz",
        summary: "Is the process alive",
        permission: None,
        query: &[],
        takes: &[],
        run: |asked| Box::pin(health::alive(asked)),
    },
    Route {
        method: "GET",
        path: "/readyz",
        summary: "Does it take events, and are the newest rules in force",
        permission: None,
        query: &[],
        takes: &[],
        run: |asked| Box::pin(health::ready(asked)),
    },
    Route {
        method: "GET",
        path: "/status",
        summary: "How the daemon is: log, rules, targets, counters",
        permission: Some(Permission::Read),
        query: &[],
        takes: &[],
        run: |asked| Box::pin(status::show(asked)),
    },
    Route {
        method: "POST",
        path: "/events",
        summary: "Takes one event, an array, lines of events, or a file of CloudTrail, AWS Config or S3 notifications, plain, gzip or zstd",
        permission: Some(Permission::PutEvents),
        query: &[BUS],
        takes: EVENTS,
        run: |asked| Box::pin(events::post(asked)),
    },
    Route {
        method: "POST",
        path: "/webhooks/s3",
        summary: "Takes an event notification of S3",
        permission: Some(Permission::PutEvents),
        query: &[BUS],
        takes: JSON,
        run: |asked| Box::pin(webhooks::s3(asked)),
    },
    Route {
        method: "POST",
        path: "/webhooks/sns",
        summary: "Takes a notification of SNS and what its message holds",
        permission: Some(Permission::PutEvents),
        query: &[BUS],
        takes: JSON,
        run: |asked| Box::pin(webhooks::sns(asked)),
    },
    Route {
        method: "GET",
        path: "/findings",
        summary: "What rules found, by time",
        permission: Some(Permission::Read),
        query: &[LIMIT, ("after", "The `next` of an earlier answer")],
        takes: &[],
        run: |asked| Box::pin(findings::list(asked)),
    },
    Route {
        method: "GET",
        path: "/dead-letters",
        summary: "Deliveries that failed for good, by time",
        permission: Some(Permission::Read),
        query: &[
            LIMIT,
            ("after", "The `next` of an earlier answer"),
            ("target", "Those of one target only"),
            ("rule", "Those of one rule only"),
        ],
        takes: &[],
        run: |asked| Box::pin(dead_letters::list(asked)),
    },
    Route {
        method: "GET",
        path: "/dead-letters/{name}",
        summary: "One of them with its event",
        permission: Some(Permission::Read),
        query: &[],
        takes: &[],
        run: |asked| Box::pin(dead_letters::show(asked)),
    },
    Route {
        method: "POST",
        path: "/dead-letters/redrive",
        summary: "Delivers dead letters again",
        permission: Some(Permission::Admin),
        query: &[
            ("id", "One of them"),
            ("target", "Those of one target only"),
            ("rule", "Those of one rule only"),
            ("limit", "How many at most, 1 to 100000; 1000 without it"),
        ],
        takes: &[],
        run: |asked| Box::pin(dead_letters::redrive(asked)),
    },
    Route {
        method: "DELETE",
        path: "/dead-letters",
        summary: "Forgets dead letters",
        permission: Some(Permission::Admin),
        query: &[
            ("id", "One of them"),
            ("target", "Those of one target only"),
            ("rule", "Those of one rule only"),
        ],
        takes: &[],
        run: |asked| Box::pin(dead_letters::purge(asked)),
    },
    Route {
        method: "GET",
        path: "/targets",
        summary: "How deliveries to each target are",
        permission: Some(Permission::Read),
        query: &[],
        takes: &[],
        run: |asked| Box::pin(targets::list(asked)),
    },
    Route {
        method: "POST",
        path: "/targets/{name}/pause",
        summary: "Stops calling a target; what is for it waits",
        permission: Some(Permission::Admin),
        query: &[],
        takes: &[],
        run: |asked| Box::pin(targets::pause(asked)),
    },
    Route {
        method: "POST",
        path: "/targets/{name}/resume",
        summary: "Calls a target again",
        permission: Some(Permission::Admin),
        query: &[],
        takes: &[],
        run: |asked| Box::pin(targets::resume(asked)),
    },
    Route {
        method: "POST",
        path: "/exports/{name}",
        summary: "Has an export write the window that is over now",
        permission: Some(Permission::Admin),
        query: &[],
        takes: &[],
        run: |asked| Box::pin(exports::now(asked)),
    },
    Route {
        method: "POST",
        path: "/reload",
        summary: "Reads the rules again",
        permission: Some(Permission::Admin),
        query: &[],
        takes: &[],
        run: |asked| Box::pin(targets::reload(asked)),
    },
    Route {
        method: "POST",
        path: "/backups",
        summary: "Begins a backup below the folder that the settings name",
        permission: Some(Permission::Admin),
        query: &[("to", "Its name; one made of the time without it")],
        takes: &[],
        run: |asked| Box::pin(backups::begin(asked)),
    },
    Route {
        method: "GET",
        path: "/backups",
        summary: "How the last backup is or was",
        permission: Some(Permission::Read),
        query: &[],
        takes: &[],
        run: |asked| Box::pin(backups::last(asked)),
    },
];

/// The error of a path that is there with another method.
pub const METHOD_NOT_ALLOWED: u16 = 405;

/// The route of a request with what stands for `{name}`; an error when there is none.
///
/// # Errors
/// The status: 404, or 405 when the path is there.
pub fn find(method: &str, path: &str) -> Result<(&'static Route, Option<String>), u16> {
    let mut status = 404;
    for route in ROUTES {
        let Some(name) = fits(route.path, path) else { continue };
        if route.method == method || (route.method == "GET" && method == "HEAD") {
            return Ok((route, name));
        }
        status = METHOD_NOT_ALLOWED;
    }
    Err(status)
}

/// Does a path fit a pattern? With what stands for its `{name}`.
fn fits(pattern: &str, path: &str) -> Option<Option<String>> {
    let mut name = None;
    let mut own = path.split('/');
    for part in pattern.split('/') {
        let given = own.next()?;
        if part == "{name}" {
            if given.is_empty() {
                return None;
            }
            name = Some(crate::wire::percent::decode(given, false).ok()?);
        } else if part != given {
            return None;
        }
    }
    own.next().is_none().then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{ROUTES, find};

    #[test]
    fn paths_and_methods() {
        let (route, name) = find("POST", "/targets/a%20b/pause").expect("it is there");
        assert_eq!((route.path, name.as_deref()), ("/targets/{name}/pause", Some("a b")));
        assert_eq!(find("POST", "/dead-letters/redrive").expect("there").0.method, "POST");
        assert_eq!(find("PUT", "/events").err(), Some(405));
        assert_eq!(find("GET", "/nowhere").err(), Some(404));
        assert_eq!(find("GET", "/targets//pause").err(), Some(404));
        assert!(ROUTES.iter().all(|route| route.path.starts_with('/')));
    }
}
