//! Identity providers: what the pages do.

pub(crate) mod edit;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod order;
pub(crate) mod remove;
mod test;
pub(crate) mod what_if;
mod words;

pub(crate) use test::{begin as begin_test, tested};
pub(super) use words::class as class_name;

use hospes_identity::ids::ProviderId;
use hospes_identity::sign_in::callback_path;
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

/// What a provider has to know.
fn redirect_uri(app: &App, id: ProviderId) -> String {
    app.url(&callback_path(id))
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
