-- SAML 2.0: applications that people sign in to by it, the certificates that sign for them, and who is
-- signed in where.

-- What an application said of itself. The settings are JSON.
CREATE TABLE saml_applications (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    entity_id TEXT COLLATE "C" NOT NULL,
    settings TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, application_id)
);
CREATE UNIQUE INDEX saml_applications_by_entity_id ON saml_applications (tenant_id, entity_id);

-- The certificates that sign for an application: one is active, others come next or went before. The private
-- key is sealed.
CREATE TABLE saml_certificates (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    id UUID NOT NULL,
    certificate BYTEA NOT NULL,
    sealed_key BYTEA NOT NULL,
    is_active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, application_id, id)
);

-- Who was let into which application by which session; the id is the session index that the application knows.
CREATE TABLE saml_sessions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    session_id UUID NOT NULL,
    application_id UUID NOT NULL,
    user_id UUID NOT NULL,
    name_id TEXT NOT NULL,
    name_id_format TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX saml_sessions_by_session ON saml_sessions (tenant_id, session_id);
CREATE INDEX saml_sessions_by_user ON saml_sessions (tenant_id, user_id);
CREATE INDEX saml_sessions_by_application ON saml_sessions (tenant_id, application_id);
CREATE INDEX saml_sessions_by_expiry ON saml_sessions (tenant_id, expires_at);

-- Requests that were answered, by the hash of their id, for as long as they could come again.
CREATE TABLE saml_requests (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    hash BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, application_id, hash)
);
CREATE INDEX saml_requests_by_expiry ON saml_requests (tenant_id, expires_at);
