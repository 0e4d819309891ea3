//! `/targets`: where matches went, and how that goes; `/targets/NAME`: one with its rules.

use super::answer::Content;
use super::frame::{empty, tag};
use super::html::{Html, html};
use super::letters;
use super::request::{Request, link, query};
use super::table::{Part, filter, pager, table};
use super::view::{Pages, TargetView, text};
use super::words::{count, maybe, none, percent};
use crate::deliver::Counts;
use crate::store::Space;

pub(super) fn page(pages: &Pages<'_>, request: &Request) -> Content {
    let part = Part::of(request);
    let mut main = Html::default();
    let letters = letters::read(&mut main, pages);
    let mut all = pages.target_views(&letters.0);
    all.retain(|view| part.wants(&[&view.name, &view.plugin, &view.description]));
    filter(&mut main, "/targets", &part, "name, plugin");
    pager(&mut main, "/targets", &part, all.len(), "target");
    if all.is_empty() {
        empty(&mut main, "No target to show.");
    } else {
        let columns = [
            ("Target", false),
            ("State", false),
            ("Success", true),
            ("Delivered", true),
            ("Retries", true),
            ("Throttled", true),
            ("Failed", true),
            ("Waiting", true),
            ("Dead letters", true),
            ("Last delivery", true),
        ];
        table(&mut main, "Targets; counts since the rules were loaded", &columns, |out| {
            for view in part.cut(&all) {
                row(out, pages, view);
            }
        });
    }
    let more = if letters.1 { " at least" } else { "" };
    html!(
        main,
        "<p><a href=\"/letters\">All dead letters</a> ({}{})</p>\n",
        count(letters.0.len() as u64),
        more
    );
    ("Targets".to_owned(), main, 200)
}

/// How a target is, in a word.
fn state(view: &TargetView) -> Html {
    if view.look.stopped {
        tag("warn", "■", "paused")
    } else if view.look.lost.is_some() && view.look.lost > view.look.delivered {
        tag("bad", "✕", "failing")
    } else if view.look.delivered.is_some() {
        tag("good", "●", "works")
    } else {
        tag("plain", "○", "unused")
    }
}

/// Letters that were delivered of those that ended.
fn success(counts: &Counts) -> Html {
    if counts.invocations == 0 {
        return none();
    }
    let delivered = counts.invocations.saturating_sub(counts.failed);
    let mut out = Html::default();
    html!(out, "{}", percent(delivered as f64 / counts.invocations as f64));
    out
}

/// Deliveries that wait in memory, with a sign that there are more on disk.
fn waiting(view: &TargetView) -> String {
    let more = if view.look.more { "+" } else { "" };
    format!("{}{more}", count(view.look.live as u64))
}

fn row(out: &mut Html, pages: &Pages<'_>, view: &TargetView) {
    html!(
        out,
        "<tr><th scope=\"row\"><a href=\"{}\">{}</a><span class=\"title\">{}</span></th><td>{}</td>\
         <td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>\
         <td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>",
        link("/targets", &view.name),
        view.name,
        view.plugin,
        state(view),
        success(&view.counts),
        count(view.counts.invocations.saturating_sub(view.counts.failed)),
        count(view.counts.retries),
        count(view.counts.throttled),
        count(view.counts.failed),
        waiting(view)
    );
    html!(out, "<td class=\"number\">");
    if view.dead == 0 {
        html!(out, "0");
    } else {
        let to = query("/letters", &[("target", &view.name)]);
        html!(out, "<a class=\"bad\" href=\"{}\">{}</a>", to, count(view.dead as u64));
    }
    html!(out, "</td><td class=\"number\">{}</td></tr>\n", maybe(view.look.delivered, pages.now));
}

/// One target; `None` when there is none of this name.
pub(super) fn one(pages: &Pages<'_>, name: &str) -> Option<Content> {
    let mut main = Html::default();
    let letters = pages.newest(Space::DEAD).unwrap_or_default().0;
    let view = pages.target_views(&letters).into_iter().find(|view| view.name == name)?;
    if !view.description.is_empty() {
        html!(main, "<p class=\"lead\">{}</p>\n", view.description);
    }
    html!(
        main,
        "<dl class=\"facts\"><div><dt>State</dt><dd>{}</dd></div>\
         <div><dt>Plugin</dt><dd><code>{}</code></dd></div><div><dt>Waiting</dt><dd>{}</dd></div>\
         <div><dt>Success</dt><dd>{}</dd></div><div><dt>Last delivery</dt><dd>{}</dd></div>\
         <div><dt>Last failure</dt><dd>{}</dd></div></dl>\n",
        state(&view),
        view.plugin,
        waiting(&view),
        success(&view.counts),
        maybe(view.look.delivered, pages.now),
        maybe(view.look.lost, pages.now)
    );
    html!(main, "<section><h2>By rule</h2>\n");
    let own: Vec<_> = pages.look.counts.iter().filter(|one| &*one.target == name).collect();
    if own.is_empty() {
        empty(&mut main, "No rule names it.");
    } else {
        let columns = [
            ("Rule", false),
            ("As", false),
            ("Success", true),
            ("Delivered", true),
            ("Tries", true),
            ("Retries", true),
            ("Throttled", true),
            ("Failed", true),
            ("Dead-lettered", true),
        ];
        table(&mut main, "What rules sent, since the rules were loaded", &columns, |out| {
            for one in own {
                let c = &one.counts;
                html!(
                    out,
                    "<tr><th scope=\"row\"><a href=\"{}\">{}</a></th><td>{}</td>\
                     <td class=\"number\">{}</td>",
                    link("/rules", &one.rule),
                    one.rule,
                    one.role.word(),
                    success(c)
                );
                let delivered = c.invocations.saturating_sub(c.failed);
                let numbers =
                    [delivered, c.attempts, c.retries, c.throttled, c.failed, c.dead_lettered];
                for number in numbers {
                    html!(out, "<td class=\"number\">{}</td>", count(number));
                }
                html!(out, "</tr>\n");
            }
        });
    }
    html!(main, "</section>\n<section><h2>Dead letters</h2>\n");
    let own: Vec<_> = letters.iter().filter(|letter| text(letter, "target") == name).collect();
    letters::list(&mut main, pages, &own[..own.len().min(20)]);
    if own.len() > 20 {
        let to = query("/letters", &[("target", name)]);
        html!(main, "<p><a href=\"{}\">All {}</a></p>\n", to, count(own.len() as u64));
    }
    html!(main, "</section>\n");
    Some((name.to_owned(), main, 200))
}
