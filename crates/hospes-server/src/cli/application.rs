//! `hospes application`.

use anyhow::Context as _;
use clap::{Args, Subcommand};
use hospes_identity::application::{GraphPermission, NewApplication};
use hospes_identity::ids::AppId;
use hospes_protocol::oauth::{Platform, RedirectUri};

use super::{operator, out};
use crate::config::Config;
use crate::serve;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add an application that calls Graph as itself; print its client id and its secret
    Create(Create),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// What it is called
    name: String,
    /// The organization: a domain or an id
    #[arg(long)]
    tenant: String,
    /// A permission of Microsoft Graph, such as User.Invite.All; may be given again
    #[arg(long = "permission", value_name = "PERMISSION", value_parser = permission)]
    permissions: Vec<GraphPermission>,
    /// The client id, of a program that comes with one, such as the Azure CLI's
    #[arg(long, value_name = "ID")]
    app_id: Option<AppId>,
    /// People sign in to it on their devices; it gets no secret
    #[arg(long)]
    public: bool,
    /// Where its answers may go; may be given again. With --public: `http://localhost` if it is not given
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
}

fn permission(value: &str) -> Result<GraphPermission, String> {
    GraphPermission::parse(value).ok_or_else(|| {
        let known = GraphPermission::ALL.iter().map(|known| known.value());
        format!("it is none of {}", known.collect::<Vec<_>>().join(", "))
    })
}

impl Create {
    /// The redirect URIs, each of which is read before anything is added.
    fn uris(&self) -> anyhow::Result<Vec<RedirectUri>> {
        let (platform, fallback) = if self.public {
            (Platform::Public, Some("http://localhost"))
        } else {
            (Platform::Web, None)
        };
        let given = self.redirect_uris.iter().map(String::as_str);
        let fallback = fallback.filter(|_| self.redirect_uris.is_empty());
        let parse = |uri: &str| {
            RedirectUri::parse(platform, uri).with_context(|| format!("cannot use {uri}"))
        };
        given.chain(fallback).map(parse).collect()
    }
}

pub(super) async fn run(command: &Command, config: &Config) -> anyhow::Result<()> {
    let Command::Create(create) = command;
    let identity = serve::open_migrated(config).await?;
    let (tenant, actor) = operator(&identity, &create.tenant).await?;
    let new = NewApplication {
        display_name: create.name.clone(),
        description: None,
        home_page_url: None,
        // Whoever the application is for signs in to it; there is no page on which it would be assigned before.
        assignment_required: !create.public,
        visible: false,
    };
    let uris = create.uris()?;
    let application = match create.app_id {
        Some(app_id) => {
            identity
                .create_known_application(&actor, app_id, &new)
                .await
        }
        None => identity.create_application(&actor, &new).await,
    };
    let application = application.context("cannot add the application")?;
    if !uris.is_empty() {
        let set = identity.set_redirect_uris(&actor, application.id, &uris);
        set.await.context("cannot set the redirect URIs")?;
    }
    for permission in &create.permissions {
        identity
            .grant_permission(&actor, application.id, *permission)
            .await?;
    }
    if create.public {
        return out::line(&format!("Client id:      {}", application.app_id));
    }
    let secret = identity
        .add_secret(&actor, application.id, None, None)
        .await?;
    let root = config.server.public_url.as_str();
    let token_url = format!("{root}/{}/oauth2/v2.0/token", tenant.id);
    out::line(&format!("Client id:      {}", application.app_id))?;
    out::line(&format!("Client secret:  {}", secret.text))?;
    out::line(&format!("Token endpoint: {token_url}"))?;
    out::line(&format!(
        "Scope:          {}/.default",
        config.graph_url().as_str()
    ))?;
    out::line("The secret is shown only now.")
}
