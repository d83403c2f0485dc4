//! What signs in as a user.

use hospes_identity::Actor;
use hospes_identity::user::{BoundIdentity, Issuer};

use super::moment;
use crate::app::App;
use crate::pages::admin::user::IdentityRow;
use crate::pages::error::PageError;

/// A row for each identity.
pub(super) async fn rows(
    app: &App,
    actor: &Actor,
    bound: &[BoundIdentity],
) -> Result<Vec<IdentityRow>, PageError> {
    let mut rows = Vec::new();
    for identity in bound {
        rows.push(row(app, actor, identity).await?);
    }
    Ok(rows)
}

/// The names of the providers that somebody is bound to, if nothing that they are bound to is in use.
pub(super) fn locked_out_by(bound: &[BoundIdentity]) -> Option<String> {
    let mut names = Vec::new();
    for identity in bound {
        let provider = identity.provider.as_ref();
        names.push(
            provider
                .filter(|provider| !provider.is_active)?
                .name
                .as_str(),
        );
    }
    (!names.is_empty()).then(|| names.join(", "))
}

async fn row(app: &App, actor: &Actor, identity: &BoundIdentity) -> Result<IdentityRow, PageError> {
    let (kind, issuer) = match identity.issuer {
        Issuer::Mail => ("One-time passcode".to_owned(), "mail".to_owned()),
        Issuer::Provider(_) => match &identity.provider {
            Some(provider) => (provider.name.clone(), provider.issuer.clone()),
            None => (String::new(), String::new()),
        },
        Issuer::Tenant(home) => {
            let tenant = app.identity.tenant(home).await?;
            let kind = if home == actor.tenant {
                "Password".to_owned()
            } else {
                format!("Account of {}", tenant.initial_domain)
            };
            (kind, tenant.display_name)
        }
    };
    Ok(IdentityRow {
        kind,
        issuer,
        subject: identity.subject.clone(),
        since: moment(app, identity.bound_at),
        is_off: identity
            .provider
            .as_ref()
            .is_some_and(|provider| !provider.is_active),
    })
}
