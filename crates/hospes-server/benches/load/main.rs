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

mod authorize;
mod browser;
mod callers;
mod connection;
mod federated;
mod figures;
mod invitations;
mod mail_server;
mod redemptions;
mod refresh;
mod seed;
mod server;
mod sign_in;
mod start;
mod tokens;

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
        "federated-openid" => runtime.block_on(federated::through_openid(&database)),
        "federated-saml" => runtime.block_on(federated::through_saml(&database)),
        "start" => runtime.block_on(start::run(&database)),
        "tokens" => runtime.block_on(tokens::run(&database)),
        "sign-in" => runtime.block_on(sign_in::run(&database)),
        "refresh" => runtime.block_on(refresh::run(&database)),
        "authorize" => runtime.block_on(authorize::run(&database)),
        _ => panic!("scripts/bench names what there is, and not {words:?}"),
    }
}
