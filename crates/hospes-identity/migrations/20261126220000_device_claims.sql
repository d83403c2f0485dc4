-- What an identity provider said of the device, in the sign-in that a session is of: words of `signin_state`, separated
-- by blanks.
ALTER TABLE sessions ADD COLUMN device_claims TEXT;
