//! Letting somebody in, and saying why not.

use hospes_protocol::oidc::pairwise_sub;
use hospes_protocol::saml::{
    NameId, NewAssertion, NewRefusal, Signer, context_class, refusal, response, status,
};

use super::claims::About;
use super::settings::NameIdFormat;
use super::{Ask, SKEW, SamlApplication, configure, store};
use crate::Identity;
use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, Entry, Target};
use crate::authenticator::{Factor, Need};
use crate::cross_tenant_access::Block;
use crate::db::Tx;
use crate::env::Span;
use crate::error::{Error, Result};
use crate::grant::TokenNames;
use crate::ids::{AppId, SessionId, TenantId};
use crate::limit::{self, Limit};
use crate::session::{self, Membership, Method, Session};
use crate::sign_in_log::{self, Attempt, Reason};
use crate::user::{self, Issuer, ProviderKey};
use crate::{application, cross_tenant_access, grant, group, identity_provider};

/// So long a response can be handed in.
const CONFIRM_LIFE: Span = Span::minutes(10);
const QUARTER: Span = Span::minutes(15);
/// So long an assertion counts.
const ASSERTION_LIFE: Span = Span::hours(1);

/// What comes of an ask.
#[derive(Debug)]
pub enum SignedOn {
    /// The account is nobody in this organisation, or blocked there.
    NotHere,
    /// Cross-tenant access settings of one of the two organisations do not let them in, or not to the application.
    AccessBlocked(Block),
    /// Only those it is assigned to may use the application.
    NotAssigned,
    /// The organisation asks for a second factor that they have not proved.
    NeedsSecondFactor,
    /// The person proved in another way who they are than is wanted: the way, and what is wanted.
    OtherMethod(&'static str, String),
    /// They have no name of the kind that is asked for.
    NoName(String),
    /// The request was answered before.
    Used,
    /// The application has been changed, so that there is nobody any more to answer.
    Gone,
    /// They are let in: the response, in XML.
    Response(String),
}

/// Why an application gets a response without anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody is signed in, and nobody may be asked.
    NobodyThere,
    /// The person may not use it.
    Denied,
    /// They did not sign in in the way that is wanted.
    OtherMethod,
}

impl Refusal {
    fn reason(self) -> &'static str {
        match self {
            Self::NobodyThere => status::NO_PASSIVE,
            Self::Denied => status::REQUEST_DENIED,
            Self::OtherMethod => status::NO_AUTHN_CONTEXT,
        }
    }
}

/// What was written down, before it is signed.
struct Decided {
    application: SamlApplication,
    signer: Signer,
    name_id: NameId,
    attributes: Vec<hospes_protocol::saml::Attribute>,
    context_class: &'static str,
    session_index: SessionId,
    now: crate::Timestamp,
}

impl Identity {
    /// Lets the person of a session into the application that asks, if they may.
    pub async fn answer_saml(
        &self,
        session: &Session,
        (tenant, ask): (TenantId, &Ask),
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<SignedOn> {
        let decided = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let member = session::member(&mut tx, session, tenant, circumstances).await?;
                let Some(member) = member else {
                    let block = grant::blocked_guest(&mut tx, session, tenant).await?;
                    return Ok(Err(block.map_or(SignedOn::NotHere, SignedOn::AccessBlocked)));
                };
                if member.second_factor != Need::No {
                    return Ok(Err(SignedOn::NeedsSecondFactor));
                }
                let decided = self.decide(&mut tx, session, (ask, &member), names).await?;
                match &decided {
                    Ok(decided) => {
                        signed_in(&mut tx, &member, (session, decided), circumstances).await?;
                        tx.commit().await?;
                    }
                    Err(SignedOn::Used) => {
                        // That somebody tried it again stays in the log.
                        refused(&mut tx, &member, circumstances).await?;
                        tx.commit().await?;
                    }
                    Err(_) => {}
                }
                Ok(decided)
            })
            .await?;
        match decided {
            Ok(decided) => self.sign_saml(session, ask, &names.issuer(tenant), &decided),
            Err(SignedOn::AccessBlocked(block)) => {
                let who = (session, tenant);
                self.note_blocked(who, ask.application, block, circumstances)
                    .await?;
                Ok(SignedOn::AccessBlocked(block))
            }
            Err(refused) => Ok(refused),
        }
    }

    /// The gate, and what is said of who comes through.
    async fn decide(
        &self,
        tx: &mut Tx,
        session: &Session,
        (ask, member): (&Ask, &Membership),
        names: &TokenNames,
    ) -> Result<Result<Decided, SignedOn>> {
        let (tenant, user) = (member.tenant.id, &member.user);
        let Some(found) = configure::find(tx, tenant, ask.application).await? else {
            return Ok(Err(SignedOn::Gone));
        };
        if !found.settings.acs_urls.contains(&ask.acs_url) {
            return Ok(Err(SignedOn::Gone));
        }
        let id = found.application.id;
        if let Some(block) = keeps_out(tx, session, (tenant, found.application.app_id)).await? {
            return Ok(Err(SignedOn::AccessBlocked(block)));
        }
        if found.application.assignment_required
            && !application::is_assigned(tx, tenant, id, user.id).await?
        {
            return Ok(Err(SignedOn::NotAssigned));
        }
        let Some(context_class) = context(session.method, &ask.context_classes) else {
            let wanted = ask.context_classes.join(", ");
            return Ok(Err(SignedOn::OtherMethod(session.method.as_str(), wanted)));
        };
        let about = About {
            user,
            issuer: session.issuer,
            identity_provider: &vouched_by(tx, names, session.issuer).await?,
            tenant: &tenant.to_string(),
            groups: &group::of_user(tx, tenant, user.id).await?,
            pairwise: &pairwise_sub(
                tenant.0.as_bytes(),
                &found.application.app_id.to_string(),
                &user.id.to_string(),
            ),
        };
        let session_index: SessionId = tx.new_id();
        let asked = ask
            .name_id_format
            .as_deref()
            .and_then(NameIdFormat::from_uri);
        let rule = (found.settings.name_id_format, found.settings.name_id_source);
        let name_id = about.name_id(rule, asked, &xml_id(session_index));
        if name_id.value.is_empty() {
            return Ok(Err(SignedOn::NoName(name_id.format)));
        }
        if let Some(request) = ask.hash()
            && !store::use_request(tx, (tenant, id), request).await?
        {
            return Ok(Err(SignedOn::Used));
        }
        let ids = (session_index, session.id);
        store::insert_session(tx, (tenant, id, user.id), ids, &name_id, session.expires_at).await?;
        Ok(Ok(Decided {
            signer: self.saml_signer(tx, tenant, id).await?,
            attributes: about.attributes(&found.settings.claims),
            application: found,
            name_id,
            context_class,
            session_index,
            now: tx.now(),
        }))
    }

    fn sign_saml(
        &self,
        session: &Session,
        ask: &Ask,
        issuer: &str,
        decided: &Decided,
    ) -> Result<SignedOn> {
        let settings = &decided.application.settings;
        let now = decided.now;
        let ids: [SessionId; 2] = [self.env.new_id(), self.env.new_id()];
        let [response_id, assertion_id] = ids.map(xml_id);
        let new = NewAssertion {
            ids: (&response_id, &assertion_id),
            issuer,
            acs_url: &ask.acs_url,
            audience: &settings.entity_id,
            in_response_to: ask.request_id.as_deref(),
            issued_at: &now.to_rfc3339(),
            not_before: &now.minus(SKEW).to_rfc3339(),
            confirm_until: &now.plus(CONFIRM_LIFE).to_rfc3339(),
            not_on_or_after: &now.plus(ASSERTION_LIFE).to_rfc3339(),
            authenticated_at: &session.authenticated_at.to_rfc3339(),
            session_ends_at: &session.expires_at.to_rfc3339(),
            session_index: &xml_id(decided.session_index),
            context_class: decided.context_class,
            name_id: &decided.name_id,
            attributes: &decided.attributes,
        };
        let encrypt_to = settings.encryption_certificate.as_ref();
        let how = (settings.sign_response, encrypt_to);
        let xml = response(&new, &decided.signer, how)
            .map_err(|e| Error::corrupt("a SAML response", e))?;
        Ok(SignedOn::Response(xml))
    }

    /// The response that tells an application why there is nobody. Changes nothing.
    pub async fn refuse_saml(
        &self,
        (tenant, ask): (TenantId, &Ask),
        why: Refusal,
        names: &TokenNames,
    ) -> Result<SignedOn> {
        let mut tx = self.read().await?;
        let found = configure::find(&mut tx, tenant, ask.application).await?;
        if found.is_none_or(|found| !found.settings.acs_urls.contains(&ask.acs_url)) {
            return Ok(SignedOn::Gone);
        }
        let signer = self.saml_signer(&mut tx, tenant, ask.application).await?;
        let new = NewRefusal {
            id: &xml_id(tx.new_id()),
            issuer: &names.issuer(tenant),
            acs_url: &ask.acs_url,
            in_response_to: ask.request_id.as_deref(),
            issued_at: &tx.now().to_rfc3339(),
            code: status::RESPONDER,
            reason: why.reason(),
        };
        let xml = refusal(&new, &signer).map_err(|e| Error::corrupt("a SAML response", e))?;
        Ok(SignedOn::Response(xml))
    }
}

/// An identifier as XML wants it: it does not begin with a digit.
pub(super) fn xml_id(id: SessionId) -> String {
    format!("_{id}")
}

/// What of the cross-tenant access settings keeps the person of a session out of an application.
async fn keeps_out(
    tx: &mut Tx,
    session: &Session,
    (tenant, app_id): (TenantId, AppId),
) -> Result<Option<Block>> {
    let who = (session.issuer, session.subject.as_str());
    cross_tenant_access::blocked_identity(tx, tenant, who, Some(app_id)).await
}

/// Who authenticated the person.
async fn vouched_by(tx: &mut Tx, names: &TokenNames, issuer: Issuer) -> Result<String> {
    Ok(match issuer {
        Issuer::Tenant(home) => names.issuer(home),
        Issuer::Provider(ProviderKey { tenant, id }) => {
            identity_provider::find(tx, tenant, id).await?.issuer
        }
        Issuer::Mail => "mail".to_owned(),
    })
}

/// What is said of how somebody proved who they are; `None` when it is not what is wanted. A code that was
/// mailed has no class of its own. It is a password that is good once, and goes as one if that is wanted: many
/// applications ask for one without meaning more than "not without signing in".
fn context(method: Method, wanted: &[String]) -> Option<&'static str> {
    let good = [
        context_class::PASSWORD,
        context_class::PASSWORD_PROTECTED_TRANSPORT,
        context_class::UNSPECIFIED,
    ];
    if wanted.is_empty() {
        return Some(match method {
            Method::Password => context_class::PASSWORD,
            Method::Passcode | Method::Passkey | Method::Provider => context_class::UNSPECIFIED,
        });
    }
    // In the order of the application's preference.
    wanted
        .iter()
        .find_map(|wanted| good.into_iter().find(|known| known == wanted))
}

async fn signed_in(
    tx: &mut Tx,
    member: &Membership,
    (session, decided): (&Session, &Decided),
    circumstances: &Circumstances,
) -> Result<()> {
    let (tenant, user) = (member.tenant.id, &member.user);
    let application = &decided.application.application;
    user::set_signed_in(tx, tenant, user.id).await?;
    let actor = Actor::person(tenant, &user.user_principal_name, circumstances);
    Entry::new(Activity::SignIn)
        .target(Target::user(user))
        .detail("Application", &application.display_name)
        .detail("AppId", &application.app_id)
        .detail("Method", &session.method.as_str())
        .detail("Protocol", &"SAML 2.0")
        .record(tx, &actor)
        .await?;
    let factor = member.proved.map(|proved| proved.factor);
    let name = &user.user_principal_name;
    let attempt = Attempt::new(name, session.method.as_str(), Reason::SignedIn)
        .of(Some(user.id))
        .by(Some(session.issuer))
        .with(factor.map(Factor::as_str))
        .to(application);
    sign_in_log::record(tx, tenant, &attempt, circumstances).await
}

/// Notes that a request came again, once in a quarter of an hour: whoever is signed in can send it as often as they
/// like.
async fn refused(tx: &mut Tx, member: &Membership, circumstances: &Circumstances) -> Result<()> {
    let user = &member.user;
    let noted = Limit::new("saml-request-used", &user.id.to_string(), 1, QUARTER);
    match limit::take(tx, member.tenant.id, &noted).await {
        Ok(()) => {}
        Err(Error::TooMany { .. }) => return Ok(()),
        Err(error) => return Err(error),
    }
    let actor = Actor::person(member.tenant.id, &user.user_principal_name, circumstances);
    Entry::new(Activity::SignIn)
        .target(Target::user(user))
        .detail("Protocol", &"SAML 2.0")
        .failed("the SAML request was answered before")
        .record(tx, &actor)
        .await
}
