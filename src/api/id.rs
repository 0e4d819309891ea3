//! Ids of events that are accepted: the same when a call is made again, so that what was accepted
//! once has one id.

use uuid::Uuid;

/// The namespace of ids that are made of a call.
const CALLS: Uuid = Uuid::from_u128(0x0d0b_73cb_2ff7_4c63_9c5c_6b4f_4f3c_9d10);

/// The id of the `index`th event of a call.
pub(super) fn of_call(call_id: &str, index: usize) -> Uuid {
    let name = format!("{index} {call_id}");
    Uuid::new_v5(&CALLS, name.as_bytes())
}
