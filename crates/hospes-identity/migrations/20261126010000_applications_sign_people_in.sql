-- Applications sign people in: where answers may go, what people let them have, and what was given.

-- The URIs to which an application's answers may be sent. The platform says how it proves to be itself.
CREATE TABLE application_redirect_uris (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    uri TEXT COLLATE "C" NOT NULL,
    platform TEXT NOT NULL CHECK (platform IN ('web', 'spa', 'publicClient')),
    PRIMARY KEY (tenant_id, application_id, uri)
);

-- What a person lets an application have: scopes, with blanks between them.
CREATE TABLE consents (
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    application_id UUID NOT NULL,
    scopes TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id, application_id)
);
CREATE INDEX consents_by_application ON consents (tenant_id, application_id, user_id);

-- A sign-in to an application: the family of all tokens that come of one authorization code. It has the
-- code's id, so a code that comes twice finds that it was used.
CREATE TABLE sign_in_grants (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    application_id UUID NOT NULL,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX sign_in_grants_by_user ON sign_in_grants (tenant_id, user_id, application_id);
CREATE INDEX sign_in_grants_by_application ON sign_in_grants (tenant_id, application_id);
CREATE INDEX sign_in_grants_by_expiry ON sign_in_grants (tenant_id, expires_at);

CREATE TABLE refresh_tokens (
    tenant_id UUID NOT NULL,
    hash BYTEA NOT NULL,
    grant_id UUID NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant_id, hash)
);
CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (tenant_id, grant_id);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (tenant_id, expires_at);
