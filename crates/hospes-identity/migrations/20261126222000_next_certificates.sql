-- The certificate with which this server is to prove itself to an API connector next, and its sealed key. Not used before
-- somebody says so.
ALTER TABLE api_connectors ADD COLUMN next_certificate BYTEA;
ALTER TABLE api_connectors ADD COLUMN next_certificate_ends_at BIGINT;
ALTER TABLE api_connectors ADD COLUMN next_sealed_secret BYTEA;
