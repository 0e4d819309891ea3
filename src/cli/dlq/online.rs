//! Dead letters of a daemon that runs.

use super::{Letters, Meant};
use crate::cli::client::{Daemon, Endpoint, escaped};
use crate::cli::exit::Failure;
use crate::daemon::dead_letters::{Page, Wanted};
use serde_json::Value;

pub(super) struct Online(Daemon);

impl Online {
    pub fn at(endpoint: &Endpoint) -> Result<Self, Failure> {
        Daemon::at(endpoint).map(Self)
    }

    /// Sends a request for each id, or one for all that are wanted; gives the answers.
    fn change(
        &self,
        method: &str,
        path: &str,
        which: &Meant,
        more: &str,
    ) -> Result<Vec<Value>, Failure> {
        match which {
            Meant::Ids(ids) => {
                let one = |id: &String| self.0.get(method, &format!("{path}?id={}", escaped(id)));
                ids.iter().map(one).collect()
            }
            Meant::Wanted(wanted) => {
                let path = format!("{path}?{more}{}", query(wanted));
                Ok(vec![self.0.get(method, &path)?])
            }
        }
    }
}

/// What is wanted as parameters, each after an ampersand.
fn query(wanted: &Wanted) -> String {
    let one = |name: &str, value: &Option<String>| {
        value.as_ref().map_or_else(String::new, |value| format!("&{name}={}", escaped(value)))
    };
    one("target", &wanted.target) + &one("rule", &wanted.rule)
}

fn sum(answers: &[Value], name: &str) -> u64 {
    answers.iter().filter_map(|answer| answer[name].as_u64()).sum()
}

impl Letters for Online {
    fn list(&self, wanted: &Wanted, from: Option<&str>, most: usize) -> Result<Page, Failure> {
        let after = from.map_or_else(String::new, |from| format!("&after={}", escaped(from)));
        let path = format!("/dead-letters?limit={}{after}{}", most.max(1), query(wanted));
        let mut answer = self.0.get("GET", &path)?;
        let letters = match answer["dead-letters"].take() {
            Value::Array(letters) => letters,
            _ => Vec::new(),
        };
        Ok(Page { letters, next: answer["next"].as_str().map(str::to_owned) })
    }

    fn show(&self, id: &str) -> Result<Option<Value>, Failure> {
        let reply = self.0.ask("GET", &format!("/dead-letters/{}", escaped(id)))?;
        match reply.status {
            200 => Ok(Some(reply.body)),
            404 => Ok(None),
            _ => Err(Failure::Say(crate::cli::exit::Code::BadInput, reply.refusal())),
        }
    }

    fn redrive(&self, which: &Meant, most: usize) -> Result<(u64, u64), Failure> {
        let more = format!("limit={most}");
        let answers = self.change("POST", "/dead-letters/redrive", which, &more)?;
        Ok((sum(&answers, "redriven"), sum(&answers, "left")))
    }

    fn purge(&self, which: &Meant) -> Result<u64, Failure> {
        let answers = self.change("DELETE", "/dead-letters", which, "")?;
        Ok(sum(&answers, "purged"))
    }
}
