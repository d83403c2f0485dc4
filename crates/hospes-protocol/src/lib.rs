//! Other people's specifications as pure functions.
