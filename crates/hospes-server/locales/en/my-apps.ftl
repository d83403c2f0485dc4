# My Apps and My account.
search = Search
# $organization: the one the person is in.
my-apps-of = at { $organization }
my-apps-search = Search apps
my-apps-none = There are no apps to show.
my-apps-none-why = When { $organization } gives you an application, its tile appears here.
# $contact: a mail address.
my-apps-none-ask = Expecting one? Ask { $contact }.
my-apps-none-ask-anyone = Expecting one? Ask whoever invited you, or an administrator.
my-apps-other-organizations = See your organizations
# $query: what was searched for.
my-apps-not-found = No app matches “{ $query }”
my-apps-not-found-why = Check the spelling, or look through all of them.
my-apps-show-all = Show all apps
my-apps-collections = Collections
my-apps-all = All apps
# $app: the name of an application.
my-apps-pin = Pin { $app }
my-apps-unpin = Unpin { $app }
my-apps-pinned = { $app } is pinned, and comes first.
my-apps-unpinned = { $app } is no longer pinned.

account-tab-profile = Profile and sessions
account-organizations = Organizations
account-guest-of = Guest of { $organization }
account-member-of = Member of { $organization }
account-profile = Profile
account-profile-guest = These are the data that this organization keeps about you. Its administrators can change them.
profile-display-name = Name
profile-mail = Email
profile-user-name = User name
profile-first-name = First name
profile-last-name = Last name
profile-job-title = Job title
profile-company = Company
profile-department = Department
profile-business-phone = Business phone
profile-mobile-phone = Mobile phone
account-sessions = Where you’re signed in
account-session-this = This device
account-session-since = signed in
account-sessions-end = Sign out everywhere else
account-sessions-end-what = This device stays signed in. Applications may take up to an hour to notice.
account-sessions-ended = You’re signed out everywhere else.
account-session-used = last used
account-session-end = Sign out
account-session-ended = That session is signed out.
account-sign-ins = Recent sign-ins
account-sign-ins-none = No sign-ins are recorded here. If your own organization signs you in, they are in its log.
account-sign-ins-what = If one isn’t yours, sign out everywhere else, and tell your organization.
account-sign-in-success = Signed in
account-sign-in-failure = Refused
account-sign-in-interrupted = Not finished
account-apps = Apps with access to your account
account-apps-none = No app of this organization has access to your account.
account-apps-since = Access given
account-app-remove = Remove access
account-app-removed = Access is removed. The app may take up to an hour to notice.

organizations-home = Home organization
organizations-home-what = It holds your account.
organizations-others = Other organizations you collaborate with
organizations-none = No other organizations
organizations-none-why = When you accept an invitation, the organization appears here, and you can leave it here again.
organizations-since = since
organizations-current = You’re here
organizations-open = Open
organizations-cannot-leave = Only its administrators can remove you.
organizations-cannot-leave-ask = To leave, ask { $contact }.
organizations-waiting = Invitations for you
organizations-waiting-by = { $inviter } invited { $address }
organizations-waiting-as = Invited as { $address }
organizations-waiting-until = open until
organizations-waiting-gone = This invitation no longer waits for you.
organizations-review = Review
organizations-previous = Previous organizations
organizations-next = More organizations

leave = Leave
leave-title = Leave { $organization }?
leave-what = Your guest account there is removed.
leave-apps = You lose access to its applications and groups, at once.
leave-undo = You can’t undo this. Its administrators can bring the account back for 30 days.
leave-home = Your own account stays as it is.
leave-privacy = Questions about your data there: { $contact }.
organizations-left = You left { $organization }.

sign-out-everywhere = Sign out everywhere
sign-out-everywhere-title = Sign out everywhere?
sign-out-everywhere-devices = You’re signed out on every device, this one included.
sign-out-everywhere-apps = Applications of all your organizations have to sign you in again. They may take up to an hour to notice.
sign-out-everywhere-stays = Your accounts, your organizations and your second factors stay as they are.
