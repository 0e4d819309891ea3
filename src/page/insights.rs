//! `/insights`: unusual activity.

use super::answer::Content;
use super::frame::{empty, tag};
use super::html::{Html, html};
use super::request::Request;
use super::table::{Part, filter, pager, table};
use super::view::Pages;
use super::words::{moment, none};

/// Callers that are shown.
const CALLERS: usize = 3;

pub(super) fn page(pages: &Pages<'_>, request: &Request) -> Content {
    let part = Part::of(request);
    let mut all = pages.facts.insights();
    all.retain(|one| {
        let error = one.error.as_deref().unwrap_or("");
        part.wants(&[&one.baseline, &one.insight_type, &one.api, error, &one.place])
    });
    let mut main = Html::default();
    filter(&mut main, "/insights", &part, "API, error, account, region");
    pager(&mut main, "/insights", &part, all.len(), "insight");
    if all.is_empty() {
        empty(&mut main, "Nothing unusual is known.");
        return ("Insights".to_owned(), main, 200);
    }
    let columns = [
        ("State", false),
        ("What", false),
        ("Where", false),
        ("Calls a minute", true),
        ("Usually", true),
        ("Began", true),
        ("Ended", true),
        ("Most by", false),
    ];
    table(&mut main, "Unusual rates of calls and errors", &columns, |out| {
        for one in part.cut(&all) {
            let state = match one.end {
                None => tag("warn", "▲", "goes on"),
                Some(_) => tag("plain", "○", "ended"),
            };
            html!(out, "<tr><td>{}</td><th scope=\"row\">{}", state, one.api);
            if let Some(error) = &one.error {
                html!(out, " <code>{}</code>", error);
            }
            html!(
                out,
                "<span class=\"title\">{}, by {}</span></th><td class=\"words\">{}</td>\
                 <td class=\"number\">{}</td><td class=\"number\">{}</td>\
                 <td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"words\">",
                one.insight_type,
                one.baseline,
                one.place,
                format!("{:.2}", one.insight_average),
                format!("{:.4}", one.baseline_average),
                moment(one.start, pages.now),
                one.end.map_or_else(none, |end| moment(end, pages.now))
            );
            for (at, (caller, calls)) in one.callers.iter().take(CALLERS).enumerate() {
                if at > 0 {
                    html!(out, "<br>");
                }
                html!(out, "{} <span class=\"soft\">({})</span>", caller, *calls);
            }
            html!(out, "</td></tr>\n");
        }
    });
    ("Insights".to_owned(), main, 200)
}
