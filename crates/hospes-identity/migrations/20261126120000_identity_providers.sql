-- Who authenticates guests of a tenant from outside, and for which addresses.

-- The issuer never changes: guests are bound to the row. A deleted one stays as long as guests are, so that it can be
-- told who it was. The settings are JSON; what proves us to the provider is sealed.
CREATE TABLE identity_providers (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    display_name TEXT NOT NULL,
    issuer TEXT COLLATE "C" NOT NULL,
    client_id TEXT NOT NULL,
    sealed_secret BYTEA,
    settings TEXT NOT NULL,
    is_enabled BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX identity_providers_by_issuer ON identity_providers (tenant_id, issuer);

-- Which provider authenticates people of which domain: many to many.
CREATE TABLE home_realm_rules (
    tenant_id UUID NOT NULL,
    domain TEXT COLLATE "C" NOT NULL,
    provider_id UUID NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, domain, provider_id)
);
CREATE INDEX home_realm_rules_by_provider ON home_realm_rules (tenant_id, provider_id);

-- Round trips to providers under way: each once, and for the browser that began it. The state is sealed.
CREATE TABLE provider_trips (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    provider_id UUID NOT NULL,
    browser BYTEA NOT NULL,
    sealed_state BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX provider_trips_by_expiry ON provider_trips (tenant_id, expires_at);

-- In which order ways to sign in are asked; none: the default.
CREATE TABLE redemption_orders (
    tenant_id UUID NOT NULL PRIMARY KEY,
    primaries TEXT NOT NULL,
    allows_passcode BOOLEAN NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Addresses that a session proved besides its identity, separated by blanks. The column `method` says 'passcode' of
-- a session that a provider vouched for; the issuer tells.
ALTER TABLE sessions ADD COLUMN proved_addresses TEXT;
