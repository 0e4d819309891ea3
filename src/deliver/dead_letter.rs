//! What the dead-letter target gets: the event as it came, with AWS's attributes.

use super::fault::Fault;
use super::letter::{Letter, RouteId};
use super::retry::Exhausted;
use crate::model::Item;
use jiff::Timestamp;

/// What is known of a letter that could not be delivered.
#[derive(Debug)]
pub(super) struct Lost<'a> {
    pub fault: &'a Fault,
    /// The bound that ended the retries; `None` if none was reached.
    pub exhausted: Option<Exhausted>,
    /// Calls of the target, the first one among them.
    pub calls: u32,
    pub rule_arn: &'a str,
    pub target_arn: &'a str,
}

impl Lost<'_> {
    /// The letter for the dead-letter target: the same item id, the event as its body. It is born
    /// anew, and belongs to no order.
    pub fn letter(&self, letter: &Letter, route: RouteId, now: Timestamp) -> Letter {
        let body = letter.event.clone();
        Letter {
            route,
            event_id: letter.event_id.clone(),
            event: body.clone(),
            item: Item { id: letter.item.id.clone(), body, attributes: self.attributes() },
            order_key: None,
            born: now,
            hops: letter.hops,
            attempts: 0,
            tag: 0,
        }
    }

    /// The attributes, by name.
    fn attributes(&self) -> Vec<(String, String)> {
        let retries = self.calls.saturating_sub(1).to_string();
        let all = [
            ("ERROR_CODE", Some(&*self.fault.code)),
            ("ERROR_MESSAGE", Some(&*self.fault.message)),
            ("EXHAUSTED_RETRY_CONDITION", self.exhausted.map(Exhausted::word)),
            ("RETRY_ATTEMPTS", Some(retries.as_str())),
            ("RULE_ARN", Some(self.rule_arn)),
            ("TARGET_ARN", Some(self.target_arn)),
        ];
        let given = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
        given.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Lost;
    use crate::deliver::fault::Fault;
    use crate::deliver::letter::RouteId;
    use crate::deliver::retry::Exhausted;
    use crate::deliver::testing::{at, letter};

    #[test]
    fn the_event_and_what_happened_to_it() {
        let fault = Fault::before("NO_VALUE", "no value at `$.x`");
        let mut lost = Lost {
            fault: &fault,
            exhausted: None,
            calls: 0,
            rule_arn: "arn:rule",
            target_arn: "arn:target",
        };
        let dead = lost.letter(&letter(0, "a", "the input"), RouteId(3), at(7));
        assert_eq!(&*dead.item.body, "{\"id\":\"a\"}", "the event, not the input");
        assert_eq!((dead.route, dead.born, &*dead.item.id), (RouteId(3), at(7), "a"));
        let shown: Vec<_> =
            dead.item.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            shown,
            [
                "ERROR_CODE=NO_VALUE",
                "ERROR_MESSAGE=no value at `$.x`",
                "RETRY_ATTEMPTS=0",
                "RULE_ARN=arn:rule",
                "TARGET_ARN=arn:target",
            ]
        );
        lost.exhausted = Some(Exhausted::MaximumRetryAttempts);
        lost.calls = 186;
        let attributes = lost.attributes();
        assert_eq!(attributes[2].1, "MaximumRetryAttempts");
        assert_eq!(attributes[3], ("RETRY_ATTEMPTS".to_owned(), "185".to_owned()));
    }
}
