//! Alarms by their names, also those that are made for each series.

use super::Story;
use crate::base::suggest::nearest;
use crate::cli::exit::Failure;

/// So many names are listed at most.
const SHOWN: usize = 10;

/// The alarm of a name; `cpu` is `cpu[i-1]` where that is the only one made of it.
pub(in crate::cli) fn find(story: &mut Story, name: &str) -> Result<String, Failure> {
    let names: Vec<String> = names(story);
    if names.iter().any(|own| own == name) {
        return Ok(name.to_owned());
    }
    let of_series = |own: &&String| {
        own.strip_prefix(name).is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']'))
    };
    let made: Vec<&String> = names.iter().filter(of_series).collect();
    match *made {
        [only] => return Ok(only.clone()),
        [] => {}
        _ => {
            let words = format!("`{name}` is made for each series: name {}", list(&made));
            return Err(Failure::usage(words));
        }
    }
    if story.alarms.iter().any(|alarm| alarm.header.name == name) {
        let words = format!("`{name}` is made for each series, and no input has data of one");
        return Err(Failure::usage(words));
    }
    let rules = story.alarms.iter().map(|alarm| alarm.header.name.as_str());
    let near = nearest(name, names.iter().map(String::as_str).chain(rules));
    let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
    Err(Failure::usage(format!("no alarm is called `{name}`{hint}")))
}

/// The only alarm there is.
pub(in crate::cli) fn only(story: &mut Story) -> Result<String, Failure> {
    let names = names(story);
    match &*names {
        [only] => Ok(only.clone()),
        [] => Err(Failure::usage("there is no alarm: name a metric with --metric")),
        all => {
            let all: Vec<&String> = all.iter().collect();
            Err(Failure::usage(format!(
                "there are several alarms: name {} with --alarm",
                list(&all)
            )))
        }
    }
}

fn names(story: &mut Story) -> Vec<String> {
    story.monitor().alarms().map(|(_, name)| name.to_owned()).collect()
}

/// Names as alternatives.
fn list(names: &[&String]) -> String {
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(|n| format!("`{n}`")).collect();
    let more = names.len() - shown.len();
    if more > 0 {
        return format!("{} or one of {more} others", shown.join(", "));
    }
    match shown.pop() {
        Some(last) if !shown.is_empty() => format!("{} or {last}", shown.join(", ")),
        last => last.unwrap_or_default(),
    }
}
