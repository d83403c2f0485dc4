//! The pages on which a person signs in and out: what they show, not what they do.

pub(crate) mod flow;
pub(crate) mod identify;
pub(crate) mod organization;

pub(crate) mod asked;
pub(crate) mod change_password;
pub(crate) mod choose;
pub(crate) mod passcode;
pub(crate) mod password;
pub(crate) mod provider;
