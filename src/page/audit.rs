//! `/audit`: who changed what.

use super::answer::Content;
use super::frame::empty;
use super::html::{Html, html};
use super::request::Request;
use super::table::{Part, filter, pager, table};
use super::view::{MOST_READ, Pages, text};
use super::words::{count, maybe};
use crate::base::time;
use crate::store::Space;
use serde_json::Value;

/// The fields of an entry that have columns of their own.
const OWN: [&str; 4] = ["time", "key", "operation", "outcome"];

pub(super) fn page(pages: &Pages<'_>, request: &Request) -> Content {
    let part = Part::of(request);
    let mut main = Html::default();
    let (entries, more) = match pages.newest(Space::AUDIT) {
        Ok(read) => read,
        Err(why) => {
            html!(main, "<p class=\"notice bad\"><b>✕ The store cannot be read:</b> {}</p>\n", why);
            (Vec::new(), false)
        }
    };
    let all: Vec<&Value> =
        entries.iter().filter(|entry| part.wants(&[&entry.to_string()])).collect();
    filter(&mut main, "/audit", &part, "key, operation, words");
    pager(&mut main, "/audit", &part, all.len(), "change");
    if more {
        html!(
            main,
            "<p class=\"soft\">Only the newest {} are read.</p>\n",
            count(MOST_READ as u64)
        );
    }
    if all.is_empty() {
        empty(&mut main, "No change is written down.");
        return ("Audit".to_owned(), main, 200);
    }
    let columns = [
        ("When", false),
        ("Key", false),
        ("Operation", false),
        ("Outcome", false),
        ("What", false),
    ];
    table(&mut main, "Changes over the API, the newest first", &columns, |out| {
        for entry in part.cut(&all) {
            html!(
                out,
                "<tr><td>{}</td><td>{}</td><th scope=\"row\">{}</th><td>{}</td>\
                 <td class=\"long\"><code>{}</code></td></tr>\n",
                maybe(time::parse(text(entry, "time")), pages.now),
                text(entry, "key"),
                text(entry, "operation"),
                text(entry, "outcome"),
                rest(entry)
            );
        }
    });
    ("Audit".to_owned(), main, 200)
}

/// What an entry has beside its columns, as JSON.
fn rest(entry: &Value) -> String {
    let Value::Object(fields) = entry else { return entry.to_string() };
    let others = fields.iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
    let others: serde_json::Map<_, _> = others.map(|(n, v)| (n.clone(), v.clone())).collect();
    if others.is_empty() { String::new() } else { Value::Object(others).to_string() }
}
