//! Recovery codes: ten for the day on which the phone is lost, each once.

use super::change::may_change;
use super::store::{self, Owner};
use super::totp::{prove, refused};
use super::{Factor, FactorError, Holder};
use crate::Identity;
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::{Entropy, Span};
use crate::error::{Error, Result};
use crate::limit::{self, Limit};
use crate::session::{Membership, NOBODY, Opened};
use crate::sign_in_log::{Attempt, Reason};

/// So many are made at once.
const CODES: usize = 10;
/// So many characters a code has: with five bits each, 50 bits.
const LENGTH: usize = 10;
/// Without those that look like others: I and 1, O and 0.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const PURPOSE: &str = "recovery-code";
const QUARTER: Span = Span::minutes(15);
/// So many wrong codes of an app one account has in an hour from wherever they come: six digits are few for who
/// knows the password and has many networks. Passkeys and recovery codes are taken all the same.
const WRONG_PER_ACCOUNT: u32 = 50;

/// A code as it is written down: two groups of five.
fn new_code(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; LENGTH];
    entropy.fill(&mut bytes);
    let letter = |byte: u8| ALPHABET.get(usize::from(byte & 31)).copied();
    let letters: String = bytes
        .into_iter()
        .filter_map(letter)
        .map(char::from)
        .collect();
    let (first, second) = letters.split_at_checked(LENGTH / 2).unwrap_or_default();
    format!("{first}-{second}")
}

/// What was typed, as it is hashed; `None` when it cannot be a code.
fn canonical(typed: &str) -> Option<String> {
    let letters: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let is_one = letters.len() == LENGTH && letters.bytes().all(|byte| ALPHABET.contains(&byte));
    is_one.then_some(letters)
}

impl Identity {
    /// Makes new codes; those before count no more. They cannot be read again.
    pub async fn new_recovery_codes(&self, holder: Holder<'_>) -> Result<Vec<String>, FactorError> {
        let member = holder.member;
        let owner = (member.tenant.id, member.user.id);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            if let Err(refusal) = may_change(&mut tx, holder).await? {
                return Ok(Err(refusal));
            }
            // Without an authenticator there is nothing they could stand in for.
            if !store::has_any(&mut tx, owner).await? {
                return Err(Error::NotFound {
                    what: "authenticator",
                });
            }
            let codes = self.make_codes(&mut tx, owner).await?;
            Entry::new(Activity::RegisterSecurityInfo)
                .target(Target::user(&member.user))
                .detail("Method", "recovery codes")
                .record(&mut tx, &member.actor)
                .await?;
            tx.commit().await?;
            Ok(Ok(codes))
        })
        .await?
    }

    /// Makes codes in the caller's transaction, in place of those before.
    pub(super) async fn make_codes(&self, tx: &mut Tx, owner: Owner) -> Result<Vec<String>> {
        store::delete_codes(tx, owner).await?;
        let mut codes = Vec::with_capacity(CODES);
        while codes.len() < CODES {
            let code = new_code(self.env.entropy.as_ref());
            if let Some(letters) = canonical(&code)
                && !codes.contains(&code)
            {
                // 50 bits could be searched for in a stolen database; without the key file they cannot.
                let parts = parts(&owner, &letters);
                let hash = self.env.keyring.mac(PURPOSE, &parts);
                store::insert_code(tx, owner, hash).await?;
                codes.push(code);
            }
        }
        Ok(codes)
    }

    /// Takes a recovery code, once.
    pub async fn use_recovery_code(
        &self,
        holder: Holder<'_>,
        typed: &str,
    ) -> Result<Opened, FactorError> {
        let member = holder.member;
        let taken = self.retrying(|| async {
            let mut tx = self.write().await?;
            if let Err(refusal) = self.count_guess(&mut tx, member).await {
                return told(refusal).map(Err);
            }
            if !self.use_code(&mut tx, member, typed).await? {
                refused(
                    &mut tx,
                    holder,
                    (Factor::RecoveryCode, "invalid recovery code"),
                )
                .await?;
                tx.commit().await?;
                return Ok(Err(FactorError::Wrong));
            }
            self.clear_tries(&mut tx, member).await?;
            let opened = prove(&mut tx, holder, Factor::RecoveryCode).await?;
            tx.commit().await?;
            Ok(Ok(opened))
        });
        let taken = taken.await?;
        self.note_if_too_many(holder, Factor::RecoveryCode, &taken)
            .await?;
        taken
    }

    async fn use_code(&self, tx: &mut Tx, member: &Membership, typed: &str) -> Result<bool> {
        let owner = (member.tenant.id, member.user.id);
        let Some(letters) = canonical(typed) else {
            return Ok(false);
        };
        let parts = parts(&owner, &letters);
        let codes = store::codes(tx, owner).await?;
        let matching = codes
            .into_iter()
            .find(|(hash,)| self.env.keyring.mac_matches(PURPOSE, &parts, hash));
        match matching {
            Some((hash,)) => Ok(store::use_code(tx, owner, hash).await?),
            None => Ok(false),
        }
    }

    /// An account is counted together with the network, so that a stranger does not lock it for its owner.
    fn guesses(&self, member: &Membership) -> Limit {
        let network = member.actor.circumstances.network();
        let account = format!("{} {network}", member.user.id);
        let most = self.env.limits.wrong_passwords_per_account;
        Limit::new("wrong-factor", &account, most, QUARTER)
    }

    fn guesses_from_anywhere(&self, member: &Membership) -> Limit {
        let most = match self.env.limits.wrong_passwords_per_account {
            0 => 0,
            _ => WRONG_PER_ACCOUNT,
        };
        let account = member.user.id.to_string();
        Limit::new("wrong-factor-anywhere", &account, most, Span::hours(1))
    }

    fn guesses_of_network(&self, member: &Membership) -> Limit {
        let network = member.actor.circumstances.network();
        let most = self.env.limits.wrong_secrets_per_network;
        Limit::new("wrong-secret", &network, most, QUARTER)
    }

    /// Counts a try before it is looked at, so that many at once are no more than one after the other.
    async fn count_guess(&self, tx: &mut Tx, member: &Membership) -> Result<()> {
        limit::check(tx, NOBODY, &self.guesses_of_network(member)).await?;
        limit::take(tx, member.tenant.id, &self.guesses(member)).await
    }

    /// The same for a code of an app; gives the refusal when there were too many.
    pub(super) async fn count_try(
        &self,
        tx: &mut Tx,
        member: &Membership,
    ) -> Result<Option<Error>> {
        let anywhere = self.guesses_from_anywhere(member);
        let counted = match limit::check(tx, member.tenant.id, &anywhere).await {
            Ok(()) => self.count_guess(tx, member).await,
            Err(error) => Err(error),
        };
        match counted {
            Ok(()) => Ok(None),
            Err(error @ Error::TooMany { .. }) => Ok(Some(error)),
            Err(error) => Err(error),
        }
    }

    /// Counts that a try was wrong.
    pub(super) async fn count_wrong_factor(&self, tx: &mut Tx, member: &Membership) -> Result<()> {
        let (network, anywhere) = (
            self.guesses_of_network(member),
            self.guesses_from_anywhere(member),
        );
        for (tenant, limit) in [(NOBODY, network), (member.tenant.id, anywhere)] {
            match limit::take(tx, tenant, &limit).await {
                // Reached by others meanwhile: the next try is refused by the check.
                Ok(()) | Err(Error::TooMany { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Records in the sign-in log that there were too many wrong ones, if that is why somebody was refused: once
    /// for each limit.
    pub(super) async fn note_if_too_many<T>(
        &self,
        holder: Holder<'_>,
        factor: Factor,
        found: &Result<T, FactorError>,
    ) -> Result<()> {
        let Err(FactorError::Other(Error::TooMany { .. })) = found else {
            return Ok(());
        };
        let member = holder.member;
        let tenant = member.tenant.id;
        let limits = [
            (tenant, self.guesses_from_anywhere(member)),
            (NOBODY, self.guesses_of_network(member)),
            (tenant, self.guesses(member)),
        ];
        for (counted, limit) in limits {
            let checked = limit::check(&mut self.read().await?, counted, &limit).await;
            let Err(Error::TooMany { .. }) = checked else {
                continue;
            };
            let (name, method) = (&member.user.user_principal_name, holder.session.method);
            let attempt = Attempt::new(name, method.as_str(), Reason::TooMany)
                .of(Some(member.user.id))
                .with(Some(factor.as_str()));
            let here = &member.actor.circumstances;
            return self
                .note_sign_in(tenant, (&attempt, limit.key()), here)
                .await;
        }
        Ok(())
    }

    /// What is right clears what was wrong from there.
    pub(super) async fn clear_tries(&self, tx: &mut Tx, member: &Membership) -> Result<()> {
        limit::clear(tx, member.tenant.id, &self.guesses(member)).await
    }
}

/// A refusal is an answer; what else goes wrong is run again, or fails.
fn told(error: Error) -> Result<FactorError> {
    if matches!(error, Error::TooMany { .. }) {
        Ok(FactorError::Other(error))
    } else {
        Err(error)
    }
}

fn parts<'a>((tenant, user): &'a Owner, letters: &'a str) -> [&'a [u8]; 3] {
    [tenant.0.as_bytes(), user.0.as_bytes(), letters.as_bytes()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        let code = new_code(&SeededEntropy::new());
        assert_eq!(code.len(), 11);
        let letters = canonical(&code).unwrap();
        let (first, second) = code.split_once('-').unwrap();
        assert_eq!(letters, format!("{first}{second}"));
        for typed in [
            code.to_lowercase(),
            letters.clone(),
            format!(" {first} {second} "),
        ] {
            assert_eq!(canonical(&typed).as_ref(), Some(&letters), "{typed}");
        }
        for typed in ["", "ABCDE", "ABCDE-FGHJ1", "ABCDE-FGHJKL", "ABCDE-FGHJé"] {
            assert_eq!(canonical(typed), None, "{typed}");
        }
    }
}
