//! `hospes application`.

use anyhow::Context as _;
use clap::{Args, Subcommand};
use hospes_identity::application::{GraphPermission, NewApplication};

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
}

fn permission(value: &str) -> Result<GraphPermission, String> {
    GraphPermission::parse(value).ok_or_else(|| {
        let known = GraphPermission::ALL.iter().map(|known| known.value());
        format!("it is none of {}", known.collect::<Vec<_>>().join(", "))
    })
}

pub(super) async fn run(command: &Command, config: &Config) -> anyhow::Result<()> {
    let Command::Create(create) = command;
    let identity = serve::open_migrated(config).await?;
    let (tenant, actor) = operator(&identity, &create.tenant).await?;
    let new = NewApplication {
        display_name: create.name.clone(),
        description: None,
        home_page_url: None,
        assignment_required: true,
        visible: false,
    };
    let application = identity.create_application(&actor, &new).await;
    let application = application.context("cannot add the application")?;
    for permission in &create.permissions {
        identity
            .grant_permission(&actor, application.id, *permission)
            .await?;
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
