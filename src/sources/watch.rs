//! What is particular to the files of CloudWatch: how datapoints and what CloudWatch Logs answers
//! and delivers are told from other objects.

use super::keys::{self, Keys, Kind};
use super::{Form, has_keys};

/// What the keys seen so far tell about an object.
#[derive(Debug, Default)]
pub(super) struct Marks {
    namespace: bool,
    data: bool,
    name: bool,
    value: bool,
    delivery: bool,
    control: bool,
    log_events: bool,
    answer: bool,
}

impl Marks {
    /// Takes note of a key and its value.
    pub(super) fn key(&mut self, key: &[u8], value: &[u8]) {
        let text = || keys::inside(value).is_some();
        let list = || value.first() == Some(&b'[');
        match key {
            b"Namespace" | b"namespace" => self.namespace = text(),
            b"MetricData" | b"metric-data" | b"metric_data" => self.data = list(),
            b"MetricName" | b"metric-name" | b"metric_name" | b"metric" => self.name = text(),
            b"Value" | b"value" | b"Values" | b"values" | b"StatisticValues"
            | b"statistic-values" | b"statistic_values" => self.value = true,
            b"messageType" => {
                self.delivery = value == b"\"DATA_MESSAGE\"";
                self.control = value == b"\"CONTROL_MESSAGE\"";
            }
            b"logEvents" => self.log_events = list(),
            b"searchedLogStreams" | b"nextForwardToken" => self.answer = true,
            _ => {}
        }
    }

    /// What the object is, when all its keys were seen.
    pub(super) fn kind(&self) -> Option<Kind> {
        if self.namespace && (self.data || (self.name && self.value)) {
            return Some(Kind::Record(Form::Metrics));
        }
        match self.log_events {
            true if self.delivery => Some(Kind::Record(Form::Log)),
            true if self.control => Some(Kind::Other(keys::CONTROL)),
            _ => self.answer.then_some(Kind::Other("an answer of CloudWatch Logs without events")),
        }
    }
}

/// Is the value of the key `_aws` the head of a line in the embedded metric format?
pub(super) fn is_embedded(value: &[u8]) -> bool {
    has_keys(value, ["CloudWatchMetrics"])
}

/// Does a list of log events begin at this bracket, as CloudWatch Logs answers it? A list that is
/// cut off is one if it is one when whole.
pub(super) fn is_log_events(list: &[u8]) -> bool {
    let first = list.get(keys::blanks(list, 1)..).unwrap_or_default();
    let mut keys = Keys::new(first);
    let (mut time, mut message, mut stored) = (false, false, false);
    while let Some(key) = keys.key() {
        let Some(value) = keys.value() else { break };
        match &*key {
            b"timestamp" => time = value.first().is_some_and(u8::is_ascii_digit),
            b"message" => message = keys::inside(value).is_some(),
            b"logStreamName" | b"ingestionTime" => stored = true,
            _ => {}
        }
        if time && message && stored {
            return true;
        }
    }
    false
}
