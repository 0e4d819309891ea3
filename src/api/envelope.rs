//! Events in EventBridge's envelope, in the order of AWS's keys.

use crate::base::time;
use crate::model::Home;
use jiff::Timestamp;
use uuid::Uuid;

/// What an event is made of. `detail` is the text of a JSON object, and stays as it is.
#[derive(Debug, Clone)]
pub struct Envelope<'a> {
    /// Its id.
    pub id: Uuid,
    /// What kind of event it is.
    pub detail_type: &'a str,
    /// Where it comes from.
    pub source: &'a str,
    /// Account and region.
    pub home: &'a Home,
    /// When it happened; seconds are kept.
    pub time: Timestamp,
    /// The resources that it is about.
    pub resources: &'a [&'a str],
    /// What happened.
    pub detail: &'a str,
}

impl Envelope<'_> {
    /// The event as JSON text.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(300 + self.detail.len());
        out.extend_from_slice(br#"{"version":"0","id":""#);
        let mut id = Uuid::encode_buffer();
        out.extend_from_slice(self.id.hyphenated().encode_lower(&mut id).as_bytes());
        out.extend_from_slice(br#"","detail-type":"#);
        text(&mut out, self.detail_type);
        out.extend_from_slice(br#","source":"#);
        text(&mut out, self.source);
        out.extend_from_slice(br#","account":"#);
        text(&mut out, &self.home.account);
        out.extend_from_slice(br#","time":""#);
        out.extend_from_slice(time::show(self.time).as_bytes());
        out.extend_from_slice(br#"","region":"#);
        text(&mut out, &self.home.region);
        out.extend_from_slice(br#","resources":["#);
        for (at, resource) in self.resources.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            text(&mut out, resource);
        }
        out.extend_from_slice(br#"],"detail":"#);
        out.extend_from_slice(self.detail.trim_ascii().as_bytes());
        out.push(b'}');
        out
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}

#[cfg(test)]
mod tests {
    use super::{Envelope, Uuid};
    use crate::model::Home;
    use jiff::Timestamp;

    #[test]
    fn in_the_order_of_aws() {
        let home = Home::default();
        let envelope = Envelope {
            id: Uuid::nil(),
            detail_type: "a \"b\"",
            source: "s",
            home: &home,
            time: Timestamp::from_millisecond(1_999).expect("a time"),
            resources: &["x", "y"],
            detail: " {\"n\": 1.50} ",
        };
        let text = String::from_utf8(envelope.write()).expect("text");
        assert_eq!(
            text,
            "{\"version\":\"0\",\"id\":\"00000000-0000-0000-0000-000000000000\",\
             \"detail-type\":\"a \\\"b\\\"\",\"source\":\"s\",\"account\":\"000000000000\",\
             \"time\":\"1970-01-01T00:00:01Z\",\"region\":\"us-east-1\",\"resources\":[\"x\",\"y\"],\
             \"detail\":{\"n\": 1.50}}"
        );
    }
}
