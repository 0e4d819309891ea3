//! From a path to its page.

use super::frame::{Frame, page};
use super::html::{Html, html};
use super::request::{Page, Request};
use super::view::Pages;
use super::{
    alarms, audit, compliance, explain, graph, insights, letters, overview, rule, rules, schedules,
    tail, targets,
};

const STYLE: &str = include_str!("assets/page.css");
const SCRIPT: &str = include_str!("assets/page.js");
const ICON: &str = include_str!("assets/icon.svg");

/// The first parts of the paths that pages have.
const PATHS: &[&str] = &[
    "",
    "rules",
    "alarms",
    "compliance",
    "insights",
    "targets",
    "letters",
    "schedules",
    "tail",
    "explain",
    "graph",
    "audit",
    "pictures",
    "assets",
];

/// Is this a path of a page? `tail/stream` is none: it is a stream (see [`tail`](super::tail)).
#[must_use]
pub fn is_page(request: &Request) -> bool {
    let first = request.path.first().map_or("", String::as_str);
    let method = request.method.as_str();
    let asked = matches!(method, "GET" | "HEAD") || (method == "POST" && first == "explain");
    asked && PATHS.contains(&first) && request.path.get(1).is_none_or(|second| second != "stream")
}

/// A page's title and content, and the status.
pub(super) type Content = (String, Html, u16);

/// Answers what is asked of a page; `None` when the path is none of theirs. It reads the store and
/// may take some milliseconds: not on a thread of the runtime.
#[must_use]
pub fn answer(pages: &Pages<'_>, request: &Request) -> Option<Page> {
    if !is_page(request) {
        return None;
    }
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let (here, (title, main, status)) = match path[..] {
        [] => ("/", overview::page(pages)),
        ["rules"] => ("/rules", rules::page(pages, request)),
        ["rules", name] => ("/rules", found(rule::page(pages, name), "rule", name)),
        ["alarms"] => ("/alarms", alarms::page(pages, request)),
        ["alarms", name] => ("/alarms", found(alarms::one(pages, name), "alarm", name)),
        ["compliance"] => ("/compliance", compliance::page(pages, request)),
        ["compliance", "rules", name] => ("/compliance", compliance::rule(pages, request, name)),
        ["compliance", "resources", kind, id] => {
            ("/compliance", compliance::resource(pages, request, kind, id))
        }
        ["insights"] => ("/insights", insights::page(pages, request)),
        ["targets"] => ("/targets", targets::page(pages, request)),
        ["targets", name] => ("/targets", found(targets::one(pages, name), "target", name)),
        ["letters"] => ("/targets", letters::page(pages, request)),
        ["schedules"] => ("/schedules", schedules::page(pages, request)),
        ["tail"] => ("/tail", tail::page(pages, request)),
        ["explain"] => ("/explain", explain::page(pages, request)),
        ["graph"] => ("/graph", graph::page(pages, request)),
        ["audit"] => ("/audit", audit::page(pages, request)),
        ["assets", "page.css"] => return Some(Page::asset("text/css; charset=utf-8", STYLE)),
        ["assets", "page.js"] => {
            return Some(Page::asset("text/javascript; charset=utf-8", SCRIPT));
        }
        ["assets", "icon.svg"] => return Some(Page::asset("image/svg+xml", ICON)),
        ["pictures", "rule"] => return rule::picture(pages, request).map(Page::picture),
        ["pictures", "alarm"] => return alarms::picture(pages, request).map(Page::picture),
        ["pictures", "graph"] => return graph::picture(pages, request).map(Page::picture),
        _ => ("", nothing("page", &request.path.join("/"))),
    };
    let frame = Frame {
        alarms: pages.facts.alarming(),
        not_loaded: pages.daemon.not_loaded().is_some(),
        trouble: pages.daemon.log().trouble().map(|trouble| trouble.to_string()),
    };
    Some(Page::html(status, page(&frame, here, &title, &main)))
}

fn found(content: Option<Content>, what: &str, name: &str) -> Content {
    content.unwrap_or_else(|| nothing(what, name))
}

/// There is no such thing.
fn nothing(what: &str, name: &str) -> Content {
    let mut main = Html::default();
    html!(main, "<p>There is no {} <code>{}</code>. <a href=\"/\">Overview</a></p>\n", what, name);
    (format!("No such {what}"), main, 404)
}
