//! `hospes tenant`.

use anyhow::Context as _;
use clap::Subcommand;
use hospes_identity::role::Role;
use hospes_identity::tenant::NewTenant;
use hospes_identity::user::{NewUser, ProfilePatch};
use hospes_protocol::address::{Address, Domain};

use super::{operator, out};
use crate::config::Config;
use crate::serve;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Create an organization with its first administrator
    Create {
        /// The name of the organization
        #[arg(long)]
        name: String,
        /// Its domain; you vouch that it is theirs
        #[arg(long)]
        domain: String,
        /// What stands before the @ in the administrator's user name
        #[arg(long, default_value = "admin")]
        administrator: String,
    },
    /// List the organizations
    List,
}

pub(super) async fn run(command: &Command, config: &Config) -> anyhow::Result<()> {
    let identity = serve::open_migrated(config).await?;
    match command {
        Command::List => {
            let mut rows = Vec::new();
            for id in identity.tenant_ids().await? {
                let tenant = identity.tenant(id).await?;
                rows.push(vec![
                    tenant.initial_domain,
                    tenant.display_name,
                    tenant.id.to_string(),
                ]);
            }
            if rows.is_empty() {
                out::line("There is no organization yet. `hospes tenant create` makes one.")?;
                return Ok(());
            }
            out::table(&["DOMAIN", "NAME", "ID"], &rows)
        }
        Command::Create {
            name,
            domain,
            administrator,
        } => {
            let domain = Domain::parse(domain)
                .map_err(|error| anyhow::anyhow!("the domain is not valid: {error}"))?;
            let upn = format!("{administrator}@{}", domain.as_str());
            let upn = Address::parse(&upn)
                .map_err(|error| anyhow::anyhow!("`{upn}` is not a user name: {error}"))?;
            let new = NewTenant {
                display_name: name.clone(),
                domain,
            };
            let tenant = identity
                .create_tenant(&new)
                .await
                .context("cannot create it")?;
            let (_, actor) = operator(&identity, &tenant.initial_domain).await?;
            let new = NewUser {
                user_principal_name: upn,
                display_name: "Administrator".to_owned(),
                mail_nickname: None,
                password: None,
                must_change_password: true,
                account_enabled: true,
                profile: ProfilePatch::default(),
            };
            let created = identity.create_user(&actor, &new).await?;
            identity
                .assign_role(&actor, created.user.id, Role::GlobalAdministrator)
                .await?;
            out::line(&format!(
                "{} is there. Its id: {}",
                tenant.display_name, tenant.id
            ))?;
            out::line(&format!(
                "Sign in at {}/admin as {}\nPassword, to be changed at once: {}",
                config.server.public_url.as_str(),
                created.user.user_principal_name,
                created.password.unwrap_or_default()
            ))
        }
    }
}
