//! Identity providers: what the pages do.

pub(crate) mod domains;
pub(crate) mod edit;
mod hindrance;
pub(crate) mod list;
pub(crate) mod locked_out;
mod multifactor;
pub(crate) mod new;
mod new_saml;
pub(crate) mod order;
pub(crate) mod remove;
pub(crate) mod service;
mod test;
mod test_advice;
pub(crate) mod what_if;
mod words;

pub(crate) use test::{begin as begin_test, failed as test_failed, tested};
pub(crate) use test_advice::Fault;
pub(super) use words::class as class_name;

use hospes_identity::identity_provider::{IdentityProvider, Protocol};
use hospes_identity::ids::{ProviderId, TenantId};
use hospes_identity::service_provider::logout_path;
use hospes_protocol::address::Domain;

use super::{all_of, sentence};
use crate::app::App;
use crate::pages::error::PageError;
use crate::pages::layout::Field;

/// The list.
pub(crate) const PATH: &str = "/admin/identity-providers";

fn id_of(text: &str) -> Result<ProviderId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

fn url(id: &str) -> String {
    format!("{PATH}/{id}")
}

/// Where a provider says by itself that somebody signed out there.
fn back_channel_uri(app: &App, provider: &IdentityProvider) -> Option<String> {
    let (tenant, id) = (provider.tenant, provider.id);
    match &provider.protocol {
        Protocol::OpenIdConnect(_) => Some(app.url(&format!(
            "/{tenant}/signin/providers/{id}/backchannel-logout"
        ))),
        Protocol::OAuth(_) | Protocol::Saml(_) => None,
    }
}

/// Where it says so by the browser.
fn front_channel_uri(app: &App, provider: &IdentityProvider) -> Option<String> {
    let (tenant, id) = (provider.tenant, provider.id);
    match &provider.protocol {
        Protocol::OpenIdConnect(_) => Some(app.url(&format!(
            "/{tenant}/signin/providers/{id}/frontchannel-logout"
        ))),
        Protocol::OAuth(_) => None,
        Protocol::Saml(_) => Some(app.url(&logout_path(tenant))),
    }
}

/// Where a provider finds the public keys of this server.
fn key_set_url(app: &App, (tenant, id): (TenantId, ProviderId)) -> String {
    app.url(&format!("/{tenant}/discovery/providers/{id}/keys"))
}

/// Domains that were typed, one a line: as they were, with what is wrong with each that is none.
fn read_domains(typed: &str) -> (Field, Vec<Domain>) {
    let (mut domains, mut faults) = (Vec::new(), Vec::new());
    let parts = typed.split([',', '\n', ' ', '\r', '\t']);
    for part in parts.filter(|part| !part.is_empty()) {
        match Domain::parse(part) {
            Ok(domain) => domains.push(domain),
            Err(error) => {
                let reason = sentence(error.reason());
                faults.push(format!("{part} is not a domain: {reason}"));
            }
        }
    }
    let field = Field {
        value: typed.to_owned(),
        error: all_of(&faults),
    };
    (field, domains)
}
