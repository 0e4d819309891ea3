//! `/graph`: the matching graph of the rules in force, or the part around one rule.

use super::answer::Content;
use super::html::{Html, html};
use super::request::{Request, link, query};
use super::view::Pages;
use crate::base::ids::{RuleId, TargetId};
use crate::graph::show::{Drawing, Names};
use crate::graph::{GraphBuilder, RuleInput};
use crate::model::Severity;
use crate::rules::Bundle;

/// With more rules than this the whole is not drawn: nobody could read it.
const MOST_RULES: usize = 2000;

pub(super) fn page(pages: &Pages<'_>, request: &Request) -> Content {
    let around = request.field("around").trim();
    let mut main = Html::default();
    html!(
        main,
        "<form class=\"filter\" method=\"get\" action=\"/graph\"><label for=\"around\">Around the rule\
         </label><input id=\"around\" name=\"around\" value=\"{}\" placeholder=\"all rules\" \
         list=\"names\"><button>Draw</button></form>\n<datalist id=\"names\">",
        around
    );
    let rules = pages.rules();
    for rule in rules.bundle.rules.iter().take(super::table::ROWS) {
        html!(main, "<option value=\"{}\"></option>", rule.header.name);
    }
    html!(main, "</datalist>\n");
    match drawing(&rules.bundle, around).and_then(|drawing| drawing.svg()) {
        Ok(_) => {
            let to = query("/pictures/graph", &[("around", around)]);
            html!(
                main,
                "<p class=\"pager\">Left to right: bus, field, test, rule, target; equal conditions of \
                 several rules are one box. <a href=\"{}\">The picture alone</a>",
                to
            );
            if !around.is_empty() {
                let rule = link("/rules", around);
                html!(
                    main,
                    " · <a href=\"{}\">The rule</a> · <a href=\"/graph\">All rules</a>",
                    rule
                );
            }
            html!(
                main,
                "</p>\n<div class=\"scroll picture\" tabindex=\"0\" role=\"region\" \
                 aria-label=\"Matching graph\"><img src=\"{}\" alt=\"{}\"></div>\n",
                to,
                "the matching graph; the page of each rule says its conditions in words"
            );
        }
        Err(why) => {
            html!(main, "<p class=\"notice\">{}</p>\n", why);
        }
    }
    ("Graph".to_owned(), main, 200)
}

/// The picture; `None` when there is none.
pub(super) fn picture(pages: &Pages<'_>, request: &Request) -> Option<String> {
    drawing(&pages.rules().bundle, request.field("around").trim()).ok()?.svg().ok()
}

fn drawing(bundle: &Bundle, around: &str) -> Result<Drawing, String> {
    let rules = &bundle.rules;
    let around = match rules.iter().position(|rule| rule.header.name == around) {
        Some(at) => Some(RuleId::new(at)),
        None if around.is_empty() => None,
        None => return Err(format!("there is no rule `{around}`")),
    };
    if rules.is_empty() {
        return Err("no event rule is in force".to_owned());
    }
    if around.is_none() && rules.len() > MOST_RULES {
        return Err(format!("{} rules cannot be drawn at once: name one of them", rules.len()));
    }
    let mut builder = GraphBuilder::default();
    for rule in rules {
        let targets: Vec<TargetId> = rule.targets.iter().map(|routing| routing.target).collect();
        builder.add(RuleInput { pattern: &rule.pattern, bus: &rule.bus, targets: &targets });
    }
    Ok(Drawing::new(&builder.finish(), &Bundled(bundle), around))
}

/// The names of a bundle.
struct Bundled<'a>(&'a Bundle);

impl Names for Bundled<'_> {
    fn rule(&self, rule: RuleId) -> &str {
        self.0.rules.get(rule.index()).map_or("", |rule| &rule.header.name)
    }

    fn severity(&self, rule: RuleId) -> Option<Severity> {
        self.0.rules.get(rule.index())?.header.severity
    }

    fn target(&self, target: TargetId) -> &str {
        self.0.targets.get(target.index()).map_or("", |target| &target.name)
    }
}
