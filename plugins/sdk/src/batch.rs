//! Items of a batch, one by one, with their failures collected.

use crate::host::deadline;
use crate::{Context, Error, Item, Response};

/// Handles the items one by one; those that fail are the failures of the response. After a throttle
/// nothing more is tried, and neither when less than a tenth of the time is left: what remains
/// fails in a way that is tried again.
pub fn each(
    batch: &[Item],
    cx: &Context,
    mut handle: impl FnMut(&Item) -> Result<(), Error>,
) -> Response {
    let mut response = Response::default();
    let mut stopped: Option<Error> = None;
    for (n, item) in batch.iter().enumerate() {
        if n > 0 && stopped.is_none() && deadline::remaining_ms() < u64::from(cx.timeout_ms) / 10 {
            stopped = Some(Error::retryable("no time was left for this item"));
        }
        let result = match &stopped {
            Some(error) => Err(error.clone()),
            None => handle(item),
        };
        if let Err(error) = result {
            if matches!(error, Error::Throttled { .. }) {
                stopped = Some(error.clone());
            }
            response.fail(&item.id, error);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake;

    fn batch() -> Vec<Item> {
        ["a", "b", "c"].map(|id| Item::new(id, "{}")).to_vec()
    }

    #[test]
    fn failures_are_of_their_items() {
        let host = fake::Host::new();
        let response = host.enter(|| {
            each(&batch(), &fake::context(), |item| match item.id.as_str() {
                "b" => Err(Error::permanent("no")),
                _ => Ok(()),
            })
        });
        assert_eq!(response.failures.len(), 1);
        assert_eq!(response.failures[0].id, "b");
    }

    #[test]
    fn a_throttle_stops_the_rest() {
        let mut calls = 0;
        let throttle = Error::Throttled { message: "slow".into(), retry_after_ms: Some(5) };
        let response = fake::Host::new().enter(|| {
            each(&batch(), &fake::context(), |_| {
                calls += 1;
                Err(throttle.clone())
            })
        });
        assert_eq!((calls, response.failures.len()), (1, 3));
        assert!(response.failures.iter().all(|f| f.reason == throttle));
    }

    #[test]
    fn without_time_the_rest_is_tried_later() {
        let host = fake::Host::new().remaining_ms(10);
        let response = host.enter(|| each(&batch(), &fake::context(), |_| Ok(())));
        assert_eq!(response.failures.iter().map(|f| f.id.as_str()).collect::<Vec<_>>(), ["b", "c"]);
    }
}
