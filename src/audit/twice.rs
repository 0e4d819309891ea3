//! Resources that came twice in versions of the same age, of which the later one counts.

use super::assessed::Assessed;
use crate::base::time;
use crate::model::{Notice, NoticeKind};
use foldhash::fast::RandomState;
use hashbrown::HashSet;

/// Resources that are named; the rest is counted.
const NAMED: usize = 20;

/// Resources that came twice.
#[derive(Debug, Default)]
pub(super) struct Twice {
    met: HashSet<u32, RandomState>,
    named: Vec<Notice>,
}

impl Twice {
    /// Takes note of the later one of two items of one age; `record` tells resources apart.
    pub fn note(&mut self, record: u32, item: &Assessed) {
        if !self.met.insert(record) || self.named.len() == NAMED {
            return;
        }
        let when = match item.age.captured() {
            Some(at) => format!("with the same capture time {}", time::show_millis(at)),
            None => "without a capture time".to_owned(),
        };
        let line = item.spot.place.map(|place| u32::try_from(place.line).unwrap_or(u32::MAX));
        self.named.push(Notice {
            kind: NoticeKind::Duplicate,
            subject: format!("{} {}", item.kind.name, item.body.id()),
            message: format!("came twice {when}; the later item of the input counts"),
            file: line.map(|line| (item.spot.input.clone(), line)),
        });
    }

    /// What there is to know.
    pub fn notices(self) -> Vec<Notice> {
        let more = self.met.len() - self.named.len();
        let mut notices = self.named;
        if more > 0 {
            notices.push(Notice {
                kind: NoticeKind::Duplicate,
                subject: format!("{more} more"),
                message: "resources that came twice in versions of the same age".to_owned(),
                file: None,
            });
        }
        notices
    }
}
