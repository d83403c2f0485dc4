//! `hospes tenant`.

use anyhow::Context as _;
use clap::Subcommand;
use hospes_identity::role::Role;
use hospes_identity::tenant::{NewTenant, Tenant};
use hospes_identity::user::{NewUser, PasswordReset, ProfilePatch};
use hospes_identity::{Error, Identity};
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
            let tenant = found(&identity, name, domain).await?;
            let (upn, password) = first_administrator(&identity, &tenant, &upn).await?;
            let root = config.server.public_url.as_str();
            let (name, id) = (tenant.display_name, tenant.id);
            out::line(&format!("{name} is there. Its id: {id}"))?;
            out::line(&format!(
                "Sign in at {root}/admin as {upn}\nPassword, to be changed at once: {password}"
            ))
        }
    }
}

/// Creates the organization. One that has no administrator yet was begun by a command that was
/// interrupted, and is gone on with.
async fn found(identity: &Identity, name: &str, domain: Domain) -> anyhow::Result<Tenant> {
    let new = NewTenant {
        display_name: name.to_owned(),
        domain: domain.clone(),
    };
    match identity.create_tenant(&new).await {
        Err(Error::Conflict { .. }) => {}
        result => return result.context("cannot create it"),
    }
    let tenant = identity.find_tenant(domain.as_str()).await?;
    let has_administrator = identity.has_administrator(tenant.id).await?;
    anyhow::ensure!(!has_administrator, "the organization exists already");
    Ok(tenant)
}

/// Creates the first administrator; gives user name and password.
async fn first_administrator(
    identity: &Identity,
    tenant: &Tenant,
    upn: &Address,
) -> anyhow::Result<(String, String)> {
    let (_, actor) = operator(identity, &tenant.initial_domain).await?;
    let new = NewUser {
        user_principal_name: upn.clone(),
        display_name: "Administrator".to_owned(),
        mail_nickname: None,
        password: None,
        must_change_password: true,
        account_enabled: true,
        profile: ProfilePatch::default(),
    };
    let (user, password) = match identity.create_user(&actor, &new).await {
        Ok(created) => (created.user, created.password),
        // Interrupted between the two steps: the password that was shown to nobody is replaced.
        Err(Error::Conflict { .. }) => {
            let user = identity.user_by_name(&actor, upn.as_typed()).await?;
            let reset = PasswordReset {
                password: None,
                must_change: true,
            };
            let password = identity.reset_password(&actor, user.id, &reset).await?;
            (user, password)
        }
        Err(error) => return Err(error).context("cannot create the administrator"),
    };
    identity
        .assign_role(&actor, user.id, Role::GlobalAdministrator)
        .await?;
    Ok((user.user_principal_name, password.unwrap_or_default()))
}
