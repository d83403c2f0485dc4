-- How it was proved that a provider may speak for a domain; none: it does not yet. Those that are there count: whoever
-- added them was asked for no proof.
ALTER TABLE home_realm_rules ADD COLUMN proof TEXT;
UPDATE home_realm_rules SET proof = 'administrator';
