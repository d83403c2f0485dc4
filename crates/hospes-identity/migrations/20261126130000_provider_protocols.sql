-- What only one protocol needs of a provider moves into its settings, which name the protocol.
UPDATE identity_providers SET settings = '{"protocol":"openIdConnect","client_id":"'
    || replace(replace(client_id, '\', '\\'), '"', '\"') || '",'
    || replace(substr(settings, 2), '"email_claim":', '"claims":{"name":"name","given_name":"given_name","family_name":"family_name","email":')
    || '}';
ALTER TABLE identity_providers DROP COLUMN client_id;
