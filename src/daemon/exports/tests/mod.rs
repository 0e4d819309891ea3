//! Windows that wait become objects: once, after failures, after a process that ended.

use super::{Exports, Setup, Stored, findings, pending, specs};
use crate::daemon::clock::Clock;
use crate::daemon::log::{Entry, EventLog, Kind, Local, Options};
use crate::daemon::tally::Tally;
use crate::daemon::timing::{Folder, Manual, pace, until};
use crate::exports::{Access, Progress, Source, What, Window};
use crate::rules::ExportSpec;
use crate::rules::testing::bundle_with;
use crate::sources::Form;
use crate::store::{Durability, Kv, Memory, Space};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

fn at(time: &str) -> Timestamp {
    format!("2026-03-02T{time}Z").parse().expect("a time")
}

fn window(from: &str, to: &str) -> Window {
    Window::new(at(from), at(to)).expect("a window")
}

fn exports(what: &str, folder: &std::path::Path) -> BTreeMap<String, ExportSpec> {
    let to = folder.display();
    let text =
        format!("schedules: {{e: {{rate: 1 hour, export: {{what: {what}, to: '{to}'}}}}}}\n");
    let (bundle, found) = bundle_with(&[("r.yaml", &text)], &[]);
    assert_eq!(found, Vec::<String>::new());
    specs(&bundle)
}

/// A store with its log, and the parts of exports over it.
struct Place {
    kv: Arc<dyn Kv>,
    log: Arc<Local>,
    tally: Arc<Tally>,
    clock: Arc<Manual>,
}

impl Place {
    fn new() -> Self {
        let kv: Arc<dyn Kv> = Arc::new(Memory::default());
        let log = Arc::new(Local::open(Arc::clone(&kv), Options::default()).expect("it opens"));
        Self { kv, log, tally: Arc::default(), clock: Manual::new(at("23:00:00")) }
    }

    fn source(&self) -> Stored {
        let log: Arc<dyn EventLog> = Arc::<Local>::clone(&self.log);
        Stored { log, kv: Arc::clone(&self.kv), others: Vec::new() }
    }

    fn start(&self, specs: BTreeMap<String, ExportSpec>) -> Exports {
        let clock: Arc<dyn Clock> = Arc::<Manual>::clone(&self.clock);
        let (source, tally) = (self.source(), Arc::clone(&self.tally));
        let setup = Setup { source, clock, tally, access: Access::default(), pace: pace(), specs };
        Exports::start(setup).expect("a thread")
    }

    fn finding(&self, time: &str, line: &str) {
        let row = findings::write(at(time).as_millisecond(), 7, 0, line);
        self.kv.write(vec![row], Durability::Now).expect("written");
    }

    fn begin(&self, window: Window) {
        self.kv.write(vec![pending::begin("e", window)], Durability::Now).expect("written");
    }

    fn waiting(&self) -> usize {
        pending::all(&*self.kv).expect("readable").len()
    }

    fn progress(&self) -> Progress {
        pending::progress(&*self.kv, "e").expect("readable")
    }

    fn rows(&self, what: What, window: Window) -> Vec<String> {
        let mut rows = Vec::new();
        let read = self.source().rows(what, window, &mut |row| {
            rows.push(row.to_owned());
            ControlFlow::Continue(())
        });
        read.expect("readable");
        rows
    }
}

#[test]
fn a_window_is_one_object_however_often_it_is_written() {
    let (place, folder) = (Place::new(), Folder::new("once"));
    place.finding("12:30:00", "{\"kind\":\"match\",\"rule\":\"r\"}");
    place.finding("13:00:00", "{\"kind\":\"match\",\"rule\":\"later\"}");
    let first = window("12:00:00", "13:00:00");
    // A process that ended behind the object left the window waiting: it comes again.
    for round in 1..=3 {
        place.begin(first);
        let exports = place.start(exports("findings", &folder.0));
        until("it is written", || place.waiting() == 0);
        exports.stop();
        let want = "{\"kind\":\"match\",\"rule\":\"r\"}\n".to_owned();
        assert_eq!(folder.files(), [("e-2026-03-02T12-00-00Z.ndjson".to_owned(), want)]);
        assert_eq!(place.tally.counts().exports["e"].objects, round);
    }
    let progress = place.progress();
    assert_eq!((progress.pending(), progress.done()), (None, Some(at("13:00:00"))));
    assert_eq!(progress.last().map(|written| written.rows), Some(1));
}

#[test]
fn what_fails_is_told_and_tried_again() {
    let (place, folder) = (Place::new(), Folder::new("retry"));
    std::fs::create_dir_all(&folder.0).expect("a folder");
    let below = folder.0.join("below");
    std::fs::write(&below, "a file is in the way").expect("written");
    let two = [window("12:00:00", "13:00:00"), window("13:00:00", "14:00:00")];
    two.into_iter().for_each(|window| place.begin(window));
    let exports = place.start(exports("findings", &below));
    let failed = || place.tally.counts().exports.get("e").map_or(0, |export| export.failed);
    until("both failed more than once", || failed() > 4);
    let counts = place.tally.counts();
    assert!(counts.exports["e"].error.is_some() && counts.troubles >= 4);
    assert_eq!(place.waiting(), 2);
    std::fs::remove_file(&below).expect("removed");
    until("both are written", || place.waiting() == 0);
    exports.stop();
    let export = place.tally.counts().exports["e"].clone();
    assert_eq!((export.objects, export.error), (2, None));
    assert_eq!(std::fs::read_dir(&below).expect("a folder").count(), 2);
}

#[test]
fn a_window_waits_for_its_end_and_for_what_came_before_it() {
    let (place, folder) = (Place::new(), Folder::new("wait"));
    place.clock.set(at("12:59:59"));
    let entry = Entry::event("default".into(), at("12:30:00").as_millisecond(), b"{}".to_vec());
    let accepted = place.log.append(0, &[entry], None).blocking_recv();
    assert!(accepted.is_ok_and(|accepted| accepted.is_ok()));
    place.begin(window("12:00:00", "13:00:00"));
    let mut work = place.start(exports("events", &folder.0));
    work.stop();
    assert_eq!(place.waiting(), 1, "the window is not over");
    place.clock.set(at("13:00:00"));
    work = place.start(exports("events", &folder.0));
    work.poke();
    let change = crate::daemon::log::Change { position: Some(2), ..Default::default() };
    assert_eq!(place.waiting(), 1, "its events are not worked off");
    let written = place.log.checkpoint(0, change).blocking_recv();
    assert!(written.is_ok_and(|written| written.is_ok()));
    until("it is written", || place.waiting() == 0);
    work.stop();
    assert_eq!(folder.files().len(), 1);
}

#[test]
fn the_window_of_an_export_that_is_gone_is_let_go() {
    let (place, folder) = (Place::new(), Folder::new("gone"));
    place.begin(window("12:00:00", "13:00:00"));
    let exports = place.start(BTreeMap::new());
    until("it is let go", || place.waiting() == 0);
    exports.stop();
    assert_eq!(place.tally.counts().last, ["export `e`: it is gone, and so is its window"]);
    assert_eq!(folder.files(), []);
}

#[test]
fn events_are_those_that_were_accepted_in_the_window() {
    let place = Place::new();
    let add = |time: &str, kind: Kind, body: &str| {
        let received = at(time).as_millisecond();
        let entry = Entry::new(kind, "default".into(), received, body.as_bytes().to_vec());
        let accepted = place.log.append(0, &[entry], None).blocking_recv();
        assert!(accepted.is_ok_and(|accepted| accepted.is_ok()));
    };
    let event = |n: u32| format!("{{\"id\":\"{n}\",\"detail\":{{}}}}");
    let events = Kind::Record(Form::Events);
    for minute in 0..60 {
        add(&format!("10:{minute:02}:00"), events, &event(minute));
    }
    add("12:00:00.001", events, &event(100));
    // A call that ended later than one that came after it.
    add("11:59:59.999", events, &event(101));
    add("12:30:00", Kind::Record(Form::Log), "a line");
    add("12:30:00", Kind::Command, "{}");
    add("12:30:00", events, "no JSON");
    let record =
        "{\"eventID\":\"7\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"PutObject\"}";
    add("12:40:00", Kind::Record(Form::CloudTrail), record);
    add("13:00:00", events, &event(102));
    add("12:59:59", events, &event(103));
    add("15:00:00", events, &event(104));
    let rows = place.rows(What::Events, window("12:00:00", "13:00:00"));
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert_eq!(rows[0], event(100));
    assert!(rows[1].contains("\"source\":\"aws.s3\"") && rows[1].contains(record), "{rows:?}");
    assert_eq!(rows[2], event(103));
    assert_eq!(place.rows(What::Events, window("10:10:00", "10:20:00")).len(), 10);
    assert_eq!(place.rows(What::Events, window("11:00:00", "11:30:00")), [""; 0]);
    assert_eq!(place.rows(What::Events, window("16:00:00", "17:00:00")), [""; 0]);
}

#[test]
fn insights_are_findings_of_their_kind() {
    let place = Place::new();
    let lines = ["{\"kind\":\"match\"}", "{\"kind\":\"insight\",\"baseline\":\"b\"}"];
    for (second, line) in (0..).zip(lines) {
        place.finding(&format!("12:00:0{second}"), line);
    }
    let window = window("12:00:00", "13:00:00");
    assert_eq!(place.rows(What::Findings, window), lines);
    assert_eq!(place.rows(What::Insights, window), lines[1..]);
    let none = place.source().rows(What::Metrics, window, &mut |_| ControlFlow::Continue(()));
    assert!(none.is_err(), "nobody keeps them here");
    assert_eq!(place.kv.scan(Space::FINDINGS, &[], None, 9).expect("readable").len(), 2);
}

#[test]
fn an_export_by_hand_goes_on_behind_the_last_window() {
    let (place, folder) = (Place::new(), Folder::new("hand"));
    let specs = exports("findings", &folder.0);
    let spec = &specs["e"];
    place.finding("12:30:00", "{\"kind\":\"match\"}");
    let next = |now: &str| super::window(&*place.kv, "e", spec, at(now)).expect("readable");
    assert_eq!(next("13:00:00.5"), None, "nothing is known of it");
    place.begin(window("12:00:00", "13:00:00"));
    let exports = place.start(specs.clone());
    until("it is written", || place.waiting() == 0);
    exports.stop();
    place.log.close();
    let behind = next("13:20:00.5").expect("a window");
    assert_eq!(behind, window("13:00:00", "13:20:00"));
    place.finding("13:10:00", "{\"kind\":\"match\",\"n\":2}");
    let written = super::now(Vec::new(), &place.kv, "e", spec, behind, &Access::default());
    assert_eq!(written.expect("written").rows, 1);
    assert_eq!(folder.files().len(), 2);
    assert_eq!(place.progress().done(), Some(at("13:20:00")));
    assert_eq!(next("13:20:00.9"), None, "nothing lies between");
}
