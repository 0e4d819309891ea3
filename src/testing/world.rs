//! The world outside of plugins in a case: answers as the case gives them, and a memory of what
//! plugins did.

use super::outside::{self, Outside};
use crate::plugins::limits::RESPONSE;
use crate::plugins::ports::recorded::{Answer, RecordedFiles, RecordedHttp};
use crate::plugins::ports::{
    HttpFault, Ports, Randomness, Response, States, clocks, secrets, states,
};
use jiff::Timestamp;
use std::sync::Arc;

/// What plugins reach, remembered.
pub(super) struct World {
    /// Their requests.
    pub http: Arc<RecordedHttp>,
    /// Their files.
    pub files: Arc<RecordedFiles>,
    /// The time that they see.
    pub clock: Arc<clocks::Set>,
    /// All of it, as functions take it.
    pub ports: Arc<Ports>,
}

impl World {
    /// The world of a case that begins at `now`.
    pub fn new(outside: &Outside, now: Timestamp) -> Result<Self, String> {
        let http = Arc::new(RecordedHttp::new(outside.answers.iter().map(answer).collect()));
        let files = Arc::new(RecordedFiles::default());
        let clock = Arc::new(clocks::Set::at(now));
        let kept = states::InMemory::default();
        for (target, values) in &outside.state {
            let value = |(k, v): (&String, &String)| (k.clone(), Some(v.clone().into_bytes()));
            kept.apply(target, values.iter().map(value).collect())?;
        }
        let values = outside.secrets.clone();
        let ports = Arc::new(Ports {
            http: Arc::clone(&http) as _,
            files: Arc::clone(&files) as _,
            states: Arc::new(kept),
            secrets: Arc::new(secrets::Sources { values, ..secrets::Sources::default() }),
            clock: Arc::clone(&clock) as _,
            randomness: Randomness::ByInvocation,
        });
        Ok(Self { http, files, clock, ports })
    }
}

fn answer(given: &outside::Answer) -> Answer {
    let none = |why: &str| format!("the test case says so: {why}");
    let response = match &given.reply {
        outside::Reply::Response { status, headers, body } => Ok(Response {
            status: *status,
            headers: headers.clone(),
            body: body.clone().into_bytes(),
        }),
        outside::Reply::Timeout => Err(HttpFault::Timeout(none("timeout"))),
        outside::Reply::Unreachable => Err(HttpFault::Unreachable(none("unreachable"))),
        outside::Reply::TooLarge => Err(HttpFault::TooLarge(RESPONSE as u64)),
    };
    let (method, url) = (given.method.clone(), given.url.clone());
    Answer { method, url, response, times: given.times }
}

#[cfg(test)]
mod tests {
    use super::World;
    use crate::plugins::ports::HttpFault;
    use crate::testing::{Answer, Outside, Reply};
    use jiff::Timestamp;
    use std::collections::BTreeMap;

    #[test]
    fn what_the_case_gives_is_there_and_nothing_else() {
        let pair = |key: &str, value: &str| BTreeMap::from([(key.to_owned(), value.to_owned())]);
        let outside = Outside {
            secrets: pair("token", "t"),
            state: BTreeMap::from([("hook".to_owned(), pair("seen", "e-1"))]),
            ..Outside::default()
        };
        let world = World::new(&outside, Timestamp::UNIX_EPOCH).expect("a world");
        assert_eq!(world.ports.states.get("hook", "seen"), Ok(Some(b"e-1".to_vec())));
        assert_eq!(world.ports.states.get("other", "seen"), Ok(None));
        assert_eq!(world.ports.secrets.get("token"), Ok(Some("t".to_owned())));
        assert_eq!(world.ports.secrets.get("PATH"), Ok(None));
        world.clock.set(Timestamp::MAX);
        assert_eq!(world.ports.clock.now(), Timestamp::MAX);
    }

    #[test]
    fn every_reply_has_its_answer() {
        let given = |reply| Answer { method: None, url: None, reply, times: None };
        let headers = vec![("a".to_owned(), "b".to_owned())];
        let response = Reply::Response { status: 201, headers, body: "x".to_owned() };
        let made = super::answer(&given(response)).response;
        assert!(matches!(made, Ok(response) if response.status == 201 && response.body == b"x"));
        let fault = |reply| super::answer(&given(reply)).response.err();
        assert!(matches!(fault(Reply::Timeout), Some(HttpFault::Timeout(_))));
        assert!(matches!(fault(Reply::Unreachable), Some(HttpFault::Unreachable(_))));
        assert!(matches!(fault(Reply::TooLarge), Some(HttpFault::TooLarge(_))));
    }
}
