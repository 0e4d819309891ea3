//! States of alarms as bytes, and back: what a daemon keeps of an alarm beside its configuration.

use super::history::{HistoryItem, HistoryKind};
use super::notify::Notifier;
use super::state::{AlarmState, StateRecord};
use super::suppress::{SuppressedBy, Suppressor};
use crate::base::bytes::{Reader, Writer};
use jiff::Timestamp;

const SUPPRESSED: [SuppressedBy; 3] =
    [SuppressedBy::WaitPeriod, SuppressedBy::ExtensionPeriod, SuppressedBy::Alarm];
const KINDS: [HistoryKind; 3] =
    [HistoryKind::ConfigurationUpdate, HistoryKind::StateUpdate, HistoryKind::Action];

/// Appends a time, to the nanosecond.
pub fn write_time(at: Timestamp, row: &mut Writer) {
    row.signed(at.as_second()).signed(at.subsec_nanosecond().into());
}

/// Reads what `write_time` wrote.
pub fn read_time(row: &mut Reader<'_>) -> Option<Timestamp> {
    let (seconds, nanos) = (row.signed()?, row.signed()?);
    Timestamp::new(seconds, i32::try_from(nanos).ok()?).ok()
}

fn write_maybe<T: Copy>(value: Option<T>, row: &mut Writer, write: impl Fn(T, &mut Writer)) {
    row.flag(value.is_some());
    if let Some(value) = value {
        write(value, row);
    }
}

fn read_maybe<T>(
    row: &mut Reader<'_>,
    read: impl Fn(&mut Reader<'_>) -> Option<T>,
) -> Option<Option<T>> {
    Some(if row.flag()? { Some(read(row)?) } else { None })
}

/// Appends a place in a list.
fn write_one<T: PartialEq>(all: &[T], one: &T, row: &mut Writer) {
    row.byte(all.iter().position(|own| own == one).unwrap_or_default() as u8);
}

fn read_one<T: Copy>(all: &[T], row: &mut Reader<'_>) -> Option<T> {
    all.get(usize::from(row.byte()?)).copied()
}

fn write_state(state: AlarmState, row: &mut Writer) {
    write_one(&AlarmState::ALL, &state, row);
}

fn read_state(row: &mut Reader<'_>) -> Option<AlarmState> {
    read_one(&AlarmState::ALL, row)
}

impl StateRecord {
    /// Appends the state.
    pub fn write(&self, row: &mut Writer) {
        write_state(self.value, row);
        row.text(&self.reason).maybe(self.reason_data.as_deref());
        write_time(self.at, row);
        write_maybe(self.suppressed_by, row, |by, row| write_one(&SUPPRESSED, &by, row));
    }

    /// Reads what `write` wrote.
    pub fn read(row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            value: read_state(row)?,
            reason: row.text()?.to_owned(),
            reason_data: row.maybe()?.map(str::to_owned),
            at: read_time(row)?,
            suppressed_by: read_maybe(row, |row| read_one(&SUPPRESSED, row))?,
        })
    }
}

impl Notifier {
    /// Appends what waits.
    pub fn write(&self, row: &mut Writer) {
        write_maybe(self.told, row, write_state);
        write_maybe(self.held, row, write_time);
        write_maybe(self.muted, row, |(state, end), row| {
            write_state(state, row);
            write_time(end, row);
        });
        write_maybe(self.repeat, row, write_time);
    }

    /// Reads what `write` wrote.
    pub fn read(row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            told: read_maybe(row, read_state)?,
            held: read_maybe(row, read_time)?,
            muted: read_maybe(row, |row| Some((read_state(row)?, read_time(row)?)))?,
            repeat: read_maybe(row, read_time)?,
        })
    }
}

impl Suppressor {
    /// Appends what is held back.
    pub fn write(&self, row: &mut Writer) {
        row.flag(self.in_alarm);
        write_maybe(self.held, row, |(by, end), row| {
            write_one(&SUPPRESSED, &by, row);
            write_time(end, row);
        });
    }

    /// Reads what `write` wrote.
    pub fn read(row: &mut Reader<'_>) -> Option<Self> {
        let in_alarm = row.flag()?;
        let held = read_maybe(row, |row| Some((read_one(&SUPPRESSED, row)?, read_time(row)?)))?;
        Some(Self { in_alarm, held })
    }
}

impl HistoryItem {
    /// Appends the item.
    pub fn write(&self, row: &mut Writer) {
        write_time(self.at, row);
        write_one(&KINDS, &self.kind, row);
        row.text(&self.summary).text(&self.data);
    }

    /// Reads what `write` wrote.
    pub fn read(row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            at: read_time(row)?,
            kind: read_one(&KINDS, row)?,
            summary: row.text()?.to_owned(),
            data: row.text()?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_was_written() {
        let at: Timestamp = "2026-01-01T00:00:00.123456789Z".parse().expect("a time");
        let state = StateRecord {
            value: AlarmState::Alarm,
            reason: "why".to_owned(),
            reason_data: Some("{}".to_owned()),
            at,
            suppressed_by: Some(SuppressedBy::Alarm),
        };
        let notifier = Notifier {
            told: Some(AlarmState::Ok),
            held: None,
            muted: Some((AlarmState::InsufficientData, Timestamp::MIN)),
            repeat: Some(Timestamp::MAX),
        };
        let suppressor =
            Suppressor { in_alarm: true, held: Some((SuppressedBy::ExtensionPeriod, at)) };
        let item = HistoryItem::action(at, "a", Err("b"));
        let mut row = Writer::new(1);
        state.write(&mut row);
        notifier.write(&mut row);
        suppressor.write(&mut row);
        item.write(&mut row);
        let row = row.done();
        let mut row = Reader::new(1, &row).expect("the version");
        assert_eq!(StateRecord::read(&mut row), Some(state));
        assert_eq!(Notifier::read(&mut row), Some(notifier));
        assert_eq!(Suppressor::read(&mut row), Some(suppressor));
        assert_eq!(HistoryItem::read(&mut row), Some(item));
        assert!(row.is_empty());
        assert_eq!(StateRecord::read(&mut row), None);
    }
}
