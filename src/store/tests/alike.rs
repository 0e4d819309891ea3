//! One table of cases for all stores.

use super::each;
use crate::store::{Durability, Kv, SPACES, Space, StoreError, Write, after_prefix};

fn put(store: &dyn Kv, key: &str, value: &str) {
    store.write(vec![Write::put(Space::QUEUE, key, value)], Durability::Now).unwrap();
}

fn keys(store: &dyn Kv, from: &str, to: Option<&str>, most: usize) -> String {
    let found = store.scan(Space::QUEUE, from.as_bytes(), to.map(str::as_bytes), most).unwrap();
    found.iter().map(|(key, _)| String::from_utf8_lossy(key)).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_put_is_there_and_what_is_taken_away_is_not() {
    each(|store| {
        assert_eq!(store.get(Space::QUEUE, b"a").unwrap(), None);
        put(store, "a", "1");
        assert_eq!(store.get(Space::QUEUE, b"a").unwrap(), Some(b"1".to_vec()));
        put(store, "a", "2");
        assert_eq!(store.get(Space::QUEUE, b"a").unwrap(), Some(b"2".to_vec()));
        store.write(vec![Write::remove(Space::QUEUE, "a")], Durability::Later).unwrap();
        assert_eq!(store.get(Space::QUEUE, b"a").unwrap(), None);
        store.write(vec![Write::remove(Space::QUEUE, "never")], Durability::Now).unwrap();
    });
}

#[test]
fn the_last_change_of_a_key_in_a_batch_counts() {
    each(|store| {
        let batch = vec![
            Write::put(Space::QUEUE, "a", "1"),
            Write::remove(Space::QUEUE, "b"),
            Write::remove(Space::QUEUE, "a"),
            Write::put(Space::QUEUE, "b", "2"),
            Write::put(Space::DEAD, "a", "3"),
            Write::put(Space::QUEUE, "a", "4"),
        ];
        store.write(batch, Durability::Now).unwrap();
        assert_eq!(store.get(Space::QUEUE, b"a").unwrap(), Some(b"4".to_vec()));
        assert_eq!(store.get(Space::QUEUE, b"b").unwrap(), Some(b"2".to_vec()));
        assert_eq!(store.get(Space::DEAD, b"a").unwrap(), Some(b"3".to_vec()));
    });
}

#[test]
fn spaces_do_not_see_each_other() {
    each(|store| {
        for space in SPACES {
            store.write(vec![Write::put(*space, "k", space.name())], Durability::Now).unwrap();
        }
        for space in SPACES {
            let all = store.scan(*space, &[], None, 9).unwrap();
            assert_eq!(all, [(b"k".to_vec(), space.name().as_bytes().to_vec())]);
            assert_eq!(store.last(*space, None).unwrap(), all.into_iter().next());
        }
    });
}

#[test]
fn scans_are_bounded_and_in_order() {
    each(|store| {
        for key in ["c", "a", "bb", "b", "d", "ba"] {
            put(store, key, key);
        }
        assert_eq!(keys(store, "", None, 9), "a b ba bb c d");
        assert_eq!(keys(store, "", None, 2), "a b");
        assert_eq!(keys(store, "b", Some("c"), 9), "b ba bb");
        assert_eq!(keys(store, "b", after_prefix(b"b").map(|_| "c"), 2), "b ba");
        assert_eq!(keys(store, "aa", Some("b"), 9), "");
        assert_eq!(keys(store, "c", Some("b"), 9), "", "an empty range is no error");
        assert_eq!(keys(store, "a", None, 0), "");
    });
}

#[test]
fn the_last_pair_at_or_before_a_key() {
    each(|store| {
        let last = |upto: Option<&str>| {
            let found = store.last(Space::QUEUE, upto.map(str::as_bytes)).unwrap();
            found.map(|(key, _)| String::from_utf8(key).unwrap()).unwrap_or_default()
        };
        assert_eq!(last(None), "");
        for key in ["a", "c", "cc"] {
            put(store, key, key);
        }
        assert_eq!(last(None), "cc");
        assert_eq!(last(Some("c")), "c");
        assert_eq!(last(Some("b")), "a");
        assert_eq!(last(Some("A")), "");
        store.write(vec![Write::remove(Space::QUEUE, "cc")], Durability::Later).unwrap();
        assert_eq!(last(None), "c");
    });
}

#[test]
fn what_is_before_a_key_goes_at_once() {
    each(|store| {
        for key in ["a", "b", "c", "d"] {
            put(store, key, key);
        }
        store.drop_before(Space::QUEUE, b"c").unwrap();
        assert_eq!(keys(store, "", None, 9), "c d");
        assert_eq!(store.get(Space::QUEUE, b"a").unwrap(), None);
        assert_eq!(store.last(Space::QUEUE, Some(b"b")).unwrap(), None);
        store.drop_before(Space::QUEUE, b"b").unwrap();
        assert_eq!(keys(store, "", None, 9), "c d");
        store.drop_before(Space::QUEUE, b"x").unwrap();
        assert_eq!(keys(store, "", None, 9), "");
        put(store, "y", "1");
        assert_eq!(keys(store, "", None, 9), "y");
    });
}

#[test]
fn keys_that_no_store_takes_are_refused() {
    each(|store| {
        for key in [vec![], vec![7; 65_536]] {
            let batch =
                vec![Write::put(Space::QUEUE, "fine", "1"), Write::put(Space::QUEUE, key, "1")];
            let refused = store.write(batch, Durability::Now).unwrap_err();
            assert!(matches!(refused, StoreError::Refused(_)), "{refused}");
        }
        assert_eq!(store.get(Space::QUEUE, b"fine").unwrap(), None);
        store.write(vec![Write::put(Space::QUEUE, vec![7; 65_535], "1")], Durability::Now).unwrap();
        assert!(store.get(Space::QUEUE, &[]).unwrap().is_none());
    });
}

#[test]
fn large_and_empty_values_come_back() {
    each(|store| {
        let large = vec![3; 3 << 20];
        let batch =
            vec![Write::put(Space::LOG, "l", large.clone()), Write::put(Space::LOG, "e", "")];
        store.write(batch, Durability::Now).unwrap();
        assert_eq!(store.get(Space::LOG, b"l").unwrap(), Some(large));
        assert_eq!(store.get(Space::LOG, b"e").unwrap(), Some(vec![]));
        store.write(vec![], Durability::Now).unwrap();
    });
}
