//! `/rules/NAME`: a rule, its pattern, where its matches went, and the last ones.

use super::answer::Content;
use super::conditions;
use super::frame::empty;
use super::html::{Html, html};
use super::request::{Request, link, query};
use super::rules::{severity, state};
use super::spark::minutes;
use super::table::table;
use super::tail::rows;
use super::view::Pages;
use super::words::{count, maybe};
use crate::plot::{Chart, svg};
use jiff::Timestamp;

/// Matches that are shown.
const SHOWN: usize = 20;

/// The page; `None` when there is no such rule.
pub(super) fn page(pages: &Pages<'_>, name: &str) -> Option<Content> {
    let rules = pages.rules();
    let rule = rules.bundle.rules.iter().find(|rule| rule.header.name == name)?;
    let header = &rule.header;
    let mut main = Html::default();
    if header.title != header.name {
        html!(main, "<p class=\"lead\">{}</p>\n", header.title);
    }
    if !header.description.is_empty() {
        html!(main, "<p>{}</p>\n", header.description);
    }
    let counts = pages.daemon.tally().counts();
    let counted = counts.rules.get(name);
    let last = counted.and_then(|counted| Timestamp::from_millisecond(counted.last).ok());
    html!(
        main,
        "<dl class=\"facts\"><div><dt>State</dt><dd>{}</dd></div>\
         <div><dt>Severity</dt><dd>{}</dd></div><div><dt>Bus</dt><dd>{}</dd></div>\
         <div><dt>Matches</dt><dd>{}</dd></div><div><dt>Last match</dt><dd>{}</dd></div>\
         <div><dt>Defined in</dt><dd><code>{}:{}</code></dd></div></dl>\n",
        state(rule.state),
        severity(header.severity),
        rule.bus,
        count(counted.map_or(0, |counted| counted.total)),
        maybe(last, pages.now),
        header.file,
        header.line
    );
    html!(
        main,
        "<section><h2>Matches of the last hour</h2>\n<img class=\"chart\" src=\"{}\" width=\"900\" \
         height=\"300\" alt=\"Matches by minute\"></section>\n",
        query("/pictures/rule", &[("name", name)])
    );
    html!(main, "<section><h2>Pattern</h2>\n");
    conditions::pattern(&mut main, &rule.pattern);
    html!(
        main,
        "<p><a href=\"{}\">Its part of the graph</a> · <a href=\"{}\">Explain an event</a></p>\
         </section>\n",
        query("/graph", &[("around", name)]),
        query("/explain", &[("q", name), ("bus", &rule.bus)])
    );
    targets(&mut main, pages, name);
    html!(main, "<section><h2>Last matches</h2>\n");
    let mut matches = pages.daemon.tally().feed().since(0);
    matches.retain(|matched| &*matched.rule == name);
    if matches.is_empty() {
        empty(&mut main, "None is kept.");
    } else {
        let last: Vec<_> = matches.iter().rev().take(SHOWN).collect();
        html!(main, "<ol class=\"tail\">\n");
        rows(&mut main, &last);
        html!(main, "</ol>\n");
    }
    html!(main, "</section>\n");
    Some((header.name.clone(), main, 200))
}

/// What went to the targets of a rule.
fn targets(main: &mut Html, pages: &Pages<'_>, name: &str) {
    html!(main, "<section><h2>Targets</h2>\n");
    let own: Vec<_> = pages.look.counts.iter().filter(|one| &*one.rule == name).collect();
    if own.is_empty() {
        empty(main, "Nothing was delivered since the rules were loaded.");
    } else {
        let columns = [
            ("Target", false),
            ("As", false),
            ("Delivered", true),
            ("Tries", true),
            ("Retries", true),
            ("Failed", true),
        ];
        table(main, "Deliveries since the rules were loaded", &columns, |out| {
            for one in own {
                let counts = &one.counts;
                html!(
                    out,
                    "<tr><th scope=\"row\"><a href=\"{}\">{}</a></th><td>{}</td>\
                     <td class=\"number\">{}</td><td class=\"number\">{}</td>\
                     <td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
                    link("/targets", &one.target),
                    one.target,
                    one.role.word(),
                    count(counts.invocations.saturating_sub(counts.failed)),
                    count(counts.attempts),
                    count(counts.retries),
                    count(counts.failed)
                );
            }
        });
    }
    html!(main, "</section>\n");
}

/// The matches of a rule by minute; `None` when there is no such rule.
pub(super) fn picture(pages: &Pages<'_>, request: &Request) -> Option<String> {
    let name = request.field("name");
    let rules = pages.rules();
    rules.bundle.rules.iter().find(|rule| rule.header.name == name)?;
    let counts = pages.daemon.tally().counts();
    let counted = counts.rules.get(name).map(|counted| &counted.minutes);
    let now = pages.now.as_millisecond();
    let all = minutes(counted.into_iter().flatten(), now);
    let first = now.div_euclid(60_000) - all.len() as i64 + 1;
    let points = (first..).zip(all).map(|(minute, n)| (minute * 60, Some(n as f64)));
    Some(svg(&Chart {
        title: format!("{name}: matches a minute"),
        unit: "Count".to_owned(),
        points: points.collect(),
        period: 60,
        ..Chart::default()
    }))
}
