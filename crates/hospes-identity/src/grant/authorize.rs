//! Deciding whether somebody who is signed in is let into an application.

use hospes_protocol::address::Address;
use hospes_protocol::oauth::{Challenge, RedirectUri, ResponseType};

use super::access_token::subject;
use super::code::{Code, Place};
use super::consent::{self, ConsentScope};
use super::resource::Wanted;
use super::{SignedInAs, TokenNames, about, store};
use crate::Identity;
use crate::actor::Circumstances;
use crate::application::Proof;
use crate::application::{self, Application};
use crate::authenticator::Need;
use crate::cross_tenant_access::{self, Block};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TenantId;
use crate::session::{self, Membership, Session};
use crate::user::{InvitationState, Issuer};
use crate::{tenant, user};

/// What an application asks for when it sends somebody to be signed in.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about the request"
)]
pub struct Asked<'a> {
    /// The application.
    pub application: &'a Application,
    /// The registered URI that the answer goes to.
    pub registered: &'a RedirectUri,
    /// The URI as it was sent, which may differ in a port.
    pub redirect_uri: &'a str,
    /// Whether the request named it.
    pub redirect_uri_was_sent: bool,
    /// The scopes.
    pub wanted: &'a Wanted,
    /// What the answer is to have.
    pub response: ResponseType,
    /// What binds the code to who began.
    pub challenge: Option<&'a Challenge>,
    /// What binds the ID token to who began.
    pub nonce: Option<&'a str>,
    /// Whether the person is to agree again.
    pub asks_consent_again: bool,
    /// Whom the application expects: each has to be what its tokens name the person (`sub`).
    pub expected_subs: &'a [String],
    /// Whether the person has to say that they want to go on: with an application that answers at a local port
    /// or a scheme of its own, which may be anybody (RFC 8252, section 8.6), or when it wants them to choose.
    pub must_confirm: bool,
    /// Whether the person said in this browser, just now, that they want to go on to the application.
    pub is_confirmed: bool,
}

/// What an application that was let in gets straight from the authorization endpoint.
#[derive(Debug, Default)]
pub struct Straight {
    /// To be exchanged for tokens.
    pub code: Option<String>,
    /// For the resource.
    pub access_token: Option<String>,
    /// Who signed in.
    pub id_token: Option<String>,
    /// What the access token is good for.
    pub scope: String,
}

/// What comes of it.
#[derive(Debug)]
pub enum Decision {
    /// The account is nobody in this organisation, or blocked there.
    NotHere,
    /// The account was invited, and has not accepted yet.
    Pending,
    /// Cross-tenant access settings of one of the two organisations do not let them in, or not to the application.
    AccessBlocked(Block),
    /// The application expects somebody else.
    NotExpected,
    /// The organisation asks for a second factor, which the session has not proved.
    NeedsSecondFactor {
        /// Whether the person has none yet.
        must_register: bool,
    },
    /// Only those it is assigned to may use the application.
    NotAssigned,
    /// The person has to agree first, if they may.
    NeedsConsent {
        /// What to.
        scopes: Vec<ConsentScope>,
        /// Whether only an administrator may agree to what is missing, and the person is none.
        needs_administrator: bool,
    },
    /// The person has to say that they want to go on.
    NeedsConfirmation,
    /// They are let in.
    Granted(Straight),
}

impl Identity {
    /// Decides whether the person of a session is let into an application. Changes nothing; that settings of an
    /// organisation keep them out is recorded.
    pub async fn authorize(
        &self,
        session: &Session,
        tenant: TenantId,
        (asked, names): (&Asked<'_>, &TokenNames),
        circumstances: &Circumstances,
    ) -> Result<Decision> {
        let mut tx = self.read().await?;
        let application = asked.application;
        let terms = Terms {
            application,
            wanted: asked.wanted,
            asks_consent_again: asked.asks_consent_again,
            expected_subs: asked.expected_subs,
        };
        let who = (session, tenant);
        let member = match admitted(&mut tx, who, &terms, circumstances).await? {
            Ok(member) => member,
            Err(decision) => {
                drop(tx);
                if let Decision::AccessBlocked(block) = decision {
                    self.note_blocked(who, application.id, block, circumstances)
                        .await?;
                }
                return Ok(decision);
            }
        };
        if asked.must_confirm && !asked.is_confirmed {
            return Ok(Decision::NeedsConfirmation);
        }
        let as_whom = signed_in_as(session, &member, asked);
        let has_tokens = asked.response.id_token || asked.response.token;
        let about = if has_tokens {
            let of = (member.user, application.clone(), asked.wanted.clone());
            Some(about::gather(&mut tx, as_whom.clone(), None, of).await?)
        } else {
            None
        };
        let code = Code {
            id: tx.new_id(),
            as_whom,
            redirect_uri: asked.redirect_uri.to_owned(),
            redirect_uri_was_sent: asked.redirect_uri_was_sent,
            challenge: asked.challenge.map(Challenge::to_text),
            made_at: tx.now(),
            person: Some(Place::of(circumstances)),
        };
        drop(tx);
        let mut straight = Straight {
            code: asked.response.code.then(|| self.seal_code(&code)),
            scope: asked.wanted.scopes.granted_text(),
            ..Straight::default()
        };
        if let Some(about) = about {
            if asked.response.token {
                straight.access_token =
                    Some(self.issue_user_token(&about, Proof::None, names).await?);
            }
            let beside = (straight.access_token.as_deref(), straight.code.as_deref());
            straight.id_token = Some(self.issue_id_token(&about, beside, names).await?);
        }
        Ok(Decision::Granted(straight))
    }
}

/// On what terms somebody is let into an application.
pub(crate) struct Terms<'a> {
    pub(crate) application: &'a Application,
    pub(crate) wanted: &'a Wanted,
    /// Whether they are to agree again.
    pub(crate) asks_consent_again: bool,
    /// What the application's tokens have to name them, each of it.
    pub(crate) expected_subs: &'a [String],
}

/// Whether the person of a session is let into an application of a tenant; otherwise what is in the way.
pub(crate) async fn admitted(
    tx: &mut Tx,
    (session, tenant): (&Session, TenantId),
    terms: &Terms<'_>,
    circumstances: &Circumstances,
) -> Result<Result<Membership, Decision>> {
    let application = terms.application;
    let Some(member) = session::member(tx, session, tenant, circumstances).await? else {
        if let Some(block) = blocked_guest(tx, session, tenant).await? {
            return Ok(Err(Decision::AccessBlocked(block)));
        }
        let is_invited = is_invited(tx, session, tenant).await?;
        return Ok(Err(if is_invited {
            Decision::Pending
        } else {
            Decision::NotHere
        }));
    };
    let who = (session.issuer, session.subject.as_str());
    let to = Some(application.app_id);
    if let Some(block) = cross_tenant_access::blocked_identity(tx, tenant, who, to).await? {
        return Ok(Err(Decision::AccessBlocked(block)));
    }
    let sub = subject(tenant, application.app_id, member.user.id);
    if terms.expected_subs.iter().any(|expected| *expected != sub) {
        return Ok(Err(Decision::NotExpected));
    }
    if member.second_factor != Need::No {
        let must_register = member.second_factor == Need::Register;
        return Ok(Err(Decision::NeedsSecondFactor { must_register }));
    }
    if application.assignment_required
        && !application::is_assigned(tx, tenant, application.id, member.user.id).await?
    {
        return Ok(Err(Decision::NotAssigned));
    }
    let agreed = store::consented(tx, tenant, member.user.id, application.id).await?;
    let words = &terms.wanted.words;
    let missing = consent::missing(words, &agreed);
    if terms.asks_consent_again || !missing.is_empty() {
        let may = consent::may_agree(tx, &member.actor, application, &missing).await?;
        return Ok(Err(Decision::NeedsConsent {
            scopes: words.clone(),
            needs_administrator: !may,
        }));
    }
    Ok(Ok(member))
}

/// What forbids somebody who is a guest to be here. Of whoever is none nothing is said.
pub(crate) async fn blocked_guest(
    tx: &mut Tx,
    session: &Session,
    tenant: TenantId,
) -> Result<Option<Block>> {
    let who = (session.issuer, session.subject.as_str());
    let found = user::find_by_identity(tx, tenant, who.0, who.1).await?;
    let now = tx.now();
    if !found.is_some_and(|user| user.is_active(now)) {
        return Ok(None);
    }
    cross_tenant_access::blocked_identity(tx, tenant, who, None).await
}

/// Whether an invitation waits for the person of a session. Only of an address that is surely theirs: of a mailbox
/// that they proved, or in a domain of the organisation that they signed in at. What an organisation says of its
/// people besides would let it ask for anybody.
async fn is_invited(tx: &mut Tx, session: &Session, tenant: TenantId) -> Result<bool> {
    let Ok(address) = Address::parse(&session.address) else {
        return Ok(false);
    };
    let is_theirs = match session.issuer {
        Issuer::Mail => true,
        Issuer::Provider(_) => {
            let proved = &session.proved_addresses;
            session.tenant == tenant && proved.iter().any(|one| one == address.canonical())
        }
        Issuer::Tenant(home) => tenant::tenant_of_domain(tx, address.domain()).await? == Some(home),
    };
    if !is_theirs {
        return Ok(false);
    }
    let found = user::find_by_address(tx, tenant, address.canonical()).await?;
    Ok(found.is_some_and(|user| {
        user.deleted_at.is_none()
            && user.invitation_state == Some(InvitationState::PendingAcceptance)
    }))
}

fn signed_in_as(session: &Session, member: &Membership, asked: &Asked<'_>) -> SignedInAs {
    SignedInAs {
        tenant: member.tenant.id,
        user: member.user.id,
        application: asked.application.id,
        app_id: asked.application.app_id,
        issuer: session.issuer.to_text(),
        subject: session.subject.clone(),
        method: session.method.as_str().to_owned(),
        second_factor: member
            .proved
            .map(|proved| proved.factor.as_str().to_owned()),
        second_factor_of: member
            .proved
            .map(|proved| proved.tenant)
            .filter(|tenant| *tenant != member.tenant.id),
        devices: session.upstream.devices.clone(),
        how: session.how_of(member.proved),
        authenticated_at: session.authenticated_at,
        scope: asked.wanted.scopes.to_string(),
        platform: asked.registered.platform().as_str().to_owned(),
        nonce: asked.nonce.map(str::to_owned),
        session: Some(session.id),
        parent: None,
    }
}
