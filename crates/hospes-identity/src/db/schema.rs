//! What the schema promises, for the tests that read it.

/// The tables whose keys do not begin with `tenant_id`, and why.
#[cfg(test)]
pub(crate) const GLOBAL_TABLES: &[(&str, &str)] = &[
    ("tenants", "the list of tenants"),
    (
        "domains",
        "which tenant an address belongs to is asked before a tenant is known",
    ),
    (
        "identity_tenants",
        "in which tenants an identity is known is asked before a tenant is chosen",
    ),
    (
        "waiting_invitations",
        "which invitations wait for an address is asked by whoever proved it, of no tenant in particular",
    ),
    (
        "outbox",
        "workers take the next mail, whoever it belongs to",
    ),
    ("signing_keys", "keys belong to the server"),
    ("schema_migrations", "the books of the schema itself"),
    ("schema_lock", "the books of the schema itself"),
];
