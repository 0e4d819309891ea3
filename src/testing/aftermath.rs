//! What plugins did outside, against what is expected: requests, files and events.

use super::effects::{Content, PutExpected, Requests, SentRequest, WrittenFile};
use super::found::Difference;
use super::groups::groups;
use super::invoke::Judge;
use super::played::{Played, Sent};
use super::same::{against, cut, is, same, shown, tree};
use super::sent::listed;
use super::update;
use crate::base::ids::TargetId;
use crate::model::PutEvent;
use crate::read::tree::{Item, Kind};

/// What is wrong with what plugins did.
pub(super) fn judge(judge: Judge<'_>, played: &Played) -> Vec<Difference> {
    let effects = &judge.case.expect.effects;
    let mut differences = Vec::new();
    if let Some(wanted) = &effects.http {
        differences.extend(judge.requests(wanted, &played.requests));
    }
    if let Some(wanted) = &effects.files {
        differences.extend(files(wanted, &played.files).into_iter().map(Difference::from));
    }
    if let Some(wanted) = &effects.puts {
        differences.extend(judge.puts(wanted, &played.puts).into_iter().map(Difference::from));
    }
    differences
}

impl Judge<'_> {
    fn requests(self, wanted: &Requests<'_>, got: &[Sent]) -> Option<Difference> {
        let groups = groups(
            wanted.list.iter().map(|wanted| (wanted.target, wanted)),
            got.iter().map(|sent| (sent.target, sent)),
        );
        let mut words = Vec::new();
        for group in &groups {
            let name = self.name(group.target);
            if let Some(count) = group.count("request", &name, one_line) {
                words.push(count);
                continue;
            }
            for (number, (wanted, sent)) in (1..).zip(group.pairs()) {
                self.request(&format!("request {number}{name}"), wanted, sent, &mut words);
            }
        }
        if words.is_empty() {
            return None;
        }
        let new = listed(self.bundle, &groups, got, self.limits);
        let fix = update::value(self.sources, wanted.at, new);
        Some(Difference { words: words.join("\n"), fix })
    }

    fn request(self, title: &str, wanted: &SentRequest<'_>, sent: &Sent, words: &mut Vec<String>) {
        let mut say = |what: &str, expected: &str, got: &str| {
            words.push(against(&format!("{title} has another {what}"), expected, got));
        };
        if let Some(method) =
            wanted.method.as_ref().filter(|m| !m.eq_ignore_ascii_case(&sent.method))
        {
            say("method", method, &sent.method);
        }
        if let Some(url) = wanted.url.as_ref().filter(|url| **url != sent.url) {
            say("url", url, &sent.url);
        }
        for (name, value) in &wanted.headers {
            let all = sent.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
            let all: Vec<&str> = all.map(|(_, value)| value.as_str()).collect();
            if !all.contains(&value.as_str()) {
                let got = if all.is_empty() { "no such header".to_owned() } else { all.join(", ") };
                say(&format!("header `{name}`"), value, &got);
            }
        }
        if let Some(body) = wanted.body.filter(|body| !is(*body, &sent.body, self.limits)) {
            say("body", &shown(body), &String::from_utf8_lossy(&sent.body));
        }
    }

    fn puts(self, wanted: &[PutExpected<'_>], got: &[(TargetId, PutEvent)]) -> Vec<String> {
        let groups = groups(
            wanted.iter().map(|wanted| (wanted.target, wanted)),
            got.iter().map(|(target, put)| (*target, put)),
        );
        let mut words = Vec::new();
        for group in &groups {
            let name = self.name(group.target);
            let shown = |put: &PutEvent| format!("{}: {}", put.bus, put.event);
            if let Some(count) = group.count("event put", &name, shown) {
                words.push(count);
                continue;
            }
            for (number, (wanted, put)) in (1..).zip(group.pairs()) {
                self.put(&format!("event {number} put{name}"), wanted, put, &mut words);
            }
        }
        words
    }

    fn put(self, title: &str, wanted: &PutExpected<'_>, put: &PutEvent, words: &mut Vec<String>) {
        let mut say = |what: &str, expected: &str, got: &str| {
            words.push(against(&format!("{title} has another `{what}`"), expected, got));
        };
        if let Some(bus) = wanted.bus.as_ref().filter(|bus| **bus != put.bus) {
            say("bus", bus, &put.bus);
        }
        let tree = tree(put.event.as_bytes(), self.limits);
        let part = |key: &str| tree.as_ref().and_then(|tree| tree.root().get(key));
        for (key, text) in [("source", &wanted.source), ("detail-type", &wanted.detail_type)] {
            let got = part(key).map(shown).unwrap_or_default();
            if let Some(text) = text.as_ref().filter(|text| **text != got) {
                say(key, text, &got);
            }
        }
        if let Some(detail) = wanted.detail {
            let fits = |got: Item<'_>| {
                let text =
                    detail.kind() == Kind::Text && is(detail, shown(got).as_bytes(), self.limits);
                text || same(detail, got)
            };
            let got = part("detail");
            if !got.is_some_and(fits) {
                say("detail", &shown(detail), &got.map(shown).unwrap_or_default());
            }
        }
    }

    /// ` of` and the name of a target; of none, nothing.
    fn name(self, target: Option<TargetId>) -> String {
        target.map_or_else(String::new, |id| {
            format!(" of `{}`", self.bundle.targets[id.index()].name)
        })
    }
}

fn one_line(sent: &Sent) -> String {
    format!("{} {} {}", sent.method, sent.url, String::from_utf8_lossy(&sent.body))
}

fn files(wanted: &[WrittenFile], got: &[(String, Vec<u8>)]) -> Vec<String> {
    let names = || {
        let names: Vec<String> = got.iter().map(|(path, _)| format!("`{path}`")).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    let mut words = Vec::new();
    if wanted.is_empty() && !got.is_empty() {
        words.push(format!("expected no files, got {}", names()));
    }
    for WrittenFile { path, content } in wanted {
        // Two files that define targets may grant folders of one name.
        let mut texts =
            got.iter().filter(|(p, _)| p == path).map(|(_, content)| text(content)).peekable();
        let Some(first) = texts.peek().cloned() else {
            if *content != Content::Absent {
                words.push(format!("`{path}` is not written; files that are: {}", names()));
            }
            continue;
        };
        match content {
            Content::Absent => {
                words.push(format!("`{path}` should not be written\n  got      {}", cut(&first)));
            }
            Content::Is(expected) => {
                if !texts.any(|text| text == *expected) {
                    words.push(against(&format!("`{path}` has another text"), expected, &first));
                }
            }
            Content::Contains(parts) => {
                let missing = parts.iter().find(|part| !first.contains(part.as_str()));
                let fits = texts.any(|text| parts.iter().all(|part| text.contains(part.as_str())));
                if let Some(part) = missing.filter(|_| !fits) {
                    let part = format!("...{part}...");
                    words.push(against(&format!("`{path}` has another text"), &part, &first));
                }
            }
        }
    }
    words
}

/// The text of a file; of bytes that are none, how many there are.
fn text(content: &[u8]) -> String {
    let text = std::str::from_utf8(content).map(str::to_owned);
    text.unwrap_or_else(|_| format!("{} bytes that are no text", content.len()))
}
