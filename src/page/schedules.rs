//! `/schedules`: what is due when.

use super::answer::Content;
use super::frame::{empty, tag};
use super::html::{Html, html};
use super::request::{Request, link};
use super::table::{Part, filter, pager, table};
use super::view::Pages;
use super::words::{count, maybe, plural};
use crate::base::time;
use crate::schedules::Expression;
use jiff::Timestamp;

/// Next moments that are shown as a tooltip.
const NEXT: usize = 5;

pub(super) fn page(pages: &Pages<'_>, request: &Request) -> Content {
    let part = Part::of(request);
    let rules = pages.rules();
    let bundle = &rules.bundle;
    let mut all: Vec<_> = bundle
        .schedules
        .iter()
        .filter(|one| part.wants(&[&one.name, &one.description]))
        .map(|one| {
            let fired = pages.facts.fired(&one.name);
            let schedule = one.since(fired.created.unwrap_or(pages.daemon.started()));
            let next: Vec<Timestamp> = schedule.coming(pages.now).take(NEXT).collect();
            (one, fired, next)
        })
        .collect();
    all.sort_by_key(|(one, _, next)| (next.is_empty(), next.first().copied(), one.name.as_str()));
    let mut main = Html::default();
    filter(&mut main, "/schedules", &part, "name, what it is for");
    pager(&mut main, "/schedules", &part, all.len(), "schedule");
    if all.is_empty() {
        empty(&mut main, "No schedule to show.");
        return ("Schedules".to_owned(), main, 200);
    }
    let columns = [
        ("Schedule", false),
        ("When", false),
        ("Time zone", false),
        ("Targets", false),
        ("Next", true),
        ("Last", true),
        ("Fired", true),
    ];
    table(&mut main, "Schedules, what is due next first", &columns, |out| {
        for (one, fired, next) in part.cut(&all) {
            html!(
                out,
                "<tr><th scope=\"row\">{}<span class=\"title\">{}</span></th><td><code>{}</code></td>\
                 <td>{}</td><td>",
                one.name,
                one.description,
                words(&one.expression),
                one.zone.iana_name().unwrap_or("UTC")
            );
            for (at, routing) in one.targets.iter().enumerate() {
                let Some(target) = bundle.targets.get(routing.target.index()) else { continue };
                let comma = if at > 0 { ", " } else { "" };
                let to = link("/targets", &target.name);
                html!(out, "{}<a href=\"{}\">{}</a>", comma, to, target.name);
            }
            if one.export.is_some() {
                html!(out, " {}", tag("plain", "⇥", "export"));
            }
            let times: Vec<String> = next.iter().map(|at| time::show(*at)).collect();
            html!(out, "</td><td class=\"number\" title=\"{}\">", times.join("\n"));
            match next.first() {
                Some(at) => html!(
                    out,
                    "{}<span class=\"title\">{}</span>",
                    super::words::moment(*at, pages.now),
                    time::show(*at)
                ),
                None => html!(out, "never again"),
            };
            html!(
                out,
                "</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
                maybe(fired.last, pages.now),
                count(fired.times)
            );
        }
    });
    ("Schedules".to_owned(), main, 200)
}

/// The kind of an expression, with what there is to say of it.
fn words(expression: &Expression) -> String {
    match expression {
        Expression::Cron(_) => "cron".to_owned(),
        Expression::Rate(rate) => {
            let unit = format!("{:?}", rate.unit).to_lowercase();
            format!("every {}", plural(rate.count as usize, &unit))
        }
        Expression::At(at) => format!("at({})", at.local),
    }
}
