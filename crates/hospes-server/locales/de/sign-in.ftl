# An- und Abmelden.
sign-in-title = Anmelden
# $application: Name einer Anwendung.
sign-in-to = um mit { $application } fortzufahren
sign-in-username = E-Mail-Adresse oder Benutzername
sign-in-username-hint = Wie bei der Arbeit oder in der Schule.
sign-in-username-wrong = Geben Sie eine ganze E-Mail-Adresse oder einen ganzen Benutzernamen ein, etwa sam@fabrikam.example

password-title = Kennwort eingeben
password = Kennwort
password-forgotten = Vergessen? Die Administration Ihrer Organisation kann ein neues setzen.
password-wrong = Dieses Kennwort gehört nicht zu diesem Konto. Prüfen Sie es oder verwenden Sie ein anderes Konto.
# $wait: eine Dauer.
password-too-many = Zu viele falsche Kennwörter. Zum Schutz des Kontos geht es erst in { $wait } weiter.
send-code-instead = Stattdessen einen Code per E-Mail senden

change-password-title = Neues Kennwort wählen
change-password-why = Ihr jetziges Kennwort hat die Administration gesetzt. Wählen Sie eines, das nur Sie kennen.
change-password-new = Neues Kennwort
change-password-hint = Mindestens 8 Zeichen. Ein paar Wörter, die Sie sich merken, sind besser als Zeichen, die man vergisst.
change-password-repeat = Dasselbe Kennwort noch einmal
change-password-submit = Speichern und anmelden
change-password-short = Verwenden Sie mindestens 8 Zeichen
change-password-long = Verwenden Sie höchstens 256 Zeichen
change-password-guessable = Dieses Kennwort ist eines von denen, die Angreifer zuerst probieren. Wählen Sie ein anderes.
change-password-same = Wählen Sie ein anderes als das jetzige Kennwort
change-password-differs = Die beiden Kennwörter sind verschieden. Geben Sie zweimal dasselbe ein.

passcode-title = Code eingeben
# $address: eine E-Mail-Adresse, teils verborgen.
passcode-sent = Wir haben einen Code an { $address } gesendet. Er gilt 30 Minuten, und nur der neueste gilt.
passcode-sent-perhaps = Wenn { $address } hier Zugang hat, ist ein Code dorthin unterwegs. Er gilt 30 Minuten, und nur der neueste gilt.
passcode-elsewhere = Wenn Sie sich bei Ihrer eigenen Firma oder Hochschule anmelden, kommt kein Code. Sagen Sie dann, welche Organisation Sie eingeladen hat.
passcode-label = Code
passcode-hint = 8 Ziffern, mit oder ohne Leerzeichen
passcode-again = Neuen Code senden
# $wait: eine Dauer, etwa „1 Minute“.
passcode-wait = Einen neuen Code gibt es in { $wait }.
passcode-secret = Niemand wird Sie je nach diesem Code fragen, weder am Telefon noch per E-Mail. Geben Sie ihn nur hier ein.
# $tries: verbleibende Versuche, eine Zahl.
passcode-wrong = { $tries ->
    [one] Dieser Code ist falsch oder nicht der neueste. Sie haben noch 1 Versuch.
   *[other] Dieser Code ist falsch oder nicht der neueste. Sie haben noch { $tries } Versuche.
  }
passcode-ended = Dieser Code gilt nicht mehr. Senden Sie einen neuen.
# $wait: eine Dauer.
passcode-too-many = Zu viele falsche Codes. In { $wait } können Sie einen neuen senden.

signed-out-title = Sie sind abgemeldet
signed-out-what = Schließen Sie alle Browserfenster, wenn auch andere diesen Computer benutzen.
signed-out-there-partly = { $provider } hat Sie abgemeldet, aber nicht überall, wo Sie sich von dort aus angemeldet hatten.
signed-out-there-unsure = { $provider } hat nicht bestätigt, dass Sie dort abgemeldet sind.
signed-out-partly = Einige Anwendungen oder Dienste, die Sie benutzt haben, konnten nicht benachrichtigt werden oder haben es nicht bestätigt. Dort sind Sie vielleicht noch angemeldet, bis Sie alle Browserfenster schließen.
left-title = Sie haben { $organization } verlassen
left-what = Ihr Gastkonto dort ist entfernt. Weil Sie hier zu keiner anderen Organisation gehören, sind Sie auch abgemeldet.
sign-in-again = Wieder anmelden

## An application asks

authorize-continue-title = Sie werden angemeldet
logout-continue-title = Sie werden abgemeldet
logout-there = Hier sind Sie abgemeldet. Jetzt werden Sie bei { $provider } abgemeldet.
authorize-continue-what = Wenn nichts geschieht, wählen Sie Weiter.
continue = Weiter
authorize-trouble-title = Die Anmeldung bei dieser Anwendung ist nicht möglich
logout-trouble-title = Die Abmeldung bei dieser Anwendung ist nicht möglich
authorize-trouble-what = Zwischen der Anwendung und dieser Organisation passt etwas nicht. Wer Ihnen die Anwendung gegeben hat, findet mit der folgenden Meldung heraus, was es ist.
authorize-other-account = Anderes Konto verwenden
consent-title = Angeforderte Berechtigungen
consent-lead = { $application } möchte:
consent-later = Sie können das jederzeit unter Mein Konto zurücknehmen.
consent-needs-administrator = Dafür braucht es die Zustimmung einer Administratorin oder eines Administrators der Organisation. Bitten Sie darum, sie im Admin Center für alle zu erteilen, und öffnen Sie die Anwendung dann noch einmal.
consent-back = Zurück zur Anwendung
confirm-title = Weiter zur Anwendung?
confirm-lead = { $application } möchte Sie anmelden. Fahren Sie nur fort, wenn Sie diese Anwendung gerade selbst auf diesem Gerät geöffnet haben.
admin-consent-title = Für alle annehmen
admin-consent-lead = Wenn Sie annehmen, darf { $application } für alle in { $organization }:
admin-consent-by-itself = Selbst, ohne dass jemand angemeldet ist, möchte die Anwendung:
admin-consent-what = Niemand wird noch einmal gefragt. Sie können es im Admin Center zurücknehmen.
logout-title = Abmelden?
logout-what = Sie werden von diesem Server und von den Anwendungen abgemeldet, die Sie von hier aus geöffnet haben.
logout-stay = Angemeldet bleiben
scope-openid = Sie anmelden
scope-profile = Ihren Namen und Kontonamen sehen
scope-email = Ihre E-Mail-Adresse sehen
scope-offline-access = Für Sie angemeldet bleiben, bis Sie oder Ihre Organisation es beenden
scope-user-read = Ihr Profil lesen
## Dasselbe, wenn die Administration für alle zustimmt
everybody-openid = Personen anmelden
everybody-profile = Ihre Namen und Kontonamen sehen
everybody-email = Ihre E-Mail-Adressen sehen
everybody-offline-access = Für sie angemeldet bleiben, bis sie selbst oder die Organisation es beenden
everybody-user-read = Ihre Profile lesen
everybody-user-impersonation = Sehen, zu welchen Organisationen sie gehören

lead-on-provider = Weiter zu { $provider }
lead-on-what = Wenn nichts geschieht, wählen Sie Weiter.

providers-title = Wo möchten Sie sich anmelden?
providers-what = Ihre Organisation hat mehrere Wege. Nehmen Sie den, den Sie für Arbeit oder Studium benutzen.

provider-sign-in-again = Neu anmelden

provider-no-trip-title = Diese Anmeldung ist vorbei
provider-no-trip-what = Sie wurde schon benutzt, hat länger als eine halbe Stunde gedauert oder begann in einem anderen Browser. Beginnen Sie neu; nichts ist verloren.

provider-declined-title = Sie wurden nicht angemeldet
provider-declined-what = { $provider } hat Sie nicht angemeldet, oder Sie haben dort abgebrochen. Versuchen Sie es noch einmal, oder nehmen Sie einen anderen Weg.

provider-trouble-title = { $provider } lässt sich zurzeit nicht benutzen
provider-trouble-what = Von dort kommt keine Antwort, oder die Antwort passt nicht. Versuchen Sie es in einigen Minuten noch einmal. Bleibt es so, nennen Sie dem, der Sie eingeladen hat, die Nummer unten.

provider-not-in-use-title = Dieser Weg wird nicht mehr benutzt
provider-not-in-use-what = Die Organisation hat geändert, wie ihre Gäste sich anmelden. Beginnen Sie neu, um zu sehen, wie.

provider-nobody-here-title = Mit diesem Konto haben Sie keinen Zugang
provider-nobody-here-what = { $provider } sagt, dass Sie { $account } sind. Mit diesem Konto meldet sich hier niemand an. Benutzen Sie das Konto, mit dem Sie die Einladung angenommen haben.

provider-too-many-title = Zu viele Anmeldungen aus Ihrem Netz
provider-too-many-what = Warten Sie einige Minuten, und versuchen Sie es dann noch einmal.

sign-in-organization = Einladende Organisation finden
organization-title = Welche Organisation?
organization-what = Wenn Sie sich bei Ihrer eigenen Hochschule oder Firma anmelden, weiß die Organisation, die Sie eingeladen hat, wohin es geht.
organization-domain = Domain der Organisation, die Sie eingeladen hat
organization-domain-hint = Sie steht in Ihrer Einladung, zum Beispiel contoso.com.
organization-domain-wrong = Keine Organisation hier hat diese Domain. Der Name genügt nicht: Die Domain steht in Ihrer Einladung unter dem Namen der Organisation, zum Beispiel contoso.com. Oder benutzen Sie den Link der Mail.
organization-back = Ohne sie anmelden
