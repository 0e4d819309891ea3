//! `/`: the daemon at a glance.

use super::answer::Content;
use super::frame::tag;
use super::html::{Html, html};
use super::request::link;
use super::spark::spark;
use super::table::table;
use super::view::{Overview, Pages, RuleView};
use super::words::{bytes, count, length, maybe, moment, percent, plural};
use crate::alarms::AlarmState;
use crate::model::ComplianceCounts;

/// Rules and troubles that are shown.
const SHOWN: usize = 10;

pub(super) fn page(pages: &Pages<'_>) -> Content {
    let tallied = pages.daemon.tally().counts();
    let view = pages.overview(&tallied);
    let mut main = Html::default();
    tiles(&mut main, pages, &view);
    loading(&mut main, &view);
    alarming(&mut main, pages);
    let mut rules = pages.rule_views(&tallied);
    rules.retain(|rule| rule.total > 0);
    rules.sort_by_key(|rule| std::cmp::Reverse((rule.hour(), rule.total)));
    busiest(&mut main, pages, &rules[..rules.len().min(SHOWN)]);
    troubles(&mut main, &view);
    ("Overview".to_owned(), main, 200)
}

/// One number with its name and a line below.
fn tile(out: &mut Html, to: &str, name: &str, value: &str, class: &'static str, below: &Html) {
    html!(
        out,
        "<li><a class=\"tile {}\" href=\"{}\"><span class=\"name\">{}</span>",
        class,
        to,
        name
    );
    html!(
        out,
        "<span class=\"value\">{}</span><span class=\"below\">{}</span></a></li>\n",
        value,
        below
    );
}

fn words(text: &str) -> Html {
    let mut out = Html::default();
    html!(out, "{}", text);
    out
}

fn tiles(main: &mut Html, pages: &Pages<'_>, view: &Overview) {
    let events: u64 = view.events.values().sum();
    let (running, counts) = &view.deliveries;
    html!(main, "<ul class=\"tiles\">\n");
    let lag = match view.lag {
        0 => "all worked off".to_owned(),
        lag => format!("{} waiting", count(lag)),
    };
    let class = if view.trouble.is_some() { "bad" } else { "" };
    tile(main, "/tail", "Events", &count(events), class, &words(&lag));
    let (all, minutes) = &view.matches;
    tile(main, "/rules", "Matches", &count(*all), "", &spark(minutes));
    let class = if counts.failed > 0 { "warn" } else { "" };
    let below = format!("{} failed, {} under way", count(counts.failed), count(*running as u64));
    let delivered = counts.invocations.saturating_sub(counts.failed);
    tile(main, "/targets", "Delivered", &count(delivered), class, &words(&below));
    let alarms = pages.facts.alarming();
    let known = pages.facts.alarms().len();
    let class = if alarms > 0 { "bad" } else { "" };
    let below = format!("of {}", plural(known, "alarm"));
    tile(main, "/alarms", "In ALARM", &count(alarms as u64), class, &words(&below));
    let mut results = ComplianceCounts::default();
    let judged = pages.facts.by_rule();
    judged.iter().for_each(|one| results.join(&one.counts));
    let score = results.score().map_or_else(|| "–".to_owned(), percent);
    let below = format!(
        "{} of {}",
        plural(results.non_compliant as usize, "finding"),
        plural(judged.len(), "rule")
    );
    tile(main, "/compliance", "Compliant", &score, "", &words(&below));
    let up = pages.now.as_second() - view.started.as_second();
    let store = format!("up {}", length(up));
    tile(main, "/audit", "Store", &bytes(view.bytes), "", &words(&store));
    html!(main, "</ul>\n");
}

/// What is in force, and what is wrong with what should be.
fn loading(main: &mut Html, view: &Overview) {
    html!(main, "<section id=\"rules\"><h2>Rules in force</h2>\n");
    if let Some(problems) = &view.not_loaded {
        html!(
            main,
            "<div class=\"notice bad\" role=\"alert\"><p><b>✕ The newest rules are not in force.</b> \
             The ones before are used until these are mended:</p><pre>{}</pre></div>\n",
            problems
        );
    }
    let [rules, targets, alarms, compliance, schedules] = view.rules;
    html!(
        main,
        "<p><a href=\"/rules\">{}</a>, <a href=\"/targets\">{}</a>, <a href=\"/alarms\">{}</a>, \
         <a href=\"/compliance\">{}</a>, <a href=\"/schedules\">{}</a>; fingerprint \
         <code>{}</code></p>\n",
        plural(rules, "event rule"),
        plural(targets, "target"),
        plural(alarms, "alarm"),
        plural(compliance, "compliance rule"),
        plural(schedules, "schedule"),
        view.digest
    );
    if !view.warnings.trim().is_empty() {
        html!(
            main,
            "<details><summary>Warnings of <code>check</code></summary><pre>{}</pre></details>\n",
            view.warnings
        );
    }
    html!(main, "</section>\n");
}

fn alarming(main: &mut Html, pages: &Pages<'_>) {
    let mut alarms = pages.facts.alarms();
    alarms.retain(|alarm| alarm.state == AlarmState::Alarm);
    if alarms.is_empty() {
        return;
    }
    alarms.sort_by_key(|alarm| std::cmp::Reverse(alarm.since));
    html!(main, "<section><h2>In ALARM</h2>\n<ul class=\"lines\">\n");
    for alarm in alarms.iter().take(SHOWN) {
        html!(
            main,
            "<li>{} <a href=\"{}\">{}</a> {} <span class=\"soft\">{}</span></li>\n",
            tag("bad", "▲", "ALARM"),
            link("/alarms", &alarm.name),
            alarm.name,
            moment(alarm.since, pages.now),
            alarm.reason
        );
    }
    html!(main, "</ul></section>\n");
}

fn busiest(main: &mut Html, pages: &Pages<'_>, rules: &[RuleView]) {
    html!(main, "<section><h2>Busiest rules</h2>\n");
    if rules.is_empty() {
        super::frame::empty(main, "No rule has matched since the daemon started.");
    } else {
        let columns =
            [("Rule", false), ("Last hour", false), ("Matches", true), ("Last match", true)];
        table(main, "The rules with the most matches in the last hour", &columns, |out| {
            for rule in rules {
                html!(
                    out,
                    "<tr><th scope=\"row\"><a href=\"{}\">{}</a></th><td>{}</td>\
                     <td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
                    link("/rules", &rule.name),
                    rule.name,
                    spark(&rule.minutes),
                    count(rule.total),
                    maybe(rule.last, pages.now)
                );
            }
        });
    }
    html!(main, "</section>\n");
}

fn troubles(main: &mut Html, view: &Overview) {
    let (all, last) = &view.troubles;
    if *all == 0 {
        return;
    }
    html!(
        main,
        "<section><h2>Not read or not evaluated</h2>\n<p>{} since the start; the last ones:</p>\n\
         <ul class=\"lines\">\n",
        plural(*all as usize, "time")
    );
    for what in last.iter().take(SHOWN) {
        html!(main, "<li><code>{}</code></li>\n", what);
    }
    html!(main, "</ul></section>\n");
}
