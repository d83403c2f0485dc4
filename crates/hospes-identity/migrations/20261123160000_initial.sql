-- The first schema. The common subset of architecture: UUID, TEXT, BIGINT, BOOLEAN, BYTEA; instants are
-- milliseconds since 1970-01-01T00:00:00Z. Tenant-owned tables begin their keys with tenant_id; the tables
-- without it are the short list of global ones in db/schema.rs, which says why each is global.

CREATE TABLE tenants (
    id UUID NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Which tenant does an address belong to? Asked before any tenant is known.
CREATE TABLE domains (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    is_initial BOOLEAN NOT NULL,
    verified_at BIGINT NOT NULL
);
CREATE INDEX domains_by_tenant ON domains (tenant_id, name);

CREATE TABLE collaboration_settings (
    tenant_id UUID NOT NULL PRIMARY KEY,
    allow_invites_from TEXT NOT NULL CHECK (allow_invites_from IN ('none', 'adminsAndGuestInviters', 'adminsGuestInvitersAndAllMembers', 'everyone')),
    guest_access TEXT NOT NULL CHECK (guest_access IN ('member', 'limited', 'restricted')),
    restriction TEXT NOT NULL CHECK (restriction IN ('any', 'deny', 'allow')),
    restricted_domains TEXT NOT NULL,
    invitation_days BIGINT,
    guests_may_leave BOOLEAN NOT NULL,
    privacy_statement_url TEXT,
    privacy_contact TEXT,
    notification_language TEXT
);

CREATE TABLE users (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    user_principal_name TEXT NOT NULL,
    upn_folded TEXT COLLATE "C" NOT NULL,
    display_name TEXT NOT NULL,
    display_name_folded TEXT COLLATE "C" NOT NULL,
    mail TEXT,
    mail_folded TEXT COLLATE "C",
    mail_nickname TEXT NOT NULL,
    other_mails TEXT NOT NULL,
    user_type TEXT NOT NULL CHECK (user_type IN ('Member', 'Guest')),
    creation_type TEXT CHECK (creation_type IN ('Invitation')),
    account_enabled BOOLEAN NOT NULL,
    invitation_state TEXT CHECK (invitation_state IN ('PendingAcceptance', 'Completed', 'Expired', 'Revoked', 'Declined')),
    invitation_state_changed_at BIGINT,
    password_hash TEXT,
    must_change_password BOOLEAN NOT NULL,
    manager_id UUID,
    invited_by UUID,
    access_ends_at BIGINT,
    sessions_valid_from BIGINT NOT NULL,
    last_sign_in_at BIGINT,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT,
    given_name TEXT,
    surname TEXT,
    job_title TEXT,
    company_name TEXT,
    department TEXT,
    employee_id TEXT,
    employee_type TEXT,
    employee_hire_date TEXT,
    office_location TEXT,
    street_address TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    business_phone TEXT,
    mobile_phone TEXT,
    fax_number TEXT,
    age_group TEXT,
    consent_provided_for_minor TEXT,
    usage_location TEXT,
    preferred_language TEXT,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX users_by_name ON users (tenant_id, display_name_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX users_by_type ON users (tenant_id, user_type, display_name_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX users_by_state ON users (tenant_id, invitation_state, display_name_folded, id) WHERE deleted_at IS NULL AND invitation_state IS NOT NULL;
CREATE INDEX users_deleted ON users (tenant_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX users_with_end ON users (tenant_id, access_ends_at) WHERE access_ends_at IS NOT NULL AND account_enabled;

CREATE INDEX users_by_manager ON users (tenant_id, manager_id) WHERE manager_id IS NOT NULL;

-- Every name and address a user answers to, in canonical form: the guard against two users with one address.
-- Deleted users keep theirs until they are deleted permanently.
CREATE TABLE user_addresses (
    tenant_id UUID NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    user_id UUID NOT NULL,
    PRIMARY KEY (tenant_id, address)
);
CREATE INDEX user_addresses_by_user ON user_addresses (tenant_id, user_id);

-- The second and later words of display names, so that a search finds people by surname.
CREATE TABLE user_terms (
    tenant_id UUID NOT NULL,
    term TEXT COLLATE "C" NOT NULL,
    user_id UUID NOT NULL,
    PRIMARY KEY (tenant_id, term, user_id)
);
CREATE INDEX user_terms_by_user ON user_terms (tenant_id, user_id);

-- Who signs in as a user: the (issuer, subject) pair bound at redemption, and nothing else later.
CREATE TABLE user_identities (
    tenant_id UUID NOT NULL,
    issuer TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    user_id UUID NOT NULL,
    bound_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, issuer, subject)
);
CREATE INDEX user_identities_by_user ON user_identities (tenant_id, user_id);

-- In which tenants is an identity known? Asked for the organisation switcher, before a tenant is chosen.
CREATE TABLE identity_tenants (
    issuer TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    PRIMARY KEY (issuer, subject, tenant_id)
);

CREATE TABLE user_sponsors (
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    sponsor_id UUID NOT NULL,
    sponsor_kind TEXT NOT NULL CHECK (sponsor_kind IN ('user', 'group')),
    PRIMARY KEY (tenant_id, user_id, sponsor_id)
);
CREATE INDEX user_sponsors_by_sponsor ON user_sponsors (tenant_id, sponsor_id);

CREATE TABLE role_assignments (
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    assigned_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id, role)
);
CREATE INDEX role_assignments_by_role ON role_assignments (tenant_id, role, user_id);

CREATE TABLE groups (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    display_name TEXT NOT NULL,
    display_name_folded TEXT COLLATE "C" NOT NULL,
    description TEXT,
    mail_nickname TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX groups_by_name ON groups (tenant_id, display_name_folded, id);

CREATE TABLE group_members (
    tenant_id UUID NOT NULL,
    group_id UUID NOT NULL,
    user_id UUID NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, group_id, user_id)
);
CREATE INDEX group_members_by_user ON group_members (tenant_id, user_id, group_id);

CREATE TABLE applications (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    app_id UUID NOT NULL,
    display_name TEXT NOT NULL,
    display_name_folded TEXT COLLATE "C" NOT NULL,
    description TEXT,
    home_page_url TEXT,
    assignment_required BOOLEAN NOT NULL,
    visible BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX applications_by_app_id ON applications (tenant_id, app_id);
CREATE INDEX applications_by_name ON applications (tenant_id, display_name_folded, id);

CREATE TABLE application_secrets (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    key_id UUID NOT NULL,
    display_name TEXT,
    hash BYTEA NOT NULL,
    hint TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, application_id, key_id)
);

-- Permissions of Graph that an administrator granted to an application (app roles, by their value).
CREATE TABLE application_permissions (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    permission TEXT COLLATE "C" NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, application_id, permission)
);

CREATE TABLE app_assignments (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    principal_id UUID NOT NULL,
    principal_kind TEXT NOT NULL CHECK (principal_kind IN ('user', 'group')),
    assigned_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, application_id, principal_id)
);
CREATE INDEX app_assignments_by_principal ON app_assignments (tenant_id, principal_id, application_id);

CREATE TABLE invitations (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    address TEXT NOT NULL,
    redirect_url TEXT NOT NULL,
    message TEXT,
    language TEXT,
    cc TEXT,
    state TEXT NOT NULL CHECK (state IN ('PendingAcceptance', 'Completed', 'Expired', 'Revoked', 'Declined')),
    state_changed_at BIGINT NOT NULL,
    decline_reason TEXT,
    generation BIGINT NOT NULL,
    ticket_hash BYTEA NOT NULL,
    old_ticket_hashes BYTEA NOT NULL,
    expires_at BIGINT,
    inviter_id UUID,
    inviter_name TEXT NOT NULL,
    inviter_mail TEXT,
    mail_id UUID,
    asked_again_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX invitations_by_user ON invitations (tenant_id, user_id, id);
CREATE INDEX invitations_by_inviter ON invitations (tenant_id, inviter_id) WHERE inviter_id IS NOT NULL;
CREATE INDEX invitations_by_expiry ON invitations (tenant_id, expires_at) WHERE state = 'PendingAcceptance';

-- The decision trace: what happened in an attempt to redeem, and which rule decided it.
CREATE TABLE redemption_events (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    invitation_id UUID NOT NULL,
    user_id UUID NOT NULL,
    attempt UUID NOT NULL,
    at BIGINT NOT NULL,
    step TEXT NOT NULL,
    rule TEXT NOT NULL,
    detail TEXT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX redemption_events_by_user ON redemption_events (tenant_id, user_id, id);

-- The newest passcode of an address in a tenant; a newer one takes its place.
CREATE TABLE passcodes (
    tenant_id UUID NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    code_hash BYTEA NOT NULL,
    tries BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, address)
);

-- The tenant is where the person proved who they are; the cookie names it, so the look-up knows its shard.
CREATE TABLE sessions (
    tenant_id UUID NOT NULL,
    hash BYTEA NOT NULL,
    id UUID NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id UUID,
    address TEXT NOT NULL,
    display_name TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('password', 'passcode')),
    current_tenant_id UUID,
    network TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, hash)
);
CREATE INDEX sessions_by_subject ON sessions (tenant_id, issuer, subject);
CREATE INDEX sessions_by_expiry ON sessions (tenant_id, expires_at);

-- Fixed windows of what is limited; the key names purpose and subject.
CREATE TABLE limit_counters (
    tenant_id UUID NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    window_start BIGINT NOT NULL,
    used BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, key, window_start)
);
CREATE INDEX limit_counters_by_end ON limit_counters (tenant_id, ends_at);

-- People who asked an organisation not to write to them again.
CREATE TABLE blocked_recipients (
    tenant_id UUID NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    blocked_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, address)
);

-- What became of each mail. The mail itself is in the outbox until it is sent.
CREATE TABLE mails (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    recipient_folded TEXT COLLATE "C" NOT NULL,
    user_id UUID,
    invitation_id UUID,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'deferred', 'bounced', 'failed', 'suppressed')),
    attempts BIGINT NOT NULL,
    last_error TEXT,
    next_attempt_at BIGINT,
    created_at BIGINT NOT NULL,
    state_changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX mails_by_state ON mails (tenant_id, state, id);
CREATE INDEX mails_by_user ON mails (tenant_id, user_id, id) WHERE user_id IS NOT NULL;

-- The queue of all tenants: workers take the next mail whoever it belongs to.
CREATE TABLE outbox (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    payload BYTEA NOT NULL,
    due_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    attempts BIGINT NOT NULL
);
CREATE INDEX outbox_by_due ON outbox (due_at, id);

CREATE TABLE audit_events (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    at BIGINT NOT NULL,
    activity TEXT COLLATE "C" NOT NULL,
    category TEXT NOT NULL,
    service TEXT NOT NULL,
    operation_type TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('success', 'failure')),
    result_reason TEXT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'app', 'system', 'anonymous')),
    actor_id UUID,
    actor TEXT NOT NULL,
    target_id UUID,
    targets TEXT NOT NULL,
    details TEXT NOT NULL,
    correlation_id UUID NOT NULL,
    sequence BIGINT,
    hash BYTEA,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_events_by_target ON audit_events (tenant_id, target_id, id);
CREATE INDEX audit_events_by_activity ON audit_events (tenant_id, activity, id);
CREATE INDEX audit_events_by_actor ON audit_events (tenant_id, actor_id, id);
CREATE UNIQUE INDEX audit_events_by_sequence ON audit_events (tenant_id, sequence) WHERE sequence IS NOT NULL;
CREATE INDEX audit_events_unsealed ON audit_events (tenant_id, id) WHERE sequence IS NULL;

-- The end of each tenant's chain.
CREATE TABLE audit_heads (
    tenant_id UUID NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

-- Keys that sign tokens; of the server, not of a tenant. The private part is sealed. They are numbered,
-- so that two nodes cannot both make the first one.
CREATE TABLE signing_keys (
    kid TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    public_jwk TEXT NOT NULL,
    sealed_private BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX signing_keys_by_number ON signing_keys (number);
