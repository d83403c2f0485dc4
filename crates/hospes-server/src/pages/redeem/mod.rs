//! The pages on which a guest takes, refuses or loses an invitation: what they show.
//!
//! Each names who asks, asks one question, and has a way out. None changes anything by being
//! looked at.

pub(crate) mod block;
pub(crate) mod block_list;
pub(crate) mod decline;
pub(crate) mod flow;
pub(crate) mod landing;
pub(crate) mod outcome;
pub(crate) mod review_permissions;
