//! `tripline dlq`: deliveries that failed for good are listed, shown, delivered again and forgotten,
//! by a daemon (`online`) or in the directory of one that does not run (`offline`).

mod args;
mod offline;
mod online;

pub(super) use args::DlqArgs;

use super::args::Global;
use super::exit::{Code, Done, Failure};
use super::terminal;
use crate::daemon::dead_letters::{Page, Wanted};
use crate::report::visible;
use args::{Chosen, DlqCommand, ListFormat, Whose};
use serde_json::{Value, json};
use std::io::{self, BufWriter, Write};

/// Letters that are asked for in one go.
const PAGE: usize = 500;

/// Where dead letters are.
trait Letters {
    /// At most `most` of those that are meant, from an id on.
    fn list(&self, wanted: &Wanted, from: Option<&str>, most: usize) -> Result<Page, Failure>;
    /// One of them with its event.
    fn show(&self, id: &str) -> Result<Option<Value>, Failure>;
    /// Delivers some again: how many, and how many stay.
    fn redrive(&self, which: &Meant, most: usize) -> Result<(u64, u64), Failure>;
    /// Forgets some: how many.
    fn purge(&self, which: &Meant) -> Result<u64, Failure>;
}

/// Which of them are to change.
enum Meant {
    /// Those of these ids.
    Ids(Vec<String>),
    /// Those that are wanted.
    Wanted(Wanted),
}

pub(super) fn run(args: &DlqArgs, global: &Global) -> Done {
    match &args.command {
        DlqCommand::List { whose, which, limit, format } => {
            let wanted = Wanted { target: which.target.clone(), rule: which.rule.clone() };
            let usual = if terminal::is_terminal() { ListFormat::Text } else { ListFormat::Ndjson };
            list(&*of(whose)?, &wanted, *limit, format.unwrap_or(usual), global)
        }
        DlqCommand::Show { whose, id } => {
            let Some(letter) = of(whose)?.show(id)? else {
                return Err(Failure::usage(format!("there is no dead letter `{id}`")));
            };
            writeln!(io::stdout(), "{letter:#}")?;
            Ok(Code::Clean)
        }
        DlqCommand::Redrive { whose, chosen, limit } => {
            let (redriven, left) = of(whose)?.redrive(&meant(chosen), *limit as usize)?;
            writeln!(io::stdout(), "{}", json!({"redriven": redriven, "left": left}))?;
            if left > 0 {
                terminal::note(global, "what has no target any more stays where it is");
            }
            Ok(Code::Clean)
        }
        DlqCommand::Purge { whose, chosen } => {
            let purged = of(whose)?.purge(&meant(chosen))?;
            writeln!(io::stdout(), "{}", json!({"purged": purged}))?;
            Ok(Code::Clean)
        }
    }
}

fn of(whose: &Whose) -> Result<Box<dyn Letters>, Failure> {
    Ok(match &whose.data {
        Some(data) => Box::new(offline::Offline::open(data)?),
        None => Box::new(online::Online::at(&whose.endpoint)?),
    })
}

fn meant(chosen: &Chosen) -> Meant {
    if !chosen.ids.is_empty() {
        return Meant::Ids(chosen.ids.clone());
    }
    let which = &chosen.which;
    Meant::Wanted(Wanted { target: which.target.clone(), rule: which.rule.clone() })
}

fn list(
    letters: &dyn Letters,
    wanted: &Wanted,
    limit: usize,
    format: ListFormat,
    global: &Global,
) -> Done {
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut from, mut left) = (None::<String>, limit);
    loop {
        let page = letters.list(wanted, from.as_deref(), left.min(PAGE))?;
        for letter in &page.letters {
            match format {
                ListFormat::Ndjson => writeln!(out, "{letter}")?,
                ListFormat::Text => writeln!(out, "{}", line(letter))?,
            }
        }
        left -= page.letters.len().min(left);
        from = page.next;
        if left == 0 || from.is_none() {
            break;
        }
    }
    out.flush()?;
    if from.is_some() {
        terminal::note(global, "there are more: `--limit` shows them");
    }
    Ok(Code::Clean)
}

/// A letter in a line.
fn line(letter: &Value) -> String {
    let text = |value: &Value| visible(value.as_str().unwrap_or("-")).into_owned();
    let why = &letter["attributes"];
    format!(
        "{}  {}  {} -> {}  {}: {}  {}",
        text(&letter["time"]),
        text(&letter["id"]),
        text(&letter["rule"]),
        text(&letter["target"]),
        text(&why["ERROR_CODE"]),
        text(&why["ERROR_MESSAGE"]),
        text(&letter["event-id"]),
    )
}
