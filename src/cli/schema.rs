//! `tripline schema`.

use super::args::{SchemaArgs, SchemaName};
use super::exit::{Code, Done};
use std::io::Write;

pub(super) fn run(args: &SchemaArgs) -> Done {
    let schema = match args.name {
        SchemaName::Rules => crate::rules::schema::rules(),
        SchemaName::Test => crate::rules::schema::tests(),
        SchemaName::Output => crate::report::schema::output(),
        #[cfg(all(feature = "serve", feature = "wasm"))]
        SchemaName::Openapi => crate::api::plain::document(),
    };
    writeln!(std::io::stdout().lock(), "{schema:#}")?;
    Ok(Code::Clean)
}
