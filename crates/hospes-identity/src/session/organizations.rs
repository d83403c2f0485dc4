//! One person, many organisations: where they belong, which invitations wait for them, and being signed out of all.
//!
//! Somebody may belong to thousands. What a page needs of all of them comes in one statement, whatever their number.

use hospes_protocol::address::Address;

use super::{Session, store};
use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::Timestamp;
use crate::error::Result;
use crate::ids::{InvitationId, TenantId};
use crate::redemption::Flow;
use crate::user::{self, Issuer};
use crate::{Identity, identity_provider, invitation, tenant};

/// So many organisations share a transaction when a person is signed out of all.
const CHUNK: usize = 50;

/// An organisation in which the person of a session may act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationOfPerson {
    /// The organisation.
    pub tenant: TenantId,
    /// Its name.
    pub display_name: String,
    /// Its initial domain.
    pub domain: String,
    /// Whether it is their home.
    pub is_home: bool,
    /// Whether they may leave by themselves.
    pub may_leave: bool,
    /// Whom the organisation names for questions about data.
    pub privacy_contact: Option<String>,
    /// Since when they belong to it.
    pub since: Timestamp,
    /// When they last chose it; `None`: never.
    pub chosen_at: Option<Timestamp>,
}

/// An invitation that waits for the person of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingInvitation {
    /// The organisation that invites.
    pub tenant: TenantId,
    /// Its name.
    pub display_name: String,
    /// Its initial domain.
    pub domain: String,
    /// The invitation.
    pub invitation: InvitationId,
    /// The invited address, which the person proved to have.
    pub address: String,
    /// Who invites.
    pub inviter: String,
    /// Their address; an application has none.
    pub inviter_mail: Option<String>,
    /// Until when it can be accepted; `None`: for ever.
    pub expires_at: Option<Timestamp>,
    pub(crate) generation: u32,
}

impl Identity {
    /// All organisations in which the person may act, home first, then by name. Those whose second factor they have not
    /// proved yet are among them.
    pub async fn organizations(&self, session: &Session) -> Result<Vec<OrganizationOfPerson>> {
        organizations(&mut self.read().await?, session).await
    }

    /// The newest hundred invitations of the addresses that the session has proved, which can be accepted now.
    pub async fn waiting_invitations(&self, session: &Session) -> Result<Vec<WaitingInvitation>> {
        waiting(&mut self.read().await?, session).await
    }

    /// Begins to redeem one of them, as its link would. The link need not be at hand: who proved the invited address to
    /// this server has proved more than it does. `None` when it does not wait for this person (any more).
    pub async fn review_waiting(
        &self,
        session: &Session,
        (tenant, id): (TenantId, InvitationId),
    ) -> Result<Option<Flow>> {
        let found = waiting(&mut self.read().await?, session).await?;
        let mut found = found.into_iter();
        let found = found.find(|one| (one.tenant, one.invitation) == (tenant, id));
        Ok(found.map(|one| self.new_flow_of_proven((tenant, id), one.generation)))
    }

    /// Ends all sessions of the person, and in each organisation that they belong to all that was signed in to there, as
    /// revoking their sessions does. Should it fail on the way, it can be done again.
    pub async fn sign_out_everywhere(
        &self,
        session: &Session,
        circumstances: &Circumstances,
    ) -> Result<()> {
        let mut tx = self.read().await?;
        let all = user::memberships_of(&mut tx, session.issuer, &session.subject).await?;
        drop(tx);
        for some in all.chunks(CHUNK) {
            self.retrying(|| async {
                let mut tx = self.write().await?;
                for (tenant, id) in some {
                    let actor = Actor::person(*tenant, &session.address, circumstances);
                    let mut user = user::find(&mut tx, *tenant, *id).await?;
                    let before = user.sessions_valid_from;
                    user.sessions_valid_from = tx.now();
                    let target = Target::user(&user).change(
                        "StsRefreshTokensValidFrom",
                        &before.to_rfc3339(),
                        &user.sessions_valid_from.to_rfc3339(),
                    );
                    user::save(&mut tx, *tenant, &mut user).await?;
                    Entry::new(Activity::RevokeSessions)
                        .target(target)
                        .record(&mut tx, &actor)
                        .await?;
                }
                Ok(tx.commit().await?)
            })
            .await?;
        }
        let actor = Actor::person(session.tenant, &session.address, circumstances);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let ended = store::delete_own(&mut tx, session, None).await?;
            Entry::new(Activity::SignOut)
                .detail("Sessions", &ended)
                .record(&mut tx, &actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

pub(super) async fn organizations(
    tx: &mut Tx,
    session: &Session,
) -> Result<Vec<OrganizationOfPerson>> {
    let only = match session.issuer {
        // Who was let in by a provider belongs to nothing but its organisation, and only while it is used.
        Issuer::Provider(key) => {
            if !identity_provider::is_active(tx, key).await? {
                return Ok(Vec::new());
            }
            Some(key.tenant)
        }
        Issuer::Mail | Issuer::Tenant(_) => None,
    };
    let mut all = store::organizations(tx, session).await?;
    all.retain(|found| only.is_none_or(|only| only == found.tenant));
    all.sort_by_cached_key(|found| {
        let name = found.display_name.to_lowercase();
        (!found.is_home, name, found.tenant)
    });
    Ok(all)
}

async fn waiting(tx: &mut Tx, session: &Session) -> Result<Vec<WaitingInvitation>> {
    let mut all = Vec::new();
    for address in proved_addresses(tx, session).await? {
        all.extend(invitation::waiting_for(tx, &address).await?);
    }
    // What a provider says of an address is believed by its own organisation, and by no other.
    if let Issuer::Provider(key) = session.issuer {
        all.retain(|one| one.tenant == key.tenant);
    }
    Ok(all)
}

/// The addresses in canonical form that a session has proved: its mailbox, those its provider vouched for, or those that
/// the account has in domains which its organisation has verified.
async fn proved_addresses(tx: &mut Tx, session: &Session) -> Result<Vec<String>> {
    let home = match session.issuer {
        Issuer::Mail => return Ok(vec![session.subject.clone()]),
        Issuer::Provider(_) => return Ok(session.proved_addresses.clone()),
        Issuer::Tenant(home) => home,
    };
    let Some(id) = session.home_user else {
        return Ok(Vec::new());
    };
    let mut proved = Vec::new();
    for text in user::addresses_of(tx, home, id).await? {
        if let Ok(address) = Address::parse(&text)
            && tenant::tenant_of_domain(tx, address.domain()).await? == Some(home)
        {
            proved.push(address.canonical().to_owned());
        }
    }
    Ok(proved)
}
