# What every page shares.
skip-to-content = Skip to main content
run-by = This server is run by { $server }
reference = Reference
nothing = None
copy = Copy
copied = Copied
next = Next
back = Go back
cancel = Cancel
faults-title = There is a problem
try-again = Try again

my-apps = My Apps
my-account = My account
admin-center = Admin center
inbox = Inbox
areas = Areas
account-menu = Account menu
organization-now = Organization:
switch-organization = Switch organization
organizations-manage = Manage organizations
sign-out = Sign out
sign-in = Sign in

# $organization: the one that the account belongs to.
account-of = Account of { $organization }
account-by-code = Signed in with a code by email
use-another-account = Use another account
# $contact: a mail address.
contact = Need help? Ask { $contact }.

# Times. $count is a whole number.
time-now = just now
time-soon = in a moment
time-minutes-ago = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
  }
time-hours-ago = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
  }
time-days-ago = { $count ->
    [one] 1 day ago
   *[other] { $count } days ago
  }
time-months-ago = { $count ->
    [one] 1 month ago
   *[other] { $count } months ago
  }
time-years-ago = { $count ->
    [one] 1 year ago
   *[other] { $count } years ago
  }
time-minutes-ahead = { $count ->
    [one] in 1 minute
   *[other] in { $count } minutes
  }
time-hours-ahead = { $count ->
    [one] in 1 hour
   *[other] in { $count } hours
  }
time-days-ahead = { $count ->
    [one] in 1 day
   *[other] in { $count } days
  }
time-months-ahead = { $count ->
    [one] in 1 month
   *[other] in { $count } months
  }
time-years-ahead = { $count ->
    [one] in 1 year
   *[other] in { $count } years
  }
# How long something takes, as in "Try again in …".
duration-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
  }
duration-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
  }
duration-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
  }
# $day, $month (1 to 12) and $year are numbers.
date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
  } { $year }
