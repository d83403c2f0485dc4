# Signing in and out.
sign-in-title = Sign in
# $application: name of an application.
sign-in-to = to continue to { $application }
sign-in-username = Email address or user name
sign-in-username-hint = The one you use at work or school.
sign-in-username-wrong = Enter a whole email address or user name, such as sam@fabrikam.example

password-title = Enter your password
password = Password
password-forgotten = Forgotten it? An administrator of your organization can set a new one.
password-wrong = This password doesn’t belong to this account. Check it, or use another account.
# $wait: a length of time.
password-too-many = Too many wrong passwords. To protect the account, wait { $wait }.
send-code-instead = Email me a code instead

change-password-title = Choose a new password
change-password-why = Your present password was set by an administrator. Choose one that only you know.
change-password-new = New password
change-password-hint = At least 8 characters. A few words that you remember are better than signs you forget.
change-password-repeat = The same password again
change-password-submit = Save and sign in
change-password-short = Use at least 8 characters
change-password-long = Use at most 256 characters
change-password-guessable = This password is one of those attackers try first. Choose another.
change-password-same = Choose a password other than the present one
change-password-differs = The two passwords differ. Type the same one twice.

passcode-title = Enter the code
# $address: a mail address, parts of it may be hidden.
passcode-sent = We sent a code to { $address }. It works for 30 minutes, and only the newest one works.
passcode-sent-perhaps = If { $address } has access here, a code is on its way to it. It works for 30 minutes, and only the newest one works.
passcode-elsewhere = No code comes if you sign in at your own work or school. Then say which organization invited you.
passcode-label = Code
passcode-hint = 8 digits, with or without spaces
passcode-again = Send a new code
# $wait: a length of time, such as "1 minute".
passcode-wait = You can have a new code in { $wait }.
passcode-secret = Nobody will ever ask you for this code, by phone or by mail. Type it only here.
# $tries: tries left, a number.
passcode-wrong = { $tries ->
    [one] This code is wrong, or not the newest. You have 1 try left.
   *[other] This code is wrong, or not the newest. You have { $tries } tries left.
  }
passcode-ended = This code no longer works. Send a new one.
# $wait: a length of time.
passcode-too-many = Too many wrong codes. Wait { $wait }, then send a new one.

signed-out-title = You’re signed out
signed-out-what = On a computer that others use too, close all browser windows.
signed-out-there-partly = { $provider } signed you out, but not of everything that you had opened from there.
signed-out-there-unsure = { $provider } has not confirmed that you’re signed out there.
signed-out-partly = Some applications or services that you used could not be told, or have not confirmed it. You may still be signed in there until you close all browser windows.
left-title = You have left { $organization }
left-what = Your guest account there is removed. You belong to no other organization here, so you’re signed out, too.
sign-in-again = Sign in again

## An application asks

authorize-continue-title = Signing you in
logout-continue-title = Signing you out
logout-there = You’re signed out here. Next, you’re signed out of { $provider }.
authorize-continue-what = If nothing happens, choose Continue.
continue = Continue
authorize-trouble-title = We can’t sign you in to this application
logout-trouble-title = We can’t sign you out of this application
authorize-trouble-what = Something between the application and this organization doesn’t fit. Whoever gave you the application can find out with the message below.
authorize-other-account = Use another account
consent-title = Permissions requested
consent-lead = { $application } would like to:
consent-later = You can take this back at any time in My account.
consent-needs-administrator = This needs the approval of an administrator of the organization. Ask them to grant it for everybody in the admin center, then open the application again.
consent-back = Back to the application
confirm-title = Go on to the application?
confirm-lead = { $application } wants to sign you in. Go on only if you opened it on this device just now.
admin-consent-title = Accept for everybody
admin-consent-lead = If you accept, { $application } may do this for everybody in { $organization }:
admin-consent-by-itself = By itself, without anybody signed in, it would like to:
admin-consent-what = Nobody will be asked again. You can take it back in the admin center.
logout-title = Sign out?
logout-what = This signs you out of this server and of the applications you opened from here.
logout-stay = Stay signed in
scope-openid = Sign you in
scope-profile = See your name and account name
scope-email = See your email address
scope-offline-access = Stay signed in for you, until you or your organization end it
scope-user-read = Read your profile
## The same, when an administrator agrees for everybody
everybody-openid = Sign people in
everybody-profile = See their names and account names
everybody-email = See their email addresses
everybody-offline-access = Stay signed in for them, until they or the organization end it
everybody-user-read = Read their profiles
everybody-user-impersonation = See which organizations they belong to

lead-on-provider = Going to { $provider }
lead-on-what = If nothing happens, choose Continue.

providers-title = Where do you want to sign in?
providers-what = Your organization has several ways. Take the one that you use for work or study.

provider-sign-in-again = Sign in again

provider-no-trip-title = This sign-in is over
provider-no-trip-what = It was used already, took longer than half an hour, or began in another browser. Begin again; nothing is lost.

provider-declined-title = You weren’t signed in
provider-declined-what = { $provider } did not sign you in, or you cancelled there. You can try again, or use another way.

provider-trouble-title = { $provider } can’t be used at present
provider-trouble-what = It doesn’t answer, or what it says doesn’t fit. Try again in some minutes. If it stays like this, give the reference below to whoever invited you.

provider-not-in-use-title = This way to sign in is not in use any more
provider-not-in-use-what = The organization has changed how its guests sign in. Begin again to see how.

provider-nobody-here-title = You have no access with this account
provider-nobody-here-what = { $provider } says that you are { $account }. Nobody here signs in with that account. Use the account with which you accepted the invitation.

provider-too-many-title = Too many sign-ins from your network
provider-too-many-what = Wait some minutes, then try again.

sign-in-organization = Find the organization that invited you
organization-title = Which organization?
organization-what = If you sign in at your own university or company, the organization that invited you knows where to send you.
organization-domain = Domain of the organization that invited you
organization-domain-hint = It stands in your invitation, such as contoso.com.
organization-domain-wrong = No organization here has this domain. The name is not enough: the domain stands under the organization’s name in your invitation, such as contoso.com. Or use the link of the mail.
organization-back = Sign in without it
