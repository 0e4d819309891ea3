//! `/compliance`: results by rule and by resource, with findings and what waives them.

use super::answer::Content;
use super::facts::{CountedView, Of, ResultView};
use super::frame::{empty, tag};
use super::html::{Html, html};
use super::request::{Request, link};
use super::rules::severity;
use super::table::{Column, Part, filter, pager, table};
use super::view::Pages;
use super::words::{count, maybe, none, percent};
use crate::model::{ComplianceCounts, ComplianceType, Severity};
use std::cmp::Reverse;

/// Results that are read for a page.
const MOST: usize = 10_000;

/// The columns of counts.
const COUNTS: [Column; 5] = [
    ("Compliant", true),
    ("Non-compliant", true),
    ("Waived", true),
    ("Error", true),
    ("Score", true),
];

pub(super) fn page(pages: &Pages<'_>, request: &Request) -> Content {
    let part = Part::of(request);
    let by_resource = request.field("by") == "resource";
    let facts = pages.facts;
    let mut all = if by_resource { facts.by_resource() } else { facts.by_rule() };
    let mut sum = ComplianceCounts::default();
    all.iter().for_each(|one| sum.join(&one.counts));
    all.retain(|one| part.wants(&[&one.name, &one.about, one.severity]));
    all.sort_by_key(|one| Reverse((one.counts.non_compliant, one.counts.error)));
    let mut main = Html::default();
    let (path, noun, caption) = if by_resource {
        ("/compliance?by=resource", "resource", "Results by resource, those with findings first")
    } else {
        ("/compliance", "rule", "Results by rule, those with findings first")
    };
    tabs(&mut main, by_resource);
    html!(
        main,
        "<dl class=\"facts\"><div><dt>Status</dt><dd>{}</dd></div><div><dt>Score</dt><dd>{}</dd></div>\
         <div><dt>Findings</dt><dd>{}</dd></div><div><dt>Waived</dt><dd>{}</dd></div></dl>\n",
        shown(sum.status()),
        sum.score().map_or_else(|| "–".to_owned(), percent),
        count(sum.non_compliant),
        count(sum.waived)
    );
    ask(&mut main, &part, by_resource);
    pager(&mut main, path, &part, all.len(), noun);
    if all.is_empty() {
        empty(&mut main, "No results yet: no configuration items came, or no rule looks at them.");
        return ("Compliance".to_owned(), main, 200);
    }
    let second = if by_resource { "Type" } else { "Severity" };
    let mut columns = vec![
        (if by_resource { "Resource" } else { "Rule" }, false),
        (second, false),
        ("Status", false),
    ];
    columns.extend(COUNTS);
    table(&mut main, caption, &columns, |out| {
        for one in part.cut(&all) {
            row(out, one, by_resource);
        }
    });
    ("Compliance".to_owned(), main, 200)
}

fn tabs(main: &mut Html, by_resource: bool) {
    html!(main, "<p class=\"tabs\">");
    for (name, to, here) in [
        ("By rule", "/compliance", !by_resource),
        ("By resource", "/compliance?by=resource", by_resource),
    ] {
        let current = if here { " aria-current=\"true\"" } else { "" };
        html!(main, "<a href=\"{}\"", to);
        main.push(format_args!("{current}>"));
        html!(main, "{}</a> ", name);
    }
    html!(main, "</p>\n");
}

/// The filter, which keeps the kind of list.
fn ask(main: &mut Html, part: &Part, by_resource: bool) {
    if !by_resource {
        filter(main, "/compliance", part, "name, title, severity");
        return;
    }
    html!(
        main,
        "<form class=\"filter\" method=\"get\" action=\"/compliance\" role=\"search\">\
         <input type=\"hidden\" name=\"by\" value=\"resource\"><label for=\"q\">Filter</label>\
         <input id=\"q\" name=\"q\" type=\"search\" value=\"{}\" placeholder=\"id, type\">\
         <button>Show</button></form>\n",
        part.q
    );
}

fn row(out: &mut Html, one: &CountedView, by_resource: bool) {
    let to = if by_resource {
        link(&link("/compliance/resources", &one.about), &one.name)
    } else {
        link("/compliance/rules", &one.name)
    };
    html!(out, "<tr><th scope=\"row\"><a href=\"{}\">{}</a>", to, one.name);
    if by_resource {
        html!(out, "</th><td>{}</td>", one.about);
    } else {
        if one.about != one.name {
            html!(out, "<span class=\"title\">{}</span>", one.about);
        }
        html!(out, "</th><td>{}</td>", severity(Severity::parse(one.severity)));
    }
    let counts = &one.counts;
    html!(
        out,
        "<td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>\
         <td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
        shown(counts.status()),
        count(counts.compliant),
        count(counts.non_compliant),
        count(counts.waived),
        count(counts.error),
        counts.score().map_or_else(|| "–".to_owned(), percent)
    );
}

/// A result with its shape and colour.
fn shown(compliance: ComplianceType) -> Html {
    let (class, shape) = match compliance {
        ComplianceType::Compliant => ("good", "●"),
        ComplianceType::NonCompliant => ("bad", "▲"),
        ComplianceType::NotApplicable => ("plain", "○"),
        ComplianceType::InsufficientData => ("plain", "◌"),
        ComplianceType::Error => ("warn", "✕"),
    };
    tag(class, shape, compliance.word())
}

/// The results of a rule.
pub(super) fn rule(pages: &Pages<'_>, request: &Request, name: &str) -> Content {
    let path = link("/compliance/rules", name);
    let mut main = Html::default();
    let rules = pages.rules();
    if let Some(rule) = rules.bundle.compliance.iter().find(|rule| rule.header.name == name) {
        let header = &rule.header;
        html!(main, "<p class=\"lead\">{} {}</p>\n", severity(header.severity), header.title);
        if !header.description.is_empty() {
            html!(main, "<p>{}</p>\n", header.description);
        }
        if !header.fix.is_empty() {
            html!(main, "<p><b>Fix:</b> {}</p>\n", header.fix);
        }
        if !header.controls.is_empty() {
            html!(main, "<p class=\"soft\">Controls: {}</p>\n", header.controls.join(", "));
        }
    }
    results(&mut main, pages, request, &path, Of::Rule(name));
    (name.to_owned(), main, 200)
}

/// The results for a resource.
pub(super) fn resource(pages: &Pages<'_>, request: &Request, kind: &str, id: &str) -> Content {
    let path = link(&link("/compliance/resources", kind), id);
    let mut main = Html::default();
    html!(main, "<p class=\"lead\">{}</p>\n", kind);
    results(&mut main, pages, request, &path, Of::Resource(kind, id));
    (id.to_owned(), main, 200)
}

fn results(main: &mut Html, pages: &Pages<'_>, request: &Request, path: &str, of: Of<'_>) {
    let part = Part::of(request);
    let mut all = pages.facts.results(of, MOST);
    all.retain(|one| {
        part.wants(&[&one.rule, &one.resource, &one.place, &one.message, one.compliance.word()])
    });
    filter(main, path, &part, "name, account, region, words of the message");
    pager(main, path, &part, all.len(), "result");
    if all.is_empty() {
        empty(main, "No results.");
        return;
    }
    let columns = [
        ("Result", false),
        (if matches!(of, Of::Rule(_)) { "Resource" } else { "Rule" }, false),
        ("Account and region", false),
        ("Because", false),
        ("Since", true),
        ("Waiver", false),
    ];
    table(main, "Results, the worst first", &columns, |out| {
        for one in part.cut(&all) {
            result(out, pages, one, of);
        }
    });
}

fn result(out: &mut Html, pages: &Pages<'_>, one: &ResultView, of: Of<'_>) {
    let (to, name) = match of {
        Of::Rule(_) => {
            (link(&link("/compliance/resources", &one.resource_type), &one.resource), &one.resource)
        }
        Of::Resource(..) => (link("/compliance/rules", &one.rule), &one.rule),
    };
    html!(
        out,
        "<tr><td>{}</td><th scope=\"row\"><a href=\"{}\">{}</a></th><td>{}</td><td class=\"long\">{}",
        shown(one.compliance),
        to,
        name,
        one.place,
        one.message
    );
    if let Some((path, value)) = &one.because {
        html!(out, "<span class=\"title\"><code>{}</code> is <code>{}</code></span>", path, value);
    }
    html!(out, "</td><td class=\"number\">{}</td><td>", maybe(one.since, pages.now));
    match &one.waiver {
        Some((waiver, reason, owner, expires)) => html!(
            out,
            "{} {}<span class=\"title\">{}, until {}</span></td></tr>\n",
            tag("plain", "◐", waiver),
            reason,
            owner,
            expires
        ),
        None => html!(out, "{}</td></tr>\n", none()),
    };
}
