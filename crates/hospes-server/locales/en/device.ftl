# Signing in on a device without a browser of its own.
device-title = Sign in on a device
device-lead = Enter the code that your device or program shows.
device-code-label = Code
device-code-hint = 9 letters
device-only-yours = Enter only a code that a device or program of your own shows you. If somebody sent you the code, go no further.
device-code-wrong = This code isn’t known here, or it no longer works. Check it, or have your device show a new one.
# $wait: a length of time.
device-code-too-many = Too many wrong codes. Wait { $wait }, then try again.
device-confirm-title = Is this your device?
# $application: name of an application.
device-confirm-what = A device or program asks to sign in to { $application } as you.
# $network: a network address; $time: such as "2 minutes ago".
device-confirm-from = It asked from { $network }, { $time }.
device-confirm-agent = It calls itself
device-confirm-warning = Continue only if you began this yourself, just now, on a device or in a program of your own.
device-confirm-phishing = If somebody sent you the code, by mail, in a chat or on the phone, choose Cancel: with it they would be signed in as you. Nobody who helps you needs that.
device-done-title = Your device is signed in
device-done-what = You can close this window and continue on your device.
device-cancelled-title = Nothing was signed in
device-cancelled-what = You can close this window. If somebody asked you to enter the code, tell whoever looks after security in your organization.
device-see-apps = Apps with access to your account
scope-user-impersonation = See which organizations you belong to
