//! Plugins that answer compliance rules. Nothing is delivered: a question is asked, and the answer
//! is the result. They are granted nothing, so asking them has no effect outside.

use crate::audit::{AskPlugin, PluginEvaluation};
use crate::base::diag::Diags;
use crate::base::ids::TargetId;
use crate::deliver::invocation_id;
use crate::model::{Invocation, Item, Outcome};
use crate::plugins::ports::Ports;
use crate::plugins::{Function, Host, Overrides, check};
use crate::rules::{ComplianceRule, Custom, How, Target};
use jiff::Timestamp;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

/// The plugins of rules, ready to be asked.
#[derive(Debug)]
pub struct Asked {
    /// By rule.
    functions: HashMap<String, Function>,
}

thread_local! {
    /// Questions are asked on the thread that wants to know.
    static RUNTIME: OnceCell<Runtime> = const { OnceCell::new() };
}

impl Asked {
    /// The plugins of the rules that name one; what is wrong with them goes to `diags`.
    ///
    /// # Errors
    /// Why a plugin that was found cannot be called.
    pub fn new(
        host: &Host,
        rules: &[ComplianceRule],
        now: Timestamp,
        diags: &mut Diags,
    ) -> Result<Self, String> {
        let custom = rules.iter().filter_map(|rule| match &rule.how {
            How::Custom(custom) => Some((rule.header.name.clone(), custom.target.clone())),
            How::Conditions(_) => None,
        });
        let (names, targets): (Vec<String>, Vec<Target>) = custom.unzip();
        let ports = Arc::new(Ports::closed(now));
        let plugins = check(host, &targets, diags);
        let mut functions = HashMap::new();
        for ((name, target), plugin) in names.into_iter().zip(&targets).zip(&plugins) {
            let Some(plugin) = plugin else { continue };
            let function = host.function(target, plugin, &ports, Overrides::default())?;
            functions.insert(name, function);
        }
        Ok(Self { functions })
    }
}

impl AskPlugin for Asked {
    fn ask(
        &self,
        rule: &ComplianceRule,
        custom: &Custom,
        event: &str,
    ) -> Result<Vec<PluginEvaluation>, String> {
        let (name, plugin) = (rule.header.name.as_str(), custom.target.plugin.value.as_str());
        let function = self.functions.get(name);
        let function = function.ok_or_else(|| format!("the plugin `{plugin}` cannot be called"))?;
        let items = vec![Item { id: "0".into(), body: event.into(), attributes: Vec::new() }];
        let invocation = Invocation {
            id: invocation_id(name, name, &items),
            target: TargetId::new(0),
            rule: name.into(),
            attempt: 1,
            items,
        };
        let outcome = RUNTIME.with(|runtime| {
            if runtime.get().is_none() {
                let made = Builder::new_current_thread().enable_time().build();
                let made = made.map_err(|e| format!("no thread for the plugin `{plugin}`: {e}"))?;
                // Nobody else is on this thread.
                let _ = runtime.set(made);
            }
            let runtime = runtime.get().ok_or("no thread for plugins")?;
            Ok::<_, String>(runtime.block_on(function.invoke(&invocation)).outcome)
        })?;
        let fault = |why: &str| format!("the plugin `{plugin}`: {why}");
        match outcome {
            Outcome::Answered { output: Some(output), failures } if failures.is_empty() => {
                PluginEvaluation::read(output.as_bytes()).map_err(|why| fault(&why))
            }
            Outcome::Answered { failures, .. } => {
                Err(fault(failures.first().map_or("no answer", |f| f.reason.message())))
            }
            Outcome::Refused(refusal) => Err(fault(refusal.message())),
            Outcome::Broken { kind, message } => {
                Err(fault(&format!("{message} ({})", kind.code())))
            }
        }
    }
}
