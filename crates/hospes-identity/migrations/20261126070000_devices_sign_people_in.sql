-- Devices without a browser of their own: a code for the device, and one for people to type elsewhere.

-- Whose organisation a request is of is known when somebody approves it, and the code that people type names
-- none: so these rows belong to nobody, and tenant_id is the nil UUID in all of them. asked_tenant_id is the
-- organisation of the path at which the device asked; approved_tenant_id and payload say who approved.
CREATE TABLE device_codes (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    hash BYTEA NOT NULL,
    user_code_mac BYTEA NOT NULL,
    asked_tenant_id UUID,
    app_id UUID NOT NULL,
    scope TEXT NOT NULL,
    platform TEXT NOT NULL CHECK (platform IN ('web', 'publicClient')),
    network TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'declined')),
    approved_tenant_id UUID,
    approved_user_id UUID,
    payload TEXT,
    interval_seconds BIGINT NOT NULL,
    polled_at BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX device_codes_by_hash ON device_codes (tenant_id, hash);
CREATE UNIQUE INDEX device_codes_by_user_code ON device_codes (tenant_id, user_code_mac);
CREATE INDEX device_codes_by_expiry ON device_codes (tenant_id, expires_at);
CREATE INDEX device_codes_by_user ON device_codes (tenant_id, approved_tenant_id, approved_user_id);
