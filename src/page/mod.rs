//! Floor 11: the page at `/` and `GET /metrics`. HTML made here, that needs no script; one style
//! sheet and one script from the program, nothing from outside. `answer` knows the paths and no
//! library of HTTP; `view` reads the daemon, `facts` is what others keep, `html` escapes whatever is
//! filled in, and each page is a file. docs/page.md says what it means to users.

mod alarms;
mod answer;
mod audit;
mod compliance;
mod conditions;
mod explain;
pub mod facts;
mod frame;
mod graph;
mod html;
mod insights;
mod kept;
mod letters;
mod overview;
pub mod prometheus;
mod request;
mod rule;
mod rules;
mod schedules;
mod spark;
mod table;
pub mod tail;
mod targets;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod view;
mod words;

pub use answer::{answer, is_page};
pub use kept::Kept;
pub use request::{POLICY, Page, Request};
pub use view::Pages;
