//! Resetting all guests whom a provider locked out.

use super::*;
use crate::identity_provider::{IdentityProvider, LockedOut, ProviderPatch};
use crate::outbox::BlockLink;
use crate::page::{Cursor, From, PageRequest};
use crate::testing::FakeProvider;
use crate::user::{Lockout, User, UserQuery};

/// Contoso, whose guests sign in at a university and at a college.
struct World {
    fixture: Fixture,
    system: Actor,
    uni: IdentityProvider,
    college: IdentityProvider,
}

impl World {
    async fn new() -> Self {
        Self::with_limits(Limits::none()).await
    }

    async fn with_limits(limits: Limits) -> Self {
        let fixture = Fixture::with_limits(limits).await;
        let system = fixture.system(fixture.contoso().await.id);
        let mut added = Vec::new();
        for name in ["uni", "college"] {
            let fake = FakeProvider::new(&fixture.fetch, &format!("https://idp.{name}.example"));
            let domain = format!("{name}.example");
            let new = fake.new_provider(&fixture.identity, &[&domain]);
            let provider = fixture.identity.add_identity_provider(&system, &new);
            added.push(provider.await.unwrap());
        }
        let (college, uni) = (added.pop().unwrap(), added.pop().unwrap());
        Self {
            fixture,
            system,
            uni,
            college,
        }
    }

    async fn bind(&self, guest: &User, provider: &IdentityProvider) {
        let mut tx = self.fixture.identity.write().await.unwrap();
        let whose = (provider.as_issuer(), guest.mail.as_deref().unwrap());
        let bound = crate::user::bind_identity(&mut tx, self.system.tenant, guest.id, whose);
        assert!(bound.await.unwrap());
        tx.commit().await.unwrap();
    }

    /// Somebody who is bound to the university.
    async fn at_uni(&self, name: &str) -> User {
        self.at(&format!("{name}@uni.example")).await
    }

    /// The same of another address. Who comes later is listed later.
    async fn at(&self, to: &str) -> User {
        self.fixture.clock.advance(Span::millis(1));
        let guest = self.fixture.invite(&self.system, to).await.user;
        self.bind(&guest, &self.uni).await;
        guest
    }

    async fn set_enabled(&self, provider: &IdentityProvider, is_enabled: bool) {
        let patch = ProviderPatch {
            is_enabled: Some(is_enabled),
            ..ProviderPatch::default()
        };
        let identity = &self.fixture.identity;
        let changed = identity.update_identity_provider(&self.system, provider.id, &patch);
        changed.await.unwrap();
    }

    async fn told(&self) -> LockedOut {
        let (identity, first) = (&self.fixture.identity, PageRequest::first(50));
        let told = identity.locked_out_by(&self.system, self.uni.id, &first);
        told.await.unwrap()
    }

    /// The addresses of whom it names.
    async fn named(&self) -> Vec<String> {
        let told = self.told().await;
        let rows = told.guests.rows;
        assert_eq!(rows.len(), usize::try_from(told.count).unwrap());
        rows.into_iter().filter_map(|guest| guest.mail).collect()
    }

    async fn remove(&self, told: u64) -> Result<(), Error> {
        let identity = &self.fixture.identity;
        identity
            .delete_identity_provider(&self.system, self.uni.id, told)
            .await
    }

    async fn reset(&self, actor: &Actor, from: From) -> Result<ResetMany, Error> {
        let identity = &self.fixture.identity;
        identity
            .reset_locked_out(actor, self.uni.id, (from, None), REDIRECT)
            .await
    }
}

fn after(done: &ResetMany) -> From {
    From::After(done.last.clone().unwrap())
}

/// Whoever has another way, is blocked or is deleted is not locked out by the provider, and no reset helps them.
#[tokio::test]
async fn who_has_another_way_or_is_out_anyway_is_not_locked_out() {
    let world = World::new().await;
    let (identity, system) = (&world.fixture.identity, &world.system);
    world.at_uni("lee").await;
    let kim = world.at_uni("kim").await;
    world.bind(&kim, &world.college).await;
    let (pat, _) = world.fixture.guest(system, PAT).await;
    world.bind(&pat, &world.uni).await;
    let gone = world.at_uni("gone").await;
    identity.delete_user(system, gone.id).await.unwrap();
    let blocked = world.at_uni("blocked").await;
    let block = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    let blocked = identity.update_user(system, blocked.id, &block).await;
    blocked.unwrap();
    assert_eq!(world.named().await, ["lee@uni.example"]);
    assert_eq!(world.told().await.bound, 5);
    // What is off is no other way.
    world.set_enabled(&world.college, false).await;
    assert_eq!(world.named().await, ["lee@uni.example", "kim@uni.example"]);
    // Nobody is locked out yet: who is named would be.
    let any = UserQuery {
        lockout: Some(Lockout::Any),
        ..UserQuery::all(PageRequest::first(50))
    };
    assert_eq!(identity.users(system, &any).await.unwrap().rows, []);
    assert!(identity.locking_out(system).await.unwrap().is_empty());
    world.set_enabled(&world.uni, false).await;
    assert_eq!(identity.users(system, &any).await.unwrap().rows.len(), 2);
    let by = identity.locking_out(system).await.unwrap();
    let mut by: Vec<_> = by.into_iter().map(|(by, count)| (by.id, count)).collect();
    by.sort_by_key(|(_, count)| *count);
    assert_eq!(by, [(world.college.id, 1), (world.uni.id, 2)]);
}

/// It is remembered for every identity, also for those who are not locked out.
#[tokio::test]
async fn a_provider_that_locks_nobody_out_is_kept_for_who_is_bound_to_it() {
    let world = World::new().await;
    let gone = world.at_uni("gone").await;
    let (identity, system) = (&world.fixture.identity, &world.system);
    identity.delete_user(system, gone.id).await.unwrap();
    world.remove(0).await.unwrap();
    let told = world.told().await;
    assert_eq!((told.count, told.bound), (0, 1));
    identity.restore_user(system, gone.id).await.unwrap();
    assert_eq!(world.named().await, ["gone@uni.example"]);
    let fake = FakeProvider::new(&world.fixture.fetch, "https://idp.uni.example");
    let again = fake.new_provider(identity, &["uni.example"]);
    let again = identity.add_identity_provider(system, &again).await;
    assert_eq!(again.unwrap().id, world.uni.id);
}

#[tokio::test]
async fn all_are_reset_in_batches_and_nobody_twice() {
    let world = World::new().await;
    let mut guests = Vec::new();
    for number in 0..53 {
        guests.push(world.at_uni(&format!("guest-{number:02}")).await);
    }
    let role = Role::GroupsAdministrator;
    let (identity, system) = (&world.fixture.identity, &world.system);
    identity
        .assign_role(system, guests[0].id, role)
        .await
        .unwrap();
    // As long as it signs people in, nothing is to be reset.
    let refused = world.reset(system, From::Start).await;
    assert!(matches!(refused, Err(Error::Conflict { .. })));
    assert!(matches!(
        world.remove(52).await,
        Err(Error::Conflict { .. })
    ));
    world.remove(53).await.unwrap();
    world.fixture.deliver().await;
    let done = world.reset(system, From::Start).await.unwrap();
    assert_eq!((done.reset, done.refused.len()), (50, 0));
    let mails = world.fixture.deliver().await;
    let invites = |mail: &Mail| matches!(mail, Mail::Invitation(_));
    assert_eq!(mails.iter().filter(|mail| invites(mail)).count(), 50);
    // What is left is in the database: it goes on from the start as from where it ended.
    assert_eq!(world.told().await.count, 3);
    let done = world.reset(system, From::Start).await.unwrap();
    assert_eq!(done.reset, 3);
    assert_eq!(world.told().await.count, 0);
    assert_eq!(world.fixture.deliver().await.len(), 3);
    let done = world.reset(system, From::Start).await.unwrap();
    assert_eq!((done.reset, done.last), (0, None));
    assert!(world.fixture.deliver().await.is_empty());
    // It is the reset of one.
    let first = identity.user(system, guests[0].id).await.unwrap();
    let pending = Some(InvitationState::PendingAcceptance);
    assert_eq!(first.invitation_state, pending);
    assert_eq!(identity.roles_of(system, first.id).await.unwrap(), [role]);
    newest(&world.fixture, system, Activity::InviteWithReset).await;
}

#[tokio::test]
async fn who_is_refused_is_named_and_keeps_nobody_from_it() {
    let world = World::new().await;
    let (identity, system) = (&world.fixture.identity, &world.system);
    let chief = world.at_uni("chief").await;
    let role = Role::GlobalAdministrator;
    identity.assign_role(system, chief.id, role).await.unwrap();
    let denied = world.at("dan@denied.example").await;
    world.at_uni("lee").await;
    let deny = vec![Domain::parse("denied.example").unwrap()];
    let deny = SettingsPatch {
        restriction: Some((Restriction::Deny, deny)),
        ..SettingsPatch::default()
    };
    identity.update_settings(system, &deny).await.unwrap();
    world.remove(3).await.unwrap();
    let (fixture, tenant) = (&world.fixture, system.tenant);
    let uma = fixture.with_role(tenant, "uma", Role::UserAdministrator);
    let uma = uma.await;
    let done = world.reset(&uma, From::Start).await.unwrap();
    assert_eq!(done.reset, 1);
    let [(first, upon_equals), (second, not_invited)] = done.refused.as_slice() else {
        panic!("{:?}", done.refused);
    };
    assert_eq!((first.id, second.id), (chief.id, denied.id));
    assert!(matches!(
        upon_equals,
        InviteError::Other(Error::Forbidden {
            permission: Permission::ManageAdministrators
        })
    ));
    assert!(matches!(not_invited, InviteError::DomainBlocked));
    assert_eq!(
        world.named().await,
        ["chief@uni.example", "dan@denied.example"]
    );
    // After them there is nobody.
    let done = world.reset(&uma, after(&done)).await.unwrap();
    assert!(done.reset == 0 && done.refused.is_empty());
    // Who may not reset one does not reset many.
    let role = Role::ExternalIdentityProviderAdministrator;
    let ned = fixture.with_role(tenant, "ned", role).await;
    let refused = world.reset(&ned, From::Start).await;
    let permission = Permission::ResetRedemption;
    assert!(matches!(refused, Err(Error::Forbidden { permission: found }) if found == permission));
    // Nor does it anybody who may not see what locks them out.
    let hal = fixture
        .with_role(tenant, "hal", Role::HelpdeskAdministrator)
        .await;
    let refused = world.reset(&hal, From::Start).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
}

#[tokio::test]
async fn the_limit_of_the_inviter_ends_it_and_it_goes_on_later() {
    let mut limits = Limits::none();
    limits.invitations_per_inviter = 2;
    let world = World::with_limits(limits).await;
    for name in ["one", "two"] {
        world.at_uni(name).await;
    }
    world.fixture.clock.advance(Span::hours(1));
    world.at_uni("three").await;
    world.remove(3).await.unwrap();
    let done = world.reset(&world.system, From::Start).await.unwrap();
    assert_eq!((done.reset, done.refused.len()), (1, 0));
    assert!(done.goes_on_in.is_some());
    assert_eq!(
        world.named().await,
        ["two@uni.example", "three@uni.example"]
    );
    world.fixture.clock.advance(Span::hours(1));
    let done = world.reset(&world.system, after(&done)).await.unwrap();
    assert_eq!((done.reset, done.goes_on_in), (2, None));
}

/// They are reset, and somebody has to pass the link on.
#[tokio::test]
async fn who_blocked_the_organisation_is_named_because_no_mail_goes_out() {
    let world = World::new().await;
    world.at_uni("lee").await;
    let ann = world.at_uni("ann").await;
    let block = BlockLink {
        tenant: world.system.tenant,
        address: "ann@uni.example".to_owned(),
    };
    let (identity, circumstances) = (&world.fixture.identity, world.fixture.circumstances());
    let blocked = identity.set_blocked(&block, true, &circumstances).await;
    blocked.unwrap();
    world.set_enabled(&world.uni, false).await;
    world.fixture.deliver().await;
    let done = world.reset(&world.system, From::Start).await.unwrap();
    let named: Vec<_> = done.not_mailed.iter().map(|guest| guest.id).collect();
    assert_eq!((done.reset, named), (2, vec![ann.id]));
    assert_eq!(world.fixture.deliver().await.len(), 1);
}

#[tokio::test]
async fn an_address_with_too_many_mails_is_refused_alone() {
    let mut limits = Limits::none();
    limits.mails_per_recipient = 2;
    let world = World::with_limits(limits).await;
    world.at_uni("often").await;
    world.at_uni("lee").await;
    world
        .fixture
        .invite(&world.system, "often@uni.example")
        .await;
    world.set_enabled(&world.uni, false).await;
    let done = world.reset(&world.system, From::Start).await.unwrap();
    assert_eq!(done.reset, 1);
    assert!(matches!(
        done.refused.as_slice(),
        [(_, InviteError::Other(Error::TooMany { .. }))]
    ));
    assert_eq!(world.named().await, ["often@uni.example"]);
}

#[tokio::test]
async fn a_removed_provider_of_which_all_guests_are_reset_comes_again_as_a_new_one() {
    let world = World::new().await;
    world.at_uni("lee").await;
    let again = async || {
        let fake = FakeProvider::new(&world.fixture.fetch, "https://idp.uni.example");
        let new = fake.new_provider(&world.fixture.identity, &["uni.example"]);
        let added = world
            .fixture
            .identity
            .add_identity_provider(&world.system, &new);
        added.await.unwrap().id
    };
    world.remove(1).await.unwrap();
    // It brings back whoever is bound to it, as the one that it was.
    assert_eq!(again().await, world.uni.id);
    world.remove(1).await.unwrap();
    let done = world.reset(&world.system, From::Start).await.unwrap();
    assert_eq!(done.reset, 1);
    assert_ne!(again().await, world.uni.id);
}

#[tokio::test]
async fn nobody_is_reset_who_was_not_listed() {
    let world = World::new().await;
    let ann = world.at_uni("ann").await;
    world.at_uni("kim").await;
    world.set_enabled(&world.uni, false).await;
    let until = Cursor {
        key: String::new(),
        id: ann.id.0,
    };
    // The second time is that of whoever loads the page again.
    for expected in [1, 0] {
        let listed = (From::Start, Some(until.clone()));
        let (identity, uni) = (&world.fixture.identity, world.uni.id);
        let done = identity.reset_locked_out(&world.system, uni, listed, REDIRECT);
        assert_eq!(done.await.unwrap().reset, expected);
        assert_eq!(world.named().await, ["kim@uni.example"]);
    }
}
