//! The server as its users see it: status, body, page and mail, over the real router and a real
//! database. `TEST_DATABASE_URL` chooses PostgreSQL, as in `hospes_identity::testing`.

mod access;
mod audit;
mod graph;
mod support;
mod token;
