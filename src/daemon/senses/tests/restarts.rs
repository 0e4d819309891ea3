//! A daemon that is killed again and again tells what one tells that is not.

use super::{at, datum, open, record, save, shown};
use crate::daemon::senses::{Heard, Senses};
use crate::metrics::{Store, Window};
use crate::store::Memory;
use fastrand::Rng;

const RULES: &str = "metric-filters:\n  denied: {source: cloudtrail, filter-pattern: '{ $.errorCode = \"Denied\" }', \
  metric: {namespace: N, name: denied, value: 1, default-value: 0}}\n\
alarms:\n  \
  high: {metric: {namespace: N, name: x}, statistic: p90, period: 1m, threshold: '> 80', evaluation-periods: 3, \
    datapoints-to-alarm: 2, repeat-every: 7m, actions: {}}\n  \
  each: {metric: {namespace: N, name: cpu}, for-each: [Id], period: 1m, threshold: '> 60', warm-up: 5m}\n  \
  odd: {metric: {namespace: N, name: wave}, period: 5m, anomaly-band: {width: 3}}\n  \
  refused: {metric: {namespace: N, name: denied}, statistic: Sum, period: 1m, threshold: '>= 2', \
    treat-missing-data: ignore}\n  \
  both: {composite: 'ALARM(high) AND (ALARM(refused) OR ALARM(\"each[b]\"))', actions-suppressor: {alarm: odd, wait: 1m, \
    extension: 2m}}\n\
baselines:\n  calls: {insight: ApiCallRateInsight, window: 1d}\n";

/// What comes in at a second.
#[derive(Debug, Clone)]
enum Entry {
    Data(Vec<crate::metrics::Datum>),
    Record(bool),
    Calls(usize),
}

/// The log of so many minutes.
fn log(minutes: i64, dice: &mut Rng) -> Vec<(i64, Entry)> {
    let mut all = Vec::new();
    for minute in 0..minutes {
        let second = minute * 60;
        let wave =
            100.0 + 20.0 * (minute as f64 / 1440.0 * std::f64::consts::TAU).sin() + dice.f64();
        let wave = if minute % 1900 > 1880 { wave * 3.0 } else { wave };
        let mut data = vec![datum("wave", &[], second, wave)];
        let busy = minute / 25 % 3 == 0;
        data.push(datum("x", &[], second, dice.f64() * if busy { 100.0 } else { 40.0 }));
        if dice.u32(..3) == 0 {
            data.push(datum("x", &[], second, dice.f64() * 90.0));
        }
        if minute % 90 < 60 {
            let id = ["a", "b"][dice.usize(..2)];
            data.push(datum("cpu", &[("Id", id)], second - dice.i64(0..300), dice.f64() * 100.0));
        }
        all.push((second + 5, Entry::Data(data)));
        for _ in 0..dice.usize(..4) {
            all.push((second + 10 + dice.i64(0..40), Entry::Record(dice.u32(..3) == 0)));
        }
        let calls = if minute > 2000 && minute % 1000 > 985 { 60 } else { 3 };
        all.push((second + 55, Entry::Calls(calls)));
    }
    all.sort_by_key(|(second, _)| *second);
    all
}

fn take(senses: &mut Senses, second: i64, entry: &Entry) -> Vec<Heard> {
    let heard = senses.advance(at(second));
    match entry {
        Entry::Data(data) => {
            for datum in data {
                senses.put(datum, at(second)).unwrap();
            }
        }
        Entry::Record(matches) => senses.take(record(second - 3, *matches), at(second)),
        Entry::Calls(calls) => {
            let time = at(second);
            let record = format!(
                "{{\"eventTime\":\"{time}\",\"recipientAccountId\":\"123456789012\",\"awsRegion\":\"eu-west-1\",\
                 \"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"RunInstances\",\"readOnly\":false,\
                 \"managementEvent\":true,\"eventCategory\":\"Management\",\"userAgent\":\"console\"}}"
            );
            (0..*calls).for_each(|_| senses.call(record.as_bytes()));
        }
    }
    heard
}

fn end(senses: &mut Senses, minutes: i64) -> (Vec<Heard>, String) {
    let heard = senses.advance(at(minutes * 60 + 3600));
    let states: Vec<String> =
        senses.states().map(|own| format!("{:?} {:?}", own.identity, own.state)).collect();
    let mut states: Vec<String> = states;
    states.sort();
    let mut readings = Vec::new();
    let window = Window { start: at(0).as_second(), period: 300, count: minutes as usize / 5 };
    for name in ["x", "wave", "denied"] {
        let metric = datum(name, &[], 0, 0.0).metric;
        readings.push(senses.data().read(&metric, None, window).unwrap());
    }
    (heard, format!("{states:?} {readings:?}"))
}

#[test]
fn the_story_is_the_same() {
    let minutes = 5900;
    let log = log(minutes, &mut Rng::with_seed(11));
    let mut through = open(&Memory::default(), RULES, 0);
    let mut want = Vec::new();
    for (second, entry) in &log {
        want.extend(take(&mut through, *second, entry));
    }
    let (rest, states) = end(&mut through, minutes);
    want.extend(rest);
    let told = shown(&want);
    for name in [
        "high ALARM",
        "each[b] ALARM",
        "odd ALARM",
        "refused ALARM",
        "both ALARM",
        "RunInstances Start",
    ] {
        assert!(told.iter().any(|line| line.contains(name)), "{name}");
    }

    let mut dice = Rng::with_seed(12);
    let kv = Memory::default();
    let mut senses = open(&kv, RULES, 0);
    let (mut got, mut unsaved, mut saved, mut next, mut restarts) =
        (Vec::new(), Vec::new(), 0, 0, 0);
    while let Some((second, entry)) = log.get(next) {
        unsaved.extend(take(&mut senses, *second, entry));
        next += 1;
        if dice.u32(..8) == 0 {
            save(&mut senses, &kv);
            got.append(&mut unsaved);
            saved = next;
        }
        if dice.u32(..250) == 0 {
            // Killed: what was not written is taken again from the log.
            senses = open(&kv, RULES, log.get(saved).map_or(0, |entry| entry.0));
            unsaved.clear();
            next = saved;
            restarts += 1;
        }
    }
    assert!(restarts > 30, "{restarts}");
    let (rest, again) = end(&mut senses, minutes);
    got.append(&mut unsaved);
    got.extend(rest);
    let (got_lines, want_lines) = (shown(&got), shown(&want));
    for (at, (got, want)) in got_lines.iter().zip(&want_lines).enumerate() {
        assert_eq!(got, want, "line {at} of {} and {}", got_lines.len(), want_lines.len());
    }
    assert_eq!(got, want, "with the same ids and reasons");
    assert_eq!(again, states);
    assert!(senses.losses().calls == 0 && senses.losses().data.is_none());
}
