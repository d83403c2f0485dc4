-- Which identity provider a sign-in went through, with its name then; and finding what a reference number names.
ALTER TABLE sign_ins ADD COLUMN provider_id UUID;
ALTER TABLE sign_ins ADD COLUMN provider_name TEXT;
CREATE INDEX sign_ins_by_reference ON sign_ins (tenant_id, correlation_id);
CREATE INDEX audit_events_by_reference ON audit_events (tenant_id, correlation_id);
