//! One-time passcodes: eight digits to a mailbox, thirty minutes, five tries, once.
//!
//! The newest code of an address replaces older ones. A wrong code locks the code, never the person.

mod store;

pub(crate) use store::delete;

use hospes_protocol::address::Address;

use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::env::{Entropy, Span};
use crate::error::{Error, Result};
use crate::identity::SWEEP_ROWS;
use crate::ids::TenantId;
use crate::limit::{self, Limit};
use crate::outbox::{self, About, Mail, Organization};
use crate::session::NOBODY;
use crate::{Identity, tenant, user};

/// So long a code counts.
pub const LIFE: Span = Span::minutes(30);
/// So many tries a code allows.
pub const TRIES: i64 = 5;

/// Why a code does not prove anything.
#[derive(Debug, thiserror::Error)]
pub enum PasscodeError {
    /// It is not the code.
    #[error("the code is wrong")]
    Wrong {
        /// How many tries are left.
        tries_left: u32,
    },
    /// There is no code that could be right: none was sent, it is too old, or was tried too often.
    #[error("there is no such code any more")]
    Ended,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl Identity {
    /// Sends a code to an address on behalf of a tenant. The caller has decided that it may.
    pub(crate) async fn send_passcode(
        &self,
        tenant: TenantId,
        address: &Address,
        language: Option<&str>,
        circumstances: &Circumstances,
    ) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let to = (tenant, address, language);
            self.send_passcode_in(&mut tx, to, circumstances).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        self.wake_worker();
        Ok(())
    }

    /// Does so in the caller's transaction; after its commit the worker is to be woken.
    pub(crate) async fn send_passcode_in(
        &self,
        tx: &mut Tx,
        (tenant, address, language): (TenantId, &Address, Option<&str>),
        circumstances: &Circumstances,
    ) -> Result<()> {
        let actor = Actor::person(tenant, address.as_typed(), circumstances);
        self.count_passcode(tx, address, circumstances).await?;
        let code = digits(tx.entropy());
        let hash = self.passcode_mac(tenant, address, &code);
        store::replace(tx, tenant, address.canonical(), hash, LIFE).await?;
        let mail = Mail::Passcode {
            organization: organization(tx, tenant).await?,
            to: address.as_typed().to_owned(),
            code: outbox::Code(code),
            language: language.map(str::to_owned),
        };
        let guest = user::find_by_address(tx, tenant, address.canonical()).await?;
        let about = About {
            user: guest.map(|guest| guest.id),
            invitation: None,
        };
        outbox::enqueue(tx, &self.env, &actor, &mail, about).await?;
        Entry::new(Activity::SendPasscode).record(tx, &actor).await
    }

    /// Does what [`Identity::send_passcode`] does for an address that is nobody's, but sends nothing: there
    /// is a code that nobody knows, which counts, allows tries and ends like any other.
    pub(crate) async fn pretend_passcode(
        &self,
        address: &Address,
        circumstances: &Circumstances,
    ) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            self.count_passcode(&mut tx, address, circumstances).await?;
            let mut hash = [0; 32];
            tx.entropy().fill(&mut hash);
            store::replace(&mut tx, NOBODY, address.canonical(), hash, LIFE).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Counts a code that is asked for, whether one is sent or not: the answer is the same.
    async fn count_passcode(
        &self,
        tx: &mut Tx,
        address: &Address,
        circumstances: &Circumstances,
    ) -> Result<()> {
        let limits = &self.env.limits;
        let hour = Span::hours(1);
        let network = circumstances.network();
        let per_network = Limit::new(
            "passcode-network",
            &network,
            limits.passcodes_per_network,
            hour,
        );
        let per_address = Limit::new(
            "passcode",
            address.canonical(),
            limits.passcodes_per_address,
            hour,
        );
        limit::take(tx, NOBODY, &per_network).await?;
        limit::take(tx, NOBODY, &per_address).await
    }

    /// Checks a code in the caller's transaction. A wrong one is counted; the caller must commit even then.
    pub(crate) async fn check_passcode(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        address: &Address,
        code: &str,
    ) -> Result<(), PasscodeError> {
        let tried = store::count_try(tx, tenant, address.canonical(), TRIES).await;
        let Some((hash, tries)) = tried.map_err(Error::from)? else {
            return Err(PasscodeError::Ended);
        };
        let code: String = code.chars().filter(char::is_ascii_digit).collect();
        let parts = mac_parts(&tenant, address, &code);
        if self.env.keyring.mac_matches("passcode", &parts, &hash) {
            let deleted = delete(tx, tenant, address.canonical()).await;
            return deleted.map_err(|e| Error::from(e).into());
        }
        let left = u32::try_from(TRIES - tries).unwrap_or(0);
        Err(if left == 0 {
            PasscodeError::Ended
        } else {
            PasscodeError::Wrong { tries_left: left }
        })
    }

    fn passcode_mac(&self, tenant: TenantId, address: &Address, code: &str) -> [u8; 32] {
        // Eight digits are soon guessed from a plain hash; this one needs the key file.
        let parts = mac_parts(&tenant, address, code);
        self.env.keyring.mac("passcode", &parts)
    }

    /// Sweep: forgets codes that count no more.
    pub async fn forget_old_passcodes(&self) -> Result<crate::SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let gone = store::delete_ended(&mut tx, tenant).await?;
            tx.commit().await?;
            Ok(gone)
        })
        .await
    }
}

/// The organisation a mail comes from.
pub(crate) async fn organization(tx: &mut Tx, id: TenantId) -> Result<Organization> {
    let found = tenant::find(tx, id).await?;
    let settings = tenant::settings_of(tx, id).await?;
    Ok(Organization {
        tenant: id,
        name: found.display_name,
        domain: found.initial_domain,
        privacy_statement_url: settings.privacy_statement_url,
    })
}

fn mac_parts<'a>(tenant: &'a TenantId, address: &'a Address, code: &'a str) -> [&'a [u8]; 3] {
    let address = address.canonical().as_bytes();
    [tenant.0.as_bytes(), address, code.as_bytes()]
}

fn digits(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    // Of 2^64 values, so little is left over that no digit is likelier than another by 10^-11.
    format!("{:08}", u64::from_be_bytes(bytes) % 100_000_000)
}
