//! The order in which composite alarms are evaluated, each after those it looks at. Alarms that
//! look at each other would wait forever, so such loops are refused by name.

use super::AlarmRule;
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::fmt;

/// Composite alarms that look at each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loop {
    /// Their indexes, each looking at the next and the last at the first.
    pub alarms: Vec<usize>,
    /// Their names.
    pub names: Vec<String>,
}

impl fmt::Display for Loop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("composite alarms look at each other: ")?;
        for name in &self.names {
            write!(f, "`{name}` -> ")?;
        }
        write!(f, "`{}`", self.names.first().map_or("", String::as_str))
    }
}

impl std::error::Error for Loop {}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

/// The order of these composite alarms: an alarm stands after all that its rule names. What is no
/// composite alarm of the list does not matter.
pub fn evaluation_order(alarms: &[(&str, &AlarmRule)]) -> Result<Vec<usize>, Loop> {
    let index: HashMap<&str, usize, RandomState> =
        alarms.iter().enumerate().map(|(at, alarm)| (alarm.0, at)).collect();
    let mut marks = vec![Mark::New; alarms.len()];
    let mut order = Vec::with_capacity(alarms.len());
    // Alarms on the way, each with the child to look at next.
    let mut way: Vec<(usize, usize)> = Vec::new();
    for start in 0..alarms.len() {
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::Open;
        way.push((start, 0));
        while let Some((at, child)) = way.last_mut() {
            let Some(named) = alarms[*at].1.children().get(*child) else {
                marks[*at] = Mark::Done;
                order.push(*at);
                way.pop();
                continue;
            };
            *child += 1;
            let Some(&next) = index.get(named.name.as_str()) else { continue };
            match marks[next] {
                Mark::Done => {}
                Mark::New => {
                    marks[next] = Mark::Open;
                    way.push((next, 0));
                }
                Mark::Open => {
                    let members = way.iter().map(|step| step.0);
                    let members: Vec<usize> = members.skip_while(|m| *m != next).collect();
                    let name = |m: &usize| alarms[*m].0.to_owned();
                    return Err(Loop {
                        names: members.iter().map(name).collect(),
                        alarms: members,
                    });
                }
            }
        }
    }
    Ok(order)
}
