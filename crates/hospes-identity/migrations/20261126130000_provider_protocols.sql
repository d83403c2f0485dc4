-- What only one protocol needs of a provider moves into its settings, which name the protocol.
UPDATE identity_providers SET settings = '{"protocol":"openIdConnect","client_id":"'
    || replace(replace(client_id, '\', '\\'), '"', '\"') || '",'
    || replace(substr(settings, 2), '"email_claim":', '"claims":{"name":"name","given_name":"given_name","family_name":"family_name","email":')
    || '}';
ALTER TABLE identity_providers DROP COLUMN client_id;

-- Whether it is offered to everybody who has no other way than a passcode.
ALTER TABLE identity_providers ADD COLUMN is_for_everybody BOOLEAN;

-- What proves this server to one provider: the key without a retired_at signs, the others stay published for a day.
CREATE TABLE provider_keys (
    tenant_id UUID NOT NULL,
    provider_id UUID NOT NULL,
    kid TEXT COLLATE "C" NOT NULL,
    public_jwk TEXT NOT NULL,
    sealed_private BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT,
    PRIMARY KEY (tenant_id, provider_id, kid)
);

-- What a provider called the person of a session, as JSON.
ALTER TABLE sessions ADD COLUMN claimed_names TEXT;
