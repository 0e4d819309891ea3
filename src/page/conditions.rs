//! A pattern's conditions as nested lists: by themselves, or with what they say of an event.

use super::html::{Html, html};
use crate::base::text::show;
use crate::engine::explain::{Explained, ExplainedField};
use crate::operators::pattern::{Condition, Pattern};

/// Values of a field that are shown.
const VALUES: usize = 20;

/// A pattern by itself.
pub(super) fn pattern(out: &mut Html, pattern: &Pattern) {
    html!(out, "<ul class=\"tree\">\n");
    for condition in &pattern.all {
        match condition {
            Condition::Field(field) => {
                html!(out, "<li><code class=\"path\">{}</code> ", show(&field.path));
                let tests = field.tests.iter().map(ToString::to_string);
                let absent = field.absent.then(|| "{\"exists\":false}".to_owned());
                for (at, test) in tests.chain(absent).enumerate() {
                    let or = if at > 0 { " <span class=\"soft\">or</span> " } else { "" };
                    out.push(format_args!("{or}"));
                    html!(out, "<code>{}</code>", test);
                }
                html!(out, "</li>\n");
            }
            Condition::Any(branches) => {
                html!(out, "<li><code>$or</code>: one of<ol>\n");
                for branch in branches {
                    html!(out, "<li>");
                    self::pattern(out, branch);
                    html!(out, "</li>\n");
                }
                html!(out, "</ol></li>\n");
            }
        }
    }
    html!(out, "</ul>\n");
}

/// A sign and a word for what holds and what does not.
fn verdict(out: &mut Html, holds: bool) {
    let (class, sign, word) =
        if holds { ("good", "✓", "holds") } else { ("bad", "✕", "does not hold") };
    html!(
        out,
        "<span class=\"sign {}\" title=\"{}\"><span aria-hidden=\"true\">{}</span>\
         <span class=\"unseen\">{}:</span></span> ",
        class,
        word,
        sign,
        word
    );
}

/// Conditions with what they say of an event.
pub(super) fn explained(out: &mut Html, conditions: &[Explained]) {
    html!(out, "<ul class=\"tree\">\n");
    for condition in conditions {
        html!(out, "<li>");
        verdict(out, condition.holds());
        match condition {
            Explained::Field(one) => field(out, one),
            Explained::Any(branches) => {
                html!(out, "<code>$or</code>: one of<ol>\n");
                for (holds, inner) in branches {
                    html!(out, "<li>");
                    verdict(out, *holds);
                    html!(out, "branch");
                    explained(out, inner);
                    html!(out, "</li>\n");
                }
                html!(out, "</ol>");
            }
        }
        html!(out, "</li>\n");
    }
    html!(out, "</ul>\n");
}

fn field(out: &mut Html, field: &ExplainedField) {
    html!(out, "<code class=\"path\">{}</code> wants ", field.path);
    for (at, (test, holds)) in field.tests.iter().enumerate() {
        if at > 0 {
            html!(out, " <span class=\"soft\">or</span> ");
        }
        let class = if *holds { "good" } else { "" };
        html!(out, "<code class=\"{}\">{}</code>", class, test);
    }
    html!(out, " <span class=\"soft\">and the event has</span> ");
    if field.values.is_empty() {
        html!(out, "nothing there");
    }
    for (at, (value, _)) in field.values.iter().take(VALUES).enumerate() {
        if at > 0 {
            html!(out, ", ");
        }
        html!(out, "<code>{}</code>", value);
    }
    if field.values.len() > VALUES {
        html!(out, " and {} more", field.values.len() - VALUES);
    }
    if let Some(hint) = &field.hint {
        html!(out, "<span class=\"hint\">{}</span>", hint);
    }
}
