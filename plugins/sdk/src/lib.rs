//! What a plugin of tripline is written with.
//!
//! A plugin is a settings type and a function, joined by [`target!`]. The modules `log`, `secrets`,
//! `events`, `http`, `state`, `files`, `clock` and `random` are the imports of the host; what a
//! plugin does not call is not in its component, and needs no grant. On other machines than wasm
//! the imports answer from [`fake`], so that plugins are tested like any code.
//!
//! ```
//! use tripline_plugin::{Context, Error, Item, Response, each, log};
//!
//! #[derive(Debug, serde::Deserialize)]
//! struct Settings { greeting: String }
//!
//! fn handle(settings: &Settings, batch: &[Item], cx: &Context) -> Result<Response, Error> {
//!     Ok(each(batch, cx, |item| {
//!         log::info(&format!("{} {}", settings.greeting, item.id));
//!         Ok(())
//!     }))
//! }
//!
//! tripline_plugin::target!(Settings, handle);
//! ```

pub use batch::each;
pub use error::Error;
#[cfg(not(target_arch = "wasm32"))]
pub use host::fake;
pub use item::{Context, Failure, Item, Response};

pub mod base64;
mod batch;
pub mod date;
pub mod date_pattern;
mod error;
pub mod filter;
pub mod gzip;
pub mod host;
pub mod http;
mod item;
pub mod json;
pub mod path;
pub mod settings;
pub mod sign;
pub mod span;
pub mod template;
pub mod tree;

pub use host::{clock, deadline, events, files, log, random, secrets, state};

/// Makes a component of a settings type and a function
/// `fn(&Settings, &[Item], &Context) -> Result<Response, Error>`. The settings are read from the
/// target's `config` once in the life of an instance.
#[macro_export]
macro_rules! target {
    ($settings:ty, $handle:path) => {
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code, missing_docs, reason = "the exports of a component are unsafe by nature")]
        mod component {
            use super::*;
            use $crate::host::wasm::{bindings, handler};

            struct Target;

            thread_local! {
                static SETTINGS: ::std::cell::OnceCell<Result<$settings, $crate::Error>> =
                    const { ::std::cell::OnceCell::new() };
            }

            impl handler::Guest for Target {
                fn handle(
                    batch: Vec<handler::Item>,
                    context: handler::Context,
                ) -> Result<handler::Response, handler::Error> {
                    SETTINGS.with(|cell| {
                        let settings = cell.get_or_init($crate::settings::current::<$settings>);
                        $crate::host::wasm::run(settings, batch, context, $handle)
                    })
                }
            }

            bindings::export_target!(Target with_types_in bindings);
        }
    };
}
