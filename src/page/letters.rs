//! `/letters`: what could not be delivered.

use super::answer::Content;
use super::frame::empty;
use super::html::{Html, html};
use super::request::{Request, link};
use super::table::{Part, pager};
use super::view::{MOST_READ, Pages, text};
use super::words::{count, maybe};
use crate::base::time;
use crate::store::Space;
use serde_json::Value;

/// Characters of an event that are shown.
const CHARACTERS: usize = 4000;

/// The dead letters, the newest first, and whether there are more; what goes wrong is said.
pub(super) fn read(main: &mut Html, pages: &Pages<'_>) -> (Vec<Value>, bool) {
    match pages.newest(Space::DEAD) {
        Ok(read) => read,
        Err(why) => {
            html!(main, "<p class=\"notice bad\"><b>✕ The store cannot be read:</b> {}</p>\n", why);
            (Vec::new(), false)
        }
    }
}

pub(super) fn page(pages: &Pages<'_>, request: &Request) -> Content {
    let part = Part::of(request);
    let target = request.field("target").trim();
    let mut main = Html::default();
    let (letters, more) = read(&mut main, pages);
    let wanted = |letter: &&Value| {
        let (own, rule) = (text(letter, "target"), text(letter, "rule"));
        (target.is_empty() || own == target)
            && part.wants(&[own, rule, text(letter, "event"), &attributes(letter)])
    };
    let all: Vec<&Value> = letters.iter().filter(wanted).collect();
    html!(
        main,
        "<form class=\"filter\" method=\"get\" action=\"/letters\" role=\"search\">\
         <label for=\"q\">Filter</label><input id=\"q\" name=\"q\" type=\"search\" value=\"{}\" \
         placeholder=\"rule, error, words of the event\"><label for=\"target\">Target</label>\
         <input id=\"target\" name=\"target\" value=\"{}\"><button>Show</button></form>\n",
        part.q,
        target
    );
    let path = super::request::query("/letters", &[("target", target)]);
    pager(&mut main, &path, &part, all.len(), "dead letter");
    if more {
        html!(
            main,
            "<p class=\"soft\">Only the newest {} are read.</p>\n",
            count(MOST_READ as u64)
        );
    }
    list(&mut main, pages, part.cut(&all));
    ("Dead letters".to_owned(), main, 200)
}

/// The error of a letter as words.
fn attributes(letter: &Value) -> String {
    let of = |name| letter.pointer(name).and_then(Value::as_str).unwrap_or("");
    format!("{} {}", of("/attributes/ERROR_CODE"), of("/attributes/ERROR_MESSAGE"))
}

/// Letters one below the other, each with its event folded away.
pub(super) fn list(main: &mut Html, pages: &Pages<'_>, letters: &[&Value]) {
    if letters.is_empty() {
        empty(main, "No dead letters.");
        return;
    }
    html!(main, "<ul class=\"letters\">\n");
    for letter in letters {
        let of = |name: &str| {
            letter.get("attributes").and_then(|all| all.get(name)).and_then(Value::as_str)
        };
        let (rule, target) = (text(letter, "rule"), text(letter, "target"));
        html!(
            main,
            "<li><details><summary><code class=\"bad\">{}</code> <a href=\"{}\">{}</a> → \
             <a href=\"{}\">{}</a> {}<span class=\"title\">{}</span></summary>\n",
            of("ERROR_CODE").unwrap_or("?"),
            link("/rules", rule),
            rule,
            link("/targets", target),
            target,
            maybe(time::parse(text(letter, "time")), pages.now),
            of("ERROR_MESSAGE").unwrap_or("")
        );
        html!(
            main,
            "<dl class=\"facts\"><div><dt>Event</dt><dd><code>{}</code></dd></div>\
             <div><dt>Accepted</dt><dd>{}</dd></div><div><dt>Retries</dt><dd>{}</dd></div>\
             <div><dt>Exhausted</dt><dd>{}</dd></div><div><dt>Sent to</dt><dd>{}</dd></div></dl>\n",
            text(letter, "event-id"),
            maybe(time::parse(text(letter, "born")), pages.now),
            of("RETRY_ATTEMPTS").unwrap_or("–"),
            of("EXHAUSTED_RETRY_CONDITION").unwrap_or("–"),
            letter.get("sent-to").and_then(Value::as_str).unwrap_or("–")
        );
        html!(main, "<pre>{}</pre></details></li>\n", event(text(letter, "event")));
    }
    html!(main, "</ul>\n");
}

/// An event as people read it: indented if it is JSON, and not too long.
pub(super) fn event(text: &str) -> String {
    let pretty = serde_json::from_str::<Value>(text).ok().map(|value| format!("{value:#}"));
    let text = pretty.unwrap_or_else(|| text.to_owned());
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
