//! `events`: PutEvents for granted buses. What is put reaches its bus when the invocation is over
//! without a fault.

use super::bindings::tripline::target::events::{Entry, EntryError, Host};
use crate::base::time;
use crate::model::PutEvent;
use crate::plugins::limits::{PUT_BYTES, PUT_BYTES_ALL, PUTS};
use crate::plugins::session::Session;
use serde_json::value::RawValue;
use wasmtime::Result;

/// The namespace of the ids of events that plugins put.
const IDS: uuid::Uuid = uuid::Uuid::from_u128(0x6f2d_9c41_58be_4f0b_a7d3_0c1e_94b2_7a65);

impl Host for Session {
    fn put(&mut self, entries: Vec<Entry>) -> Result<Vec<Result<String, EntryError>>> {
        if self.facts.rights.put_events.is_empty() {
            return Err(Session::ungranted("events.put", "put-events: [BUS]"));
        }
        Ok(entries.iter().map(|entry| self.entry(entry)).collect())
    }
}

impl Session {
    fn entry(&mut self, entry: &Entry) -> Result<String, EntryError> {
        let bus = entry.bus.as_deref().unwrap_or("default");
        if !self.facts.rights.put_events.iter().any(|granted| granted == bus) {
            let words = format!("the target has no grant to put events on the bus `{bus}`");
            return Err(refused("NotAuthorized", &words));
        }
        if self.call.puts.len() >= PUTS {
            let words = format!("an invocation may put {PUTS} events");
            return Err(refused("ThrottlingException", &words));
        }
        // The same invocation puts the same events under the same ids, however often it is tried.
        let name = format!("{}/{}", self.call.invocation, self.call.puts.len());
        let id = uuid::Uuid::new_v5(&IDS, name.as_bytes()).to_string();
        let event = self.event(entry, &id)?;
        if self.call.put_bytes + event.len() > PUT_BYTES_ALL {
            let words = format!("an invocation may put {PUT_BYTES_ALL} bytes of events");
            return Err(refused("ThrottlingException", &words));
        }
        self.call.put_bytes += event.len();
        self.call.puts.push(PutEvent { bus: bus.to_owned(), id: id.clone(), event });
        Ok(id)
    }

    /// The event in AWS's envelope, in the words and order of AWS's checks.
    fn event(&self, entry: &Entry, id: &str) -> Result<String, EntryError> {
        for (name, value) in [
            ("Source", &entry.source),
            ("DetailType", &entry.detail_type),
            ("Detail", &entry.detail),
        ] {
            if value.is_empty() {
                let reason = format!("Reason: {name} is a required argument.");
                let words = format!("Parameter {name} is not valid. {reason}");
                return Err(refused("InvalidArgument", &words));
            }
        }
        if entry.source.starts_with("aws.") {
            let code = "NotAuthorizedForSourceException";
            return Err(refused(code, "Not authorized for the source."));
        }
        let resources: usize = entry.resources.iter().map(String::len).sum();
        let size = entry.source.len() + entry.detail_type.len() + entry.detail.len() + resources;
        if size >= PUT_BYTES {
            let words = "Total size of the entries in the request is over the limit.";
            return Err(refused("ValidationException", words));
        }
        let detail = serde_json::from_str::<&RawValue>(&entry.detail).ok();
        let Some(detail) = detail.filter(|d| d.get().starts_with('{')) else {
            return Err(refused("MalformedDetail", "Detail is malformed."));
        };
        let at = match entry.time.as_deref().map(time::parse) {
            None => self.facts.ports.clock.now(),
            Some(Some(at)) => at,
            Some(None) => {
                let words = "Parameter Time is not valid. Reason: it is not RFC 3339.";
                return Err(refused("InvalidArgument", words));
            }
        };
        let text = |value: &str| serde_json::Value::from(value).to_string();
        let home = &self.facts.home;
        Ok(format!(
            "{{\"version\":\"0\",\"id\":\"{id}\",\"detail-type\":{},\"source\":{},\"account\":{},\
             \"time\":\"{}\",\"region\":{},\"resources\":{},\"detail\":{}}}",
            text(&entry.detail_type),
            text(&entry.source),
            text(&home.account),
            time::show(at),
            text(&home.region),
            serde_json::Value::from(entry.resources.clone()),
            detail.get(),
        ))
    }
}

fn refused(code: &str, message: &str) -> EntryError {
    EntryError { code: code.to_owned(), message: message.to_owned() }
}
