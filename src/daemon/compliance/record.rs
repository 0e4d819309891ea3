//! Items made of calls: what somebody records of a resource himself.

use crate::base::text::quote;
use crate::base::time;
use crate::model::{Home, Resource};
use jiff::{SignedDuration, Timestamp};

/// What `PutResourceConfig` gives.
#[derive(Debug, Clone, Copy, Default)]
pub struct ResourceConfig<'c> {
    /// `ResourceType`
    pub resource_type: &'c str,
    /// `ResourceId`
    pub resource_id: &'c str,
    /// `ResourceName`
    pub resource_name: Option<&'c str>,
    /// `Configuration`: JSON text of an object.
    pub configuration: &'c str,
    /// `Tags`, as keys and values.
    pub tags: &'c [(String, String)],
}

/// The item of a resource that was recorded by a call.
pub(super) fn put(
    config: &ResourceConfig<'_>,
    account: Option<&str>,
    region: Option<&str>,
    time: Timestamp,
) -> String {
    let home = Home::default();
    let tags: Vec<String> =
        config.tags.iter().map(|(key, value)| format!("{}:{}", q(key), q(value))).collect();
    let name = config.resource_name;
    let name = name.map_or(String::new(), |name| format!("\"resourceName\":{},", q(name)));
    format!(
        "{{\"configurationItemVersion\":\"1.3\",\"configurationItemCaptureTime\":{},\
         \"configurationItemStatus\":\"OK\",\"awsAccountId\":{},\"awsRegion\":{},\
         \"resourceType\":{},\"resourceId\":{},{name}\"tags\":{{{}}},\"relatedEvents\":[],\
         \"relationships\":[],\"configuration\":{},\"supplementaryConfiguration\":{{}}}}",
        q(&time::show_millis(time)),
        q(account.unwrap_or(&home.account)),
        q(region.unwrap_or(&home.region)),
        q(config.resource_type),
        q(config.resource_id),
        tags.join(","),
        q(config.configuration),
    )
}

/// The item that says that a resource is gone. It is newer than the one that is known.
pub(super) fn deleted(resource: &Resource, time: Timestamp) -> String {
    let text = |name: &str, value: &Option<String>| {
        value.as_ref().map_or(String::new(), |value| format!("\"{name}\":{},", q(value)))
    };
    let after =
        resource.captured.and_then(|at| at.checked_add(SignedDuration::from_millis(1)).ok());
    let time = after.map_or(time, |after| after.max(time));
    format!(
        "{{\"configurationItemVersion\":\"1.3\",\"configurationItemCaptureTime\":{},\
         \"configurationItemStatus\":\"ResourceDeleted\",{}{}{}{}\"resourceType\":{},\
         \"resourceId\":{},\"tags\":{{}},\"relatedEvents\":[],\"relationships\":[],\
         \"configuration\":null,\"supplementaryConfiguration\":{{}}}}",
        q(&time::show_millis(time)),
        text("awsAccountId", &resource.account),
        text("awsRegion", &resource.region),
        text("ARN", &resource.arn),
        text("resourceName", &resource.name),
        q(&resource.resource_type),
        q(&resource.resource_id),
    )
}

fn q(text: &str) -> String {
    quote(text.as_bytes())
}
