# Der zweite Faktor: bei der Anmeldung und unter Mein Konto.
sign-in-with-passkey = Mit einem Passkey anmelden
passkey-failed = Der Passkey wurde nicht verwendet. Versuchen Sie es noch einmal oder melden Sie sich anders an.
passkey-not-added = Es wurde kein Passkey hinzugefügt. Versuchen Sie es noch einmal. Ein Gerät, das schon einen von Ihnen hat, bekommt keinen zweiten.

factor-title = Bestätigen Sie, dass Sie es sind
factor-why = Ihr Kennwort oder der Code aus der E-Mail war richtig. Diese Organisation verlangt einen zweiten Nachweis.
factor-code = Code Ihrer Authenticator-App
factor-code-hint = 6 Ziffern. Die App zeigt alle 30 Sekunden neue.
factor-submit = Weiter
factor-passkey = Passkey verwenden
factor-passkey-script = Passkeys brauchen JavaScript. Schalten Sie es ein oder verwenden Sie einen Wiederherstellungscode.
factor-recovery = Stattdessen einen Wiederherstellungscode verwenden
factor-recovery-code = Wiederherstellungscode
factor-recovery-hint = 10 Buchstaben und Ziffern, jeder Code einmal
factor-recovery-submit = Diesen Code verwenden
factor-lost = Telefon und Wiederherstellungscodes verloren? Die Administration der Organisation kann Sie neu beginnen lassen.
factor-wrong = Das ist nicht richtig oder wurde schon verwendet. Warten Sie auf den nächsten Code und geben Sie ihn ein.
factor-recovery-wrong = Dieser Wiederherstellungscode ist nicht richtig oder wurde schon verwendet. Geben Sie einen anderen ein.
factor-ended = Das hat zu lange gedauert. Beginnen Sie von vorn.
# $wait: eine Dauer.
factor-too-many = Zu viele falsche Codes. Zum Schutz des Kontos geht es erst in { $wait } weiter.

register-title = Zweiten Faktor hinzufügen
register-why = Diese Organisation verlangt außer Kennwort oder Code per E-Mail einen zweiten Nachweis. Fügen Sie jetzt einen hinzu; von da an werden Sie danach gefragt.
register-what = Wer Ihr Kennwort erfährt, kann sich dann dort, wo danach gefragt wird, trotzdem nicht als Sie anmelden.
register-passkey = Mit einem Passkey
register-passkey-what = Ihr Fingerabdruck, Ihr Gesicht oder die PIN dieses Geräts oder eines Sicherheitsschlüssels.
register-passkey-submit = Passkey hinzufügen
register-app = Mit einer Authenticator-App
register-scan = Öffnen Sie auf Ihrem Telefon eine Authenticator-App, fügen Sie ein Konto hinzu und scannen Sie dieses Bild.
register-qr = QR-Code für die Authenticator-App
register-by-hand = Scannen geht nicht? Geheimnis eintippen
register-code = Code, den die App zeigt
register-name = Name
register-name-optional = Name (optional)
register-name-hint = Damit Sie wissen, welcher es ist, etwa „Diensttelefon“.
register-submit = App hinzufügen
register-cancel = Nicht jetzt

recovery-title = Bewahren Sie diese Wiederherstellungscodes auf
recovery-what = Wenn Sie Ihr Telefon oder Ihren Passkey verlieren, lässt einer dieser Codes Sie stattdessen herein. Drucken Sie sie aus oder schreiben Sie sie auf.
recovery-once = Jeder gilt einmal. Sie werden nur jetzt gezeigt: Wir behalten keine Kopie.
recovery-copy = Alle kopieren
recovery-continue = Ich habe sie aufbewahrt

account-security = Sicherheit
security-factors = Zweite Faktoren
security-none = Noch kein zweiter Faktor
security-none-why = Fügen Sie eine Authenticator-App oder einen Passkey hinzu. Organisationen können danach fragen, bevor Sie hereinkommen.
security-kind-app = Authenticator-App
security-kind-passkey = Passkey
security-since = hinzugefügt
security-last-used = zuletzt verwendet
security-rename = Umbenennen
security-rename-submit = Speichern
security-renamed = Der Name ist gespeichert.
security-name-empty = Geben Sie einen Namen ein
security-remove = Entfernen
security-removed = Er ist entfernt und gilt nicht mehr.
security-add-app = Authenticator-App hinzufügen
security-add-passkey = Passkey hinzufügen
security-recovery = Wiederherstellungscodes
security-recovery-what = Für den Tag, an dem Telefon oder Passkey verloren ist. Jeder gilt einmal.
# $count: eine Zahl.
security-recovery-left = { $count ->
    [0] Es ist keiner übrig. Erzeugen Sie neue.
    [one] Es ist noch 1 übrig.
   *[other] Es sind noch { $count } übrig.
  }
security-recovery-new = Neue Wiederherstellungscodes erzeugen
security-recovery-new-what = Die alten gelten dann nicht mehr.
security-locked = Um hier etwas zu ändern, müssen Sie sich in den letzten 10 Minuten angemeldet haben.
security-locked-factor = Um hier etwas zu ändern, bestätigen Sie zuerst Ihren zweiten Faktor.
security-unlock = Jetzt erledigen
