//! How much one server does in a second: the program `hospes` itself, from outside, over loopback, with a
//! mail server that takes what it sends. The load generator runs on the same machine and takes its share
//! of it. `scripts/bench` runs it; `docs/benchmarks.md` has what came out.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a program for developers, which waits, and ends when something is wrong"
)]

mod browser;
mod figures;
mod invitations;
mod mail_server;
mod redemptions;
mod server;
mod start;

use server::Database;

fn main() {
    // Cargo adds `--bench`.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let what = words.first().map_or("", String::as_str);
    let database = match words.get(1) {
        None => Database::Sqlite,
        Some(url) => Database::Postgres(url.clone()),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    match what {
        "invitations" => runtime.block_on(invitations::run(&database)),
        "redemptions" => runtime.block_on(redemptions::run(&database)),
        "start" => runtime.block_on(start::run(&database)),
        _ => panic!("which: invitations, redemptions or start? (scripts/bench {words:?})"),
    }
}
