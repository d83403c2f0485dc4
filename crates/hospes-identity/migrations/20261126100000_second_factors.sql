-- Second factors: what proves a person besides a password or a passcode.

-- They belong to a user object: a member's at home, a guest's at the host. `counter` is the last time step of a
-- TOTP, and the signature counter of a passkey: neither is taken twice.
CREATE TABLE authenticators (
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('totp', 'passkey')),
    name TEXT NOT NULL,
    secret_sealed BYTEA,
    credential_id TEXT COLLATE "C",
    credential TEXT,
    counter BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    PRIMARY KEY (tenant_id, user_id, id)
);
CREATE UNIQUE INDEX authenticators_by_credential ON authenticators (tenant_id, credential_id);

CREATE TABLE recovery_codes (
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant_id, user_id, hash)
);

-- Ceremonies of WebAuthn under way, each bound to the browser that began it. One that signs somebody in of whom
-- nothing is known yet belongs to no tenant.
CREATE TABLE authenticator_challenges (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    browser BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    user_id UUID,
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX authenticator_challenges_by_expiry ON authenticator_challenges (tenant_id, expires_at);

-- What else a session proved, where and when: "tenant/factor/milliseconds", separated by blanks.
ALTER TABLE sessions ADD COLUMN second_factors TEXT;
-- Signed in with a passkey alone. `method` says 'password' then, which the release before can read.
ALTER TABLE sessions ADD COLUMN is_by_passkey BOOLEAN;
