# Mails. What people wrote is put on lines of its own; these texts never run into it.
# $organization: the one that invites.
mail-sender = Hospes Invitations on behalf of { $organization }
mail-organization = Organization
mail-inviter = Invited by
mail-message = Message
mail-accept = Accept invitation
mail-bare-link = If the button doesn’t work, copy this link into your browser:
# $address: the invited address.
mail-sent-to = This mail was sent to { $address }.
# $server: who runs this server.
mail-sent-by = Sent by Hospes, run by { $server }.
mail-privacy = Privacy statement of { $organization }
mail-privacy-plain = Privacy statement of the organization
mail-no-privacy-plain = The organization has not provided a link to its privacy statement.
mail-no-privacy = { $organization } has not provided a link to its privacy statement.
mail-block = Block future invitations
mail-guest = Guest
mail-open-user = Open in the admin center
# After a label in mails.
mail-colon = :

mail-invitation-title = Invitation
# $inviter: a person.
mail-invitation-subject = { $inviter } invited you to access applications within their organization
mail-invitation-subject-organization = { $organization } invited you to access its applications
mail-invitation-warning = Accept this invitation only if you expected it. If you’re not sure, ask the person who invited you before you choose anything here.
# $destination: "My Apps" or the name of an application.
mail-invitation-destination = If you accept, you become a guest and are taken to { $destination }.
mail-invitation-reset = Your sign-in was reset by the organization. Accept again to keep your access.
# $date: the last day.
mail-invitation-expires = The invitation is open until { $date }.
mail-invitation-expires-never = The invitation has no end date.
mail-invitation-wrong-person = Not meant for you? Ignore it; without your consent nothing happens.

mail-passcode-title = Your code
mail-passcode-subject = Your code for { $organization }
mail-passcode-subject-plain = Your sign-in code
mail-passcode-what = Type this code to sign in to { $organization }:
mail-passcode-what-plain = Type this code to sign in:
# $time: a length of time.
mail-passcode-time = It works once, for { $time }. A newer code replaces it.
mail-passcode-secret = Nobody will ask you for this code, by phone or by mail. Type it only on the page that asked for it.
mail-passcode-not-you = You didn’t want to sign in? Then ignore this mail. Without the code nobody gets in.

mail-access-title = You have new access
mail-access-subject = You now have access to applications of { $organization }
mail-access-what = You’re already a guest of { $organization }, and there is something new for you. There is nothing to accept.
mail-access-what-plain = You’re already a guest of this organization, and there is something new for you. There is nothing to accept.
mail-access-by = Given by
# $account: the address the guest signs in with.
mail-access-account = Sign in as { $account }, as you did before.
mail-access-nothing = You don’t need to do anything.

# $guest: a mail address.
mail-declined-title = An invitation was declined
mail-declined-subject = { $guest } declined your invitation
mail-declined-what = { $guest } declined the invitation to { $organization }.
mail-declined-what-plain = This guest declined the invitation.
mail-declined-reason = Their reason
mail-declined-now = The guest account stays in the directory until somebody deletes it or invites again.

mail-requested-title = A guest asks for a new invitation
mail-requested-subject = { $guest } asks for a new invitation
# $date: the last day of the old invitation.
mail-requested-what = The invitation of { $guest } to { $organization } was open until { $date }. They opened it later and ask for a new one.
mail-requested-what-plain = The invitation of this guest was open until { $date }. They opened it later and ask for a new one.
mail-requested-now = If you agree, open the user and choose Resend invitation. If not, there is nothing to do.

# $person: a mail address. $app: an application.
mail-request-application = Application
mail-request-person = Asked by
mail-request-reason = Reason

mail-asked-title = Somebody asks for access
mail-asked-subject = { $person } asks for access to { $app }
mail-asked-what = { $person } asks { $organization } for access to { $app }.
mail-asked-what-plain = Somebody asks for access to an application of this organization.
mail-asked-now = You decide. Open the request to see what they say, and to approve or deny it.
mail-asked-open = Open the request

mail-approved-title = Your request was approved
mail-approved-subject = Your request for { $app } was approved
mail-approved-what = { $organization } approved your request for access to { $app }.
mail-approved-what-plain = Your request for access was approved.
mail-approved-now = Go on to see what is shared, and to accept.
mail-approved-open = Go on

mail-denied-title = Your request was denied
mail-denied-subject = Your request for { $app } was denied
mail-denied-what = { $organization } denied your request for access to { $app }.
mail-denied-what-plain = Your request for access was denied.
mail-denied-now = There is nothing to do. You can ask again after 30 days.
