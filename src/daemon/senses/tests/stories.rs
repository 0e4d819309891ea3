//! What people do, other rules, long sleeps, histories and what is forgotten.

use super::{at, datum, new, open, record, save, shown};
use crate::alarms::{AlarmState, HistoryItem, HistoryKind};
use crate::daemon::senses::{Heard, HistoryQuery, Senses, history};
use crate::monitor::HandError;
use crate::store::{Kv, Memory, Space};

const RULE: &str = "alarms:\n  a: {metric: {namespace: N, name: x}, period: 1m, threshold: '> 5', actions-enabled: true}\n  \
    top: {composite: 'ALARM(a)'}\n";

fn feed(senses: &mut Senses, minutes: std::ops::Range<i64>, value: f64) -> Vec<String> {
    let mut all = Vec::new();
    for minute in minutes {
        all.extend(senses.advance(at(minute * 60 + 1)));
        senses.put(&datum("x", &[], minute * 60, value), at(minute * 60 + 1)).unwrap();
    }
    shown(&all)
}

#[test]
fn alarms_are_made_told_and_remembered() {
    let kv = Memory::default();
    let mut senses = open(&kv, RULE, 0);
    let told = feed(&mut senses, 0..4, 9.0);
    assert_eq!(told, ["0 a create", "0 top create", "0 top OK", "60 a ALARM", "60 top ALARM"]);
    assert!(senses.next().is_some_and(|next| next <= at(240)));
    save(&mut senses, &kv);
    let mut again = open(&kv, RULE, 200);
    assert_eq!(shown(&again.advance(at(200))), Vec::<String>::new());
    assert_eq!(again.state("a").map(|own| own.state.value), Some(AlarmState::Alarm));
    assert_eq!(again.states().count(), 2);
    assert_eq!(save(&mut again, &kv), 0, "nothing has changed");
    // The clock alone is written once a minute.
    again.advance(at(230));
    assert_eq!(save(&mut again, &kv), 0);
}

#[test]
fn other_rules_keep_states() {
    let mut senses = new(RULE, 0);
    feed(&mut senses, 0..4, 9.0);
    let moved = RULE.replace("alarms:\n", "alarms:\n\n\n");
    let told = senses.reload(&super::inputs(&moved), at(185));
    assert_eq!(shown(&told), Vec::<String>::new(), "the same in other lines");
    senses.enable_actions("a", false).unwrap();
    let changed = RULE.replace("> 5", "> 50").replace("top", "peak");
    let told = senses.reload(&super::inputs(&changed), at(190));
    assert_eq!(
        shown(&told),
        ["190 top delete", "190 peak create", "190 a update", "190 peak ALARM"]
    );
    let update = told.iter().find_map(|heard| match heard {
        Heard::Configured(changed) if &*changed.alarm == "a" => Some(changed.event.text.clone()),
        _ => None,
    });
    let event: serde_json::Value = serde_json::from_str(&update.unwrap()).unwrap();
    assert_eq!(event["detail-type"], "CloudWatch Alarm Configuration Change");
    assert_eq!(event["detail"]["state"]["value"], "ALARM");
    assert_eq!(event["detail"]["configuration"]["threshold"].to_string(), "50");
    assert_eq!(event["detail"]["previousConfiguration"]["threshold"].to_string(), "5");
    assert!(senses.state("a").unwrap().notify.enabled, "an update says it anew");
    assert_eq!(feed(&mut senses, 4..6, 9.0), ["240 a OK", "240 peak OK"]);
}

#[test]
fn other_rules_while_it_was_away() {
    let kv = Memory::default();
    let mut senses = open(&kv, RULE, 0);
    feed(&mut senses, 0..4, 9.0);
    senses.enable_actions("top", false).unwrap();
    save(&mut senses, &kv);
    let mut again = open(&kv, RULE, 200);
    assert!(
        !again.state("top").unwrap().notify.enabled && again.state("a").unwrap().notify.enabled
    );
    let mut other = open(&kv, &RULE.replace("> 5", "> 50"), 200);
    let told = other.advance(at(300));
    assert_eq!(shown(&told), ["200 a update", "240 a OK", "240 top OK"]);
    save(&mut other, &kv);
    assert!(again.reload(&super::inputs("alarms: {}"), at(400)).len() >= 2);
    save(&mut again, &kv);
    let left = kv.scan(Space::ALARMS, b"a", Some(b"c"), 10).unwrap();
    assert_eq!(left, []);
}

#[test]
fn states_set_by_hand_last_until_the_next_evaluation() {
    let mut senses = new(RULE, 0);
    feed(&mut senses, 0..3, 1.0);
    let told = senses.set_state("a", AlarmState::Alarm, "a test", Some("{}"), at(150)).unwrap();
    assert_eq!(shown(&told), ["150 a ALARM", "150 top ALARM"]);
    assert_eq!(feed(&mut senses, 3..4, 1.0), ["180 a OK", "180 top OK"]);
    let unknown = senses.set_state("b", AlarmState::Ok, "", None, at(190));
    assert_eq!(unknown, Err(HandError::Unknown("b".to_owned())));
    assert!(senses.set_state("a", AlarmState::Ok, &"x".repeat(1024), None, at(190)).is_err());
    assert!(senses.enable_actions("b", true).is_err());
}

#[test]
fn a_long_sleep_is_one_evaluation() {
    let mut senses = new(RULE, 0);
    feed(&mut senses, 0..4, 9.0);
    let day = 86_400;
    let mut moments = 0;
    assert_eq!(senses.clock(), at(181));
    let told = senses.advance(at(day + 7));
    assert_eq!(shown(&told), ["86100 a INSUFFICIENT_DATA", "86100 top OK"]);
    // And a clock that goes back has nothing happen.
    assert_eq!(shown(&senses.advance(at(day - 3600))), Vec::<String>::new());
    assert_eq!(senses.clock(), at(day + 7));
    while senses.next().is_some_and(|next| next <= at(day + 600)) && moments < 100 {
        moments += 1;
        let next = senses.next().unwrap();
        senses.advance(next);
    }
    assert!(moments < 20, "{moments}");
}

#[test]
fn default_values_stand_for_minutes_without_a_match() {
    let rules = "metric-filters:\n  denied: {source: cloudtrail, filter-pattern: '{ $.errorCode = \"Denied\" }', \
        metric: {namespace: N, name: denied, value: 1, default-value: 0}}\n";
    let kv = Memory::default();
    let mut senses = open(&kv, rules, 0);
    senses.take(record(10, false), at(12));
    senses.take(record(20, false), at(22));
    senses.take(record(70, true), at(72));
    senses.take(record(80, false), at(82));
    assert_eq!(senses.next(), Some(at(90)));
    save(&mut senses, &kv);
    let mut senses = open(&kv, rules, 82);
    senses.advance(at(89));
    let count = |senses: &Senses, minute: i64| {
        use crate::metrics::{Store, Window};
        let window = Window { start: at(minute * 60).as_second(), period: 60, count: 1 };
        let read = senses.data().read(&datum("denied", &[], 0, 0.0).metric, None, window).unwrap();
        read.bins[0].as_ref().map(|bin| (bin.count, bin.sum))
    };
    assert_eq!(count(&senses, 0), None);
    senses.advance(at(90));
    assert_eq!(count(&senses, 0), Some((1.0, 0.0)));
    // Late records of the same minute change nothing, but a match does.
    senses.take(record(30, false), at(95));
    senses.advance(at(300));
    assert_eq!(count(&senses, 0), Some((1.0, 0.0)));
    assert_eq!(count(&senses, 1), Some((1.0, 1.0)));
    senses.take(record(31, true), at(300));
    assert_eq!(count(&senses, 0), Some((2.0, 1.0)));
    // Of what is long past, no minute gets a second one.
    senses.advance(at(20_000));
    senses.take(record(40, false), at(20_000));
    senses.take(record(400, false), at(20_000));
    senses.advance(at(20_001));
    assert_eq!((count(&senses, 0), count(&senses, 6)), (Some((2.0, 1.0)), Some((1.0, 0.0))));
}

#[test]
fn times_that_aws_refuses_are_counted() {
    let mut senses = new(RULE, 20 * 86_400);
    let now = 20 * 86_400;
    assert!(senses.put(&datum("x", &[], now - 15 * 86_400, 1.0), at(now)).is_err());
    assert!(senses.put(&datum("x", &[], now + 7300, 1.0), at(now)).is_err());
    let data = vec![datum("x", &[], now - 15 * 86_400, 1.0), datum("x", &[], now, 1.0)];
    senses.take(crate::eval::Sensed { data, ..Default::default() }, at(now));
    assert_eq!(senses.losses().data.map(|lost| lost.0), Some(1));
    assert_eq!(senses.data().len(), 1);
}

#[test]
fn histories_are_read_by_page_and_forgotten() {
    let kv = Memory::default();
    let mut senses = open(&kv, RULE, 0);
    for round in 0..6 {
        feed(&mut senses, round * 10..round * 10 + 5, 9.0);
        feed(&mut senses, round * 10 + 5..round * 10 + 10, 1.0);
    }
    senses.note("a", &HistoryItem::action(at(3700), "page", Err("no")));
    save(&mut senses, &kv);
    let all = history(&kv, &HistoryQuery { most: 1000, ..HistoryQuery::default() }).unwrap();
    assert_eq!((all.items.len(), all.token), (2 + 1 + 12 + 12 + 1, None));
    assert!(all.items.is_sorted_by(|a, b| a.1.at >= b.1.at));
    assert_eq!(all.items[0].1.kind, HistoryKind::Action);
    let mut query =
        HistoryQuery { alarm: Some("a".to_owned()), most: 5, ..HistoryQuery::default() };
    let mut own = Vec::new();
    loop {
        let page = history(&kv, &query).unwrap();
        assert!(page.items.len() <= 5);
        own.extend(page.items);
        query.token = page.token;
        if query.token.is_none() {
            break;
        }
    }
    let want: Vec<_> = all.items.iter().filter(|(name, _)| name == "a").cloned().collect();
    assert_eq!(own, want);
    let query = HistoryQuery {
        alarm: Some("a".to_owned()),
        kind: Some(HistoryKind::StateUpdate),
        from: Some(at(60)),
        to: Some(at(900)),
        ..HistoryQuery::default()
    };
    let some = history(&kv, &query).unwrap().items;
    let want = want.iter().filter(|(_, item)| {
        item.kind == HistoryKind::StateUpdate && item.at >= at(60) && item.at <= at(900)
    });
    assert_eq!(some, want.cloned().collect::<Vec<_>>());
    let month = 31 * 86_400;
    senses.forget_before(&kv, at(month + 1800)).unwrap();
    save(&mut senses, &kv);
    let left = history(&kv, &HistoryQuery { most: 1000, ..HistoryQuery::default() }).unwrap();
    assert!(left.items.len() < all.items.len(), "{}", left.items.len());
    assert!(left.items.iter().all(|(_, item)| item.at >= at(1800 + 86_400 - 1)));
}

#[test]
fn what_nobody_sends_any_more_is_forgotten() {
    let rules = "alarms:\n  each: {metric: {namespace: N, name: cpu}, for-each: [Id], period: 1m, threshold: '> 60'}\n";
    let kv = Memory::default();
    let mut senses = open(&kv, rules, 0);
    senses.bounds.data = jiff::SignedDuration::from_hours(48);
    for number in 0..150 {
        senses.put(&datum("cpu", &[("Id", &number.to_string())], 0, 1.0), at(1)).unwrap();
    }
    senses.advance(at(120));
    save(&mut senses, &kv);
    assert_eq!((senses.states().count(), senses.data().len()), (150, 150));
    let later = 3 * 86_400;
    senses.put(&datum("cpu", &[("Id", "new")], later, 1.0), at(later)).unwrap();
    senses.advance(at(later + 60));
    senses.forget_before(&kv, at(later + 60)).unwrap();
    save(&mut senses, &kv);
    assert_eq!((senses.states().count(), senses.data().len()), (1, 1));
    let again = open(&kv, rules, later + 61);
    assert_eq!((again.states().count(), again.data().len()), (1, 1));
    assert!(kv.scan(Space::METRICS, &[], None, 10).unwrap().len() == 2);
}

#[test]
fn damaged_rows_are_said_to_be() {
    use crate::daemon::senses::Bounds;
    use crate::store::{Durability, StoreError, Write};
    for (space, key) in
        [(Space::ALARMS, &b"aname"[..]), (Space::ALARMS, b"c"), (Space::METRICS, b"x")]
    {
        let kv = Memory::default();
        kv.write(vec![Write::put(space, key, *b"\x07junk")], Durability::Later).unwrap();
        let opened = Senses::restore(&kv, &super::inputs(RULE), Bounds::default(), at(0));
        assert!(matches!(opened, Err(StoreError::Damaged(_))), "{key:?}");
    }
}
