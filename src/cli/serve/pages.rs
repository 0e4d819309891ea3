//! The page, metrics and the document of the API, over HTTP.

use super::router::Router;
use crate::api::plain;
use crate::base::limits::Limits;
use crate::daemon::Daemon;
use crate::http::auth::Access;
use crate::http::{Body, Reply, Request};
use crate::page::tail::{self, Filter};
use crate::page::{self, Kept, POLICY, Page, prometheus};
use crate::settings::Permission;
use bytes::Bytes;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How often a stream says that it is alive.
const ALIVE: Duration = Duration::from_secs(15);

/// What pages are made of.
#[derive(Debug)]
pub(super) struct Pages {
    daemon: Arc<Daemon>,
}

impl Pages {
    pub fn new(daemon: &Arc<Daemon>) -> Self {
        Self { daemon: Arc::clone(daemon) }
    }

    /// Answers what is asked of the page; `None` for anything else.
    pub async fn answer(
        &self,
        router: &Router,
        request: &Request,
        now: Timestamp,
    ) -> Option<Reply> {
        let wire = request.wire();
        let path = wire.path();
        if path == "/openapi.json" && wire.method == "GET" {
            return Some(Reply::json(200, &plain::document()));
        }
        if path == "/login" {
            return Some(log_in(router, request, now));
        }
        let form = if path == "/explain" { &request.body[..] } else { &[][..] };
        let read = page::Request::read(wire.method, path, wire.query(), form)?;
        let stream = path == "/tail/stream";
        let metrics = path == "/metrics";
        // `/targets` is a list of the plain API, too: browsers ask for HTML.
        let shared = plain::find(wire.method, path).is_ok();
        let html = wire.header("accept").is_some_and(|types| types.contains("text/html"));
        if !stream && !metrics && (!page::is_page(&read) || (shared && !html)) {
            return None;
        }
        if !path.starts_with("/assets/")
            && let Err(refused) = router.caller(request, Permission::Read, now)
        {
            let asks = html && refused.status == 401;
            return Some(if asks { to_login() } else { refused });
        }
        if stream {
            let last = wire.header("last-event-id").map(str::to_owned);
            return Some(self.stream(&read, last.as_deref()));
        }
        let look = self.daemon.courier().look().await.unwrap_or_default();
        let daemon = Arc::clone(&self.daemon);
        let made = tokio::task::spawn_blocking(move || {
            let kept = Kept(&daemon);
            let limits = Limits::default();
            let pages =
                page::Pages { daemon: &daemon, look: &look, facts: &kept, now, limits: &limits };
            if metrics {
                let text = prometheus::text(&pages).into_bytes();
                return Some(Page::new(200, "text/plain; version=0.0.4; charset=utf-8", text));
            }
            page::answer(&pages, &read)
        });
        let made = made.await.ok()??;
        Some(reply(made))
    }

    fn stream(&self, request: &page::Request, last: Option<&str>) -> Reply {
        let filter = Filter::of(request, last);
        let daemon = Arc::clone(&self.daemon);
        let (sender, pieces) = mpsc::channel(16);
        tokio::spawn(async move {
            let feed = daemon.tally().feed();
            let mut behind = filter.after.unwrap_or_else(|| feed.last());
            loop {
                let text = match tokio::time::timeout(ALIVE, feed.next(behind)).await {
                    Ok(new) => {
                        let (text, last) = tail::events(&filter, &new);
                        behind = last.unwrap_or(behind);
                        text
                    }
                    Err(_elapsed) => ": alive\n\n".to_owned(),
                };
                if sender.send(Bytes::from(text)).await.is_err() {
                    return;
                }
            }
        });
        Reply { body: Body::Stream(pieces), ..Reply::new(200, tail::STREAM, Bytes::new()) }
            .with("cache-control", "no-store")
    }
}

fn reply(page: Page) -> Reply {
    Reply::new(page.status, page.media_type, page.body)
        .with("content-security-policy", page.policy)
        .with("cache-control", page.cache)
        .with("x-content-type-options", "nosniff")
        .with("referrer-policy", "no-referrer")
}

fn to_login() -> Reply {
    Reply::new(303, "text/plain", "").with("location", "/login")
}

/// A form that asks for a token, and the session that begins with it.
fn log_in(router: &Router, request: &Request, now: Timestamp) -> Reply {
    let wire = request.wire();
    let form = |message: &str, status| {
        let text = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>tripline</title>\
             <link rel=\"stylesheet\" href=\"/assets/page.css\"><main id=\"main\"><h1>tripline</h1>\
             <p role=\"alert\">{message}</p><form method=\"post\" action=\"/login\">\
             <label>Token <input type=\"password\" name=\"token\" autocomplete=\"current-password\" \
             required autofocus></label> <button>Sign in</button></form></main></html>\n"
        );
        Reply::new(status, "text/html; charset=utf-8", text)
            .with("content-security-policy", POLICY)
            .with("cache-control", "no-store")
    };
    match wire.method {
        "GET" => form("", 200),
        "POST" => {
            let read = page::Request::read("POST", "/login", "", &request.body);
            let token = read.as_ref().map_or("", |read| read.field("token"));
            match router.access.log_in(&wire, token, now, request.secure) {
                Ok((_, cookie)) => to_page(cookie),
                Err(_) => form("There is no such token.", 403),
            }
        }
        "DELETE" => to_page(Access::log_out(request.secure)),
        _ => Reply::new(405, "text/plain", "not with this method"),
    }
}

fn to_page(cookie: String) -> Reply {
    Reply::new(303, "text/plain", "").with("location", "/").with("set-cookie", cookie)
}
