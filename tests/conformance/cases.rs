//! Pattern cases: one JSON object a line, with `pattern` and `event`, or `pattern-text` and
//! `event-text` holding raw text, and the answer.

use super::subjects::Subject;
use libtest_mimic::Failed;
use std::path::Path;
use tripline::base::ids::SourceId;
use tripline::read::json;

/// What a case answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Match,
    NoMatch,
    PatternError,
    EventError,
}

/// One case.
#[derive(Debug)]
pub struct Case {
    pub id: String,
    pub pattern: Vec<u8>,
    pub event: Vec<u8>,
    pub expect: Answer,
}

/// The documented departures from AWS's matcher: id, our answer, why.
const DEPARTURES: &str = include_str!("departures.txt");

/// Reads the cases of a file.
pub fn read(path: &Path) -> Vec<Case> {
    let text = std::fs::read(path).unwrap();
    text.split(|b| *b == b'\n').filter(|l| !l.trim_ascii().is_empty()).map(case).collect()
}

fn case(line: &[u8]) -> Case {
    // The project's own reader keeps the spelling of numbers, which is what some cases are about.
    let tree = json::read(SourceId(0), line.into(), 1100).unwrap();
    let root = tree.root();
    let text = |key: &str| match root.get(&format!("{key}-text")) {
        Some(text) => text.text().into_owned(),
        None => root.get(key).unwrap().raw().to_vec(),
    };
    let id = root.get("id").unwrap().str().into_owned();
    let expect = match (root.get("expect"), root.get("aws")) {
        (Some(expect), _) => match expect.as_bool() {
            Some(true) => Answer::Match,
            Some(false) => Answer::NoMatch,
            None => Answer::PatternError,
        },
        (None, Some(aws)) => departure(&id).unwrap_or_else(|| match &*aws.str() {
            "MATCH" => Answer::Match,
            "no" => Answer::NoMatch,
            error if error.starts_with("EVERR") => Answer::EventError,
            _ => Answer::PatternError,
        }),
        (None, None) => panic!("case {id} has no answer"),
    };
    Case { id, pattern: text("pattern"), event: text("event"), expect }
}

fn departure(id: &str) -> Option<Answer> {
    DEPARTURES.lines().filter(|l| !l.starts_with('#')).find_map(|line| {
        let mut parts = line.splitn(3, " | ");
        if parts.next()? != id {
            return None;
        }
        let answer = match parts.next()? {
            "match" => Answer::Match,
            "no" => Answer::NoMatch,
            "pattern-error" => Answer::PatternError,
            "event-error" => Answer::EventError,
            other => panic!("departures.txt: {other}"),
        };
        assert!(parts.next().is_some_and(|why| !why.is_empty()), "{id}: a departure has a reason");
        Some(answer)
    })
}

/// Puts the cases to a subject.
pub fn check(cases: &[Case], subject: &Subject) -> Result<(), Failed> {
    let answers = (subject.answer)(cases);
    let mut wrong = Vec::new();
    for (case, got) in cases.iter().zip(&answers) {
        if *got != Ok(case.expect) {
            let shown =
                |text: &[u8]| String::from_utf8_lossy(&text[..text.len().min(300)]).into_owned();
            wrong.push(format!(
                "{}: expected {:?}, got {got:?}\n  pattern {}\n  event   {}",
                case.id,
                case.expect,
                shown(&case.pattern),
                shown(&case.event)
            ));
        }
    }
    if answers.len() != cases.len() {
        return Err(format!("{} answers to {} cases", answers.len(), cases.len()).into());
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{} of {} wrong\n{}", wrong.len(), cases.len(), wrong.join("\n")).into())
    }
}
