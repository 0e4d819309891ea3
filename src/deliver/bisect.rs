//! A batch that failed as a whole twice is halved, and its halves are from then on halved at every
//! failure: one bad item ends up alone and does not take the others with it. As with Lambda, the
//! try that leads to halving does not count, so that few retries are enough.

/// Is a batch of `len` items halved that has failed as a whole `failures` times?
pub(super) fn halves(len: usize, failures: u32) -> bool {
    len > 1 && failures >= 2
}

/// The two halves in order; the first is the larger one.
pub(super) fn split<T>(mut items: Vec<T>) -> (Vec<T>, Vec<T>) {
    let rest = items.split_off(items.len().div_ceil(2));
    (items, rest)
}

#[cfg(test)]
mod tests {
    use super::{halves, split};

    #[test]
    fn in_order_and_whole() {
        assert_eq!(split(vec![1, 2, 3, 4, 5]), (vec![1, 2, 3], vec![4, 5]));
        assert_eq!(split(vec![1, 2]), (vec![1], vec![2]));
        assert!(!halves(2, 1) && halves(2, 2) && halves(2, 7) && !halves(1, 2));
    }
}
