//! `hospes invite`.

use anyhow::Context as _;
use clap::Args;
use hospes_identity::invitation::{Lifetime, NewInvitation, Outcome};
use hospes_identity::{Span, Timestamp};
use hospes_protocol::address::Address;

use super::{operator, out};
use crate::app::App;
use crate::config::Config;
use crate::pages::redeem::flow::link;
use crate::{serve, telemetry};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Whom to invite
    address: String,
    /// The organization that invites: a domain or an id
    #[arg(long)]
    tenant: String,
    /// The guest's name
    #[arg(long)]
    name: Option<String>,
    /// What to add to the mail
    #[arg(long)]
    message: Option<String>,
    /// The language of the mail, such as de
    #[arg(long)]
    language: Option<String>,
    /// Where the guest lands after accepting [default: My Apps]
    #[arg(long, value_name = "URL")]
    redirect: Option<String>,
    /// Until when the invitation can be accepted: days, or `never`
    #[arg(long, value_name = "DAYS")]
    expires: Option<String>,
    /// The day on which the guest's access ends, such as 2027-06-30
    #[arg(long, value_name = "DATE")]
    access_ends: Option<String>,
    /// Send no mail; print the link instead
    #[arg(long)]
    no_mail: bool,
}

pub(super) async fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<()> {
    let identity = serve::open_migrated(config).await?;
    let (tenant, actor) = operator(&identity, &arguments.tenant).await?;
    let app = App::new(config, identity, None, telemetry::init_metrics()?);
    let address = Address::parse(&arguments.address)
        .map_err(|error| anyhow::anyhow!("the address is not valid: {error}"))?;
    let my_apps = app.url(&format!("/myapps?tenantid={}", tenant.id));
    let redirect = arguments.redirect.clone().unwrap_or(my_apps);
    let mut new = NewInvitation::of(address, &redirect);
    new.display_name.clone_from(&arguments.name);
    new.message.clone_from(&arguments.message);
    new.language.clone_from(&arguments.language);
    new.send_message = !arguments.no_mail;
    new.lifetime = match arguments.expires.as_deref() {
        None => Lifetime::Default,
        Some("never") => Lifetime::Never,
        Some(days) => Lifetime::Days(days.parse().context("--expires is days, or `never`")?),
    };
    new.access_ends_at = arguments
        .access_ends
        .as_deref()
        .map(|day| {
            let midnight = Timestamp::parse(day);
            // The last day counts whole.
            midnight
                .map(|at| at.plus(Span::days(1)))
                .context("--access-ends is a date such as 2027-06-30")
        })
        .transpose()?;
    let invited = app
        .identity
        .invite(&actor, &new)
        .await
        .context("cannot invite")?;
    let what = match invited.outcome {
        Outcome::Created => "is invited",
        Outcome::Renewed => "is invited again; the link before is dead",
        Outcome::AlreadyAccepted => "is a guest already",
        Outcome::Restored => "was deleted, and is invited again",
        Outcome::Reset => "must accept anew",
    };
    out::line(&format!(
        "{} {what}. User: {}",
        arguments.address, invited.user.id
    ))?;
    if let (true, Some(ticket)) = (arguments.no_mail, &invited.ticket) {
        let url = link(&app, tenant.id, invited.invitation.id, &ticket.reveal());
        out::line(&format!("Link: {url}"))?;
    }
    Ok(())
}
