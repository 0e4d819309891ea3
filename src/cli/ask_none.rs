//! The plugins of compliance rules in a build without plugins: there are none, and such rules end in
//! ERROR.

use super::args::Global;
use super::bundle::Checked;
use super::exit::Failure;
use crate::audit::AskPlugin;
use std::sync::Arc;

pub(super) fn asker(_: &mut Checked, _: &Global) -> Result<Option<Arc<dyn AskPlugin>>, Failure> {
    Ok(None)
}
