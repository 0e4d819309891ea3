//! `/tail`: matches as they come. The page has the last ones; with a script, a stream of
//! server-sent events (`/tail/stream`) brings those that follow, as rows ready to be shown.
//!
//! A server sends `rows` of what `Feed::next` brings, again and again, beginning behind
//! `Filter::after`.

use super::answer::Content;
use super::frame::empty;
use super::html::{Html, html};
use super::letters::event;
use super::request::{Request, link};
use super::table::Part;
use super::view::Pages;
use super::words::count;
use crate::base::time;
use crate::daemon::feed::Matched;
use jiff::Timestamp;
use std::fmt::Write;
use std::sync::Arc;

/// Matches that the page has from the start.
const SHOWN: usize = 100;
/// Characters of an event in its line.
const LINE: usize = 160;

/// Which matches are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The rule; any if empty.
    pub rule: String,
    /// Words that rule, bus and event have to hold, in any case of letters.
    words: Part,
    /// The number of the match behind which the stream begins; `None` for what comes from now on.
    pub after: Option<u64>,
}

impl Filter {
    /// Reads the fields `rule`, `q` and `after`; a client that was cut off sends `Last-Event-ID`,
    /// which counts more.
    #[must_use]
    pub fn of(request: &Request, last_event_id: Option<&str>) -> Self {
        let after = last_event_id.unwrap_or(request.field("after")).trim().parse().ok();
        let rule = request.field("rule").trim().to_owned();
        Self { rule, words: Part { q: Part::of(request).q, ..Part::default() }, after }
    }

    /// Is this match wanted?
    #[must_use]
    pub fn wants(&self, matched: &Matched) -> bool {
        (self.rule.is_empty() || *self.rule == *matched.rule)
            && self.words.wants(&[&matched.rule, &matched.bus, &matched.event])
    }
}

/// The media type of the stream.
pub const STREAM: &str = "text/event-stream";

/// Matches as server-sent events: those that are wanted, and the number behind which to go on. What
/// was left out moves the client's number too, so that a client that was cut off goes on behind it.
#[must_use]
pub fn events(filter: &Filter, new: &[Arc<Matched>]) -> (String, Option<u64>) {
    let mut out = String::new();
    let last = new.last().map(|matched| matched.number);
    for matched in new.iter().filter(|matched| filter.wants(matched)) {
        let mut row = Html::default();
        rows(&mut row, &[matched]);
        // Writing to a String cannot fail.
        let _ = write!(out, "id: {}\nevent: match\n", matched.number);
        for line in row.as_str().trim_end().lines() {
            out += "data: ";
            out += line;
            out.push('\n');
        }
        out.push('\n');
    }
    if let Some(last) = last
        && !out.contains(&format!("id: {last}\n"))
    {
        let _ = write!(out, "id: {last}\nevent: past\ndata:\n\n");
    }
    (out, last)
}

/// Matches as rows of a list, in this order.
pub(super) fn rows(out: &mut Html, matches: &[&Arc<Matched>]) {
    for matched in matches {
        let at = Timestamp::from_millisecond(matched.at).unwrap_or(Timestamp::UNIX_EPOCH);
        let exact = time::show_millis(at);
        // The time of day; the day is in the tooltip.
        let clock = exact.get(11..19).unwrap_or(&exact);
        let line = line(&matched.event);
        html!(
            out,
            "<li><details><summary><time datetime=\"{}\" title=\"{}\">{}</time> \
             <a href=\"{}\">{}</a> <span class=\"soft\">{}</span> <span class=\"line\">{}</span></summary>",
            exact,
            exact,
            clock,
            link("/rules", &matched.rule),
            matched.rule,
            matched.bus,
            line
        );
        if matched.cut {
            html!(out, "<pre>{}…</pre>", matched.event);
        } else {
            html!(out, "<pre>{}</pre>", event(&matched.event));
        }
        if matched.skipped > 0 {
            let skipped = count(matched.skipped);
            html!(out, "<p class=\"soft\">{} before it are not shown: too many.</p>", skipped);
        }
        html!(out, "</details></li>\n");
    }
}

/// What kind of event it is, in a line: source and detail type, or else its beginning.
fn line(event: &str) -> String {
    let parsed: serde_json::Value = serde_json::from_str(event).unwrap_or_default();
    let of = |name: &str| parsed.get(name).and_then(serde_json::Value::as_str);
    let names = [("source", "detail-type"), ("eventSource", "eventName")];
    let known = names.iter().find_map(|(source, kind)| Some((of(source)?, of(kind)?)));
    let line =
        known.map_or_else(|| event.to_owned(), |(source, kind)| format!("{source} · {kind}"));
    line.chars().take(LINE).collect()
}

pub(super) fn page(pages: &Pages<'_>, request: &Request) -> Content {
    let filter = Filter::of(request, None);
    let feed = pages.daemon.tally().feed();
    let all = feed.since(0);
    let last = all.last().map_or(0, |matched| matched.number);
    let shown: Vec<_> = all.iter().rev().filter(|one| filter.wants(one)).take(SHOWN).collect();
    let mut main = Html::default();
    html!(
        main,
        "<form class=\"filter\" method=\"get\" action=\"/tail\" role=\"search\">\
         <label for=\"q\">Filter</label><input id=\"q\" name=\"q\" type=\"search\" value=\"{}\" \
         placeholder=\"words of rule or event\"><label for=\"rule\">Rule</label>\
         <input id=\"rule\" name=\"rule\" value=\"{}\"><button>Show</button></form>\n",
        filter.words.q,
        filter.rule
    );
    html!(
        main,
        "<p class=\"pager\"><span id=\"live\" role=\"status\" data-after=\"{}\">The last matches; \
         load the page again for newer ones.</span> <button id=\"pause\" type=\"button\" hidden>\
         Pause</button></p>\n",
        last
    );
    if shown.is_empty() {
        html!(main, "<div id=\"none\">");
        empty(&mut main, "No match is kept that fits.");
        html!(main, "</div>");
    }
    html!(
        main,
        "<ol class=\"tail\" id=\"tail\" role=\"log\" aria-live=\"polite\" \
          aria-relevant=\"additions\" aria-label=\"Matches, the newest first\">\n"
    );
    rows(&mut main, &shown);
    html!(main, "</ol>\n");
    ("Live tail".to_owned(), main, 200)
}

#[cfg(test)]
mod tests {
    use super::{Filter, events};
    use crate::daemon::feed::Matched;
    use crate::page::Request;
    use std::sync::Arc;

    fn matched(number: u64, rule: &str, event: &str) -> Arc<Matched> {
        let (rule, bus, event) = (rule.into(), "default".into(), event.into());
        Arc::new(Matched { number, at: 0, rule, bus, seq: 1, event, cut: false, skipped: 0 })
    }

    #[test]
    fn a_stream_of_what_is_wanted() {
        let request = Request::read("GET", "/tail/stream", "q=Root&after=3", b"").expect("a query");
        let filter = Filter::of(&request, None);
        assert_eq!(filter.after, Some(3));
        assert_eq!(Filter::of(&request, Some("9")).after, Some(9));
        let all = [matched(4, "r<1>", "{\"by\":\"root\"}"), matched(5, "r2", "{}")];
        let (text, last) = events(&filter, &all);
        assert_eq!(last, Some(5));
        assert!(text.starts_with("id: 4\nevent: match\ndata: <li>"), "{text}");
        assert!(text.contains("r&lt;1&gt;"), "{text}");
        assert!(text.ends_with("\n\nid: 5\nevent: past\ndata:\n\n"), "{text}");
        // Every line of an event is a field of it.
        assert!(text.lines().all(|l| l.is_empty() || l.split_once(':').is_some()), "{text}");
        assert_eq!(events(&filter, &[]), (String::new(), None));
    }

    #[test]
    fn one_rule() {
        let filter = Filter { rule: "a".into(), ..Filter::default() };
        assert!(filter.wants(&matched(1, "a", "{}")) && !filter.wants(&matched(1, "ab", "{}")));
    }
}
