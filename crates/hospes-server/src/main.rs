//! The `hospes` program.
fn main() {}
