//! From what the outbox says to a mail that can leave. Done when it is sent, in the reader's language.

use hospes_identity::Timestamp;
use hospes_identity::ids::MailId;
use hospes_identity::outbox::{
    AccessGrantedMail, AccessRequestMail, AccessRequestNews, BlockLink, Failure, InvitationMail,
    Mail, Organization,
};
use hospes_identity::passcode::LIFE;
use lettre::Address;
use lettre::message::Mailbox;

use super::Outgoing;
use super::messages::{
    AccessGranted, AccessRequest, Invitation, InvitationDeclined, InvitationRequested, Message,
    News, Passcode, Sender, sender_name,
};
use crate::app::App;
use crate::pages::redeem::flow::{destination, link};
use crate::pages::words::{date, last_day};
use crate::texts::Texts;

/// Renders a mail. `from` is the address of the server.
pub(crate) fn render(
    app: &App,
    from: &Address,
    id: MailId,
    mail: &Mail,
) -> Result<Outgoing, Failure> {
    let parts = match mail {
        Mail::Invitation(mail) => invitation(app, mail),
        Mail::Passcode {
            organization,
            code,
            language,
            ..
        } => passcode(app, organization, (&code.0, language.as_deref())),
        Mail::AccessGranted(mail) => access_granted(app, mail),
        Mail::Declined {
            organization,
            guest,
            user,
            reason,
            language,
            ..
        } => {
            let texts = texts(language.as_deref());
            let declined = InvitationDeclined {
                texts,
                sender: sender(app),
                organization_name: organization.name.clone(),
                guest_address: guest.clone(),
                reason: reason.clone(),
                user_url: app.url(&format!("/admin/users/{user}")),
            };
            Parts::of(organization, texts, declined.render()).reply_to(Some(guest))
        }
        Mail::NewLinkRequested {
            organization,
            guest,
            user,
            expired_at,
            language,
            ..
        } => {
            let texts = texts(language.as_deref());
            let requested = InvitationRequested {
                texts,
                sender: sender(app),
                organization_name: organization.name.clone(),
                guest_address: guest.clone(),
                expired: expired_at.map(|at| date(texts, at)).unwrap_or_default(),
                user_url: app.url(&format!("/admin/users/{user}")),
            };
            Parts::of(organization, texts, requested.render()).reply_to(Some(guest))
        }
        Mail::AccessRequest(mail) => access_request(app, mail),
    };
    parts.address(app, from, (id, mail.to()))
}

fn passcode(
    app: &App,
    organization: &Organization,
    (code, language): (&str, Option<&str>),
) -> Parts {
    let texts = texts(language);
    let message = Passcode {
        texts,
        sender: sender(app),
        organization_name: Some(organization.name.clone()),
        code: code.to_owned(),
        minutes: LIFE.as_seconds_up() / 60,
    };
    Parts::of(organization, texts, message.render())
}

fn access_granted(app: &App, mail: &AccessGrantedMail) -> Parts {
    let organization = &mail.organization;
    let texts = texts(mail.language.as_deref());
    let block_url = block_url(app, organization, &mail.to);
    let granted = AccessGranted {
        texts,
        sender: sender(app),
        organization_name: organization.name.clone(),
        organization_domain: organization.domain.clone(),
        inviter_name: mail.reply_to.as_ref().map(|_| mail.inviter.clone()),
        message: mail.message.clone(),
        account: mail.to.clone(),
        my_apps_url: match &mail.link {
            Some(to) => link(app, organization.tenant, to.invitation, &to.ticket),
            None => app.url(&format!("/myapps?tenantid={}", organization.tenant)),
        },
        block_url: block_url.clone(),
    };
    let parts = Parts::of(organization, texts, granted.render());
    Parts {
        unsubscribe: Some(block_url),
        ..parts.reply_to(mail.reply_to.as_ref())
    }
}

fn access_request(app: &App, mail: &AccessRequestMail) -> Parts {
    let organization = &mail.organization;
    let texts = texts(mail.language.as_deref());
    let in_my_apps = |path: &str| app.url(&format!("{path}?tenantid={}", organization.tenant));
    let news = match &mail.news {
        AccessRequestNews::Asked => News::Asked {
            url: in_my_apps(&format!("/myapps/approvals/{}", mail.request)),
        },
        AccessRequestNews::Approved {
            link: Some((invitation, ticket)),
        } => News::Approved {
            url: link(app, organization.tenant, *invitation, ticket),
        },
        AccessRequestNews::Approved { link: None } => News::Approved {
            url: in_my_apps("/myapps"),
        },
        AccessRequestNews::Denied => News::Denied,
    };
    let reply_to = matches!(news, News::Asked { .. }).then(|| mail.person.clone());
    let request = AccessRequest {
        texts,
        sender: sender(app),
        organization_name: organization.name.clone(),
        organization_domain: organization.domain.clone(),
        news,
        application: mail.application.clone(),
        person: mail.person.clone(),
        reason: mail.reason.clone(),
    };
    Parts::of(organization, texts, request.render()).reply_to(reply_to.as_ref())
}

/// What of a mail depends on its kind.
struct Parts {
    sender_name: String,
    message: askama::Result<Message>,
    cc: Option<String>,
    reply_to: Option<String>,
    unsubscribe: Option<String>,
}

impl Parts {
    fn of(organization: &Organization, texts: Texts, message: askama::Result<Message>) -> Self {
        let sender_name = sender_name(texts, &organization.name);
        Self {
            sender_name,
            message,
            cc: None,
            reply_to: None,
            unsubscribe: None,
        }
    }

    fn reply_to(self, address: Option<&String>) -> Self {
        Self {
            reply_to: address.cloned(),
            ..self
        }
    }

    fn address(
        self,
        app: &App,
        from: &Address,
        (id, to): (MailId, &str),
    ) -> Result<Outgoing, Failure> {
        let message = self
            .message
            .map_err(|error| Failure::Unmakeable(error.to_string()))?;
        // A typed mailbox, so that no name can become an address.
        let mailbox = |text: &str| -> Result<Mailbox, Failure> {
            let address = text
                .parse()
                .map_err(|_| Failure::Unmakeable("an address cannot be written to".to_owned()))?;
            Ok(Mailbox::new(None, address))
        };
        Ok(Outgoing {
            id,
            from: Mailbox::new(Some(self.sender_name), from.clone()),
            to: mailbox(to)?,
            cc: self.cc.as_deref().map(mailbox).transpose()?,
            // Answers to an address that cannot be written to are lost anyway; the mail is not.
            reply_to: self.reply_to.as_deref().and_then(|text| mailbox(text).ok()),
            subject: message.subject,
            text: message.text,
            html: message.html,
            unsubscribe: self.unsubscribe,
            date: now(app),
            host: app.root.host().to_owned(),
        })
    }
}

fn invitation(app: &App, mail: &InvitationMail) -> Parts {
    let texts = texts(mail.language.as_deref());
    let block_url = block_url(app, &mail.organization, &mail.to);
    // An application has no address and no face: the organisation invites.
    let by_person = mail.reply_to.is_some();
    let invitation = Invitation {
        texts,
        sender: sender(app),
        organization_name: mail.organization.name.clone(),
        organization_domain: mail.organization.domain.clone(),
        inviter_name: by_person.then(|| mail.inviter.clone()),
        inviter_mail: mail.reply_to.clone(),
        invited_address: mail.to.clone(),
        message: mail.message.clone(),
        is_reset: mail.is_reset,
        destination: destination(app, texts, &mail.redirect_url),
        expires: mail.expires_at.map(|end| last_day(texts, end).text),
        accept_url: link(app, mail.organization.tenant, mail.invitation, &mail.ticket),
        block_url: block_url.clone(),
        privacy_statement_url: mail.organization.privacy_statement_url.clone(),
    };
    let parts = Parts::of(&mail.organization, texts, invitation.render());
    Parts {
        cc: mail.cc.clone(),
        unsubscribe: Some(block_url),
        ..parts.reply_to(mail.reply_to.as_ref())
    }
}

fn texts(language: Option<&str>) -> Texts {
    language.map_or_else(Texts::english, Texts::for_language)
}

fn sender(app: &App) -> Sender {
    Sender {
        server_name: app.server_name.clone(),
        server_url: app.root.as_str().to_owned(),
    }
}

fn block_url(app: &App, organization: &Organization, address: &str) -> String {
    let link = BlockLink {
        tenant: organization.tenant,
        address: address.to_owned(),
    };
    app.url(&format!(
        "/invitations/block?token={}",
        app.identity.seal_block_link(&link)
    ))
}

fn now(app: &App) -> Timestamp {
    app.identity.env().clock.now()
}
