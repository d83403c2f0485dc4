-- Guests who sign in at identity providers of partners by SAML.

-- By which keys an organisation proves itself to them, and for which they encrypt: one is active and signs, others come
-- next or went before. The private key is sealed.
CREATE TABLE service_certificates (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    certificate BYTEA NOT NULL,
    sealed_key BYTEA NOT NULL,
    is_active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- Assertions that were taken, by the hash of their id, for as long as they could come again.
CREATE TABLE taken_assertions (
    tenant_id UUID NOT NULL,
    provider_id UUID NOT NULL,
    hash BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, provider_id, hash)
);
CREATE INDEX taken_assertions_by_expiry ON taken_assertions (tenant_id, expires_at);
