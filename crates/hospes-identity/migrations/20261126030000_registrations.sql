-- What an application registers beside its redirect URIs, what is assigned with an application, and how
-- people of an organisation sign in.

-- The document of settings: token version, exposed scopes, app roles, optional claims (JSON). An application
-- without a row has the defaults.
CREATE TABLE application_registrations (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    settings TEXT NOT NULL,
    PRIMARY KEY (tenant_id, application_id)
);

-- Names by which an application is asked for as a resource, such as api://orders.
CREATE TABLE application_identifier_uris (
    tenant_id UUID NOT NULL,
    uri TEXT COLLATE "C" NOT NULL,
    application_id UUID NOT NULL,
    PRIMARY KEY (tenant_id, uri)
);
CREATE INDEX application_identifier_uris_by_application ON application_identifier_uris (tenant_id, application_id);

CREATE TABLE application_owners (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    user_id UUID NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, application_id, user_id)
);
CREATE INDEX application_owners_by_user ON application_owners (tenant_id, user_id, application_id);

-- The app roles that come with an assignment; an assignment without one is default access.
CREATE TABLE app_assignment_roles (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    principal_id UUID NOT NULL,
    role_id UUID NOT NULL,
    PRIMARY KEY (tenant_id, application_id, principal_id, role_id)
);

-- App roles of another application of the tenant that an application has when it acts for itself.
CREATE TABLE application_role_grants (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    resource_id UUID NOT NULL,
    role_id UUID NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, application_id, resource_id, role_id)
);
CREATE INDEX application_role_grants_by_resource ON application_role_grants (tenant_id, resource_id, role_id);

-- An organisation without a row has the defaults.
CREATE TABLE sign_in_settings (
    tenant_id UUID NOT NULL PRIMARY KEY,
    user_consent TEXT NOT NULL CHECK (user_consent IN ('allowed', 'verifiedOnly', 'never')),
    password_grant BOOLEAN NOT NULL,
    second_factor_members BOOLEAN NOT NULL,
    second_factor_guests BOOLEAN NOT NULL,
    second_factor_administrators BOOLEAN NOT NULL
);
