//! Deciding whether somebody of one organisation may be in another, and with which applications.

use hospes_protocol::address::Address;
use uuid::Uuid;

use super::settings::{AccessType, Collaboration, InboundTrust, Person, PersonKind, Stored, Which};
use super::store;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::identity_provider::RedemptionOrder;
use crate::ids::{AppId, TenantId, UserId};
use crate::user::{self, Issuer, User};
use crate::{group, tenant};

/// Two organisations on this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meeting {
    /// Whose the person is.
    pub(crate) home: TenantId,
    /// Where they are a guest, or to be one.
    pub(crate) host: TenantId,
}

/// Whose settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The outbound settings of the home organisation.
    Outbound,
    /// The inbound settings of the host.
    Inbound,
}

/// Which half of a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Users and groups.
    UsersAndGroups,
    /// Applications.
    Applications,
}

/// Why somebody may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Whose settings say so.
    pub side: Side,
    /// Whether they are for the other organisation by name; otherwise the default.
    pub by_partner: bool,
    /// Which half.
    pub part: Part,
}

impl Block {
    /// The rule in a few words, for logs and traces.
    pub fn rule(self) -> &'static str {
        match (self.side, self.by_partner) {
            (Side::Outbound, true) => "outbound settings of home for this organization",
            (Side::Outbound, false) => "default outbound settings of home",
            (Side::Inbound, true) => "inbound settings for the home organization",
            (Side::Inbound, false) => "default inbound settings",
        }
    }
}

/// Who is judged: a user of the home organisation with the groups that they are in, or somebody it does not know.
#[derive(Debug, Default)]
struct Judged {
    ids: Vec<Person>,
}

/// What forbids a person of the home organisation to be at the host, and to use an application there if one is named.
/// Home is asked first. `user` is their user object at home; without one they are among none who are listed.
async fn blocked(
    tx: &mut Tx,
    meeting: Meeting,
    user: Option<UserId>,
    application: Option<AppId>,
) -> Result<Option<Block>> {
    let Meeting { home, host } = meeting;
    if home == host {
        return Ok(None);
    }
    let outbound = store::stored(tx, home, host)
        .await?
        .and_then(|of| of.outbound);
    let inbound = store::stored(tx, host, home)
        .await?
        .and_then(|of| of.inbound);
    let sides = [
        (Side::Outbound, outbound, home),
        (Side::Inbound, inbound, host),
    ];
    let mut person = None;
    for (side, own, whose) in sides {
        let by_partner = own.is_some();
        let setting = match (own, side) {
            (Some(setting), _) => setting,
            (None, Side::Outbound) => store::defaults(tx, whose).await?.outbound,
            (None, Side::Inbound) => store::defaults(tx, whose).await?.inbound,
        };
        if matches!(setting.people.targets, Which::Listed(_)) && person.is_none() {
            person = Some(judged(tx, home, user).await?);
        }
        let nobody = Judged::default();
        let part = forbids(&setting, person.as_ref().unwrap_or(&nobody), application);
        if let Some(part) = part {
            return Ok(Some(Block {
                side,
                by_partner,
                part,
            }));
        }
    }
    Ok(None)
}

async fn judged(tx: &mut Tx, home: TenantId, user: Option<UserId>) -> Result<Judged> {
    let Some(user) = user else {
        return Ok(Judged::default());
    };
    let person = |kind, id: Uuid| Person { kind, id };
    let mut ids = vec![person(PersonKind::User, user.0)];
    let groups = group::of_user(tx, home, user).await?;
    ids.extend(groups.iter().map(|one| person(PersonKind::Group, one.id.0)));
    Ok(Judged { ids })
}

/// Which half of a setting forbids it.
fn forbids(setting: &Collaboration, person: &Judged, application: Option<AppId>) -> Option<Part> {
    let is_meant = match &setting.people.targets {
        Which::All => true,
        Which::Listed(listed) => listed.iter().any(|one| person.ids.contains(one)),
    };
    if is_meant != (setting.people.access == AccessType::Allowed) {
        return Some(Part::UsersAndGroups);
    }
    let application = application?;
    let is_meant = match &setting.applications.targets {
        Which::All => true,
        Which::Listed(listed) => listed.contains(&application),
    };
    (is_meant != (setting.applications.access == AccessType::Allowed)).then_some(Part::Applications)
}

/// The same for whoever proved an identity.
pub(crate) async fn blocked_identity(
    tx: &mut Tx,
    host: TenantId,
    (issuer, subject): (Issuer, &str),
    application: Option<AppId>,
) -> Result<Option<Block>> {
    let (home, user) = match issuer {
        Issuer::Tenant(home) => {
            let user = subject.parse();
            (
                home,
                Some(user.map_err(|e| Error::corrupt("an identity", e))?),
            )
        }
        // A mailbox is no way round: its domain says whose people they are.
        Issuer::Mail => match Address::parse(subject) {
            Ok(address) => return blocked_mailbox(tx, host, &address, application).await,
            Err(_) => return Ok(None),
        },
        // Whom the host lets vouch is the host's to say.
        Issuer::Provider(_) => return Ok(None),
    };
    blocked(tx, Meeting { home, host }, user, application).await
}

/// The same for an address that is invited, or was: whoever has it belongs to the organisation whose domain it is in,
/// whether it knows them or not.
pub(crate) async fn blocked_address(
    tx: &mut Tx,
    host: TenantId,
    address: &Address,
) -> Result<Option<Block>> {
    blocked_mailbox(tx, host, address, None).await
}

/// The account that home has of the address is among those who are listed, also if the mailbox alone was proved.
async fn blocked_mailbox(
    tx: &mut Tx,
    host: TenantId,
    address: &Address,
    application: Option<AppId>,
) -> Result<Option<Block>> {
    let Some(home) = tenant::tenant_of_domain(tx, address.domain()).await? else {
        return Ok(None);
    };
    if home == host {
        return Ok(None);
    }
    let account = user::find_by_address(tx, home, address.canonical()).await?;
    let account = account.filter(User::has_password).map(|user| user.id);
    blocked(tx, Meeting { home, host }, account, application).await
}

/// Whether the host believes what home says of a second factor.
pub(crate) async fn trusts_second_factor(tx: &mut Tx, meeting: Meeting) -> Result<bool> {
    if meeting.home == meeting.host {
        return Ok(false);
    }
    let of_partner = store::stored(tx, meeting.host, meeting.home).await?;
    let trust: InboundTrust = match of_partner.and_then(|stored: Stored| stored.trust) {
        Some(trust) => trust,
        None => store::defaults(tx, meeting.host).await?.trust,
    };
    Ok(trust.second_factor)
}

/// Whether invitations are redeemed without asking: both have to say so.
pub(crate) async fn automatic(tx: &mut Tx, meeting: Meeting) -> Result<bool> {
    let Meeting { home, host } = meeting;
    if home == host {
        return Ok(false);
    }
    let outbound = store::stored(tx, home, host).await?;
    if outbound.is_none_or(|of| of.consent.outbound != Some(true)) {
        return Ok(false);
    }
    let inbound = store::stored(tx, host, home).await?;
    Ok(inbound.is_some_and(|of| of.consent.inbound == Some(true)))
}

/// The order in which people of an organisation are asked at the host, if it has one of its own.
pub(crate) async fn order_at(tx: &mut Tx, meeting: Meeting) -> Result<Option<RedemptionOrder>> {
    let stored = store::stored(tx, meeting.host, meeting.home).await?;
    let order = stored.and_then(|of| of.order);
    order.map(store::order).transpose()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::settings::{Applications, UsersAndGroups};
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn people(access: AccessType, targets: Which<Person>) -> UsersAndGroups {
        UsersAndGroups { access, targets }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn each_setting_decides_as_its_table_says() {
        use AccessType::{Allowed, Blocked};
        let user = |number| Person {
            kind: PersonKind::User,
            id: id(number),
        };
        let group = |number| Person {
            kind: PersonKind::Group,
            id: id(number),
        };
        let megan = Judged {
            ids: vec![user(1), group(7)],
        };
        let (hours, files) = (AppId(id(20)), AppId(id(21)));
        let only_hours = || Which::Listed(vec![hours]);
        let table = [
            // Everybody, everything.
            (
                people(Allowed, Which::All),
                (Allowed, Which::All),
                [None, None, None],
            ),
            // By name, and by group; a user is no group that has the same id.
            (
                people(Allowed, Which::Listed(vec![user(1)])),
                (Allowed, Which::All),
                [None, None, None],
            ),
            (
                people(Allowed, Which::Listed(vec![group(7)])),
                (Allowed, Which::All),
                [None, None, None],
            ),
            (
                people(Allowed, Which::Listed(vec![group(1), user(7)])),
                (Allowed, Which::All),
                [Some(Part::UsersAndGroups); 3],
            ),
            (
                people(Blocked, Which::Listed(vec![user(1)])),
                (Allowed, Which::All),
                [Some(Part::UsersAndGroups); 3],
            ),
            (
                people(Blocked, Which::Listed(vec![group(7)])),
                (Allowed, Which::All),
                [Some(Part::UsersAndGroups); 3],
            ),
            (
                people(Blocked, Which::Listed(vec![user(2)])),
                (Allowed, Which::All),
                [None, None, None],
            ),
            (
                people(Blocked, Which::All),
                (Blocked, Which::All),
                [Some(Part::UsersAndGroups); 3],
            ),
            // Applications.
            (
                people(Allowed, Which::All),
                (Allowed, only_hours()),
                [None, None, Some(Part::Applications)],
            ),
            (
                people(Allowed, Which::All),
                (Blocked, only_hours()),
                [None, Some(Part::Applications), None],
            ),
        ];
        for (people, (access, targets), expected) in table {
            let setting = Collaboration {
                people,
                applications: Applications { access, targets },
            };
            let asked = [None, Some(hours), Some(files)];
            let found = asked.map(|application| forbids(&setting, &megan, application));
            assert_eq!(found, expected, "{setting:?}");
        }
    }

    #[test]
    fn whom_home_does_not_know_is_among_none_who_are_listed() {
        let stranger = Judged::default();
        let listed = Which::Listed(vec![Person {
            kind: PersonKind::User,
            id: id(1),
        }]);
        let mut setting = Collaboration::default();
        setting.people.targets = listed;
        assert_eq!(
            forbids(&setting, &stranger, None),
            Some(Part::UsersAndGroups)
        );
        setting.people.access = AccessType::Blocked;
        assert_eq!(forbids(&setting, &stranger, None), None);
    }

    proptest! {
        /// Whatever the rest says, who is blocked is blocked.
        #[test]
        fn a_blocked_person_is_blocked_whatever_the_applications_say(
            access in any::<bool>(), listed in proptest::collection::vec(0_u128..4, 1..4), app in 0_u128..4,
        ) {
            let access = if access { AccessType::Allowed } else { AccessType::Blocked };
            let megan = Person { kind: PersonKind::User, id: id(1) };
            for targets in [Which::All, Which::Listed(vec![megan])] {
                let setting = Collaboration {
                    people: people(AccessType::Blocked, targets),
                    applications: Applications {
                        access,
                        targets: Which::Listed(listed.iter().map(|one| AppId(id(*one))).collect()),
                    },
                };
                let judged = Judged { ids: vec![megan] };
                prop_assert_eq!(forbids(&setting, &judged, Some(AppId(id(app)))), Some(Part::UsersAndGroups));
            }
        }
    }
}
