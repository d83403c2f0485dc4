//! What must hold of what is stored, whatever has happened.

use std::collections::{BTreeMap, BTreeSet};

use super::reference::User as Expected;
use super::steps::Step;
use super::*;

/// The identity that each guest who accepted is bound to.
pub(super) type Bound = BTreeMap<UserId, Option<(Issuer, String)>>;

impl Run {
    /// Checks everything; gives who is bound to what.
    pub(super) async fn check(&self, step: &Step, before: &Bound) -> Bound {
        let identity = &self.world.fixture.identity;
        let mut bound = Bound::new();
        for (host, actor) in self.hosts.iter().enumerate() {
            let (mut stored, mut addresses) = (BTreeSet::new(), BTreeSet::new());
            for deleted in [false, true] {
                let query = crate::user::UserQuery {
                    deleted,
                    ..crate::user::UserQuery::all(PageRequest::first(100))
                };
                for user in identity.users(actor, &query).await.unwrap().rows {
                    stored.insert(user.id);
                    let expected = &self.reference.hosts[host].users[&user.id];
                    assert_eq!(user.deleted_at.is_some(), expected.deleted_at.is_some());
                    assert_eq!(user.account_enabled, !expected.blocked);
                    // One user for each canonical address.
                    for text in user.other_mails.iter().chain(&user.mail) {
                        let owner = (address(text).canonical().to_owned(), user.id);
                        addresses.insert(owner);
                    }
                    bound.insert(user.id, self.check_user(actor, &user, expected).await);
                }
            }
            let owners: BTreeSet<&String> = addresses.iter().map(|(text, _)| text).collect();
            assert_eq!(owners.len(), addresses.len(), "{addresses:?}");
            let expected: BTreeSet<UserId> =
                self.reference.hosts[host].users.keys().copied().collect();
            assert_eq!(stored, expected);
            // Nobody is two guests of a host.
            let here: Vec<_> = stored.iter().filter_map(|id| bound[id].clone()).collect();
            let different = |one: &(usize, &(Issuer, String))| !here[..one.0].contains(one.1);
            assert!(
                here.iter().enumerate().all(|one| different(&one)),
                "{here:?}"
            );
        }
        for (user, now) in &bound {
            let was = before.get(user).and_then(Option::as_ref);
            // What Graph calls externalUserState changes by accepting and by a reset, and by nothing else; and whoever
            // is bound stays so until a reset.
            let may = match step {
                Step::Accept { .. } | Step::AcceptTwice { .. } => was.is_none(),
                Step::Reset { .. } => now.is_none(),
                _ => false,
            };
            assert!(
                was == now.as_ref() || may,
                "{step:?} {user} {was:?} {now:?}"
            );
        }
        bound
    }

    /// Checks a guest; gives what they are bound to.
    async fn check_user(
        &self,
        actor: &Actor,
        user: &User,
        expected: &Expected,
    ) -> Option<(Issuer, String)> {
        let identity = &self.world.fixture.identity;
        // An invitation that was answered as made is never lost, and both rows agree.
        let detail = identity.invitation_of(actor, user.id).await.unwrap();
        let kept = detail.unwrap().invitation;
        assert_eq!(Some(kept.state), user.invitation_state);
        let newest = expected.newest();
        assert_eq!(
            (kept.id, kept.state, kept.generation),
            (newest.id, newest.state, newest.generation)
        );
        // An accepted guest has one identity: the one that proved itself. Others have none.
        let bound = identity.identities_of(actor, user.id).await.unwrap();
        let completed = kept.state == InvitationState::Completed;
        assert_eq!(bound.len(), usize::from(completed));
        let bound = bound.first().map(|one| (one.issuer, one.subject.clone()));
        let proved = expected.identity.map(|proved| match proved {
            SAM => (
                Issuer::Tenant(self.world.fabrikam.tenant),
                self.world.sam.id.to_string(),
            ),
            proved => match Idp::ALL.into_iter().find(|idp| idp.name_there() == proved) {
                Some(idp) => (self.providers.issuer(idp), proved.to_owned()),
                None => (Issuer::Mail, proved.to_owned()),
            },
        });
        assert_eq!(bound, proved);
        // Whoever got in has shown once, in whichever way, that the invited address is theirs.
        if let Some(proved) = expected.identity {
            let shown = self.shown.get(proved);
            let is_shown = shown.is_some_and(|all| all.contains(newest.address));
            assert!(is_shown, "{proved} never proved {}", newest.address);
        }
        bound
    }
}
