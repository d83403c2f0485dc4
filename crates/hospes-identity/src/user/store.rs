//! SQL of users, their addresses, search terms, identities and sponsors.

use hospes_protocol::text::fold;
use uuid::Uuid;

use super::addresses::canonical;
use super::profile::profile_columns;
use super::{BoundIdentity, CreationType, InvitationState, Issuer, Profile, Sponsor, User};
use crate::db::{DbError, FromRow, Query, Row, Tx, row, sql};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{GroupId, TenantId, UserId};

macro_rules! select_users {
    ($tail:literal) => {
        concat!(
            "SELECT id, version, user_principal_name, display_name, mail, mail_nickname, other_mails,
                user_type, creation_type, account_enabled, invitation_state,
                invitation_state_changed_at, password_hash, must_change_password, manager_id,
                invited_by, access_ends_at, sessions_valid_from, last_sign_in_at, created_at,
                deleted_at",
            profile_columns!(),
            " FROM users ",
            $tail
        )
    };
}
pub(super) use select_users;

impl FromRow for User {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.next()?,
            version: row.next()?,
            user_principal_name: row.next()?,
            display_name: row.next()?,
            mail: row.next()?,
            mail_nickname: row.next()?,
            other_mails: serde_json::from_str(&row.next::<String>()?)
                .map_err(|e| DbError::new("a list of addresses cannot be read", e))?,
            user_type: row.next()?,
            creation_type: row.next::<Option<CreationType>>()?,
            account_enabled: row.next()?,
            invitation_state: row.next::<Option<InvitationState>>()?,
            invitation_state_changed_at: row.next()?,
            password_hash: row.next()?,
            must_change_password: row.next()?,
            manager: row.next()?,
            invited_by: row.next()?,
            access_ends_at: row.next()?,
            sessions_valid_from: row.next()?,
            last_sign_in_at: row.next()?,
            created_at: row.next()?,
            deleted_at: row.next()?,
            profile: Profile::read(row)?,
        })
    }
}

fn json(list: &[String]) -> String {
    // Strings always have a form in JSON.
    serde_json::to_string(list).unwrap_or_default()
}

/// Binds what both writing statements set, in their order: $3 and on.
fn bind(query: Query, user: &User) -> Query {
    let query = query
        .bind(&user.user_principal_name)
        .bind(canonical(&user.user_principal_name))
        .bind(&user.display_name)
        .bind(fold(&user.display_name))
        .bind(&user.mail)
        .bind(user.mail.as_deref().map(canonical))
        .bind(&user.mail_nickname)
        .bind(json(&user.other_mails))
        .bind(user.user_type)
        .bind(user.account_enabled)
        .bind(user.invitation_state)
        .bind(user.invitation_state_changed_at)
        .bind(&user.password_hash)
        .bind(user.must_change_password)
        .bind(user.manager)
        .bind(user.access_ends_at)
        .bind(user.sessions_valid_from)
        .bind(user.last_sign_in_at)
        .bind(user.deleted_at);
    user.profile.values().into_iter().fold(query, Query::bind)
}

pub(super) async fn insert(tx: &mut Tx, tenant: TenantId, user: &User) -> Result<(), DbError> {
    let query = sql(concat!(
        "INSERT INTO users (tenant_id, id, user_principal_name, upn_folded, display_name,
            display_name_folded, mail, mail_folded, mail_nickname, other_mails, user_type,
            account_enabled, invitation_state, invitation_state_changed_at, password_hash,
            must_change_password, manager_id, access_ends_at, sessions_valid_from,
            last_sign_in_at, deleted_at",
        profile_columns!(),
        ", version, creation_type, invited_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35,
            $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46)"
    ));
    // The numbers above are 21 columns, the profile and four more.
    const { assert!(21 + Profile::COUNT + 4 == 46) };
    bind(query.bind(tenant).bind(user.id), user)
        .bind(user.version)
        .bind(user.creation_type)
        .bind(user.invited_by)
        .bind(user.created_at)
        .execute(tx)
        .await?;
    save_terms(tx, tenant, user).await
}

/// Writes a changed user. `false` when somebody else changed it since it was read.
async fn update(tx: &mut Tx, tenant: TenantId, user: &User) -> Result<bool, DbError> {
    let query = sql(concat!(
        "UPDATE users SET (user_principal_name, upn_folded, display_name, display_name_folded, mail,
            mail_folded, mail_nickname, other_mails, user_type, account_enabled,
            invitation_state, invitation_state_changed_at, password_hash, must_change_password,
            manager_id, access_ends_at, sessions_valid_from, last_sign_in_at, deleted_at",
        profile_columns!(),
        ") = ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37,
            $38, $39, $40, $41, $42), version = version + 1
         WHERE tenant_id = $1 AND id = $2 AND version = $43"
    ));
    const { assert!(21 + Profile::COUNT == 42) };
    let changed = bind(query.bind(tenant).bind(user.id), user)
        .bind(user.version)
        .execute(tx)
        .await?;
    Ok(changed == 1)
}

/// Writes a changed user; the operation runs again when somebody else changed it meanwhile.
pub(crate) async fn save(tx: &mut Tx, tenant: TenantId, user: &mut User) -> Result<()> {
    if !update(tx, tenant, user).await? {
        return Err(changed_meanwhile());
    }
    user.version += 1;
    Ok(())
}

/// Writes what accepting and declining change of a guest. Of all the indexes one is touched.
pub(crate) async fn save_redemption(tx: &mut Tx, tenant: TenantId, user: &mut User) -> Result<()> {
    let changed = sql(
        "UPDATE users SET invitation_state = $3, invitation_state_changed_at = $4,
            sessions_valid_from = $5, last_sign_in_at = $6, version = version + 1
         WHERE tenant_id = $1 AND id = $2 AND version = $7",
    )
    .bind(tenant)
    .bind(user.id)
    .bind(user.invitation_state)
    .bind(user.invitation_state_changed_at)
    .bind(user.sessions_valid_from)
    .bind(user.last_sign_in_at)
    .bind(user.version)
    .execute(tx)
    .await?;
    if changed != 1 {
        return Err(changed_meanwhile());
    }
    user.version += 1;
    Ok(())
}

fn changed_meanwhile() -> Error {
    DbError::retryable("a user changed meanwhile", "another version").into()
}

/// The second and later words of the display name, at most five.
fn terms(user: &User) -> Vec<String> {
    let folded = fold(&user.display_name);
    let mut terms: Vec<String> = Vec::new();
    let mut rest = folded.as_str();
    while let Some((_, after)) = rest.split_once(char::is_whitespace) {
        rest = after.trim_start();
        let term: String = rest.chars().take(64).collect();
        if terms.len() < 5 && !term.is_empty() && !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

/// Writes the search terms of a new or renamed user.
pub(super) async fn save_terms(tx: &mut Tx, tenant: TenantId, user: &User) -> Result<(), DbError> {
    for term in terms(user) {
        sql(
            "INSERT INTO user_terms (tenant_id, term, user_id) VALUES ($1, $2, $3)
             ON CONFLICT (tenant_id, term, user_id) DO NOTHING",
        )
        .bind(tenant)
        .bind(term)
        .bind(user.id)
        .run(tx)
        .await?;
    }
    Ok(())
}

pub(super) async fn delete_terms(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    sql("DELETE FROM user_terms WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await?;
    Ok(())
}

/// A user, deleted or not.
pub(crate) async fn find(tx: &mut Tx, tenant: TenantId, id: UserId) -> Result<User> {
    let found: Option<User> = sql(select_users!("WHERE tenant_id = $1 AND id = $2"))
        .bind(tenant)
        .bind(id)
        .fetch_optional(tx)
        .await?;
    found.ok_or(Error::NotFound { what: "user" })
}

/// A user who is not deleted.
pub(crate) async fn find_present(tx: &mut Tx, tenant: TenantId, id: UserId) -> Result<User> {
    let user = find(tx, tenant, id).await?;
    if user.deleted_at.is_some() {
        return Err(Error::NotFound { what: "user" });
    }
    Ok(user)
}

/// The user, deleted or not, who has a canonical address or user principal name.
pub(crate) async fn find_by_address(
    tx: &mut Tx,
    tenant: TenantId,
    address: &str,
) -> Result<Option<User>, DbError> {
    sql(select_users!(
        "WHERE tenant_id = $1 AND id =
            (SELECT user_id FROM user_addresses WHERE tenant_id = $1 AND address = $2)"
    ))
    .bind(tenant)
    .bind(address)
    .fetch_optional(tx)
    .await
}

/// The user whom an identity signs in as.
pub(crate) async fn find_by_identity(
    tx: &mut Tx,
    tenant: TenantId,
    issuer: Issuer,
    subject: &str,
) -> Result<Option<User>, DbError> {
    sql(select_users!(
        "WHERE tenant_id = $1 AND id = (SELECT user_id FROM user_identities
            WHERE tenant_id = $1 AND issuer = $2 AND subject = $3)"
    ))
    .bind(tenant)
    .bind(issuer)
    .bind(subject)
    .fetch_optional(tx)
    .await
}

/// `false` when somebody has the address already.
pub(super) async fn insert_address(
    tx: &mut Tx,
    tenant: TenantId,
    address: &str,
    user: UserId,
) -> Result<bool, DbError> {
    let changed = sql("INSERT INTO user_addresses (tenant_id, address, user_id)
         VALUES ($1, $2, $3) ON CONFLICT (tenant_id, address) DO NOTHING")
    .bind(tenant)
    .bind(address)
    .bind(user)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn delete_address(
    tx: &mut Tx,
    tenant: TenantId,
    address: &str,
    user: UserId,
) -> Result<(), DbError> {
    sql("DELETE FROM user_addresses WHERE tenant_id = $1 AND address = $2 AND user_id = $3")
        .bind(tenant)
        .bind(address)
        .bind(user)
        .run(tx)
        .await?;
    Ok(())
}

/// The canonical addresses a user answers to.
pub(crate) async fn addresses_of(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = sql("SELECT address FROM user_addresses
         WHERE tenant_id = $1 AND user_id = $2 ORDER BY address")
    .bind(tenant)
    .bind(user)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(address,)| address).collect())
}

row! {
    struct IdentityRow {
        issuer: Issuer,
        subject: String,
        bound_at: Timestamp,
    }
}

pub(crate) async fn identities_of(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Vec<BoundIdentity>, DbError> {
    let rows: Vec<IdentityRow> = sql("SELECT issuer, subject, bound_at FROM user_identities
         WHERE tenant_id = $1 AND user_id = $2 ORDER BY bound_at, issuer, subject")
    .bind(tenant)
    .bind(user)
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| BoundIdentity {
            issuer: row.issuer,
            subject: row.subject,
            bound_at: row.bound_at,
            provider: None,
        })
        .collect())
}

/// `false` when the identity signs in as a user of the tenant already.
pub(super) async fn insert_identity(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    (issuer, subject): (Issuer, &str),
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "INSERT INTO user_identities (tenant_id, issuer, subject, user_id, bound_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, issuer, subject) DO NOTHING",
    )
    .bind(tenant)
    .bind(issuer)
    .bind(subject)
    .bind(user)
    .bind(now)
    .execute(tx)
    .await?;
    if changed == 0 {
        return Ok(false);
    }
    sql(
        "INSERT INTO identity_tenants (issuer, subject, tenant_id, user_id)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (issuer, subject, tenant_id) DO UPDATE SET user_id = excluded.user_id",
    )
    .bind(issuer)
    .bind(subject)
    .bind(tenant)
    .bind(user)
    .run(tx)
    .await?;
    Ok(true)
}

pub(super) async fn delete_identity(
    tx: &mut Tx,
    tenant: TenantId,
    (issuer, subject): (Issuer, &str),
) -> Result<(), DbError> {
    sql("DELETE FROM user_identities WHERE tenant_id = $1 AND issuer = $2 AND subject = $3")
        .bind(tenant)
        .bind(issuer)
        .bind(subject)
        .run(tx)
        .await?;
    sql("DELETE FROM identity_tenants WHERE issuer = $1 AND subject = $2 AND tenant_id = $3")
        .bind(issuer)
        .bind(subject)
        .bind(tenant)
        .run(tx)
        .await?;
    Ok(())
}

/// The tenants in which an identity signs in as somebody, and as whom.
pub(crate) async fn memberships_of(
    tx: &mut Tx,
    issuer: Issuer,
    subject: &str,
) -> Result<Vec<(TenantId, UserId)>, DbError> {
    sql(
        "SELECT tenant_id, user_id FROM identity_tenants WHERE issuer = $1 AND subject = $2
         ORDER BY tenant_id",
    )
    .bind(issuer)
    .bind(subject)
    .fetch_all(tx)
    .await
}

pub(super) async fn sponsors_of(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Vec<Sponsor>> {
    let rows: Vec<(Uuid, String)> = sql("SELECT sponsor_id, sponsor_kind FROM user_sponsors
         WHERE tenant_id = $1 AND user_id = $2 ORDER BY sponsor_kind DESC, sponsor_id")
    .bind(tenant)
    .bind(user)
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, kind)| match kind.as_str() {
            "group" => Sponsor::Group(GroupId(id)),
            _ => Sponsor::User(UserId(id)),
        })
        .collect())
}

pub(super) async fn insert_sponsor(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    sponsor: Sponsor,
) -> Result<(), DbError> {
    let (kind, id) = match sponsor {
        Sponsor::User(id) => ("user", id.0),
        Sponsor::Group(id) => ("group", id.0),
    };
    sql(
        "INSERT INTO user_sponsors (tenant_id, user_id, sponsor_id, sponsor_kind)
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, user_id, sponsor_id) DO NOTHING",
    )
    .bind(tenant)
    .bind(user)
    .bind(id)
    .bind(kind)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn delete_sponsors(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    sql("DELETE FROM user_sponsors WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await?;
    Ok(())
}

/// Takes somebody who is gone, user or group, from those they answered for.
pub(crate) async fn delete_sponsor(
    tx: &mut Tx,
    tenant: TenantId,
    sponsor: Uuid,
) -> Result<(), DbError> {
    sql("DELETE FROM user_sponsors WHERE tenant_id = $1 AND sponsor_id = $2")
        .bind(tenant)
        .bind(sponsor)
        .run(tx)
        .await?;
    Ok(())
}

/// Takes a user out of everything that names them, and the row itself.
pub(super) async fn delete(tx: &mut Tx, tenant: TenantId, user: UserId) -> Result<(), DbError> {
    let statements = [
        "DELETE FROM user_addresses WHERE tenant_id = $1 AND user_id = $2",
        "DELETE FROM user_terms WHERE tenant_id = $1 AND user_id = $2",
        "DELETE FROM user_sponsors WHERE tenant_id = $1 AND user_id = $2",
        "DELETE FROM user_conversions WHERE tenant_id = $1 AND user_id = $2",
        "UPDATE users SET manager_id = NULL WHERE tenant_id = $1 AND manager_id = $2",
        "DELETE FROM users WHERE tenant_id = $1 AND id = $2",
    ];
    for statement in statements {
        sql(statement).bind(tenant).bind(user).run(tx).await?;
    }
    delete_sponsor(tx, tenant, user.0).await
}

/// When a user was made an internal one.
pub(crate) async fn converted_at(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Option<Timestamp>, DbError> {
    let row: Option<(Timestamp,)> =
        sql("SELECT converted_at FROM user_conversions WHERE tenant_id = $1 AND user_id = $2")
            .bind(tenant)
            .bind(user)
            .fetch_optional(tx)
            .await?;
    Ok(row.map(|(at,)| at))
}

/// Remembers that a user was made an internal one, now.
pub(super) async fn insert_conversion(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    let now = tx.now();
    sql("INSERT INTO user_conversions (tenant_id, user_id, converted_at) VALUES ($1, $2, $3)")
        .bind(tenant)
        .bind(user)
        .bind(now)
        .run(tx)
        .await
}

/// Users deleted before an instant.
pub(super) async fn deleted_before(
    tx: &mut Tx,
    tenant: TenantId,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<UserId>, DbError> {
    let rows: Vec<(UserId,)> = sql("SELECT id FROM users
         WHERE tenant_id = $1 AND deleted_at IS NOT NULL AND deleted_at <= $2
         ORDER BY deleted_at, id LIMIT $3")
    .bind(tenant)
    .bind(before)
    .bind(limit)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Enabled guests whose access was to end by now.
pub(super) async fn guests_past_their_end(
    tx: &mut Tx,
    tenant: TenantId,
    limit: i64,
) -> Result<Vec<User>, DbError> {
    let now = tx.now();
    sql(select_users!(
        "WHERE tenant_id = $1 AND access_ends_at IS NOT NULL AND account_enabled
            AND access_ends_at <= $2 AND deleted_at IS NULL
         ORDER BY access_ends_at LIMIT $3"
    ))
    .bind(tenant)
    .bind(now)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Remembers a sign-in. It is no change of the object: the version stays.
pub(crate) async fn set_signed_in(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    let now = tx.now();
    sql("UPDATE users SET last_sign_in_at = $3 WHERE tenant_id = $1 AND id = $2")
        .bind(tenant)
        .bind(user)
        .bind(now)
        .run(tx)
        .await?;
    Ok(())
}
