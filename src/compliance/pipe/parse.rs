//! Reading a query: paths and pipes between bars.

use super::query::{Query, Stage};
use super::{Call, PIPES};
use crate::base::span::Span;
use crate::base::suggest::nearest;
use crate::compliance::path::{Path, PathError};

/// Reads a query.
pub(super) fn query(text: &str, span: Option<Span>) -> Result<Query, PathError> {
    let mut parts = parts(text).into_iter();
    let (at, first) = parts.next().unwrap_or_default();
    if first.is_empty() {
        let error = PathError::new(at, "a path is expected");
        return Err(error.help("`$` is the item, `@` the current element"));
    }
    let path = shifted(at, Path::parse(first))?;
    let stages: Box<[Stage]> = parts.map(|(at, part)| stage(at, part)).collect::<Result<_, _>>()?;
    let singular = path.is_singular()
        && stages.iter().all(|stage| match stage {
            Stage::Pipe(call) => !call.pipe.spreads,
            Stage::Path(path) => path.is_singular(),
        });
    Ok(Query { path, stages, singular, text: text.trim().into(), span })
}

fn shifted<T>(by: usize, result: Result<T, PathError>) -> Result<T, PathError> {
    result.map_err(|e| PathError { at: e.at + by, ..e })
}

/// The parts between the bars that stand outside of brackets and quotes, each trimmed and with
/// its offset.
fn parts(text: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let (mut from, mut depth, mut quote, mut escaped) = (0, 0usize, None, false);
    let mut take = |from: usize, to: usize| {
        let part = &text[from..to];
        let blanks = part.len() - part.trim_start().len();
        parts.push((from + blanks, part.trim()));
    };
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(q), c) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, '|') if depth == 0 => {
                take(from, at);
                from = at + 1;
            }
            (None, _) => {}
        }
    }
    take(from, text.len());
    parts
}

fn stage(at: usize, part: &str) -> Result<Stage, PathError> {
    match part.as_bytes().first() {
        Some(b'$') => shifted(at, Path::parse(part)).map(Stage::Path),
        Some(b'@') => {
            let error = PathError::new(at, "a path behind a pipe begins with `$`");
            Err(error.help("there, `$` is what the pipe made"))
        }
        _ => call(at, part).map(Stage::Pipe),
    }
}

fn call(at: usize, part: &str) -> Result<Call, PathError> {
    let names = || PIPES.iter().map(|p| p.name).collect::<Vec<_>>().join(", ");
    let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    let (name, rest) = part.split_at(end.unwrap_or(part.len()));
    if name.is_empty() {
        return Err(PathError::new(at, "a pipe is expected").help(format!("pipes: {}", names())));
    }
    let Some(pipe) = PIPES.iter().find(|p| p.name == name) else {
        let help = match nearest(name, PIPES.iter().map(|p| p.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("pipes: {}", names()),
        };
        return Err(PathError::new(at, format!("unknown pipe `{name}`")).help(help));
    };
    let given = rest.trim();
    let argument_at = at + name.len() + (rest.len() - rest.trim_start().len());
    let argument = match (pipe.takes_text, given) {
        (false, "") => "",
        (false, _) => {
            return Err(PathError::new(argument_at, format!("`{name}` stands by itself")));
        }
        (true, given) => match text(given) {
            Some(text) if !text.is_empty() => text,
            _ => {
                let error = PathError::new(argument_at, format!("`{name}` takes a text in quotes"));
                return Err(error.help(format!("for example `{}`", pipe.example)));
            }
        },
    };
    Ok(Call { pipe, argument: argument.into(), text: part.into() })
}

/// The text in quotes within parentheses.
fn text(given: &str) -> Option<&str> {
    let inner = given.strip_prefix('(')?.strip_suffix(')')?.trim();
    let quoted = |q: char| inner.strip_prefix(q)?.strip_suffix(q).filter(|t| !t.contains(q));
    quoted('"').or_else(|| quoted('\''))
}
