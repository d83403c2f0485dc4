//! Asking an organization to send no more invitations.
//!
//! The link in a mail's footer leads here, and anybody may open it: a colleague who got the mail
//! forwarded, or a scanner. So looking changes nothing, the address is masked, and the page says
//! what will happen before it does.

use askama::Template;

use crate::pages::layout::{Layout, Organization};

/// Blocks and unblocks invitations. `GET` and `POST /invitations/block`, `POST
/// /invitations/unblock`.
#[derive(Debug, Template)]
#[template(path = "redeem/block_list.html")]
pub(crate) struct BlockList<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The organization.
    pub(crate) organization: &'a Organization,
    /// The address, masked: `s•••@fabrikam.example`.
    pub(crate) masked_address: String,
    /// What the link carried; the forms post it back as `token`.
    pub(crate) token: String,
    /// Which of the three pages it is.
    pub(crate) state: BlockState,
}

/// What is true, and so what the page can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockState {
    /// Not blocked: asks.
    Open,
    /// Blocked: says so, and offers to undo it.
    Blocked,
    /// Just unblocked: says so, and offers to block again.
    Unblocked,
}
