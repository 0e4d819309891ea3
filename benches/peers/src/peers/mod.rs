//! The engines that are measured, behind one trait.

pub mod floor;
pub mod or_branches;
pub mod quamina;
#[cfg(feature = "ours")]
pub mod tripline;

use crate::rules::Rule;

/// The name of the matcher alone; the report's ratios are this peer's.
pub const OURS: &str = "tripline";
/// The name of the matcher with the full validating pass before it.
pub const OURS_CHECKED: &str = "tripline-checked";
/// The name of the peer that ratios are taken to.
pub const QUAMINA: &str = "quamina";

/// What loading a rule set came to.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// Names of the rules that the peer cannot express; it runs without them.
    pub unsupported: Vec<String>,
    /// Bytes of the compiled rules as the peer itself counts them.
    pub plan_bytes: Option<usize>,
    /// Anything a reader of the figure should know.
    pub note: String,
}

/// An engine. It is loaded once, then asked about events.
pub trait Peer {
    /// The name in tables.
    fn name(&self) -> &'static str;

    /// Compiles the rules until the first event can be matched at full speed.
    ///
    /// # Errors
    /// Why the set cannot be loaded at all.
    fn load(&mut self, rules: &[Rule]) -> Result<Loaded, String>;

    /// How many distinct rules the event matches. Broken events match none.
    fn matches(&mut self, event: &[u8]) -> usize;
}

/// The peers of a run over a rule set, ours first.
pub fn contenders(mode: quamina::Mode) -> Vec<Box<dyn Peer>> {
    let mut peers = ours();
    peers.push(Box::new(quamina::QuaminaPeer::new(mode)));
    peers
}

#[cfg(feature = "ours")]
fn ours() -> Vec<Box<dyn Peer>> {
    tripline::both().into_iter().map(|peer| Box::new(peer) as Box<dyn Peer>).collect()
}

#[cfg(not(feature = "ours"))]
fn ours() -> Vec<Box<dyn Peer>> {
    Vec::new()
}

/// The peers that know no rules: what reading and parsing the bytes costs by itself.
pub fn floors() -> Vec<Box<dyn Peer>> {
    vec![Box::new(floor::Scan), Box::new(floor::Parse)]
}
