-- Which session a sign-in to an application came of, so that the application can be told when it ends.
ALTER TABLE sign_in_grants ADD COLUMN session_id UUID;
CREATE INDEX sign_in_grants_by_session ON sign_in_grants (tenant_id, session_id);
