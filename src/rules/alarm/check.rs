//! All alarms together: composite ones name alarms that are there, and not each other in a circle.

use super::{Alarm, CompositeWatch, Watch};
use crate::alarms::{evaluation_order, name_of};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::rules::doc::near;
use crate::rules::place::part_of;
use std::collections::HashMap;

/// The alarms that composite ones may name; `None` for those that are broken, which was reported.
type Known<'a> = HashMap<&'a str, Option<&'a Alarm>>;

/// Reports what composite alarms name that is not there, and loops. `defined` are the names of all
/// alarms, broken ones among them.
pub fn check(diags: &mut Diags, alarms: &[Alarm], defined: &[String]) {
    let mut names: Known<'_> = defined.iter().map(|name| (name.as_str(), None)).collect();
    names.extend(alarms.iter().map(|alarm| (alarm.header.name.as_str(), Some(alarm))));
    let composites: Vec<(&Alarm, &CompositeWatch)> = alarms.iter().filter_map(composite).collect();
    for (alarm, watch) in &composites {
        for child in watch.settings.rule.children() {
            let place = part_of(watch.span, &watch.text, &(child.span.0..child.span.1));
            named(diags, &names, &child.name, place);
        }
        if let (Some(rule), Some(place)) = (&watch.settings.suppression, watch.suppressor) {
            if name_of(&rule.alarm) == alarm.header.name {
                let words = "an alarm cannot hold its own actions back";
                diags.push(Diag::new(Code::TL209, place, words));
            }
            named(diags, &names, name_of(&rule.alarm), place);
        }
    }
    let rules: Vec<_> =
        composites.iter().map(|(a, watch)| (&*a.header.name, &watch.settings.rule)).collect();
    if let Err(found) = evaluation_order(&rules)
        && let Some((first, rest)) = found.alarms.split_first()
        && let Some((_, watch)) = composites.get(*first)
    {
        let mut diag = Diag::new(Code::TL318, watch.span, found.to_string());
        for (_, watch) in rest.iter().filter_map(|at| composites.get(*at)) {
            diag = diag.also(watch.span, "here");
        }
        diags.push(diag.help("AWS takes such alarms and never evaluates them again"));
    }
}

fn composite(alarm: &Alarm) -> Option<(&Alarm, &CompositeWatch)> {
    match &alarm.watch {
        Watch::Alarms(watch) => Some((alarm, watch)),
        Watch::Metrics(_) => None,
    }
}

fn named(diags: &mut Diags, names: &Known<'_>, name: &str, place: Span) {
    // One of the alarms that are made for each series: `cpu[i-1]`.
    let base = name.strip_suffix(']').and_then(|n| n.split_once('[')).map_or(name, |n| n.0);
    match names.get(base).map(|alarm| alarm.map(|alarm| &alarm.watch)) {
        Some(Some(Watch::Metrics(watch))) if !watch.for_each.is_empty() && base == name => {
            let words = format!("`{name}` is made once for each series: name one of them");
            let like = format!("such as `{name}[VALUE]`");
            diags.push(Diag::new(Code::TL205, place, words).help(like));
        }
        Some(_) => {}
        None => {
            let diag = Diag::new(Code::TL205, place, format!("no alarm is called `{name}`"));
            diags.push(match near(name, names.keys().copied()) {
                Some(near) => diag.label(format!("did you mean `{near}`?")),
                None => diag,
            });
        }
    }
}
