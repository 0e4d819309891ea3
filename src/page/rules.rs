//! `/rules`: all event rules with their matches.

use super::answer::Content;
use super::frame::{empty, tag};
use super::html::{Html, html};
use super::request::{Request, link, query};
use super::spark::spark;
use super::table::{Part, filter, pager, table};
use super::view::Pages;
use super::words::{count, maybe, none};
use crate::model::{RuleState, Severity};
use std::cmp::Reverse;

/// The orders of the list: the word in the address, and what it is called.
const ORDERS: [(&str, &str); 4] =
    [("", "last hour"), ("total", "all matches"), ("last", "last match"), ("name", "name")];

pub(super) fn page(pages: &Pages<'_>, request: &Request) -> Content {
    let part = Part::of(request);
    let rules = pages.rules();
    let of = |index: usize| rules.bundle.rules.get(index);
    let mut views = pages.rule_views(&pages.daemon.tally().counts());
    views.retain(|view| {
        of(view.index).is_some_and(|rule| {
            let header = &rule.header;
            let severity = header.severity.map_or("", Severity::word);
            part.wants(&[&header.name, &header.title, &rule.bus, severity, &header.tags.join(" ")])
        })
    });
    match part.sort.as_str() {
        "name" => views.sort_by(|a, b| a.name.cmp(&b.name)),
        "total" => views.sort_by_key(|view| Reverse(view.total)),
        "last" => views.sort_by_key(|view| Reverse(view.last)),
        _ => views.sort_by_key(|view| Reverse((view.hour(), view.total))),
    }
    let mut main = Html::default();
    filter(&mut main, "/rules", &part, "name, title, bus, severity, tag");
    pager(&mut main, "/rules", &part, views.len(), "rule");
    orders(&mut main, &part);
    if views.is_empty() {
        empty(&mut main, "No rule to show.");
        return ("Rules".to_owned(), main, 200);
    }
    let columns = [
        ("Rule", false),
        ("Severity", false),
        ("Bus", false),
        ("State", false),
        ("Last hour", false),
        ("Matches", true),
        ("Last match", true),
    ];
    table(&mut main, "Event rules with their matches", &columns, |out| {
        for view in part.cut(&views) {
            let Some(rule) = of(view.index) else { continue };
            let header = &rule.header;
            html!(
                out,
                "<tr><th scope=\"row\"><a href=\"{}\">{}</a>",
                link("/rules", &header.name),
                header.name
            );
            if header.title != header.name {
                html!(out, "<span class=\"title\">{}</span>", header.title);
            }
            html!(
                out,
                "</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td>\
                 <td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
                severity(header.severity),
                rule.bus,
                state(rule.state),
                spark(&view.minutes),
                count(view.total),
                maybe(view.last, pages.now)
            );
        }
    });
    ("Rules".to_owned(), main, 200)
}

fn orders(main: &mut Html, part: &Part) {
    html!(main, "<p class=\"orders\">Sorted by");
    for (word, name) in ORDERS {
        if word == part.sort {
            html!(main, " <b>{}</b>", name);
        } else {
            let to = query("/rules", &[("q", &part.q), ("sort", word)]);
            html!(main, " <a href=\"{}\">{}</a>", to, name);
        }
    }
    html!(main, "</p>\n");
}

/// A severity as a word with its shape.
pub(super) fn severity(severity: Option<Severity>) -> Html {
    match severity {
        Some(severity @ (Severity::Critical | Severity::High)) => tag("bad", "◆", severity.word()),
        Some(severity @ Severity::Medium) => tag("warn", "◆", severity.word()),
        Some(severity) => tag("plain", "◇", severity.word()),
        None => none(),
    }
}

/// A state as a word.
pub(super) fn state(state: RuleState) -> Html {
    match state {
        RuleState::Disabled => tag("plain", "○", "disabled"),
        RuleState::Enabled => words("enabled"),
        RuleState::EnabledWithAllCloudtrailManagementEvents => {
            words("enabled, read-only calls too")
        }
    }
}

/// Plain words: what is as usual has no colour.
fn words(text: &str) -> Html {
    let mut out = Html::default();
    html!(out, "{}", text);
    out
}
