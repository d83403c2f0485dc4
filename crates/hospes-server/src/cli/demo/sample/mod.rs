//! The sample application of the demo: an application like any other, which signs the demo's people in.
//!
//! Who it is and who may use it is filled in once, with ids that stay. Where it listens, and its secret, are
//! of each start.

#[cfg(test)]
mod tests;

use std::net::{SocketAddr, TcpListener};

use anyhow::Context as _;
use hospes_identity::application::{
    Application, ApplicationPatch, ClientApplication, ClientError, NewApplication, Principal,
};
use hospes_identity::{Actor, Identity, Patch};
use hospes_protocol::oauth::{Platform, RedirectUri};
use hospes_sample_application::{CALLBACK, SIGN_IN, SIGNED_OUT, Settings, Tls, serve};

use super::{certificate, listen, seed};
use crate::app::App;

/// What it is called.
const NAME: &str = "Sample application";

/// What it asks for, besides `openid`.
const SCOPES: &[&str] = &["profile", "email", "User.Read"];

/// By this its secret of an earlier start is known.
const SECRET: &str = "made by hospes demo at its start";

/// Adds it to an organization, for its people. They agreed to what it asks for, so that its tile signs them in
/// without another page; it has no secret yet.
pub(super) async fn seed(
    identity: &Identity,
    actor: &Actor,
    people: &[seed::User],
) -> anyhow::Result<seed::Application> {
    let new = NewApplication {
        display_name: NAME.to_owned(),
        description: Some("Signs you in and shows what it learns".to_owned()),
        home_page_url: None,
        assignment_required: true,
        visible: true,
    };
    let application = identity.create_application(actor, &new).await?;
    let scopes: Vec<String> = std::iter::once(&"openid")
        .chain(SCOPES)
        .map(|&scope| scope.to_owned())
        .collect();
    for person in people {
        let id = person.id.parse()?;
        identity
            .assign_application(actor, application.id, Principal::User(id))
            .await?;
        identity.consent(actor, id, application.id, &scopes).await?;
    }
    Ok(seed::Application {
        name: new.display_name,
        app_id: application.app_id.to_string(),
        secret: None,
        permissions: Vec::new(),
    })
}

/// Starts it on a port of its own; gives its address. `None` when the demo's folder is older than it, or
/// somebody deleted it.
pub(super) async fn start(
    app: &App,
    tenants: &[seed::Tenant],
    (address, certificate): (SocketAddr, Option<&certificate::Files>),
) -> anyhow::Result<Option<String>> {
    let identity = &app.identity;
    let Some((tenant, client)) = find(identity, tenants).await? else {
        return Ok(None);
    };
    let (listeners, port) = beside(address, app.root.as_str())?;
    let scheme = if certificate.is_some() {
        "https"
    } else {
        "http"
    };
    let url = format!("{scheme}://localhost:{port}");
    let actor = seed::actor(identity, &tenant.id)?;
    move_to(identity, &actor, (&client, &url)).await?;
    let settings = Settings {
        issuer: app.url(&format!("/{}/v2.0", tenant.id)),
        client_id: client.application.app_id.to_string(),
        client_secret: renew_secret(identity, &actor, &client.application).await?,
        scopes: SCOPES.iter().map(|&scope| scope.to_owned()).collect(),
        graph: app.graph_root.as_str().parse()?,
        public_url: url.parse()?,
        trusted_certificates: certificate
            .map(|files| std::fs::read_to_string(&files.ca_path))
            .transpose()?,
        tls: certificate.map(|files| Tls {
            chain: files.chain.clone(),
            key: files.key.clone(),
        }),
    };
    // It ends with the process: what it remembers is in memory.
    tokio::spawn(async move {
        if let Err(error) = serve(settings, listeners).await {
            tracing::error!(error = format!("{error:#}"), "the sample application ended");
        }
    });
    Ok(Some(url))
}

/// The application as the demo's organizations have it now.
async fn find<'a>(
    identity: &Identity,
    tenants: &'a [seed::Tenant],
) -> anyhow::Result<Option<(&'a seed::Tenant, ClientApplication)>> {
    let ours = tenants.iter().find_map(|tenant| {
        let application = tenant.applications.iter().find(|it| it.name == NAME)?;
        Some((tenant, application))
    });
    let Some((tenant, application)) = ours else {
        return Ok(None);
    };
    let (id, app_id) = (tenant.id.parse()?, application.app_id.parse()?);
    match identity.client(id, app_id).await {
        Ok(found) => Ok(Some((tenant, found))),
        Err(ClientError::Unknown) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The port after the server's; any that is free, if that one is not or the server's was any, too.
fn beside(address: SocketAddr, root: &str) -> anyhow::Result<(Vec<TcpListener>, u16)> {
    let server = url::Url::parse(root)?
        .port_or_known_default()
        .unwrap_or_default();
    let next = server.checked_add(1).filter(|_| address.port() != 0);
    let at = |port| listen(SocketAddr::new(address.ip(), port));
    let listeners = match next.map(at) {
        Some(Ok(listeners)) => listeners,
        Some(Err(_)) | None => at(0)?,
    };
    let port = listeners
        .first()
        .context("nothing listens")?
        .local_addr()?
        .port();
    Ok((listeners, port))
}

/// Lets tile and redirect URIs lead to where the application is at this start. What people registered besides
/// stays.
async fn move_to(
    identity: &Identity,
    actor: &Actor,
    (client, url): (&ClientApplication, &str),
) -> anyhow::Result<()> {
    let application = &client.application;
    let tile = format!("{url}{SIGN_IN}");
    let before = application
        .home_page_url
        .as_deref()
        .and_then(|old| old.strip_suffix(SIGN_IN));
    let of = |root: &str| [format!("{root}{CALLBACK}"), format!("{root}{SIGNED_OUT}")];
    let ours = of(url);
    let old = before.map(of).unwrap_or_default();
    let mut uris: Vec<RedirectUri> = client
        .redirect_uris
        .iter()
        .filter(|uri| !old.iter().chain(&ours).any(|gone| gone == uri.as_str()))
        .cloned()
        .collect();
    for uri in &ours {
        let parsed = RedirectUri::parse(Platform::Web, uri);
        uris.push(parsed.map_err(|error| anyhow::anyhow!("{uri}: {error}"))?);
    }
    identity
        .set_redirect_uris(actor, application.id, &uris)
        .await?;
    let patch = ApplicationPatch {
        home_page_url: Patch::Set(tile),
        ..ApplicationPatch::default()
    };
    identity
        .update_application(actor, application.id, &patch)
        .await?;
    Ok(())
}

/// A secret for this start, in the place of the one of the start before.
async fn renew_secret(
    identity: &Identity,
    actor: &Actor,
    application: &Application,
) -> anyhow::Result<String> {
    for secret in identity.secrets(actor, application.id).await? {
        if secret.display_name.as_deref() == Some(SECRET) {
            identity
                .remove_secret(actor, application.id, secret.key_id)
                .await?;
        }
    }
    let made = identity
        .add_secret(actor, application.id, Some(SECRET), None)
        .await?;
    Ok(made.text)
}
