//! One configuration item, in the order of keys that snapshot files have.

use super::text::{put, time};
use super::world::Home;
use crate::prng::Rng;

/// The names of rules that a generated resource breaks.
pub type Broken = Vec<&'static str>;

/// What is particular to a resource.
#[derive(Debug, Default)]
pub struct Item {
    /// `resourceType`.
    pub kind: &'static str,
    /// `resourceId`.
    pub id: String,
    /// `resourceName`, of types that have one.
    pub name: Option<String>,
    /// `ARN`.
    pub arn: String,
    /// `awsRegion`.
    pub region: String,
    /// `availabilityZone`.
    pub zone: String,
    /// Type, id and name of each relationship.
    pub relationships: Vec<(&'static str, String, &'static str)>,
    /// `configuration`, JSON.
    pub configuration: String,
    /// `supplementaryConfiguration`, JSON without its braces.
    pub supplements: String,
    /// Names and values of tags.
    pub tags: Vec<(&'static str, String)>,
}

impl Item {
    /// Tags as a JSON list of `key` and `value`.
    pub fn tag_list(&self) -> String {
        let one = |(key, value): &(&str, String)| format!(r#"{{"key":"{key}","value":"{value}"}}"#);
        format!("[{}]", self.tags.iter().map(one).collect::<Vec<_>>().join(","))
    }

    /// Appends the item as JSON.
    pub fn write(&self, home: &Home, rng: &mut Rng, out: &mut String) {
        out.push_str(r#"{"relatedEvents":[],"relationships":["#);
        for (at, (kind, id, name)) in self.relationships.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            put!(
                out,
                r#"{comma}{{"resourceId":"{id}","resourceName":null,"resourceType":"{kind}","name":"{name}"}}"#
            );
        }
        put!(
            out,
            r#"],"configuration":{},"supplementaryConfiguration":{{{}}},"tags":{{"#,
            self.configuration,
            self.supplements
        );
        for (at, (key, value)) in self.tags.iter().enumerate() {
            put!(out, r#"{}"{key}":"{value}""#, if at > 0 { "," } else { "" });
        }
        let status = if rng.chance(1, 5) { "ResourceDiscovered" } else { "OK" };
        put!(
            out,
            r#"}},"configurationItemVersion":"1.3","configurationItemCaptureTime":"{}","configurationStateId":{},"awsAccountId":"{}","configurationItemStatus":"{status}","resourceType":"{}","resourceId":"{}","#,
            time(rng),
            1_600_000_000_000 + rng.below(190_000_000_000),
            home.account,
            self.kind,
            self.id
        );
        if let Some(name) = &self.name {
            put!(out, r#""resourceName":"{name}","#);
        }
        put!(
            out,
            r#""ARN":"{}","awsRegion":"{}","availabilityZone":"{}","configurationStateMd5Hash":"","resourceCreationTime":"{}"}}"#,
            self.arn,
            self.region,
            self.zone,
            time(rng)
        );
    }
}
