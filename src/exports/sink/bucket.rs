//! Buckets: S3, and stores that speak its language at another endpoint.

use super::http::Connector;
use crate::exports::Access;
use object_store::ObjectStore;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::ClientConfigKey;
use object_store::{BackoffConfig, RetryConfig};
use std::sync::Arc;
use std::time::Duration;

/// A bucket is tried so long: the next run of the task writes the same object.
const PATIENCE: Duration = Duration::from_secs(60);

/// Opens a bucket.
///
/// # Errors
/// The settings do not fit, in words.
pub(super) fn open(bucket: &str, access: &Access) -> Result<Arc<dyn ObjectStore>, String> {
    let mut builder = AmazonS3Builder::new();
    for (name, value) in access.variables() {
        // Others belong to other tools.
        if let Ok(key) = name.parse::<AmazonS3ConfigKey>()
            && key != AmazonS3ConfigKey::Bucket
        {
            builder = builder.with_config(key, value);
        }
    }
    let asked = |key| builder.get_config_value(&key);
    let endpoints = [AmazonS3ConfigKey::S3Endpoint, AmazonS3ConfigKey::Endpoint].map(asked);
    let plain = endpoints.iter().flatten().any(|endpoint| endpoint.starts_with("http://"));
    let allowed = asked(AmazonS3ConfigKey::Client(ClientConfigKey::AllowHttp));
    if plain && allowed.as_deref() != Some("true") {
        return Err("the endpoint has no TLS (`AWS_ALLOW_HTTP=true` allows it)".to_owned());
    }
    let retry =
        RetryConfig { backoff: BackoffConfig::default(), max_retries: 8, retry_timeout: PATIENCE };
    let store = builder
        .with_bucket_name(bucket)
        .with_retry(retry)
        .with_http_connector(Connector)
        .build()
        .map_err(|error| error.to_string())?;
    Ok(Arc::new(store))
}
