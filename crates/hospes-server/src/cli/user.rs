//! `hospes user`.

use anyhow::Context as _;
use clap::{Args, Subcommand};
use hospes_identity::page::{From, PageRequest};
use hospes_identity::user::{User, UserQuery, UserType};
use hospes_identity::{Actor, Identity};

use super::{operator, out};
use crate::config::Config;
use crate::serve;

#[derive(Debug, Args)]
pub(super) struct Of {
    /// The organization: a domain or an id
    #[arg(long)]
    tenant: String,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List users
    List {
        #[command(flatten)]
        of: Of,
        /// Only guests
        #[arg(long)]
        guests: bool,
        /// Only deleted users
        #[arg(long)]
        deleted: bool,
        /// Only those whose name or address begins with this
        #[arg(long)]
        search: Option<String>,
    },
    /// Show a user
    Show {
        #[command(flatten)]
        of: Of,
        /// Id, user principal name or address
        user: String,
    },
    /// Delete a user; for 30 days they can be restored
    Delete {
        #[command(flatten)]
        of: Of,
        /// Id, user principal name or address
        user: String,
        /// Delete a deleted user for good
        #[arg(long)]
        permanently: bool,
    },
    /// Remove a user's second factors and end their sessions, so that they register again
    RequireRegistration {
        #[command(flatten)]
        of: Of,
        /// Id, user principal name or address
        user: String,
    },
    /// Bring a deleted user back
    Restore {
        #[command(flatten)]
        of: Of,
        /// Id, user principal name or address
        user: String,
    },
}

pub(super) async fn run(command: &Command, config: &Config) -> anyhow::Result<()> {
    let identity = serve::open_migrated(config).await?;
    match command {
        Command::List {
            of,
            guests,
            deleted,
            search,
        } => {
            let (_, actor) = operator(&identity, &of.tenant).await?;
            let query = UserQuery {
                user_type: guests.then_some(UserType::Guest),
                deleted: *deleted,
                search: search.clone(),
                ..UserQuery::all(PageRequest::first(500))
            };
            list(&identity, &actor, query).await
        }
        Command::Show { of, user } => {
            let (_, actor) = operator(&identity, &of.tenant).await?;
            show(&find(&identity, &actor, user).await?)
        }
        Command::Delete {
            of,
            user,
            permanently,
        } => {
            let (_, actor) = operator(&identity, &of.tenant).await?;
            let found = find(&identity, &actor, user).await?;
            if *permanently {
                identity
                    .delete_user_permanently(&actor, found.id)
                    .await
                    .context("only a deleted user can be deleted permanently")?;
                return out::line(&format!("{} is gone for good.", found.display_name));
            }
            identity
                .delete_user(&actor, found.id)
                .await
                .context("cannot delete")?;
            out::line(&format!(
                "{} is deleted, and can be restored for 30 days.",
                found.display_name
            ))
        }
        Command::RequireRegistration { of, user } => {
            let (_, actor) = operator(&identity, &of.tenant).await?;
            require_registration(&identity, &actor, user).await
        }
        Command::Restore { of, user } => {
            let (_, actor) = operator(&identity, &of.tenant).await?;
            let found = find(&identity, &actor, user).await?;
            identity
                .restore_user(&actor, found.id)
                .await
                .context("cannot restore")?;
            out::line(&format!("{} is back.", found.display_name))
        }
    }
}

async fn require_registration(
    identity: &Identity,
    actor: &Actor,
    user: &str,
) -> anyhow::Result<()> {
    let found = find(identity, actor, user).await?;
    let gone = identity
        .reset_authenticators(actor, found.id)
        .await
        .context("cannot remove the second factors")?;
    out::line(&format!(
        "{} registers again; second factors removed: {gone}.",
        found.display_name
    ))
}

async fn find(identity: &Identity, actor: &Actor, user: &str) -> anyhow::Result<User> {
    let found = match user.parse() {
        Ok(id) => identity.user(actor, id).await,
        Err(_) => identity.user_by_name(actor, user).await,
    };
    found.with_context(|| format!("there is no user `{user}`"))
}

async fn list(identity: &Identity, actor: &Actor, mut query: UserQuery) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    loop {
        let page = identity.users(actor, &query).await?;
        rows.extend(page.rows.iter().map(|user| {
            let state = user.invitation_state.map_or("", |state| state.as_str());
            vec![
                user.display_name.clone(),
                user.mail.clone().unwrap_or_default(),
                user.user_type.as_str().to_owned(),
                state.to_owned(),
                user.id.to_string(),
            ]
        }));
        match page.after {
            Some(after) => query.page.from = From::After(after),
            None => break,
        }
    }
    out::table(&["NAME", "MAIL", "TYPE", "INVITATION", "ID"], &rows)
}

fn show(user: &User) -> anyhow::Result<()> {
    let time = |at: Option<hospes_identity::Timestamp>| at.map(|at| at.to_string());
    let state = user.invitation_state.map(|state| state.as_str().to_owned());
    let mut facts = vec![
        ("Id", Some(user.id.to_string())),
        (
            "User principal name",
            Some(user.user_principal_name.clone()),
        ),
        ("Display name", Some(user.display_name.clone())),
        ("Mail", user.mail.clone()),
        ("Type", Some(user.user_type.as_str().to_owned())),
        ("Invitation", state),
        ("Enabled", Some(user.account_enabled.to_string())),
        ("Access ends", time(user.access_ends_at)),
        ("Last sign-in", time(user.last_sign_in_at)),
        ("Created", time(Some(user.created_at))),
        ("Deleted", time(user.deleted_at)),
    ];
    let profile = user.profile.entries().into_iter();
    facts.extend(profile.map(|(name, value)| (name, value.map(str::to_owned))));
    for (name, value) in facts {
        if let Some(value) = value {
            out::line(&format!("{name:<26}{value}"))?;
        }
    }
    Ok(())
}
