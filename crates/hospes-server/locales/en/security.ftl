# The second factor: at the sign-in, and in My account.
sign-in-with-passkey = Sign in with a passkey
passkey-failed = The passkey wasn’t used. Try again, or sign in another way.
passkey-not-added = No passkey was added. Try again. A device that has one of yours already can’t have a second.

factor-title = Prove that it’s you
factor-why = Your password or code by mail was right. This organization asks for a second proof.
factor-code = Code of your authenticator app
factor-code-hint = 6 digits. The app shows new ones every 30 seconds.
factor-submit = Continue
factor-passkey = Use a passkey
factor-passkey-script = Passkeys need JavaScript. Switch it on, or use a recovery code.
factor-recovery = Use a recovery code instead
factor-recovery-code = Recovery code
factor-recovery-hint = 10 letters and digits, each code once
factor-recovery-submit = Use this code
factor-lost = Lost your phone and your recovery codes? An administrator of the organization can let you start again.
factor-wrong = This isn’t right, or was used before. Wait for the next code, then type it.
factor-recovery-wrong = This recovery code isn’t right, or was used before. Type another one.
factor-ended = That took too long. Start again.
# $wait: a length of time.
factor-too-many = Too many wrong codes. To protect the account, wait { $wait }.

register-title = Add a second factor
register-why = This organization asks for a second proof besides your password or code by mail. Add one now; from then on you are asked for it.
register-what = Whoever learns your password then still can’t sign in as you where it is asked for.
register-passkey = With a passkey
register-passkey-what = Your fingerprint, your face or the PIN of this device or of a security key.
register-passkey-submit = Add a passkey
register-app = With an authenticator app
register-scan = Open an authenticator app on your phone, add an account, and scan this picture.
register-qr = QR code for the authenticator app
register-by-hand = Can’t scan it? Type the secret
register-code = Code that the app shows
register-name = Name
register-name-optional = Name (optional)
register-name-hint = So that you know which one it is, such as “Work phone”.
register-submit = Add the app
register-cancel = Not now

recovery-title = Keep these recovery codes
recovery-what = If you lose your phone or your passkey, one of these codes lets you in instead. Print them or write them down.
recovery-once = Each works once. They are shown only now: we keep no copy of them.
recovery-copy = Copy all
recovery-continue = I have saved them

account-security = Security
security-factors = Second factors
security-none = No second factor yet
security-none-why = Add an authenticator app or a passkey. Organizations can ask for one before you come in.
security-kind-app = Authenticator app
security-kind-passkey = Passkey
security-since = added
security-last-used = last used
security-rename = Rename
security-rename-submit = Save
security-renamed = The name is saved.
security-name-empty = Enter a name
security-remove = Remove
security-removed = It’s removed and no longer works.
security-add-app = Add an authenticator app
security-add-passkey = Add a passkey
security-recovery = Recovery codes
security-recovery-what = For the day on which your phone or passkey is lost. Each works once.
# $count: a number.
security-recovery-left = { $count ->
    [0] None is left. Make new ones.
    [one] 1 is left.
   *[other] { $count } are left.
  }
security-recovery-new = Make new recovery codes
security-recovery-new-what = The old ones stop working.
security-locked = To change something here, you must have signed in within the last 10 minutes.
security-locked-factor = To change something here, prove your second factor first.
security-unlock = Do that now
