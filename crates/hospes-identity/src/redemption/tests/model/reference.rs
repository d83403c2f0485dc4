//! What should happen, in as few words as possible.

use std::collections::{BTreeMap, BTreeSet};

use super::{By, FABRIKAM, GIL, HOSTS, LEE, MAX, SAM};
use crate::env::{Span, Timestamp};
use crate::ids::{InvitationId, UserId};
use crate::user::InvitationState;

/// Nothing, or the word for why not.
pub(super) type Answer<T = ()> = Result<T, &'static str>;

/// Which ticket a link holds.
#[derive(Clone, Debug)]
pub(super) struct FlowAt {
    pub(super) host: usize,
    pub(super) user: UserId,
    pub(super) invitation: InvitationId,
    pub(super) generation: u32,
}

pub(super) struct Invitation {
    pub(super) id: InvitationId,
    pub(super) state: InvitationState,
    pub(super) generation: u32,
    pub(super) address: &'static str,
    expires_at: Timestamp,
}

/// An identity provider of the first host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Idp {
    /// By OpenID Connect.
    University,
    /// By SAML.
    College,
    /// By OAuth 2.0 alone.
    GitHub,
}

impl Idp {
    pub(super) const ALL: [Self; 3] = [Self::University, Self::College, Self::GitHub];

    /// Who signs in there.
    pub(super) fn person(self) -> &'static str {
        match self {
            Self::University => LEE,
            Self::College => MAX,
            Self::GitHub => GIL,
        }
    }

    /// As it knows them.
    pub(super) fn name_there(self) -> &'static str {
        match self {
            Self::University => "lee-1",
            Self::College => "max-1",
            Self::GitHub => "583231",
        }
    }

    /// The domain that it speaks for in the beginning.
    pub(super) fn domain(self) -> &'static str {
        match self {
            Self::University => "uni.example",
            Self::College => "college.example",
            Self::GitHub => "code.example",
        }
    }
}

/// What an administrator chose for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    Mail,
    Provider(Idp),
}

pub(super) struct User {
    pub(super) chosen: Option<Chosen>,
    pub(super) deleted_at: Option<Timestamp>,
    pub(super) blocked: bool,
    /// The address that was proved by whoever signs in.
    pub(super) identity: Option<&'static str>,
    address: &'static str,
    /// The last one counts.
    invitations: Vec<Invitation>,
}

#[derive(Default)]
pub(super) struct Host {
    pub(super) users: BTreeMap<UserId, User>,
    pub(super) denied: BTreeSet<&'static str>,
    /// Whether people of Fabrikam may not come in.
    pub(super) keeps_out: bool,
    /// Everybody who ever was here.
    ever: Vec<UserId>,
}

pub(super) struct Reference {
    pub(super) hosts: [Host; HOSTS],
    pub(super) now: Timestamp,
    pub(super) sam_blocked: bool,
    /// Whether Fabrikam lets nobody out.
    pub(super) keeps_in: bool,
    /// Whether the first host asks providers first.
    pub(super) providers_first: bool,
    /// The domains that each provider of the first host speaks for.
    pub(super) domains: [BTreeSet<&'static str>; Idp::ALL.len()],
    /// Whether the first host uses each provider, and since when that is so.
    providers: [(bool, Timestamp); Idp::ALL.len()],
}

/// Somebody with a session.
pub(super) struct Who<'a> {
    pub(super) address: &'static str,
    pub(super) by: By,
    pub(super) besides: &'a BTreeSet<&'static str>,
}

impl User {
    pub(super) fn newest(&self) -> &Invitation {
        self.invitations.last().unwrap()
    }

    fn newest_mut(&mut self) -> &mut Invitation {
        self.invitations.last_mut().unwrap()
    }

    fn is_open(&self) -> bool {
        matches!(
            self.newest().state,
            InvitationState::PendingAcceptance | InvitationState::Expired
        )
    }
}

impl Host {
    pub(super) fn everybody(&self) -> Vec<UserId> {
        self.ever.clone()
    }

    fn allows(&self, address: &str) -> bool {
        !self.denied.iter().any(|domain| address.ends_with(domain))
    }

    fn present(&mut self, id: UserId) -> Answer<&mut User> {
        let user = self.users.get_mut(&id);
        user.filter(|user| user.deleted_at.is_none())
            .ok_or("not found")
    }

    fn deleted(&mut self, id: UserId) -> Answer<&mut User> {
        let user = self.users.get_mut(&id);
        user.filter(|user| user.deleted_at.is_some())
            .ok_or("not found")
    }

    fn owner(&self, address: &str) -> Option<UserId> {
        let mut owners = self.users.iter();
        owners
            .find(|(_, user)| user.address == address)
            .map(|(id, _)| *id)
    }
}

impl Reference {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            hosts: Default::default(),
            now,
            sam_blocked: false,
            keeps_in: false,
            providers_first: false,
            domains: Idp::ALL.map(|idp| BTreeSet::from([idp.domain()])),
            providers: [(true, now); Idp::ALL.len()],
        }
    }

    /// `ids` are the ones that the product gave, for new objects.
    pub(super) fn invite(
        &mut self,
        host: usize,
        reset: Option<UserId>,
        to: &'static str,
        ids: Option<(UserId, InvitationId)>,
    ) -> Answer<&'static str> {
        let expires_at = self.now.plus(Span::days(30));
        self.lets_in(host, to)?;
        let host = &mut self.hosts[host];
        let fresh = |id| Invitation {
            id,
            state: InvitationState::PendingAcceptance,
            generation: 1,
            address: to,
            expires_at,
        };
        if let Some(id) = reset {
            let owner = host.owner(to);
            let user = host.present(id)?;
            if owner.is_some_and(|owner| owner != id) {
                return Err("mismatch");
            }
            user.address = to;
            user.identity = None;
            if user.is_open() {
                user.newest_mut().state = InvitationState::Revoked;
            }
            user.invitations.push(fresh(ids.unwrap().1));
            return Ok("Reset");
        }
        let Some(id) = host.owner(to) else {
            let (id, invitation) = ids.unwrap();
            let user = User {
                chosen: None,
                deleted_at: None,
                blocked: false,
                identity: None,
                address: to,
                invitations: vec![fresh(invitation)],
            };
            host.users.insert(id, user);
            host.ever.push(id);
            return Ok("Created");
        };
        let user = host.users.get_mut(&id).unwrap();
        if user.blocked {
            return Err("blocked");
        }
        let was_deleted = user.deleted_at.take().is_some();
        if user.newest().state == InvitationState::Completed {
            return Ok("AlreadyAccepted");
        }
        if user.is_open() {
            renew(user.newest_mut(), expires_at);
        } else {
            user.invitations.push(fresh(ids.unwrap().1));
        }
        Ok(if was_deleted { "Restored" } else { "Renewed" })
    }

    pub(super) fn resend(&mut self, at: usize, id: UserId) -> Answer {
        let expires_at = self.now.plus(Span::days(30));
        let user = self.hosts[at].present(id)?;
        if !user.is_open() {
            return Err("conflict");
        }
        let (blocked, to) = (user.blocked, user.newest().address);
        if blocked || self.lets_in(at, to).is_err() {
            return Err("invalid");
        }
        renew(self.hosts[at].present(id)?.newest_mut(), expires_at);
        Ok(())
    }

    pub(super) fn revoke(&mut self, host: usize, id: UserId) -> Answer {
        let user = self.hosts[host].present(id)?;
        if !user.is_open() {
            return Err("conflict");
        }
        user.newest_mut().state = InvitationState::Revoked;
        Ok(())
    }

    pub(super) fn delete(&mut self, host: usize, id: UserId) -> Answer {
        self.hosts[host].present(id)?.deleted_at = Some(self.now);
        Ok(())
    }

    pub(super) fn restore(&mut self, host: usize, id: UserId) -> Answer {
        self.hosts[host].deleted(id)?.deleted_at = None;
        Ok(())
    }

    pub(super) fn forget(&mut self, host: usize, id: UserId) -> Answer {
        self.hosts[host].deleted(id)?;
        self.hosts[host].users.remove(&id);
        Ok(())
    }

    pub(super) fn block(&mut self, host: usize, id: UserId, yes: bool) -> Answer {
        self.hosts[host].present(id)?.blocked = yes;
        Ok(())
    }

    /// Whether a host uses a provider, and since when that is so.
    pub(super) fn provider(&self, idp: Idp) -> (bool, Timestamp) {
        self.providers[idp as usize]
    }

    pub(super) fn set_provider(&mut self, idp: Idp, state: (bool, Timestamp)) {
        self.providers[idp as usize] = state;
    }

    fn uses(&self, host: usize, idp: Idp) -> bool {
        host == 0 && self.provider(idp).0
    }

    pub(super) fn choose(&mut self, host: usize, id: UserId, way: Option<Chosen>) -> Answer {
        let is_off = match way {
            Some(Chosen::Provider(idp)) => !self.uses(host, idp),
            Some(Chosen::Mail) | None => false,
        };
        let user = self.hosts[host].present(id)?;
        if user.chosen != way && is_off {
            return Err("invalid");
        }
        user.chosen = way;
        Ok(())
    }

    fn chosen(&self, at: &FlowAt) -> Option<Chosen> {
        self.hosts[at.host].users.get(&at.user)?.chosen
    }

    pub(super) fn sweep(&mut self) {
        let now = self.now;
        let old = now.minus(Span::days(30));
        for host in &mut self.hosts {
            for user in host.users.values_mut() {
                let newest = user.newest_mut();
                if newest.state == InvitationState::PendingAcceptance && newest.expires_at <= now {
                    newest.state = InvitationState::Expired;
                }
            }
            let gone = |user: &User| user.deleted_at.is_some_and(|at| at <= old);
            host.users.retain(|_, user| !gone(user));
        }
    }

    /// Whether somebody with an address may be a guest of a host.
    fn lets_in(&self, host: usize, address: &str) -> Answer {
        if !self.hosts[host].allows(address) {
            return Err("domain-blocked");
        }
        if address == SAM && (self.keeps_in || self.hosts[host].keeps_out) {
            return Err("access-blocked");
        }
        Ok(())
    }

    /// Whether the ticket of a link can be redeemed; gives the invited address.
    pub(super) fn load(&self, at: &FlowAt) -> Answer<&'static str> {
        let host = &self.hosts[at.host];
        let user = host.users.get(&at.user).ok_or("unknown-link")?;
        if user.deleted_at.is_some() {
            return Err("guest-deleted");
        }
        let newest = user.newest();
        if newest.id != at.invitation {
            return Err("superseded-link");
        }
        match newest.state {
            InvitationState::Completed => return Err("already-accepted"),
            _ if newest.generation != at.generation => return Err("superseded-link"),
            InvitationState::Revoked => return Err("revoked"),
            InvitationState::Declined => return Err("declined"),
            InvitationState::Expired => return Err("expired"),
            InvitationState::PendingAcceptance => {}
        }
        if newest.expires_at <= self.now {
            return Err("expired");
        }
        if user.blocked {
            return Err("guest-blocked");
        }
        self.lets_in(at.host, newest.address)?;
        Ok(newest.address)
    }

    /// Whether the link leads to a way to prove who one is.
    pub(super) fn land(&self, at: &FlowAt) -> Answer {
        let invited = self.load(at)?;
        let is_blocked = invited == SAM && self.sam_blocked;
        match self.chosen(at) {
            Some(Chosen::Provider(idp)) if !self.uses(at.host, idp) => Err("chosen-provider-off"),
            None if self.provider_of(at, invited).is_some() => Ok(()),
            Some(Chosen::Mail) | None if is_blocked => Err("account-blocked-at-home"),
            Some(Chosen::Provider(_) | Chosen::Mail) | None => Ok(()),
        }
    }

    pub(super) fn decline(&mut self, at: &FlowAt) -> Answer {
        self.load(at)?;
        let user = self.hosts[at.host].present(at.user)?;
        user.newest_mut().state = InvitationState::Declined;
        Ok(())
    }

    /// Whether a provider of the first host speaks for the domain of an address.
    pub(super) fn speaks_for(&self, idp: Idp, address: &str) -> bool {
        let mut all = self.domains[idp as usize].iter();
        all.any(|domain| address.ends_with(domain))
    }

    /// The provider of a host that speaks for an address, if it is used and asked before home is.
    fn provider_of_address(&self, host: usize, address: &str) -> Option<Idp> {
        let at_home = address.ends_with(FABRIKAM) && !self.providers_first;
        let is_way = |idp: &Idp| self.uses(host, *idp) && self.speaks_for(*idp, address);
        Idp::ALL.into_iter().find(is_way).filter(|_| !at_home)
    }

    /// The provider that is the one way to sign in for an invitation of an address, if one is.
    pub(super) fn provider_of(&self, at: &FlowAt, address: &str) -> Option<Idp> {
        match self.chosen(at) {
            None => self.provider_of_address(at.host, address),
            Some(Chosen::Provider(idp)) => Some(idp).filter(|idp| self.uses(at.host, *idp)),
            Some(Chosen::Mail) => None,
        }
    }

    /// Whether somebody who went to a provider gets a session when they come back: to redeem, or, without a link, to ask
    /// for access.
    pub(super) fn arrive(
        &self,
        at: Option<&FlowAt>,
        (idp, began, since): (Idp, Timestamp, Timestamp),
    ) -> Answer {
        if self.now >= began.plus(Span::minutes(30)) {
            return Err("no-trip");
        }
        if self.provider(idp) != (true, since) {
            return Err("not-in-use");
        }
        let Some(at) = at else {
            return Ok(());
        };
        let invited = self.load(at)?;
        if self.provider_of(at, invited) != Some(idp) {
            return Err("no-way-to-sign-in");
        }
        self.is_free(at, idp.name_there())
    }

    /// Whether an identity is nobody else's.
    pub(super) fn is_free(&self, at: &FlowAt, identity: &str) -> Answer {
        let mut others = self.hosts[at.host].users.iter();
        if others.any(|(id, user)| *id != at.user && user.identity == Some(identity)) {
            return Err("identity-belongs-to-another-account");
        }
        Ok(())
    }

    /// Accepts as somebody who has proved who they are.
    pub(super) fn accept(&mut self, at: &FlowAt, who: &Who<'_>) -> Answer {
        let invited = self.load(at)?;
        self.land(at)?;
        let provider = self.provider_of(at, invited);
        let is_way = match who.by {
            By::Provider(idp) => provider == Some(idp),
            By::Account => {
                provider.is_none() && self.chosen(at).is_none() && invited == who.address
            }
            By::Mail => provider.is_none() && invited == who.address,
        };
        if !is_way {
            return Err("wrong-account");
        }
        if matches!(who.by, By::Provider(_)) && !who.besides.contains(invited) {
            return Err("address-not-proved");
        }
        let proved = who.by.identity(who.address);
        self.is_free(at, proved)?;
        let user = self.hosts[at.host].present(at.user)?;
        user.identity = Some(proved);
        user.newest_mut().state = InvitationState::Completed;
        Ok(())
    }

    /// Asks the first host for access with an address. What is granted is an invitation like any other.
    pub(super) fn ask(
        &mut self,
        to: &'static str,
        who: &Who<'_>,
        ids: Option<(UserId, InvitationId)>,
    ) -> Answer<&'static str> {
        if self.lets_in(0, to) == Err("domain-blocked") {
            return Err("domain-blocked");
        }
        let provider = self.provider_of_address(0, to);
        if to == SAM && self.sam_blocked && provider.is_none() {
            return Err("no-way");
        }
        let is_proved = match (who.by, provider) {
            (By::Provider(idp), Some(way)) => idp == way && who.besides.contains(to),
            (By::Account, None) => to == who.address,
            // Whoever has an account at home shows that.
            (By::Mail, None) => to == who.address && to != SAM,
            (By::Provider(_), None) | (By::Account | By::Mail, Some(_)) => false,
        };
        if !is_proved {
            return Err("not-proved");
        }
        let is_kept_out = self.lets_in(0, to).is_err();
        if is_kept_out && who.by == By::Account {
            return Err("no-way");
        }
        let host = &self.hosts[0];
        let is_active = |user: &User| user.deleted_at.is_none() && !user.blocked;
        let proved = who.by.identity(who.address);
        let mut all = host.users.values();
        if let Some(own) = all.find(|user| user.identity == Some(proved)) {
            return if is_active(own) {
                Ok("has-account")
            } else {
                Err("not-possible")
            };
        }
        if let Some(known) = host.owner(to).and_then(|id| host.users.get(&id)) {
            match known.newest().state {
                _ if !is_active(known) => return Err("not-possible"),
                InvitationState::Completed => return Err("other-account"),
                InvitationState::Revoked => return Err("not-possible"),
                InvitationState::PendingAcceptance
                | InvitationState::Expired
                | InvitationState::Declined => {}
            }
        }
        if is_kept_out {
            return Err("not-possible");
        }
        self.invite(0, None, to, ids)?;
        Ok("invited")
    }
}

fn renew(invitation: &mut Invitation, expires_at: Timestamp) {
    invitation.state = InvitationState::PendingAcceptance;
    invitation.generation += 1;
    invitation.expires_at = expires_at;
}
