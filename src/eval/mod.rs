//! Evaluating inputs once, as `tripline eval` and `tripline test` do: records in, effects out, in
//! input order whatever the number of threads.

mod archived;
mod change;
mod conclude;
mod duplicates;
mod event;
mod insight;
mod items;
mod pipeline;
mod routes;
mod samples;
mod watch;
mod worker;

pub use archived::Archived;
pub use conclude::{Alarms, conclude};
pub use duplicates::Duplicates;
pub use event::{RecordEvent, record_event};
pub use insight::found;
pub use pipeline::{Evaluation, Kept, Progress, run};
pub use routes::Routes;
pub use samples::Samples;
pub use watch::{Heard, Hit, Listener, Listening, Sensed, Watching, default_datum};
pub use worker::{Gate, Rules, Verdict, Worker, hears_compliance};
