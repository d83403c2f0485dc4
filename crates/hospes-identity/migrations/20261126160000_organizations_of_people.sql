-- How an administrator wants one guest to sign in at their next redemption, whatever the rules say. Without a provider
-- it is the passcode. The provider may be gone by then: that is told.
CREATE TABLE sign_in_choices (
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    provider_id UUID,
    chosen_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);

-- External users who were made internal ones. It happens once, and is not undone.
CREATE TABLE user_conversions (
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    converted_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);

-- Which invitations wait for an address, of whichever tenant: who proved the address is shown them. Kept up with
-- `invitations`, by what writes there.
CREATE TABLE waiting_invitations (
    address TEXT COLLATE "C" NOT NULL,
    tenant_id UUID NOT NULL,
    invitation_id UUID NOT NULL,
    PRIMARY KEY (address, tenant_id, invitation_id)
);
CREATE INDEX waiting_invitations_by_invitation ON waiting_invitations (tenant_id, invitation_id);
INSERT INTO waiting_invitations (address, tenant_id, invitation_id)
    SELECT LOWER(address), tenant_id, id FROM invitations WHERE state = 'PendingAcceptance';

-- When somebody last chose an organization; none: never. The newest is where they begin the next time.
ALTER TABLE identity_tenants ADD COLUMN chosen_at BIGINT;
