//! The server as its users see it: status, body, page and mail, over the real router and a real
//! database. `TEST_DATABASE_URL` chooses PostgreSQL, as in `hospes_identity::testing`.

mod access;
mod admin;
mod audit;
mod authorize;
mod edges;
mod graph;
mod inbox;
mod mail;
mod my_apps;
mod outbox;
mod redeem;
mod saml;
mod sign_in;
mod support;
mod token;
