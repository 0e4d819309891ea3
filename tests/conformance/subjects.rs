//! Who answers the cases.

use super::cases::{Answer, Case};
use std::io::Write;
use std::process::{Command, Stdio};
use tripline::base::ids::SourceId;
use tripline::base::limits::Limits;
use tripline::engine::{parse_pattern, reference};
use tripline::matching::{PlanBuilder, Scratch};
use tripline::operators::Compat;
use tripline::read::json;
use tripline::read::tree::Kind;

/// An implementation of patterns.
pub struct Subject {
    pub name: &'static str,
    /// An answer a case, or what went wrong.
    pub answer: fn(&[Case]) -> Vec<Result<Answer, String>>,
}

/// All of them.
pub static ALL: &[Subject] = &[
    Subject { name: "reference", answer: |cases| cases.iter().map(reference).collect() },
    Subject { name: "graph", answer: |cases| cases.iter().map(graph).collect() },
    Subject { name: "binary", answer: binary },
];

fn reference(case: &Case) -> Result<Answer, String> {
    let Ok(pattern) = parse_pattern(&case.pattern, Compat::Tripline, &Limits::default()) else {
        return Ok(Answer::PatternError);
    };
    match json::read(SourceId(0), case.event.as_slice().into(), 1000) {
        Ok(event) if event.root().kind() == Kind::Map => {
            Ok(if reference::matches(&pattern, &event) { Answer::Match } else { Answer::NoMatch })
        }
        _ => Ok(Answer::EventError),
    }
}

fn graph(case: &Case) -> Result<Answer, String> {
    let mut builder = PlanBuilder::new();
    if builder.add("rule", &case.pattern).is_err() {
        return Ok(Answer::PatternError);
    }
    let plan = builder.build()?;
    let mut scratch = Scratch::new(&plan);
    // Twice: what one event leaves behind must not change the next.
    let first = plan.check_and_match(&mut scratch, &case.event).map(<[_]>::to_vec);
    let second = plan.check_and_match(&mut scratch, &case.event).map(<[_]>::to_vec);
    if first != second {
        return Err("the second time the answer is another one".to_owned());
    }
    Ok(match first {
        Err(_) => Answer::EventError,
        Ok(rules) if rules.is_empty() => Answer::NoMatch,
        Ok(_) => Answer::Match,
    })
}

/// `tripline pattern test --cases`: all cases in one run of the program.
fn binary(cases: &[Case]) -> Vec<Result<Answer, String>> {
    let mut input = Vec::new();
    for case in cases {
        let text = |t: &[u8]| tripline::base::text::quote(t);
        writeln!(
            input,
            "{{\"id\":{},\"pattern-text\":{},\"event-text\":{}}}",
            text(case.id.as_bytes()),
            text(&case.pattern),
            text(&case.event)
        )
        .unwrap();
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_tripline"))
        .args(["pattern", "test", "--cases", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "exit {:?}", output.status.code());
    let lines = String::from_utf8(output.stdout).unwrap();
    lines
        .lines()
        .zip(cases)
        .map(|(line, case)| {
            let answer: serde_json::Value =
                serde_json::from_str(line).map_err(|e| format!("{e}: {line}"))?;
            if answer["id"] != case.id {
                return Err(format!("the line of {} instead", answer["id"]));
            }
            match (&answer["match"], answer["error"].as_str()) {
                (serde_json::Value::Bool(true), None) => Ok(Answer::Match),
                (serde_json::Value::Bool(false), None) => Ok(Answer::NoMatch),
                (_, Some("pattern")) => Ok(Answer::PatternError),
                (_, Some("event")) => Ok(Answer::EventError),
                _ => Err(line.to_owned()),
            }
        })
        .collect()
}
