//! The account of an alarm for people.

use super::Account;
use super::window::{self, Became, Row};
use crate::alarms::{AlarmSettings, AlarmState, Look, Window};
use crate::base::time::show;
use crate::cli::explain::cut;
use crate::monitor::Seen;
use crate::plot::{cells, sparkline};
use crate::report::{Style, visible};
use crate::rules::{CompositeWatch, Watch};
use anstyle::{AnsiColor, Style as Paint};
use std::io::{self, Write};

/// Characters of the line of blocks, at most.
const WIDTH: usize = 80;
/// So many of the newest items of the history are shown.
const HISTORY: usize = 20;

pub(super) fn write(out: &mut impl Write, account: &Account, style: Style) -> io::Result<()> {
    let looked = &account.looked;
    let name = visible(&looked.alarm);
    let state = looked.state;
    let paint = paint(state, style);
    writeln!(out, "{name} is {paint}{state}{paint:#} since {}", show(looked.since))?;
    writeln!(out, "  {}", visible(&looked.reason))?;
    writeln!(out, "at {} it looks at {}", show(account.at), visible(&account.view.watches))?;
    match (&looked.seen, &account.rule.watch) {
        (Seen::Periods(look, training), Watch::Metrics(watch)) => {
            periods(out, account, &watch.settings, (look, *training), style)?;
        }
        (Seen::Alarms(states), Watch::Alarms(watch)) => {
            alarms(out, account, watch, states, style)?;
        }
        _ => {}
    }
    drawn(out, account)?;
    history(out, account)
}

fn paint(state: AlarmState, style: Style) -> Paint {
    if !style.colour {
        return Paint::new();
    }
    match state {
        AlarmState::Ok => AnsiColor::Green,
        AlarmState::Alarm => AnsiColor::Red,
        AlarmState::InsufficientData => AnsiColor::Yellow,
    }
    .on_default()
}

fn periods(
    out: &mut impl Write,
    account: &Account,
    settings: &AlarmSettings,
    (look, training): (&Look, Option<&str>),
    style: Style,
) -> io::Result<()> {
    let lie = match settings.window {
        Window::Sliding => "",
        Window::WallClock(_) => " of the clock on the wall",
    };
    let unit = match account.view.unit.as_str() {
        "" | "None" => String::new(),
        unit => format!(" in {unit}"),
    };
    writeln!(out, "  values{unit} of periods of {}{lie}", window::period(settings))?;
    let (limit, missing) = (window::limit(settings), window::missing(settings));
    writeln!(out, "  ALARM when {limit}; {missing}")?;
    if let Some(training) = training {
        writeln!(out, "  the band: {}", window::training(training))?;
    }
    writeln!(out)?;
    let rows = window::rows(settings, look, account.at);
    let n = settings.evaluation_periods;
    let value = |row: &Row| row.point.value.map_or("-".to_owned(), window::number);
    let band = |row: &Row| match (training, row.point.band) {
        (Some(_), Some(band)) => {
            format!("  {} to {}", window::number(band.lower), window::number(band.upper))
        }
        (Some(_), None) => "  no band".to_owned(),
        (None, _) => String::new(),
    };
    let wide = |of: &dyn Fn(&Row) -> String| rows.iter().map(|r| of(r).len()).max().unwrap_or(0);
    let (wide_value, wide_band) = (wide(&value), wide(&band));
    let longer = rows.iter().filter(|row| !row.newest).count();
    for (number, row) in rows.iter().enumerate() {
        if number == 0 && longer > 0 {
            let plural = if longer == 1 { "" } else { "s" };
            writeln!(out, "  {longer} period{plural} before, where data are searched too")?;
        }
        if number == longer {
            let words =
                if n == 1 { "the newest period".into() } else { format!("the newest {n} periods") };
            writeln!(out, "  {words}")?;
        }
        let samples = match row.point.samples {
            Some(samples) => format!("  n={}", window::number(samples)),
            None => String::new(),
        };
        let (words, colour) = became(row, n);
        let paint = if style.colour { colour.on_default() } else { Paint::new() };
        writeln!(
            out,
            "    {}  {:>wide_value$}{:<wide_band$}{samples:<6}  {paint}{words}{paint:#}",
            show(row.slot.start),
            value(row),
            band(row),
        )?;
    }
    writeln!(out, "\n  {}", window::conclusion(settings, look))?;
    if look.state == account.looked.state {
        if look.reason.text != account.looked.reason && look.judgement.state.is_some() {
            writeln!(out, "  the reason is now: {}", visible(&look.reason.text))?;
        }
    } else {
        writeln!(out, "  the next evaluation, with the same data, comes to {}", look.state)?;
    }
    Ok(())
}

/// What became of a period, in words.
fn became(row: &Row, n: u32) -> (String, AnsiColor) {
    let verb = |breaches: bool| if breaches { "breaches" } else { "does not breach" };
    let no_band = row.point.value.is_some();
    let gap = if no_band { "no band to compare with, so missing" } else { "missing" };
    match row.became {
        Became::Counts(breaches) => {
            let colour = if breaches { AnsiColor::Red } else { AnsiColor::Green };
            let why = if row.newest { "" } else { ", and counts since newer ones are missing" };
            (format!("{}{why}", verb(breaches)), colour)
        }
        Became::TooOld(breaches) => {
            let newer =
                if n == 1 { "a newer one counts".into() } else { format!("{n} newer ones count") };
            let words = format!("{}, but {newer}", verb(breaches));
            (words, AnsiColor::BrightBlack)
        }
        Became::Filled(true) => (format!("{gap}: counts as breaching"), AnsiColor::Red),
        Became::Filled(false) => (format!("{gap}: counts as not breaching"), AnsiColor::Green),
        Became::Missing => (gap.to_owned(), AnsiColor::Yellow),
        Became::PassedOver => (format!("{gap}, passed over"), AnsiColor::BrightBlack),
    }
}

fn alarms(
    out: &mut impl Write,
    account: &Account,
    watch: &CompositeWatch,
    states: &[(String, Option<AlarmState>)],
    style: Style,
) -> io::Result<()> {
    let state =
        |index: usize| states.get(index).and_then(|s| s.1).unwrap_or(AlarmState::InsufficientData);
    let parts = watch.settings.rule.parts(&state);
    writeln!(out)?;
    for part in &parts {
        let (word, colour) =
            if part.holds { ("yes", AnsiColor::Green) } else { ("no ", AnsiColor::Red) };
        let paint = if style.colour { colour.on_default() } else { Paint::new() };
        let indent = "  ".repeat(part.depth.min(40) + 1);
        let text = visible(&cut(&part.text)).into_owned();
        writeln!(out, "{indent}{paint}{word}{paint:#} {text}{}", children(&part.children, states))?;
    }
    let holds = parts.first().is_some_and(|part| part.holds);
    let end = if holds { "the rule holds: ALARM" } else { "the rule does not hold: OK" };
    writeln!(out, "\n  {end}")?;
    if let Some((name, state)) = &account.suppressor {
        let state = state.map_or("not there".to_owned(), |state| state.to_string());
        writeln!(out, "  `{}`, which holds its actions back in ALARM, is {state}", visible(name))?;
    }
    if let Some(held) = account.held {
        writeln!(out, "  the actions of its last change were held back: {}", held.word())?;
    }
    Ok(())
}

/// The states of the alarms that a condition asks about.
fn children(children: &[usize], states: &[(String, Option<AlarmState>)]) -> String {
    let one = |index: &usize| {
        let (name, state) = states.get(*index)?;
        let state = state.map_or("not there".to_owned(), |state| state.to_string());
        Some(format!("{} is {state}", visible(name)))
    };
    let all: Vec<String> = children.iter().filter_map(one).collect();
    if all.is_empty() { String::new() } else { format!(": {}", all.join(", ")) }
}

/// The time before the moment as a line of blocks.
fn drawn(out: &mut impl Write, account: &Account) -> io::Result<()> {
    let chart = account.view.chart(&account.looked.alarm, Some(&account.rule));
    let cells = cells(&chart);
    let line = sparkline(&cells.values, &cells.states, WIDTH);
    let mut values = account.view.periods.iter().filter_map(|period| period.point.value);
    let shown = line.lines().filter(|line| !line.trim().is_empty());
    if account.view.range.0 < account.at {
        writeln!(out, "\n  from {} on:", show(account.view.range.0))?;
        for line in shown {
            writeln!(out, "    {}", line.trim_end())?;
        }
    }
    if let Some(first) = values.next() {
        let ends = |(low, high): (f64, f64), v: f64| (low.min(v), high.max(v));
        let (low, high) = values.fold((first, first), ends);
        let (low, high) = (window::number(low), window::number(high));
        writeln!(out, "    values from {low} to {high}")?;
    }
    Ok(())
}

fn history(out: &mut impl Write, account: &Account) -> io::Result<()> {
    let all = &account.history;
    writeln!(out, "\nhistory since {}", show(account.made))?;
    if all.is_empty() {
        return writeln!(out, "  nothing happened");
    }
    let left = all.len().saturating_sub(HISTORY);
    if left > 0 {
        writeln!(out, "  ... {left} earlier")?;
    }
    for item in all.iter().skip(left) {
        let summary = visible(&item.summary).into_owned();
        writeln!(out, "  {}  {:<11}  {summary}", show(item.at), item.kind.word())?;
    }
    Ok(())
}
