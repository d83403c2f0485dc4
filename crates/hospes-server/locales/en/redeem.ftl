# An invitation, from its link to its end.
landing-title = Invitation
# $inviter: a person. $organization: the one that invites.
landing-who = { $inviter } invites you to { $organization }
landing-who-organization = { $organization } invites you
# $destination: "My Apps" or the name of an application.
landing-destination = As a guest, with access to { $destination }
landing-invited = Invited
landing-inviter = Invited by
landing-expires = Open until
landing-expires-never = No end date
# $organization: the guest's own organization.
landing-with-account = Sign in with your { $organization } account
# $address: the address that is signed in.
landing-continue-as = Continue as { $address }
landing-with-code = Email me a code
landing-nothing-yet = This doesn’t accept anything yet. After signing in you see what the organization asks for.
landing-straight-on = Your organization and { $organization } have agreed on this, so nothing else is asked: you become a guest as soon as you’re signed in with your account and continue.
landing-genuine = How can I tell that this is genuine?
landing-genuine-expected = Did you expect it? If not, ask the person who invited you, by a way you already know, not by answering the mail.
# $server: who runs this server.
landing-genuine-address = This page belongs to { $server }. Check that the address bar of your browser names it.
landing-genuine-password = You type the password of your work account only on the page of your own organization. Nobody needs it to invite you.
landing-not-me = This is not for me

review-title = Review permissions
review-lead = { $organization } would like to:
review-profile = Receive your profile data
review-profile-what = Your name, your photo, your email address and the identifiers of your account.
review-activity = Collect and log your activity
review-activity-what = When and from where you sign in, and what you do in its applications.
review-use = Use your profile data and activity data
review-use-what = To give you access, and to protect and manage its applications.
review-trust = Accept only if you trust { $organization }.
review-privacy = Read its privacy statement
review-no-privacy = { $organization } has not provided a link to its privacy statement.
# $contact: a mail address.
review-contact = Questions about privacy: { $contact }.
review-later = You can change this later under My Account > Organizations.
review-accept = Accept
review-decline = Decline the invitation

decline-title = Decline this invitation?
# $inviter: a person.
decline-what = We tell { $inviter } that you declined. The link in the mail stops working.
decline-what-organization = We tell { $organization } that you declined. The link in the mail stops working.
decline-reason = Reason (optional)
decline-reason-hint = They read it as you write it.
decline = Decline

switch-account = Switch account
ask-again = Ask for a new invitation
open-my-apps = Open My Apps
back-to-invitation = Back to the invitation

# Ways in which it can end: what happened, and what can be done now.
# $organization is the organization that invited, $account the address that is signed in.
wrong-account-title = This invitation is for another account
wrong-account-what = You’re signed in with an account that was not invited.
wrong-account-invited = Invited
wrong-account-signed-in = Signed in
# $invited: the invited address.
wrong-account-now = Sign in as { $invited } instead of { $account }. The invitation is still open; nothing is lost.

# $date: a day.
expired-title = This invitation has expired
expired-what = The invitation of { $organization } was open until { $date }.
expired-now = You can ask for a new one. We tell the person who invited you; a new mail comes if they agree.

asked-title = We passed on your request
asked-what = { $organization } knows that you would like a new invitation.
asked-now = If they agree, you get a new mail. Nothing more to do here.

revoked-title = This invitation was withdrawn
revoked-what = { $organization } has withdrawn its invitation.
revoked-now = If you think that is a mistake, ask the person who invited you.

superseded-title = There is a newer invitation
superseded-what = { $organization } sent you a newer mail. Only the link in the newest one works.
superseded-now = Look for the newest mail, also in the junk folder.

unknown-link-title = This link doesn’t lead to an invitation
unknown-link-what = It may have been cut off when it was copied, or the mail may be a forgery.
unknown-link-now = Open the link directly from the mail. If it still fails, ask for a new invitation.

page-over-title = This page is over
page-over-what = It was left open for too long, or what it asked for is done.
page-over-now = Open the link in your mail again, or go to My Apps.

# $domain: the guest’s domain.
blocked-domain-title = Guests of your domain aren’t accepted
blocked-domain-what = { $organization } doesn’t accept guests from { $domain } at present.
blocked-domain-now = Ask the person who invited you; their administrators can change this. You can then use the same link.

deleted-guest-title = You’re no longer a guest here
deleted-guest-what = You left { $organization }, or your guest account there was removed or blocked.
deleted-guest-now = If you still need access, ask the person who invited you.

# $date: the day of acceptance.
already-accepted-title = You have already accepted
already-accepted-what = You accepted the invitation of { $organization } on { $date } as { $account }. Nothing to do.
already-accepted-now = What you were given is in My Apps.

used-title = This invitation has been accepted
used-what = Its link can’t be used again.
used-now = If it was you who accepted, sign in: what you were given is in My Apps.

# $date: the day of refusal.
declined-earlier-title = You declined this invitation
declined-earlier-what = You declined the invitation of { $organization } on { $date }.
declined-earlier-now = Changed your mind? Ask the person who invited you for a new one.

conflict-title = This account is already in use here
conflict-what = { $account } already belongs to another guest account of { $organization }, so it can’t be used for this invitation.
conflict-now = Sign in with a different account. If you have no other, tell the person who invited you.

# $home: the guest’s own organization.
access-blocked-title = Access between the organizations is blocked
access-blocked-what = The access settings of { $whose } don’t let this account become a guest of { $organization }.
access-blocked-now = Ask the administrators of { $whose }. The invitation stays open, and its link works once they have changed this.

provider-refused-title = Your organization didn’t let you sign in
provider-refused-what = { $home } answered that this account can’t be used now. It may be blocked.
provider-refused-now = Ask the administrators of { $home }, or use another account. The invitation stays open.

# $wait: a length of time.
too-many-title = Too many attempts
too-many-what = To protect you, we take a break after several attempts.
too-many-now = Try again in { $wait }. The invitation stays open.

cancelled-title = You cancelled
cancelled-what = Nothing was shared with { $organization }, and nothing was accepted.
cancelled-now = The invitation stays open. You can come back by the link in the mail.

declined-title = You declined
declined-what = We told { $organization }. The link in the mail no longer works.
declined-now = You can close this page.

# The block list.
block-title = Block future invitations
# $address: a mail address, partly hidden.
block-what = { $organization } will no longer be able to send you invitations at { $address } through this server.
block-only-mail = Access that you already have stays as it is.
block-not-told = If they try, they see only that the mail was not sent.
block-undo = You can undo this here at any time.
block-submit = Block future invitations
block-stranger = Is this not your address? Then close this page. Opening it changed nothing.
blocked-title = Invitations are blocked
blocked-what = { $organization } can no longer send invitations to { $address }.
unblock-submit = Allow invitations again
unblocked-title = Invitations are allowed again
unblocked-what = { $organization } can send invitations to { $address }.

unproved-title = Is this address yours?
unproved-what = You signed in as { $account }. The invitation went to { $invited }, and nothing says yet that both are you.
unproved-now = We can send a code to { $invited }. Once you type it, you go on, and sign in as { $account } from then on.
unproved-send-code = Send a code

no-way-title = There is no way to sign in
no-way-what = { $organization } lets nobody with this address sign in at present.
no-way-now = Ask whoever invited you. The invitation is still open; nothing is lost.
