-- Outsiders who ask for access to an application.

-- Whether anybody may ask at all; none: nobody.
ALTER TABLE collaboration_settings ADD COLUMN self_service_sign_up BOOLEAN;

-- What somebody who asks goes through. The attributes are JSON, in their order.
CREATE TABLE user_flows (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    approval TEXT NOT NULL,
    attributes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX user_flows_by_name ON user_flows (tenant_id, name);

-- The flow of an application: one.
CREATE TABLE user_flow_applications (
    tenant_id UUID NOT NULL,
    application_id UUID NOT NULL,
    user_flow_id UUID NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, application_id)
);
CREATE INDEX user_flow_applications_by_flow ON user_flow_applications (tenant_id, user_flow_id);

-- The sponsors who decide, where the flow names some.
CREATE TABLE user_flow_approvers (
    tenant_id UUID NOT NULL,
    user_flow_id UUID NOT NULL,
    user_id UUID NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_flow_id, user_id)
);
CREATE INDEX user_flow_approvers_by_user ON user_flow_approvers (tenant_id, user_id);

-- Whom the flow asks on its way: at most one at each step. What proves us to it is sealed.
CREATE TABLE api_connectors (
    tenant_id UUID NOT NULL,
    user_flow_id UUID NOT NULL,
    step TEXT NOT NULL,
    url TEXT NOT NULL,
    username TEXT,
    certificate BYTEA,
    certificate_ends_at BIGINT,
    sealed_secret BYTEA NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_flow_id, step)
);

-- Requests for access. The answers are JSON. The address is canonical, beside the one that was typed. The name of the
-- flow stays when the flow is gone.
CREATE TABLE access_requests (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    user_flow_id UUID NOT NULL,
    flow_name TEXT NOT NULL,
    application_id UUID NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    address_typed TEXT NOT NULL,
    account TEXT NOT NULL,
    vouched_by TEXT,
    answers TEXT NOT NULL,
    redirect_url TEXT NOT NULL,
    language TEXT,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by UUID,
    decider TEXT,
    reason TEXT,
    user_id UUID,
    invitation_id UUID,
    PRIMARY KEY (tenant_id, id)
);
-- Two tabs make one request.
CREATE UNIQUE INDEX access_requests_open ON access_requests (tenant_id, application_id, address)
    WHERE state = 'pendingApproval';
CREATE INDEX access_requests_by_address ON access_requests (tenant_id, application_id, address);
CREATE INDEX access_requests_by_user ON access_requests (tenant_id, user_id);
CREATE INDEX access_requests_by_state ON access_requests (tenant_id, state, expires_at);
