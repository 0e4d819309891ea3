//! Evaluating inputs once, as `tripline eval` and `tripline test` do: records in, effects out, in
//! input order whatever the number of threads.

mod duplicates;
mod pipeline;
mod routes;
mod worker;

pub use pipeline::{Evaluation, Progress, run};
pub use routes::Routes;
pub use worker::{Gate, RecordEvent, Rules, Worker, record_event};
