//! The list of sweeps: what time does, and how often it is looked for.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use hospes_identity::{Identity, Result, SweepReport};

type Running<'a> = Pin<Box<dyn Future<Output = Result<SweepReport>> + Send + 'a>>;

/// A sweep.
pub(super) struct Sweep {
    /// What it does, in logs and metrics.
    pub(super) name: &'static str,
    /// How long it may wait.
    pub(super) every: Duration,
    /// The operation.
    pub(super) run: fn(&Identity) -> Running<'_>,
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

/// Every sweep.
#[rustfmt::skip]
pub(super) const SWEEPS: &[Sweep] = &[
    Sweep { name: "seal audit events", every: seconds(2), run: |i| Box::pin(i.seal_audit_events()) },
    Sweep { name: "expire invitations", every: minutes(1), run: |i| Box::pin(i.expire_invitations()) },
    Sweep { name: "expire access requests", every: minutes(1), run: |i| Box::pin(i.expire_access_requests()) },
    Sweep { name: "end guest access", every: minutes(1), run: |i| Box::pin(i.end_guest_access()) },
    Sweep { name: "end old sessions", every: minutes(10), run: |i| Box::pin(i.end_old_sessions()) },
    Sweep { name: "forget old passcodes", every: minutes(10), run: |i| Box::pin(i.forget_old_passcodes()) },
    Sweep { name: "forget old counters", every: minutes(10), run: |i| Box::pin(i.forget_old_counters()) },
    Sweep { name: "forget old device codes", every: minutes(10), run: |i| Box::pin(i.forget_old_device_codes()) },
    Sweep { name: "forget old grants", every: minutes(10), run: |i| Box::pin(i.forget_old_grants()) },
    Sweep { name: "forget old challenges", every: minutes(10), run: |i| Box::pin(i.forget_old_challenges()) },
    Sweep { name: "forget old trips", every: minutes(10), run: |i| Box::pin(i.forget_old_trips()) },
    Sweep { name: "forget old assertions", every: minutes(10), run: |i| Box::pin(i.forget_old_assertions()) },
    Sweep { name: "forget taken assertions", every: minutes(10), run: |i| Box::pin(i.forget_taken_assertions()) },
    Sweep { name: "refresh SAML metadata", every: minutes(10), run: |i| Box::pin(i.refresh_saml_metadata()) },
    Sweep { name: "forget old sign-ins", every: minutes(60), run: |i| Box::pin(i.forget_old_sign_ins()) },
    Sweep { name: "forget old SAML sessions", every: minutes(10), run: |i| Box::pin(i.forget_old_saml_sessions()) },
    Sweep { name: "forget deleted users", every: minutes(60), run: |i| Box::pin(i.forget_deleted_users()) },
    Sweep { name: "rotate signing keys", every: minutes(60), run: |i| Box::pin(i.rotate_signing_keys()) },
    Sweep { name: "forget old mails", every: minutes(60), run: |i| Box::pin(i.forget_old_mails()) },
];
