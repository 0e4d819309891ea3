//! `tripline test`: the cases beside rules.

use super::args::{Global, TestArgs};
use super::bundle::{self, Checked};
use super::check::count;
use super::exit::{Code, Done, Failure};
use super::terminal;
use crate::base::diag::{Diags, Level};
use crate::report::diag::{self, DiagFormat};
use crate::report::tests::{self, CaseResult, Outcome, TestFormat};
use crate::testing::{self, Case, Coverage, Ran, Runner};
use std::io::{self, Write};

pub(super) fn run(args: &TestArgs, global: &Global) -> Done {
    let checked = bundle::read(&args.paths, &args.packs, global)?.sound(global)?;
    let cases = testing::read(&checked.loaded, &checked.bundle);
    let cases = selected(&cases, args.filter.as_deref())?;
    say(&cases, &checked, global)?;
    let mut coverage = args.coverage.then(|| Coverage::new(&checked.bundle));
    let mut runner = Runner::new(&checked.bundle, &checked.loaded.sources, &checked.limits);
    let mut ran = Vec::with_capacity(cases.len());
    for case in cases {
        ran.push(runner.run(case, coverage.as_mut()).map_err(Failure::usage)?);
    }
    let updated = !args.update || update(&checked, &mut ran, global);
    let results: Vec<CaseResult> = ran.into_iter().map(|r| r.result).collect();
    write(args.format, &results, coverage.as_ref(), global)?;
    let any = |is: fn(&Outcome) -> bool| results.iter().any(|r| is(&r.outcome));
    Ok(if !updated || any(|o| matches!(o, Outcome::Error(_))) {
        Code::BadRules
    } else if any(|o| matches!(o, Outcome::Failed(_))) {
        Code::Findings
    } else {
        Code::Clean
    })
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
    let style = terminal::error_style(global);
    let mut out = io::stderr().lock();
    let sources = &checked.loaded.sources;
    Ok(diag::write(DiagFormat::Text, &diags.into_sorted(), sources, style, &mut out)?)
}

/// Writes the counts that were found; `false` if a file could not be written.
fn update(checked: &Checked, ran: &mut [Ran], global: &Global) -> bool {
    let corrections: Vec<_> = ran.iter().flat_map(|r| r.corrections.clone()).collect();
    let update = testing::update(&checked.loaded, &corrections);
    for (file, n) in &update.changed {
        terminal::note(global, &format!("updated {} in `{file}`", count(*n, "count")));
        ran.iter_mut().filter(|r| r.result.file == *file).for_each(Ran::corrected);
    }
    update.failed.iter().for_each(|why| terminal::error(why));
    update.failed.is_empty()
}

fn write(
    format: TestFormat,
    results: &[CaseResult],
    coverage: Option<&Coverage>,
    global: &Global,
) -> Result<(), Failure> {
    let mut text = Vec::new();
    tests::write(format, results, terminal::style(global), &mut text)?;
    match coverage {
        None => {}
        Some(coverage) if format == TestFormat::Text => {
            text.push(b'\n');
            text.extend_from_slice(coverage.text().as_bytes());
        }
        Some(coverage) if format == TestFormat::Json && text.ends_with(b"}\n") => {
            // One more member of the one document that was written.
            text.truncate(text.len() - 2);
            writeln!(text, ",\n\"coverage\":{}}}", coverage.json())?;
        }
        // The other forms have no place for it.
        Some(coverage) => write!(io::stderr().lock(), "{}", coverage.text())?,
    }
    let mut out = io::stdout().lock();
    out.write_all(&text)?;
    Ok(out.flush()?)
}
