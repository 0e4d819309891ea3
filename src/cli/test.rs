//! `tripline test`: the cases beside rules.

use super::args::{Global, TestArgs};
use super::ask::asker;
use super::bundle::{self, Checked};
use super::check::count;
use super::exit::{Code, Done, Failure};
use super::terminal;
use crate::base::diag::{Diags, Level};
use crate::report::Style;
use crate::report::tests::{self, CaseResult, Outcome, TestFormat};
use crate::rules::ComplianceRule;
use crate::testing::{self, Case, Coverage, Ran, Runner};
use std::io::{self, Write};

pub(super) fn run(args: &TestArgs, global: &Global) -> Done {
    let mut checked = bundle::read_leniently(&args.paths, &args.packs, global)?.sound(global)?;
    let plugins = asker(&mut checked, global)?;
    let cases = testing::read(&checked.loaded, &checked.bundle);
    let cases = selected(&cases, args.filter.as_deref())?;
    say(&cases, &checked, global)?;
    let mut coverage = args.coverage.then(|| Coverage::new(&checked.bundle));
    let remake = |params: &[(String, String)]| remade(&checked, global, params);
    let mut runner = runner(&checked).remaking(&remake).asking(plugins);
    let mut ran = Vec::with_capacity(cases.len());
    for case in cases {
        ran.push(runner.run(case, coverage.as_mut()).map_err(Failure::usage)?);
    }
    let updated = !args.update || update(&checked, &mut ran, global);
    let results: Vec<CaseResult> = ran.into_iter().map(|r| r.result).collect();
    let style = terminal::style(global);
    let (text, beside) = document(args.format, &results, coverage.as_ref(), style)?;
    let mut out = io::stdout().lock();
    out.write_all(&text)?;
    out.flush()?;
    io::stderr().lock().write_all(beside.as_bytes())?;
    Ok(if updated { code(&results) } else { Code::BadRules })
}

fn runner(checked: &Checked) -> Runner<'_> {
    let runner = Runner::new(&checked.bundle, &checked.loaded.sources, &checked.limits);
    #[cfg(feature = "wasm")]
    let runner = {
        let host = super::host::host(&crate::model::Home::default());
        runner.on(testing::Stage::new(host))
    };
    runner
}

/// The compliance rules with other values of their parameters.
fn remade(
    checked: &Checked,
    global: &Global,
    params: &[(String, String)],
) -> Result<Vec<ComplianceRule>, Vec<String>> {
    let given: Vec<_> = global.params.iter().chain(params).cloned().collect();
    let (bundle, mut diags) = bundle::of(&checked.loaded, &given, &checked.limits);
    diags.retain(|d| d.level == Level::Error);
    if diags.is_empty() {
        return Ok(bundle.compliance);
    }
    Err(diags.into_sorted().into_iter().map(|d| d.message).collect())
}

/// A case that cannot run is a bad test, which weighs more than one that fails.
fn code(results: &[CaseResult]) -> Code {
    let any = |is: fn(&Outcome) -> bool| results.iter().any(|r| is(&r.outcome));
    if any(|o| matches!(o, Outcome::Error(_))) {
        Code::BadRules
    } else if any(|o| matches!(o, Outcome::Failed(_))) {
        Code::Findings
    } else {
        Code::Clean
    }
}

/// The cases to run. None at all is an error: a pipeline whose tests have moved away must not stay
/// green.
fn selected<'a, 't>(
    cases: &'a [Case<'t>],
    filter: Option<&str>,
) -> Result<Vec<&'a Case<'t>>, Failure> {
    if cases.is_empty() {
        return Err(Failure::usage(
            "no test cases: there are none under `tests:` in these files (packs built into \
             tripline come without theirs)",
        ));
    }
    let Some(filter) = filter else { return Ok(cases.iter().collect()) };
    let some: Vec<_> = cases.iter().filter(|c| c.selected(filter)).collect();
    if some.is_empty() {
        let n = count(cases.len(), "case");
        return Err(Failure::usage(format!("`{filter}` selects none of {n}")));
    }
    Ok(some)
}

/// Says what is wrong with the documents of the cases.
fn say(cases: &[&Case<'_>], checked: &Checked, global: &Global) -> Result<(), Failure> {
    let mut diags = Diags::default();
    cases.iter().for_each(|case| diags.extend(case.diags.clone()));
    diags.retain(|d| !global.quiet || d.level == Level::Error);
    if diags.is_empty() {
        return Ok(());
    }
    Ok(terminal::diags(diags, &checked.loaded.sources, global)?)
}

/// Writes the counts and values that were found; `false` if a file could not be written.
fn update(checked: &Checked, ran: &mut [Ran], global: &Global) -> bool {
    let corrections: Vec<_> = ran.iter().flat_map(|r| r.corrections.clone()).collect();
    let update = testing::update(&checked.loaded, &corrections);
    for (file, n) in &update.changed {
        terminal::note(global, &format!("updated {} in `{file}`", count(*n, "expectation")));
        ran.iter_mut().filter(|r| r.result.file == *file).for_each(Ran::corrected);
    }
    update.failed.iter().for_each(|why| terminal::error(why));
    update.failed.is_empty()
}

/// The results, and what goes beside them to standard error.
fn document(
    format: TestFormat,
    results: &[CaseResult],
    coverage: Option<&Coverage>,
    style: Style,
) -> io::Result<(Vec<u8>, String)> {
    let mut text = Vec::new();
    tests::write(format, results, style, &mut text)?;
    let Some(coverage) = coverage else { return Ok((text, String::new())) };
    match format {
        TestFormat::Text => write!(text, "\n{}", coverage.text())?,
        TestFormat::Json if text.ends_with(b"}\n") => {
            // One more member of the one document that was written.
            text.truncate(text.len() - 2);
            writeln!(text, ",\n\"coverage\":{}}}", coverage.json())?;
        }
        // The other forms have no place for it.
        TestFormat::Json | TestFormat::Junit | TestFormat::Tap => {
            return Ok((text, coverage.text()));
        }
    }
    Ok((text, String::new()))
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::base::limits::Limits;
    use crate::rules::{bundle, load_texts};

    const TEXT: &str = "rules: {r: {pattern: {a: [1, 2]}}}\ntests:\n- {name: one, given: {events: \
                        [{a: 1}]}, expect: {matches: {r: 1}}}\n- {name: two, expect: {matches: {r: 1}}}\n";

    fn with_results(look: impl Fn(&[Case<'_>], &[CaseResult], &Coverage)) {
        let limits = Limits::default();
        let loaded = load_texts(&[("x.test.yaml", TEXT)], &limits);
        let none = |_: &std::path::Path| Err(io::Error::other("no files"));
        let (bundle, diags) = bundle(&loaded, &[], &none, &limits);
        assert!(!diags.has_errors());
        let cases = testing::read(&loaded, &bundle);
        let mut coverage = Coverage::new(&bundle);
        let mut runner = Runner::new(&bundle, &loaded.sources, &limits);
        let ran = cases.iter().map(|c| runner.run(c, Some(&mut coverage)).expect("a plan").result);
        look(&cases, &ran.collect::<Vec<_>>(), &coverage);
    }

    #[test]
    fn nothing_to_run_is_an_error() {
        let words = |result: Result<Vec<&Case<'_>>, Failure>| match result {
            Err(Failure::Say(Code::BadRules, words)) => words,
            other => unreachable!("{other:?}"),
        };
        assert!(words(selected(&[], None)).starts_with("no test cases"));
        with_results(|cases, _, _| {
            assert_eq!(words(selected(cases, Some("three"))), "`three` selects none of 2 cases");
            for (filter, n) in [("two", 1), ("yaml:two", 1), ("x.test", 2), ("o", 2)] {
                assert_eq!(selected(cases, Some(filter)).expect("some").len(), n, "{filter}");
            }
        });
    }

    #[test]
    fn the_worst_case_decides() {
        with_results(|_, results, _| {
            assert_eq!(code(&results[..1]), Code::Clean);
            assert_eq!(code(results), Code::Findings);
            let mut results = results.to_vec();
            results[0].outcome = Outcome::Error(Vec::new());
            assert_eq!(code(&results), Code::BadRules);
        });
    }

    #[test]
    fn coverage_goes_where_the_form_has_room() {
        with_results(|_, results, coverage| {
            let of = |format| {
                let (text, beside) =
                    document(format, results, Some(coverage), Style::default()).expect("written");
                (String::from_utf8(text).expect("UTF-8"), beside)
            };
            let (text, beside) = of(TestFormat::Json);
            let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(json["coverage"]["tests"]["of"], 2);
            assert_eq!(json["tests"].as_array().map(Vec::len), Some(2));
            assert_eq!(beside, "");
            assert!(of(TestFormat::Text).0.contains("not exercised: rule r: a 2 never held\n"));
            for format in [TestFormat::Junit, TestFormat::Tap] {
                let (text, beside) = of(format);
                assert!(!text.contains("coverage:") && beside.contains("coverage:"));
            }
        });
    }
}
