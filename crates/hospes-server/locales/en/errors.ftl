# Error pages: what happened, what can be done now.
# $contact: a mail address of who runs the server.
error-ask = If it goes on, write to { $contact } and give the reference number below.
error-ask-anyone = If it goes on, tell whoever runs this server the reference number below.
error-start = Go to the start page

not-found-title = There is nothing here
not-found-what = This address leads nowhere. What was here may have been removed.
not-found-now = Check the address, or begin again from the start page.
no-access-title = You don’t have access to this
no-access-what = The account that is signed in isn’t allowed to see or do this, or its access here has ended.
no-access-now = Switch to another organization or account, or ask an administrator for the access you need.
# $organization: the one that was opened. $home: the person’s own organization, or the domain of their address.
kept-out-title = You can’t use { $organization } at present
kept-out-what = { $organization } does not let people of { $home } in at present.
kept-out-by-home-what = { $home } does not let you use { $organization } at present.
kept-out-now = Its administrators can change this. Your guest account stays as it is. If you have another account here, sign in with that one.
kept-out-elsewhere-now = Its administrators can change this. Your guest account stays as it is. You can go on in another of your organizations, under My Account > Organizations.
# $wait: a length of time.
too-many-requests-title = Too many requests
too-many-requests-what = More requests came from you than this server takes in such a short time.
too-many-requests-now = Try again in { $wait }.
unavailable-title = This didn’t work just now
unavailable-what = The server is busy or being restarted. Nothing was changed.
unavailable-now = Wait a moment, then try again.
form-expired-title = This form is too old
form-expired-what = To protect you, forms work for a limited time and only in the browser that opened them. Nothing was changed.
form-expired-now = Open the page again and repeat the last step.
bad-request-title = This request makes no sense to us
bad-request-what = Something in the address or the form is missing or damaged. Nothing was changed.
bad-request-now = Go back and try it once more.
too-large-title = This is more than we take
too-large-what = What was sent is longer than this server takes. Nothing was changed.
too-large-now = Go back, make it shorter, and try again.
internal-title = Something went wrong on our side
internal-what = The server met an error that it didn’t expect. It is recorded.
internal-now = Try again in a few minutes.

error-lookup-title = What an error number means
error-lookup-label = Error number
error-lookup-hint = The digits after AADSTS, such as 50011
error-lookup-show = Look it up
error-lookup-wrong = Enter the number of the error, such as 50011 or AADSTS50011
# $number: a number of an error.
error-lookup-unknown = This server never gives the number { $number }. Check it, or ask whoever runs the server that gave it.
error-lookup-person = What you can do
error-lookup-developer = What whoever develops or manages the application can do
error-lookup-link = What this number means
