//! Floor 6: rule files to checked documents. Texts go in, a [`Bundle`] and diagnostics come out;
//! only `load.rs` touches files.
//!
//! `load` finds and parses files, `bundle` reads their sections, `allow` silences what comments
//! in them allow, `schema` describes them to editors. One file reads one kind of document, from
//! one static table of keys that the schema is made of, too.

mod alarm;
pub mod allow;
mod archive;
mod baseline;
mod bundle;
mod bus;
mod compliance;
mod doc;
mod event_rule;
pub mod export;
mod grants;
mod header;
mod json_text;
mod limits;
mod lines;
mod list;
mod list_file;
pub mod load;
mod metric_filter;
mod names;
mod pack;
mod param_type;
mod parameter;
pub mod place;
pub mod plugin_test_keys;
mod retry;
mod routing;
mod schedule;
pub mod schema;
mod schema_pattern;
mod scope;
mod section;
mod sender;
mod sink;
mod target;
pub mod template;
pub mod test_keys;
#[cfg(test)]
pub(crate) mod testing;
mod texts;
mod transformer;
pub mod units;
mod values;
mod waiver;
mod zones;

pub use crate::inputs::Input;
pub use alarm::{Actions, Alarm, Band, CompositeWatch, Entry, MetricWatch, Source, Watch};
pub use archive::{Archive, REPLAY_NAME};
pub use baseline::Baseline;
pub use bundle::{Bundle, bundle};
pub use bus::Bus;
pub use compliance::{ComplianceRule, Custom, ExtraInput, How, Variant};
pub use doc::{Fields, Key, flag, near, out_of_set, text, texts, whole, word, wrong};
pub use event_rule::EventRule;
pub use export::ExportSpec;
pub use grants::Grants;
pub use json_text::{json_text, subtree};
pub use limits::{Batch, InvocationLimits, read as read_limits, read_batch};
pub use list::{List, ReadFile};
pub use metric_filter::{FilterSource, MetricFilter};
pub use pack::Pack;
pub use param_type::{ParamType, Scalar};
pub use parameter::Parameter;
pub use place::part_of;
pub use retry::Retry;
pub use routing::Routing;
pub use schedule::Schedule;
pub use scope::DEFAULT_BUS;
pub use section::{SECTIONS, SectionInfo, tests};
pub use sender::{Sender, Sends};
pub use target::{Isolation, Target};
pub use texts::{File, Loaded, Role, load_texts};
pub use waiver::Waiver;
