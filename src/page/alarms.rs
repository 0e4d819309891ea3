//! `/alarms`: all alarms with their states; `/alarms/NAME`: one with its metric.

use super::answer::Content;
use super::facts::AlarmView;
use super::frame::{empty, tag};
use super::html::{Html, html};
use super::request::{Request, link, query};
use super::table::{Part, filter, pager, table};
use super::view::Pages;
use super::words::{moment, plural};
use crate::alarms::AlarmState;
use crate::plot::{self, sparkline};
use std::cmp::Reverse;

/// Characters of a line of values.
const WIDTH: usize = 24;
/// Pictures that are shown in the list.
const PICTURES: usize = 6;
/// Changes that are shown.
const CHANGES: usize = 100;

pub(super) fn page(pages: &Pages<'_>, request: &Request) -> Content {
    let part = Part::of(request);
    let mut alarms = pages.facts.alarms();
    alarms.retain(|alarm| part.wants(&[&alarm.name, &alarm.title, alarm.state.word()]));
    alarms.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut main = Html::default();
    filter(&mut main, "/alarms", &part, "name, title, state");
    let of = |state| alarms.iter().filter(|alarm| alarm.state == state).count();
    html!(main, "<p class=\"sums\">");
    for state in [AlarmState::Alarm, AlarmState::InsufficientData, AlarmState::Ok] {
        html!(main, "{} {} ", shown(state), of(state));
    }
    html!(main, "</p>\n");
    pager(&mut main, "/alarms", &part, alarms.len(), "alarm");
    if alarms.is_empty() {
        empty(&mut main, "No alarm to show.");
        return ("Alarms".to_owned(), main, 200);
    }
    if part.page == 1 {
        pictures(&mut main, pages, &alarms);
    }
    let columns = [
        ("State", false),
        ("Alarm and reason", false),
        ("Values", false),
        ("Threshold", false),
        ("Since", true),
    ];
    table(&mut main, "Alarms, those in ALARM first", &columns, |out| {
        for alarm in part.cut(&alarms) {
            row(out, pages, alarm);
        }
    });
    ("Alarms".to_owned(), main, 200)
}

/// What is in ALARM first, and of each state what changed last.
fn order(alarm: &AlarmView) -> (u8, Reverse<jiff::Timestamp>, &str) {
    let state = match alarm.state {
        AlarmState::Alarm => 0,
        AlarmState::InsufficientData => 1,
        AlarmState::Ok => 2,
    };
    (state, Reverse(alarm.since), &alarm.name)
}

fn row(out: &mut Html, pages: &Pages<'_>, alarm: &AlarmView) {
    html!(
        out,
        "<tr><td>{}</td><th scope=\"row\"><a href=\"{}\">{}</a>",
        shown(alarm.state),
        link("/alarms", &alarm.name),
        alarm.name
    );
    if !alarm.title.is_empty() && alarm.title != alarm.name {
        html!(out, " <span class=\"aside\">{}</span>", alarm.title);
    }
    html!(out, "<span class=\"title\">{}</span>", alarm.reason);
    if let Some(silent) = &alarm.silent {
        html!(out, "{}", tag("plain", "◐", silent));
    }
    html!(
        out,
        "</th><td class=\"values\" aria-label=\"{}\">{}</td><td class=\"words\">{}</td>\
         <td class=\"number\">{}</td></tr>\n",
        plural(alarm.values.iter().flatten().count(), "value"),
        sparkline(&alarm.values, &[], WIDTH),
        alarm.threshold,
        moment(alarm.since, pages.now)
    );
}

/// A state with its shape and colour.
pub(super) fn shown(state: AlarmState) -> Html {
    let (class, shape) = match state {
        AlarmState::Alarm => ("bad", "▲"),
        AlarmState::Ok => ("good", "●"),
        AlarmState::InsufficientData => ("plain", "◌"),
    };
    tag(class, shape, state.word())
}

/// What is in ALARM, with pictures.
fn pictures(main: &mut Html, pages: &Pages<'_>, alarms: &[AlarmView]) {
    let alarming = alarms.iter().filter(|alarm| alarm.state == AlarmState::Alarm);
    let drawn = |alarm: &&AlarmView| pages.facts.chart(&alarm.name).is_some();
    let drawn: Vec<_> = alarming.filter(drawn).take(PICTURES).collect();
    if drawn.is_empty() {
        return;
    }
    html!(main, "<ul class=\"cards\" aria-label=\"In ALARM\">\n");
    for alarm in drawn {
        html!(
            main,
            "<li>{} <a href=\"{}\">{}</a> {}",
            shown(alarm.state),
            link("/alarms", &alarm.name),
            alarm.name,
            moment(alarm.since, pages.now)
        );
        picture_of(main, &alarm.name, "its metric and threshold");
        html!(main, "</li>\n");
    }
    html!(main, "</ul>\n");
}

/// The picture of an alarm, which leads to itself.
fn picture_of(main: &mut Html, name: &str, words: &str) {
    let to = query("/pictures/alarm", &[("name", name)]);
    html!(
        main,
        "<a href=\"{}\"><img class=\"chart\" src=\"{}\" width=\"900\" height=\"332\" loading=\"lazy\" \
         alt=\"{}\"></a>\n",
        to,
        to,
        words
    );
}

/// One alarm; `None` when there is none of this name.
pub(super) fn one(pages: &Pages<'_>, name: &str) -> Option<Content> {
    let alarm = pages.facts.alarms().into_iter().find(|alarm| alarm.name == name)?;
    let mut main = Html::default();
    if !alarm.title.is_empty() && alarm.title != alarm.name {
        html!(main, "<p class=\"lead\">{}</p>\n", alarm.title);
    }
    html!(
        main,
        "<dl class=\"facts\"><div><dt>State</dt><dd>{}</dd></div><div><dt>Since</dt><dd>{}</dd></div>\
         <div><dt>Threshold</dt><dd>{}</dd></div><div><dt>Reason</dt><dd>{}</dd></div>",
        shown(alarm.state),
        moment(alarm.since, pages.now),
        alarm.threshold,
        alarm.reason
    );
    if let Some(silent) = &alarm.silent {
        html!(main, "<div><dt>Silent</dt><dd>{}</dd></div>", silent);
    }
    html!(main, "</dl>\n<section><h2>Metric</h2>\n");
    match pages.facts.chart(name) {
        Some(chart) => picture_of(&mut main, name, &plot::text(&chart, WIDTH)),
        None => empty(&mut main, "It watches no metric of its own, or has no values yet."),
    }
    html!(main, "</section>\n<section><h2>Changes</h2>\n");
    let changes = pages.facts.changes(name);
    if changes.is_empty() {
        empty(&mut main, "Its state has not changed.");
    } else {
        let columns = [("When", false), ("State", false), ("Reason", false)];
        table(&mut main, "Changes of its state, the newest first", &columns, |out| {
            for change in changes.iter().take(CHANGES) {
                html!(
                    out,
                    "<tr><td>{}</td><td>{}</td><td class=\"long\">{}</td></tr>\n",
                    moment(change.at, pages.now),
                    shown(change.state),
                    change.reason
                );
            }
        });
    }
    html!(main, "</section>\n");
    Some((alarm.name, main, 200))
}

/// The picture of an alarm's metric.
pub(super) fn picture(pages: &Pages<'_>, request: &Request) -> Option<String> {
    pages.facts.chart(request.field("name")).map(|chart| plot::svg(&chart))
}
