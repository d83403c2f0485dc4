-- What the identity provider that a session is of has to be told to sign the person out there: the format and qualifiers of
-- their NameID, or their ID token. Sealed.
ALTER TABLE sessions ADD COLUMN sign_out_hint BYTEA;
