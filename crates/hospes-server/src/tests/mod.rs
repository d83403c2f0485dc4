//! The server as its users see it: status, body, page and mail, over the real router and a real
//! database. `TEST_DATABASE_URL` chooses PostgreSQL, as in `hospes_identity::testing`.

mod access;
mod admin;
mod attribute_labels;
mod audit;
mod authorize;
mod client_assertion;
mod cross_tenant;
mod device;
mod edges;
mod federation;
mod graph;
mod inbox;
mod instance;
mod lookup;
mod mail;
mod manager;
mod my_apps;
mod my_apps_tiles;
mod organizations;
mod outbox;
mod redeem;
mod saml;
mod security;
mod sign_in;
mod sign_up;
mod support;
mod token;
