-- Keys that sign tokens come and go, and there are some for other algorithms; applications prove to be
-- themselves with certificates.

-- A key from before has none of these: it is for RS256, and was used from when it was made.
ALTER TABLE signing_keys ADD COLUMN algorithm TEXT;
ALTER TABLE signing_keys ADD COLUMN active_from BIGINT;
ALTER TABLE signing_keys ADD COLUMN certificate BYTEA;

-- Certificates with whose keys an application signs assertions, with their thumbprints.
CREATE TABLE application_certificates (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    key_id UUID NOT NULL,
    display_name TEXT NOT NULL,
    sha1 BYTEA NOT NULL,
    sha256 BYTEA NOT NULL,
    der BYTEA NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, application_id, key_id)
);
CREATE UNIQUE INDEX application_certificates_by_thumbprint
    ON application_certificates (tenant_id, application_id, sha256);

-- Assertions that were used, until they would have ended anyway.
CREATE TABLE client_assertions (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    jti_hash BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, application_id, jti_hash)
);
CREATE INDEX client_assertions_by_expiry ON client_assertions (tenant_id, expires_at);
