//! Why an attempt ended as it did: a word that is stored, the number of Entra's list, a sentence, and advice.

use super::Outcome;
use crate::cross_tenant_access::{Block, Side};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $code:literal, $outcome:ident, $text:literal, $advice:literal;)*) => {
        /// Why an attempt ended as it did.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Reason { $($(#[$doc])* $name,)* }

        impl Reason {
    /// Of somebody whom cross-tenant access settings do not let in.
    pub(crate) fn of_block(block: Block) -> Self {
        match block.side {
            Side::Outbound => Self::BlockedOutbound,
            Side::Inbound => Self::BlockedInbound,
        }
    }

            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word that is stored, and used in filters.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The number of Entra's list (`AADSTS…`); 0 for a success.
            pub fn code(self) -> u32 {
                match self { $(Self::$name => $code,)* }
            }

            /// What it comes to.
            pub fn outcome(self) -> Outcome {
                match self { $(Self::$name => Outcome::$outcome,)* }
            }

            /// What happened, in a sentence.
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What an administrator can do about it, in a sentence or two.
            pub fn advice(self) -> &'static str {
                match self { $(Self::$name => $advice,)* }
            }
        }
    };
}

reasons! {
    /// Signed in.
    SignedIn = "signed-in", 0, Success, "Signed in.",
        "Nothing to do. If the person does not know of it, revoke their sessions and set a new password.";
    /// No account has the name.
    UnknownName = "unknown-name", 50_034, Failure, "No account of the organization has this name.",
        "Ask the person for the name they typed. Many names from one network are somebody who guesses.";
    /// The password is wrong.
    WrongPassword = "wrong-password", 50_126, Failure, "The password is wrong.",
        "If the person forgot it, set a new one on their page. Many of these are somebody who guesses: the limits slow them down, and a long password stops them.";
    /// The account is blocked, or its time is over.
    Blocked = "blocked", 50_057, Failure, "The account may not sign in: it is blocked, or its access has ended.",
        "Unblock the user, or change the end of their access, if they are to sign in.";
    /// The password was right, and must be changed first.
    MustChangePassword = "must-change-password", 50_055, Interrupted, "The password is right, and a new one has to be chosen first.",
        "The person chooses one on the page that they see now.";
    /// A limit refused it.
    TooMany = "too-many", 50_053, Failure, "Too many wrong passwords or codes: even the right one was not looked at.",
        "It is over in a quarter of an hour at most. Written once in that time, however often it is tried.";
    /// The passcode is wrong.
    WrongPasscode = "wrong-passcode", 500_121, Failure, "The one-time passcode is wrong.",
        "The newest mail has the code that counts. The person can have another one sent.";
    /// There is no passcode that could be right.
    PasscodeEnded = "passcode-ended", 50_089, Failure, "The one-time passcode has ended: it is too old, was used, or was tried too often.",
        "The person can have another one sent.";
    /// Nobody is bound to what an identity provider vouched for.
    UnknownIdentity = "unknown-identity", 50_020, Failure, "The identity provider vouched for somebody who is bound to no account here.",
        "Invite the person, or reset the redemption of the guest they are: whoever is bound to another identity signs in with that one.";
    /// Who they are is proved, and they are not in by it yet.
    NotAccepted = "not-accepted", 50_014, Interrupted, "The person proved an account, and has not accepted with it: the invitation is still to be accepted, or access to be asked for.",
        "Nothing: the person goes on, on the page that they see now. When they accept, another entry says signed in.";
    /// The identity is somebody else's of the organisation.
    IdentityTaken = "identity-taken", 50_020, Failure, "The account belongs to another user of this organization already, and an account is one user’s.",
        "Find out whose it is: the audit log and the sign-in log list that user by the same name. Delete the one of the two users that is not needed, or invite the person at another address.";
    /// The account is not the one that was invited.
    WrongAccount = "wrong-account", 50_020, Failure, "The person is signed in with another account than the one that was invited.",
        "They switch the account on the page that they see, or are invited at the address that they use.";
    /// A provider did not vouch for the invited address.
    AddressNotProved = "address-not-proved", 50_020, Failure, "The identity provider does not vouch for the invited address, and the mailbox was not proved besides.",
        "The person has a code sent to the invited address, on the page that they see.";
    /// The invitation can't be redeemed.
    NotRedeemable = "not-redeemable", 50_020, Failure, "The invitation can’t be redeemed: it is over, was sent again, or a setting forbids it.",
        "Why is on the page of the user, under Why this way to sign in, with the same reference number.";
    /// They, or the provider, said no.
    DeclinedAtProvider = "declined-at-provider", 50_020, Failure, "The person cancelled at the identity provider, or it did not sign them in.",
        "Nothing, if they meant it. If not, the people who run the identity provider can see why it said no.";
    /// The provider can't be used.
    ProviderTrouble = "provider-trouble", 50_020, Failure, "The identity provider could not be used, or what it said could not be taken.",
        "Test the identity provider on its page: the test says what is wrong. Most often a client secret, a certificate or an address has changed.";
    /// The provider is off, or changed meanwhile.
    ProviderNotInUse = "provider-not-in-use", 50_020, Failure, "The identity provider was switched off, removed or changed while the person was there.",
        "If it is in use again, the person begins anew.";
    /// The person said no to what an application asks for.
    ConsentDeclined = "consent-declined", 65_004, Failure, "The person declined what the application asks for.",
        "Nothing, if they meant it. They are asked again the next time.";
    /// What was agreed to was taken back.
    ConsentMissing = "consent-missing", 65_001, Failure, "The application asks for more than the person has agreed to.",
        "The application has to send the person to sign in again, where they are asked.";
    /// The application is not assigned to them.
    NotAssigned = "not-assigned", 50_105, Failure, "The application is for those it is assigned to, and the person is none of them.",
        "Assign the application to the user or to one of their groups.";
    /// Home's settings do not let them out.
    BlockedOutbound = "blocked-by-outbound-access", 500_212, Failure, "The outbound cross-tenant access settings of the person’s own organization do not let them in here.",
        "Only their organization can change that. Its administrators find it under Cross-tenant access settings, Outbound.";
    /// The host's settings do not let them in.
    BlockedInbound = "blocked-by-inbound-access", 500_213, Failure, "The inbound cross-tenant access settings of this organization do not let the person in, or not to this application.",
        "Look at Cross-tenant access settings: at those of the person’s organization if it has its own, otherwise at the default.";
    /// Their sessions were ended, or they may not sign in any more.
    SessionsEnded = "sessions-ended", 50_173, Failure, "The person has to sign in again: their sessions were ended, or their account may not sign in any more.",
        "Nothing, if that was meant. Otherwise look whether the account is blocked here or at home.";
    /// An authorization code came twice.
    CodeUsedTwice = "code-used-twice", 54_005, Failure, "The authorization code was used before. Everything that came of it has ended.",
        "Most often the application sent it twice. If not, somebody stole it: look at what the application logs, and where its redirect URIs lead.";
    /// A device code came twice.
    DeviceCodeUsedTwice = "device-code-used-twice", 54_005, Failure, "The device code was exchanged before. Everything that came of it has ended.",
        "Most often the device asked twice. If not, somebody else has its code: look at what runs there.";
    /// An authorization code came too late.
    CodeExpired = "code-expired", 70_008, Failure, "The authorization code was exchanged too late.",
        "The application has ten minutes. Look whether its clock or its network is slow.";
    /// The proof does not fit the code.
    WrongVerifier = "wrong-verifier", 501_481, Failure, "The application's proof does not fit the authorization code.",
        "Either the application is at fault, or a code was brought to it from elsewhere: then somebody tried to sign a person in as themselves.";
    /// A refresh token came twice.
    RefreshTokenUsedTwice = "refresh-token-used-twice", 70_000, Failure, "The refresh token was used before. Everything that came of that sign-in has ended.",
        "An application that keeps old tokens does this. If it does not, a token was stolen: the person signs in anew, and the thief has nothing left.";
    /// A refresh token was not used in time.
    RefreshTokenExpired = "refresh-token-expired", 700_082, Failure, "The refresh token was not used in time.",
        "The person signs in again.";
    /// What was proved first is right, and the organisation asks for a second factor.
    SecondFactorDue = "second-factor-due", 50_074, Interrupted, "The first factor is right, and the second one is still to be proved.",
        "The person proves it on the page that they see now, or registers one there. If they don’t know of it, somebody else knows their password: set a new one.";
    /// The organisation asks for a second factor since.
    NeedsSecondFactor = "needs-second-factor", 50_076, Interrupted, "The organization asks for a second factor, which was not proved in this sign-in.",
        "The application has to send the person to sign in again, where they prove it.";
    /// The second factor is wrong.
    WrongSecondFactor = "wrong-second-factor", 500_121, Failure, "The second factor was not proved: the code, the recovery code or the passkey is wrong.",
        "The person tries again. If they lost what they prove it with, require them to register it again on their page.";
    /// An application's secret is wrong.
    WrongSecret = "wrong-secret", 7_000_215, Failure, "The client secret is wrong.",
        "Compare the secret that the application has with those under Certificates & secrets. It is the secret's text and not its id.";
    /// An application's secret is over.
    ExpiredSecret = "expired-secret", 7_000_222, Failure, "The client secret has expired.",
        "Make a new one under Certificates & secrets, and give it to the application.";
    /// An application's assertion is wrong.
    WrongAssertion = "wrong-assertion", 700_027, Failure, "The client assertion is wrong, or of a certificate that is not registered.",
        "Compare the certificate that the application has with those under Certificates & secrets, and its clock with this server's.";
    /// An application's certificate is over.
    ExpiredCertificate = "expired-certificate", 700_027, Failure, "The certificate of the application has expired, or is not valid yet.",
        "Register a new one under Certificates & secrets, and give its key to the application.";
    /// An application's assertion came twice.
    AssertionUsedTwice = "assertion-used-twice", 700_027, Failure, "The client assertion was used before.",
        "Either the application sends assertions again, as MSAL does, which the server's limits can allow, or somebody stole one.";
}

impl Reason {
    /// Reads the stored word; `None` for one of another version.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.key() == key)
    }
}
