//! A person types the code of a device, and lets it sign in as them, or not.

use hospes_protocol::oauth::Platform;

use super::State;
use super::store::{self, Request};
use super::{DeviceError, DeviceRequest, UserCode};
use crate::Identity;
use crate::actor::{Actor, Circumstances};
use crate::application::{self, Application, ClientError, allows_public_flows};
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::env::Span;
use crate::error::{Error, Result};
use crate::grant::{self, Decision, SignedInAs, TokenNames};
use crate::ids::{GrantId, TenantId};
use crate::limit::{self, Limit};
use crate::session::{DeviceClaims, Membership, NOBODY, Session};
use crate::tenant;
use crate::user::Issuer;

/// What came of approving.
#[derive(Debug)]
pub enum Approval {
    /// The device may have its tokens.
    Done,
    /// Something is in the way: a consent that is missing, among others.
    Refused(Decision),
}

/// A request that nobody decided about, with what it is of.
struct Found {
    request: Request,
    tenant: TenantId,
    application: Application,
    /// The scopes, `.default` taken apart.
    scope: String,
    member: Result<Box<Membership>, Decision>,
}

impl Identity {
    /// The request whose code somebody typed. Wrong ones are counted against their network, and against the
    /// session if they have one; a wrong one locks nothing.
    pub async fn enter_user_code(
        &self,
        typed: &str,
        session: Option<&Session>,
        circumstances: &Circumstances,
    ) -> Result<GrantId, DeviceError> {
        let code = UserCode::parse(typed);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let by_session = session.map(|session| self.wrong_user_codes(session));
            limit::check(&mut tx, NOBODY, &self.wrong_codes(circumstances)).await?;
            if let Some(limit) = &by_session {
                limit::check(&mut tx, NOBODY, limit).await?;
            }
            for mac in code.iter().flat_map(|code| code.macs(&self.env.keyring)) {
                if let Some(id) = store::find_by_user_code(&mut tx, mac).await? {
                    return Ok(Ok(id));
                }
            }
            self.count_code(&mut tx, circumstances).await?;
            if let Some(limit) = &by_session {
                match limit::take(&mut tx, NOBODY, limit).await {
                    Ok(()) | Err(Error::TooMany { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            // A wrong code stays counted.
            tx.commit().await?;
            Ok(Err(DeviceError::UnknownCode))
        })
        .await?
    }

    fn wrong_user_codes(&self, session: &Session) -> Limit {
        let cap = self.env.limits.wrong_passwords_per_account;
        let session = session.id.to_string();
        Limit::new("wrong-user-code", &session, cap, Span::minutes(15))
    }

    /// What a device asks the person of a session for. Changes nothing; that settings of an organisation keep them out
    /// is recorded.
    pub async fn device_request(
        &self,
        session: &Session,
        id: GrantId,
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<DeviceRequest, DeviceError> {
        let mut tx = self.read().await?;
        let found = find(&mut tx, (session, id), names, circumstances).await??;
        let tenant = tenant::find(&mut tx, found.tenant).await?;
        drop(tx);
        if let Err(Decision::AccessBlocked(block)) = found.member {
            let who = (session, found.tenant);
            self.note_blocked(who, found.application.id, block, circumstances)
                .await?;
        }
        Ok(DeviceRequest {
            tenant,
            application: found.application,
            network: found.request.network,
            user_agent: found.request.user_agent,
            asked_at: found.request.created_at,
            refusal: found.member.err(),
        })
    }

    /// Lets a device sign in as the person of a session, if nothing is in the way.
    pub async fn approve_device(
        &self,
        session: &Session,
        id: GrantId,
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<Approval, DeviceError> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let found = match find(&mut tx, (session, id), names, circumstances).await? {
                Ok(found) => found,
                Err(error) => return Ok(Err(error)),
            };
            let member = match found.member {
                Ok(member) => member,
                Err(decision) => return Ok(Ok(Approval::Refused(decision))),
            };
            let as_whom = SignedInAs {
                tenant: found.tenant,
                user: member.user.id,
                application: found.application.id,
                app_id: found.application.app_id,
                issuer: session.issuer.to_text(),
                subject: session.subject.clone(),
                method: session.method.as_str().to_owned(),
                second_factor: member
                    .proved
                    .map(|proved| proved.factor.as_str().to_owned()),
                second_factor_of: member
                    .proved
                    .map(|proved| proved.tenant)
                    .filter(|tenant| *tenant != found.tenant),
                // The provider spoke of the browser's device, and this is another one.
                devices: DeviceClaims::default(),
                how: session.how_of(member.proved),
                authenticated_at: session.authenticated_at,
                scope: found.scope,
                platform: found.request.platform,
                nonce: None,
                // A device is elsewhere: its sign-in outlasts the browser's session.
                session: None,
                parent: None,
            };
            let payload =
                serde_json::to_string(&as_whom).map_err(|e| Error::corrupt("a grant", e))?;
            let who = (found.tenant, member.user.id);
            if !store::approve(&mut tx, id, who, &payload).await? {
                return Ok(Err(DeviceError::UnknownCode));
            }
            Entry::new(Activity::ApproveDevice)
                .target(application::target(&found.application))
                .detail("Network", &found.request.network)
                .detail("UserAgent", &found.request.user_agent)
                .detail("Scope", &as_whom.scope)
                .record(&mut tx, &member.actor)
                .await?;
            tx.commit().await?;
            Ok(Ok(Approval::Done))
        })
        .await?
    }

    /// Refuses a device. Only who could approve it can: others have nothing to say about it, and change
    /// nothing.
    pub async fn decline_device(
        &self,
        session: &Session,
        id: GrantId,
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<(), DeviceError> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let found = match find(&mut tx, (session, id), names, circumstances).await? {
                Ok(found) => found,
                Err(error) => return Ok(Err(error)),
            };
            let actor = match found.member {
                Ok(member) => member.actor,
                Err(Decision::NeedsConsent { .. } | Decision::NeedsConfirmation) => {
                    Actor::person(found.tenant, &session.address, circumstances)
                }
                Err(
                    Decision::NotHere
                    | Decision::Pending
                    | Decision::NotExpected
                    | Decision::NotAssigned
                    | Decision::AccessBlocked(_)
                    | Decision::NeedsSecondFactor { .. }
                    | Decision::Granted(_),
                ) => return Ok(Ok(())),
            };
            if store::decline(&mut tx, id).await? {
                Entry::new(Activity::DeclineDevice)
                    .target(application::target(&found.application))
                    .detail("Network", &found.request.network)
                    .detail("UserAgent", &found.request.user_agent)
                    .record(&mut tx, &actor)
                    .await?;
            }
            tx.commit().await?;
            Ok(Ok(()))
        })
        .await?
    }
}

/// A request that nobody decided about, as it is for the person of a session.
async fn find(
    tx: &mut Tx,
    (session, id): (&Session, GrantId),
    names: &TokenNames,
    circumstances: &Circumstances,
) -> Result<Result<Found, DeviceError>> {
    let now = tx.now();
    let request = store::find(tx, id).await?;
    let Some(request) =
        request.filter(|found| found.state == State::Pending && now < found.expires_at)
    else {
        return Ok(Err(DeviceError::UnknownCode));
    };
    let tenant = match (request.asked_tenant, session.issuer) {
        (Some(tenant), _) | (None, Issuer::Tenant(tenant)) => tenant,
        // A mailbox is at home nowhere.
        (None, Issuer::Mail | Issuer::Provider(_)) => return Ok(Err(DeviceError::NoTenant)),
    };
    let client = match application::client(tx, tenant, request.app_id).await {
        Ok(client) => client,
        Err(ClientError::Other(error)) => return Err(error),
        Err(_) => {
            return Ok(Err(DeviceError::UnknownApplication {
                client_id: request.app_id.to_string(),
                tenant: tenant.to_string(),
            }));
        }
    };
    let is_public = request.platform == Platform::Public.as_str();
    if is_public && !allows_public_flows(&client) {
        return Ok(Err(DeviceError::MustProve));
    }
    let of = (tenant, &client.application);
    let Some(wanted) = grant::wanted_again(tx, of, names, &request.scope).await? else {
        let scope = request.scope;
        return Ok(Err(DeviceError::Scope { scope }));
    };
    let terms = grant::Terms {
        application: &client.application,
        wanted: &wanted,
        asks_consent_again: false,
        expected_subs: &[],
    };
    let member = grant::admitted(tx, (session, tenant), &terms, circumstances).await?;
    Ok(Ok(Found {
        tenant,
        application: client.application,
        scope: wanted.scopes.to_string(),
        member: member.map(Box::new),
        request,
    }))
}
