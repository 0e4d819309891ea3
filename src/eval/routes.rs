//! Where the matches of each rule go, and what would be delivered.

use crate::base::ids::{RuleId, SourceId};
use crate::base::limits::Limits;
use crate::engine::Words;
use crate::inputs::{Facts, Input, PutError, Shape};
use crate::model::{Home, Planned, PlannedError, Sent};
use crate::read::json;
use crate::rules::{Routing, Sender, Sends, Target};
use std::ops::Range;
use std::sync::Arc;

/// The routes of all rules.
#[derive(Debug, Default)]
pub struct Routes {
    /// By rule; shorter than the rules, or empty, when the last ones have no targets.
    of: Vec<Vec<Route>>,
    names: Vec<Name>,
    home: Home,
    limits: Limits,
    sending: bool,
}

#[derive(Debug)]
struct Route {
    target: Arc<str>,
    shape: Shape,
    /// The part by which events are kept in order.
    ordered_by: Option<Shape>,
}

/// The names that an ARN is made of.
#[derive(Debug)]
struct Name {
    of: Named,
    name: Box<str>,
}

/// What an ARN is one of.
#[derive(Debug)]
enum Named {
    /// An event rule of this bus.
    Rule(Box<str>),
    Alarm,
    Schedule,
}

impl From<Sends<'_>> for Named {
    fn from(sends: Sends<'_>) -> Self {
        match sends {
            Sends::Rule(bus) => Self::Rule(bus.into()),
            Sends::Alarm => Self::Alarm,
            Sends::Schedule => Self::Schedule,
        }
    }
}

impl Name {
    fn arn(&self, home: &Home) -> String {
        let sends = match &self.of {
            Named::Rule(bus) => Sends::Rule(bus),
            Named::Alarm => Sends::Alarm,
            Named::Schedule => Sends::Schedule,
        };
        sends.arn(home, &self.name)
    }
}

impl Routes {
    /// Compiles the routes of rules, alarms and schedules. `home` is where events are from that do not say so.
    ///
    /// # Errors
    /// An input that cannot be used, which no bundle without errors has.
    pub fn new(
        senders: &[Sender<'_>],
        targets: &[Target],
        home: Home,
        limits: &Limits,
    ) -> Result<Self, PutError> {
        let used = senders.iter().rposition(|sender| !sender.routings.is_empty());
        let mut routes = Self { home, limits: limits.clone(), ..Self::default() };
        for sender in senders.iter().take(used.map_or(0, |at| at + 1)) {
            let compile = |routing: &&Routing| {
                let target = &targets[routing.target.index()];
                // INVARIANT (paths-checked): `rules` has refused what is not a path.
                let ordered_by = target.ordered_by.clone().map(Input::Path);
                let ordered_by = ordered_by.as_ref().map(Shape::new).transpose()?;
                let shape = Shape::new(&routing.input)?;
                Ok(Route { target: target.name.as_str().into(), shape, ordered_by })
            };
            routes.of.push(sender.routings.iter().map(compile).collect::<Result<_, PutError>>()?);
            routes.names.push(Name { of: sender.sends.into(), name: sender.known_as.into() });
        }
        Ok(routes)
    }

    /// The same routes for invocations that are to be made: events come along.
    #[must_use]
    pub fn sending(mut self) -> Self {
        self.sending = true;
        self
    }

    /// Do matches of this rule go anywhere?
    pub fn any(&self, rule: RuleId) -> bool {
        self.of.get(rule.index()).is_some_and(|routes| !routes.is_empty())
    }

    /// What would be delivered of an event that a rule matched, the `index`th of its input. Without
    /// a clock, the event came in at its own `time`.
    pub fn plan(&self, rule: RuleId, event: &[u8], words: &Words, index: u64) -> Vec<Planned> {
        self.plan_some(rule, 0..usize::MAX, event, words, index)
    }

    /// The same, of some entries of the rule's targets only.
    pub fn plan_some(
        &self,
        rule: RuleId,
        entries: Range<usize>,
        event: &[u8],
        words: &Words,
        index: u64,
    ) -> Vec<Planned> {
        let (Some(routes), Some(name)) = (self.of.get(rule.index()), self.names.get(rule.index()))
        else {
            return Vec::new();
        };
        let mut arn = String::new();
        if routes.iter().any(|route| route.shape.wants_facts()) {
            let (account, region) = (&words.subject.account, &words.subject.region);
            let home = self.home.of_event(account.as_deref(), region.as_deref());
            arn = name.arn(&home);
        }
        let facts = Facts {
            rule_arn: &arn,
            rule_name: &name.name,
            ingestion_time: words.time.as_deref().unwrap_or_default(),
        };
        let text: Option<Arc<str>> =
            self.sending.then(|| Arc::from(&*String::from_utf8_lossy(event)));
        let id: Option<Arc<str>> = words.id.as_deref().map(Arc::from);
        let plan = |(entry, route): (usize, &Route)| {
            let input = route.shape.render(event, &facts, &self.limits);
            let input = input.map(|text| text.into_owned().into_boxed_str());
            let sent = text.as_ref().map(|text| {
                // Events without the part are in no order.
                let key = route.ordered_by.as_ref();
                let key = key.and_then(|part| part.render(event, &facts, &self.limits).ok());
                let key = key.filter(|key| **key != *"null");
                let (id, text) = (id.clone(), Arc::clone(text));
                Box::new(Sent { id, index, text, order_key: key.map(|k| (*k).into()) })
            });
            // Events that were matched are JSON.
            let json = route.shape.makes_json() || input.as_deref().is_ok_and(is_json);
            Planned {
                rule,
                entry,
                target: Arc::clone(&route.target),
                sent,
                json,
                input: input
                    .map_err(|e| Box::new(PlannedError { code: e.code(), message: e.to_string() })),
            }
        };
        let wanted = |(entry, _): &(usize, &Route)| entries.contains(entry);
        routes.iter().enumerate().filter(wanted).map(plan).collect()
    }
}

/// Is the text of a string template a JSON string, as most are?
fn is_json(text: &str) -> bool {
    json::read(SourceId(0), text.as_bytes().into(), usize::MAX).is_ok()
}
