-- What a tenant lets people of other organisations on this server do in it, and its own people in those.

-- The settings are JSON. No row: everybody may, and nothing is trusted.
CREATE TABLE cross_tenant_access_defaults (
    tenant_id UUID NOT NULL PRIMARY KEY,
    settings TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- For one other organisation. What its settings leave out is as the default says.
CREATE TABLE cross_tenant_access_partners (
    tenant_id UUID NOT NULL,
    partner_id UUID NOT NULL,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, partner_id)
);
