//! `/explain`: an event is pasted in; every rule of its bus says why it matches or does not.

use super::answer::Content;
use super::conditions::explained;
use super::frame::{empty, tag};
use super::html::{Html, html};
use super::request::{Request, link};
use super::table::{Part, ROWS};
use super::view::Pages;
use super::words::plural;
use crate::base::ids::SourceId;
use crate::daemon::ruleset::RuleSet;
use crate::engine::Scratch;
use crate::engine::explain::{Explained, by_itself};
use crate::eval::{RecordEvent, record_event};
use crate::model::{Place, RuleState};
use crate::read::json;
use crate::read::tree::Tree;
use crate::rules::{DEFAULT_BUS, EventRule};
use crate::sources::{Chunk, Form, Record, has_keys};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Bytes of an event that can be pasted in.
const BYTES: usize = 1 << 20;
/// Rules that are explained at once, and bytes of the event over all of them.
const MOST: (usize, usize) = (2000, 64 << 20);
/// Where nothing matches, so many of the nearest rules are unfolded.
const NEAREST: usize = 3;

pub(super) fn page(pages: &Pages<'_>, request: &Request) -> Content {
    let rules = pages.rules();
    let text = request.field("event");
    let bus = Some(request.field("bus").trim()).filter(|bus| !bus.is_empty());
    let bus = bus.unwrap_or(DEFAULT_BUS);
    let part = Part { page: 1, ..Part::of(request) };
    let mut main = Html::default();
    form(&mut main, &rules, text, bus, &part);
    if text.trim().is_empty() {
        return ("Explain".to_owned(), main, 200);
    }
    let mut status = 200;
    if let Err(why) = answers(&mut main, pages, &rules, (text, bus), &part) {
        status = 400;
        html!(main, "<p class=\"notice bad\" role=\"alert\"><b>✕ Not explained:</b> {}</p>\n", why);
    }
    ("Explain".to_owned(), main, status)
}

fn form(main: &mut Html, rules: &RuleSet, text: &str, bus: &str, part: &Part) {
    let mut buses: Vec<&str> = rules.buses.keys().map(|name| &**name).collect();
    buses.sort_unstable();
    html!(
        main,
        "<form class=\"explain\" method=\"post\" action=\"/explain\">\n<label for=\"event\">An event, \
         or a CloudTrail record, as JSON</label>\n<textarea id=\"event\" name=\"event\" rows=\"10\" \
         spellcheck=\"false\" required>{}</textarea>\n<div class=\"filter\"><label for=\"bus\">Bus\
         </label><select id=\"bus\" name=\"bus\">",
        format!("\n{text}")
    );
    for name in buses {
        let selected = if name == bus { " selected" } else { "" };
        html!(main, "<option value=\"{}\"", name);
        main.push(format_args!("{selected}>"));
        html!(main, "{}</option>", name);
    }
    html!(
        main,
        "</select><label for=\"q\">Rules</label><input id=\"q\" name=\"q\" type=\"search\" \
         value=\"{}\" placeholder=\"all\"><button>Explain</button></div></form>\n",
        part.q
    );
}

/// A rule and what its conditions say.
struct Answer {
    /// The rule, an index into the bundle.
    index: usize,
    matches: bool,
    conditions: Vec<Explained>,
    /// Conditions that do not hold.
    lacking: usize,
}

fn answers(
    main: &mut Html,
    pages: &Pages<'_>,
    rules: &RuleSet,
    (text, bus): (&str, &str),
    part: &Part,
) -> Result<(), String> {
    let bytes = event(text)?;
    let tree = read(&bytes, pages)?;
    let compiled = rules.buses.get(bus).ok_or_else(|| format!("there is no bus `{bus}`"))?;
    let mut scratch = Scratch::new(&compiled.plan);
    let matched = compiled.plan.matches(&mut scratch, tree.input());
    let matched: BTreeSet<usize> = matched.iter().map(|rule| rule.index()).collect();
    let answer = |(index, rule): (usize, &EventRule)| {
        let conditions = by_itself(&rule.pattern, &tree);
        let lacking = conditions.iter().filter(|one| !one.holds()).count();
        Answer { index, matches: matched.contains(&index), conditions, lacking }
    };
    let all = &rules.bundle.rules;
    let wanted = |rule: &EventRule| rule.bus == bus && part.wants(&[&rule.header.name]);
    let mut own: Vec<_> = all.iter().enumerate().filter(|(_, rule)| wanted(rule)).collect();
    own.sort_by_key(|(index, _)| !matched.contains(index));
    let count = own.len();
    own.truncate((MOST.1 / bytes.len().max(1)).clamp(ROWS, MOST.0));
    let mut answers: Vec<Answer> = own.into_iter().map(answer).collect();
    answers.sort_by_key(|one| (!one.matches, one.lacking));
    let matching = answers.iter().filter(|one| one.matches).count();
    let words = if matching == 1 { "match" } else { "matches" };
    html!(
        main,
        "<section aria-live=\"polite\"><h2>{} {} of {}</h2>\n",
        matching,
        words,
        plural(count, "rule")
    );
    if answers.is_empty() {
        empty(main, "No rule listens on this bus that fits.");
    }
    for (at, one) in answers.iter().take(ROWS).enumerate() {
        if let Some(rule) = all.get(one.index) {
            shown(main, rule, one, one.matches || (matching == 0 && at < NEAREST));
        }
    }
    if count > ROWS {
        html!(
            main,
            "<p class=\"soft\">Those that match and the nearest are shown; name others under \
             “Rules”.</p>\n"
        );
    }
    html!(main, "</section>\n");
    Ok(())
}

fn shown(main: &mut Html, rule: &EventRule, one: &Answer, open: bool) {
    let disabled = rule.state == RuleState::Disabled;
    let all_hold = one.lacking == 0;
    // A rule that is disabled is not compiled: its conditions have to speak for it.
    let verdict = match (one.matches, disabled, all_hold) {
        (true, ..) => tag("good", "✓", "matches"),
        (false, true, true) => tag("plain", "○", "disabled, would match"),
        (false, true, false) => tag("plain", "○", "disabled"),
        (false, false, true) => tag("warn", "✕", "does not match"),
        (false, false, false) => tag("plain", "✕", "does not match"),
    };
    let open = if open { " open" } else { "" };
    main.push(format_args!("<details class=\"answer\"{open}>"));
    html!(
        main,
        "<summary>{} <a href=\"{}\">{}</a>",
        verdict,
        link("/rules", &rule.header.name),
        rule.header.name
    );
    if one.lacking > 0 {
        let of = plural(one.conditions.len(), "condition");
        html!(main, " <span class=\"soft\">{} of {} not met</span>", one.lacking, of);
    }
    html!(main, "</summary>\n");
    explained(main, &one.conditions);
    if !one.matches && !disabled && all_hold {
        html!(
            main,
            "<p class=\"hint\">Every condition holds by itself, but not in the same elements of the \
             event's arrays.</p>\n"
        );
    }
    html!(main, "</details>\n");
}

/// The bytes of the event that was pasted: of a CloudTrail record, the event that AWS would send.
fn event(text: &str) -> Result<Vec<u8>, String> {
    let bytes = text.trim().as_bytes();
    if bytes.len() > BYTES {
        return Err(format!("an event has at most {BYTES} bytes"));
    }
    if !bytes.starts_with(b"{") {
        return Err("an event is a JSON object".to_owned());
    }
    let is_record = serde_json::from_slice::<&serde_json::value::RawValue>(bytes).is_ok()
        && has_keys(bytes, ["eventVersion", "eventSource", "eventName"]);
    if !is_record {
        return Ok(bytes.to_vec());
    }
    let mut chunk = Chunk::empty(Arc::from("pasted"));
    chunk.bytes = bytes.to_vec();
    let record = Record {
        start: 0,
        // INVARIANT: an event is at most a MiB.
        end: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        form: Form::CloudTrail,
        index: 0,
        place: Place { offset: 0, line: 1, column: 1 },
        quoted: false,
    };
    match record_event(&chunk, &record)? {
        RecordEvent::Event { bytes, .. } => Ok(bytes),
        RecordEvent::Unsent(note) => Err(note.to_owned()),
    }
}

fn read(bytes: &[u8], pages: &Pages<'_>) -> Result<Tree, String> {
    json::read(SourceId(0), bytes.into(), pages.limits.depth)
        .map_err(|error| format!("{} (byte {})", error.message, error.at))
}
