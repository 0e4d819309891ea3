//! The plugins of compliance rules, as commands ask them.

use super::args::Global;
use super::bundle::Checked;
use super::exit::Failure;
use crate::audit::AskPlugin;
use crate::dispatch::Asked;
use crate::rules::How;
use std::sync::Arc;

/// Who asks the plugins of the rules; nobody where no rule names one. A plugin that cannot be called
/// ends the command before anything is read.
pub(super) fn asker(
    checked: &mut Checked,
    global: &Global,
) -> Result<Option<Arc<dyn AskPlugin>>, Failure> {
    let rules = &checked.bundle.compliance;
    if !rules.iter().any(|rule| matches!(rule.how, How::Custom(_))) {
        return Ok(None);
    }
    let host = super::host::host(&global.home());
    let now = global.now();
    let asked = Asked::new(&host, rules, now, &mut checked.diags);
    checked.fail_on_errors(global)?;
    Ok(Some(Arc::new(asked.map_err(Failure::usage)?)))
}
