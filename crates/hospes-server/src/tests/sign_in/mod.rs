//! Signing in, and out again.

mod forms;
mod passcode;
mod password;
mod session;
mod strangers;
