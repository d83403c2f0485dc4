//! Deciding whether somebody of one organisation may be in another, and with which applications.

use std::collections::BTreeMap;

use hospes_protocol::address::{Address, Domain};
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

/// Whose people somebody is, and which of them.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub(super) home: TenantId,
    account: Account,
}

/// Who they are at home.
#[derive(Debug, Clone)]
enum Account {
    /// A user of it.
    User(UserId),
    /// Whoever has the address there, in canonical form, if anybody has: the account that home has of it is among those
    /// who are listed, also if the mailbox alone was proved.
    Mailbox(String),
}

/// The organisations of domains, each asked for once.
#[derive(Debug, Default)]
pub(super) struct Homes(BTreeMap<String, Option<TenantId>>);

impl Homes {
    async fn of(&mut self, tx: &mut Tx, domain: &Domain) -> Result<Option<TenantId>> {
        if let Some(known) = self.0.get(domain.as_str()) {
            return Ok(*known);
        }
        let found = tenant::tenant_of_domain(tx, domain).await?;
        self.0.insert(domain.as_str().to_owned(), found);
        Ok(found)
    }

    /// The organisation of whoever proved an identity, if cross-tenant access settings are about them.
    pub(super) async fn origin_of(
        &mut self,
        tx: &mut Tx,
        (issuer, subject): (Issuer, &str),
    ) -> Result<Option<Origin>> {
        match issuer {
            Issuer::Tenant(home) => {
                let user = subject.parse();
                let user = user.map_err(|e| Error::corrupt("an identity", e))?;
                let account = Account::User(user);
                Ok(Some(Origin { home, account }))
            }
            // A mailbox is no way round: its domain says whose people they are.
            Issuer::Mail => match Address::parse(subject) {
                Ok(address) => self.origin_of_address(tx, &address).await,
                Err(_) => Ok(None),
            },
            // Whom the host lets vouch is the host's to say.
            Issuer::Provider(_) => Ok(None),
        }
    }

    /// The same for whoever has an address: they belong to the organisation whose domain it is in, whether it knows them
    /// or not.
    pub(super) async fn origin_of_address(
        &mut self,
        tx: &mut Tx,
        address: &Address,
    ) -> Result<Option<Origin>> {
        let home = self.of(tx, address.domain()).await?;
        Ok(home.map(|home| Origin {
            home,
            account: Account::Mailbox(address.canonical().to_owned()),
        }))
    }
}

/// The settings of one side that count for the other.
#[derive(Debug, Clone)]
pub(super) struct Counting {
    pub(super) setting: Collaboration,
    /// Whether they are for the other organisation by name; otherwise the default.
    pub(super) by_partner: bool,
}

/// What counts between two organisations.
#[derive(Debug, Clone)]
pub(super) struct Sides {
    /// Of home, which is asked first.
    pub(super) outbound: Counting,
    /// Of the host.
    pub(super) inbound: Counting,
}

impl Sides {
    /// What counts now.
    pub(super) async fn between(tx: &mut Tx, meeting: Meeting) -> Result<Self> {
        let Meeting { home, host } = meeting;
        let outbound = store::stored(tx, home, host).await?;
        let inbound = store::stored(tx, host, home).await?;
        Ok(Self {
            outbound: match outbound.and_then(|of| of.outbound) {
                Some(setting) => Counting::own(setting),
                None => Counting::default(store::defaults(tx, home).await?.outbound),
            },
            inbound: match inbound.and_then(|of| of.inbound) {
                Some(setting) => Counting::own(setting),
                None => Counting::default(store::defaults(tx, host).await?.inbound),
            },
        })
    }

    /// What of these settings forbids somebody to be at the host, and to use an application there if one is named. Whom
    /// home does not know is among none who are listed.
    pub(super) async fn forbid(
        &self,
        tx: &mut Tx,
        origin: &Origin,
        application: Option<AppId>,
    ) -> Result<Option<Block>> {
        let sides = [
            (Side::Outbound, &self.outbound),
            (Side::Inbound, &self.inbound),
        ];
        let mut person = None;
        for (side, counting) in sides {
            let people = &counting.setting.people;
            if matches!(people.targets, Which::Listed(_)) && person.is_none() {
                person = Some(Judged::find(tx, origin).await?);
            }
            let nobody = Judged::default();
            let judged = person.as_ref().unwrap_or(&nobody);
            if let Some(part) = forbids(&counting.setting, judged, application) {
                return Ok(Some(Block {
                    side,
                    by_partner: counting.by_partner,
                    part,
                }));
            }
        }
        Ok(None)
    }
}

impl Counting {
    fn own(setting: Collaboration) -> Self {
        Self {
            setting,
            by_partner: true,
        }
    }

    fn default(setting: Collaboration) -> Self {
        Self {
            setting,
            by_partner: false,
        }
    }
}

/// Who is judged: a user of the home organisation with the groups that they are in, or somebody it does not know.
#[derive(Debug, Default)]
struct Judged {
    ids: Vec<Person>,
}

impl Judged {
    async fn find(tx: &mut Tx, origin: &Origin) -> Result<Self> {
        let home = origin.home;
        let user = match &origin.account {
            Account::User(user) => *user,
            Account::Mailbox(address) => {
                let account = user::find_by_address(tx, home, address).await?;
                match account.filter(User::has_password) {
                    Some(account) => account.id,
                    None => return Ok(Self::default()),
                }
            }
        };
        let person = |kind, id: Uuid| Person { kind, id };
        let mut ids = vec![person(PersonKind::User, user.0)];
        let groups = group::of_user(tx, home, user).await?;
        ids.extend(groups.iter().map(|one| person(PersonKind::Group, one.id.0)));
        Ok(Self { ids })
    }
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

/// What forbids whoever proved an identity to be at the host, and to use an application there if one is named.
pub(crate) async fn blocked_identity(
    tx: &mut Tx,
    host: TenantId,
    identity: (Issuer, &str),
    application: Option<AppId>,
) -> Result<Option<Block>> {
    let origin = Homes::default().origin_of(tx, identity).await?;
    blocked(tx, host, origin, application).await
}

/// The same for an address that is invited, or was: whoever has it belongs to the organisation whose domain it is in,
/// whether it knows them or not.
pub(crate) async fn blocked_address(
    tx: &mut Tx,
    host: TenantId,
    address: &Address,
) -> Result<Option<Block>> {
    let origin = Homes::default().origin_of_address(tx, address).await?;
    blocked(tx, host, origin, None).await
}

async fn blocked(
    tx: &mut Tx,
    host: TenantId,
    origin: Option<Origin>,
    application: Option<AppId>,
) -> Result<Option<Block>> {
    let Some(origin) = origin.filter(|origin| origin.home != host) else {
        return Ok(None);
    };
    let home = origin.home;
    let sides = Sides::between(tx, Meeting { home, host }).await?;
    sides.forbid(tx, &origin, application).await
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
