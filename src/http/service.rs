//! What answers requests.

use super::message::{Reply, Request};

/// Answers requests.
pub trait Service: Send + Sync + 'static {
    /// The reply to a request.
    ///
    /// The future is dropped when the caller goes away or the time for the request is over: what must
    /// not be cut off half done belongs into a task of its own. A panic is answered with status 500.
    fn answer(&self, request: Request) -> impl Future<Output = Reply> + Send;
}
