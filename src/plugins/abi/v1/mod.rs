//! `tripline:target@1.0.0`: the bindings, and what crosses them. One file for each import.

mod always;
mod clock;
mod convert;
mod events;
mod files;
mod http;
mod random;
mod secrets;
mod state;

use crate::model::{Invocation, Outcome};
use crate::plugins::session::Session;
use std::sync::Arc;
use wasmtime::component::{HasSelf, InstancePre, Linker};
use wasmtime::{Result, Store};

/// The generated bindings.
#[allow(missing_docs, missing_debug_implementations, reason = "generated from schemas/wit")]
#[allow(clippy::all, reason = "generated from schemas/wit")]
pub(super) mod bindings {
    wasmtime::component::bindgen!({
        path: "schemas/wit/1.0",
        world: "target",
        imports: {
            default: trappable,
            "tripline:target/http@1.0.0.send": async | trappable,
            "tripline:target/files@1.0.0.append": async | trappable,
            "tripline:target/files@1.0.0.put": async | trappable,
        },
        exports: { default: async },
        ownership: Borrowing { duplicate_if_necessary: true },
    });
}

/// Links every import of the interface; the host functions ask for grants themselves.
pub(in crate::plugins) fn link(linker: &mut Linker<Session>) -> Result<()> {
    bindings::Target::add_to_linker::<_, HasSelf<_>>(linker, |session| session)
}

/// A component that was linked, ready to be instantiated.
#[derive(Clone)]
pub(in crate::plugins) struct Ready(bindings::TargetPre<Session>);

impl std::fmt::Debug for Ready {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ready")
    }
}

impl Ready {
    /// Checks the exports of a linked component.
    pub(in crate::plugins) fn new(pre: InstancePre<Session>) -> Result<Self> {
        bindings::TargetPre::new(pre).map(Self)
    }

    /// A new instance in a store.
    pub(in crate::plugins) async fn instantiate(
        &self,
        store: &mut Store<Session>,
    ) -> Result<Instance> {
        self.0.instantiate_async(store).await.map(Instance)
    }
}

/// A live instance.
pub(in crate::plugins) struct Instance(bindings::Target);

impl std::fmt::Debug for Instance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Instance")
    }
}

impl Instance {
    /// Calls `handle`.
    pub(in crate::plugins) async fn handle(
        &self,
        store: &mut Store<Session>,
        invocation: &Invocation,
    ) -> Result<Outcome> {
        let session = store.data();
        let (facts, began) = (Arc::clone(&session.facts), session.call.began);
        let attributes = convert::attributes(&invocation.items);
        let items = convert::items(&invocation.items, &attributes);
        let context = convert::context(&facts, began, invocation);
        let handler = self.0.tripline_target_handler();
        let answer = handler.call_handle(&mut *store, &items, context).await?;
        Ok(convert::outcome(answer))
    }
}
