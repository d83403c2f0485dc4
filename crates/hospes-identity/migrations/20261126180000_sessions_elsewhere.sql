-- What an identity provider said of the sign-in that a session is of: its own session, by which it says that it is over,
-- and how it was signed in there (JSON).
ALTER TABLE sessions ADD COLUMN provider_session TEXT COLLATE "C";
ALTER TABLE sessions ADD COLUMN upstream TEXT;
CREATE INDEX sessions_by_provider_session ON sessions (tenant_id, issuer, provider_session);
