# Eine Einladung, vom Link bis zu ihrem Ende.
landing-title = Einladung
# $inviter: eine Person. $organization: die einladende Organisation.
landing-who = { $inviter } lädt Sie zu { $organization } ein
landing-who-organization = { $organization } lädt Sie ein
# $destination: „Meine Apps“ oder der Name einer Anwendung.
landing-destination = Als Gast, mit Zugang zu { $destination }
landing-invited = Eingeladen
landing-inviter = Eingeladen von
landing-expires = Offen bis
landing-expires-never = Ohne Enddatum
# $organization: die Organisation des Gasts.
landing-with-account = Mit Ihrem Konto bei { $organization } anmelden
# $address: die angemeldete Adresse.
landing-continue-as = Weiter als { $address }
landing-with-code = Code per E-Mail senden
landing-nothing-yet = Damit nehmen Sie noch nichts an. Nach der Anmeldung sehen Sie, worum die Organisation bittet.
landing-straight-on = Ihre Organisation und { $organization } haben das vereinbart, deshalb wird nichts weiter gefragt: Sie werden Gast, sobald Sie mit Ihrem Konto angemeldet sind und fortfahren.
landing-genuine = Woran erkenne ich, dass das echt ist?
landing-genuine-expected = Haben Sie die Einladung erwartet? Wenn nicht, fragen Sie die einladende Person auf einem Weg, den Sie schon kennen, nicht als Antwort auf die E-Mail.
# $server: wer den Server betreibt.
landing-genuine-address = Diese Seite gehört zu { $server }. Prüfen Sie, ob die Adresszeile Ihres Browsers das zeigt.
landing-genuine-password = Das Kennwort Ihres Arbeitskontos geben Sie nur auf der Seite Ihrer eigenen Organisation ein. Um Sie einzuladen, braucht es niemand.
landing-not-me = Das ist nicht für mich

review-title = Berechtigungen prüfen
review-lead = { $organization } möchte:
review-profile = Ihre Profildaten erhalten
review-profile-what = Ihren Namen, Ihr Foto, Ihre E-Mail-Adresse und die Kennungen Ihres Kontos.
review-activity = Ihre Aktivität erfassen und protokollieren
review-activity-what = Wann und von wo Sie sich anmelden und was Sie in den Anwendungen tun.
review-use = Ihre Profil- und Aktivitätsdaten verwenden
review-use-what = Um Ihnen Zugang zu geben und die Anwendungen zu schützen und zu verwalten.
review-trust = Nehmen Sie nur an, wenn Sie { $organization } vertrauen.
review-privacy = Datenschutzerklärung lesen
review-no-privacy = { $organization } hat keinen Link zur eigenen Datenschutzerklärung angegeben.
# $contact: eine E-Mail-Adresse.
review-contact = Fragen zum Datenschutz: { $contact }.
review-later = Sie können das später unter „Mein Konto“ > „Organisationen“ ändern.
review-accept = Annehmen
review-decline = Einladung ablehnen

decline-title = Diese Einladung ablehnen?
# $inviter: eine Person.
decline-what = Wir teilen { $inviter } mit, dass Sie abgelehnt haben. Der Link in der E-Mail gilt dann nicht mehr.
decline-what-organization = Wir teilen { $organization } mit, dass Sie abgelehnt haben. Der Link in der E-Mail gilt dann nicht mehr.
decline-reason = Grund (freiwillig)
decline-reason-hint = Er wird so gelesen, wie Sie ihn schreiben.
decline = Ablehnen

switch-account = Konto wechseln
ask-again = Um neue Einladung bitten
open-my-apps = Meine Apps öffnen
back-to-invitation = Zurück zur Einladung

# Wie es enden kann: was geschehen ist und was jetzt möglich ist.
# $organization: die einladende Organisation, $account: die angemeldete Adresse.
wrong-account-title = Diese Einladung gilt einem anderen Konto
wrong-account-what = Sie sind mit einem Konto angemeldet, das nicht eingeladen wurde.
wrong-account-invited = Eingeladen
wrong-account-signed-in = Angemeldet
# $invited: die eingeladene Adresse.
wrong-account-now = Melden Sie sich als { $invited } statt als { $account } an. Die Einladung ist weiter offen; nichts ist verloren.

# $date: ein Tag.
expired-title = Diese Einladung ist abgelaufen
expired-what = Die Einladung von { $organization } war bis { $date } offen.
expired-now = Sie können um eine neue bitten. Wir sagen es der Person, die Sie eingeladen hat; wenn sie zustimmt, kommt eine neue E-Mail.

asked-title = Wir haben Ihre Bitte weitergegeben
asked-what = { $organization } weiß, dass Sie gern eine neue Einladung hätten.
asked-now = Bei Zustimmung erhalten Sie eine neue E-Mail. Hier ist nichts mehr zu tun.

revoked-title = Diese Einladung wurde zurückgezogen
revoked-what = { $organization } hat die Einladung zurückgezogen.
revoked-now = Wenn Sie das für ein Versehen halten, fragen Sie die Person, die Sie eingeladen hat.

superseded-title = Es gibt eine neuere Einladung
superseded-what = { $organization } hat Ihnen eine neuere E-Mail gesendet. Nur der Link in der neuesten gilt.
superseded-now = Suchen Sie nach der neuesten E-Mail, auch im Spam-Ordner.

unknown-link-title = Dieser Link führt zu keiner Einladung
unknown-link-what = Vielleicht wurde er beim Kopieren abgeschnitten, oder die E-Mail ist gefälscht.
unknown-link-now = Öffnen Sie den Link direkt aus der E-Mail. Gelingt das nicht, bitten Sie um eine neue Einladung.

page-over-title = Diese Seite ist vorbei
page-over-what = Sie war zu lange offen, oder was sie wollte, ist erledigt.
page-over-now = Öffnen Sie den Link in Ihrer E-Mail noch einmal, oder gehen Sie zu „Meine Apps“.

# $domain: die Domäne des Gasts.
blocked-domain-title = Gäste Ihrer Domäne werden nicht angenommen
blocked-domain-what = { $organization } nimmt zurzeit keine Gäste von { $domain } an.
blocked-domain-now = Fragen Sie die Person, die Sie eingeladen hat; die dortige Administration kann das ändern. Danach gilt derselbe Link.

deleted-guest-title = Sie sind hier nicht mehr Gast
deleted-guest-what = Sie haben { $organization } verlassen, oder Ihr Gastkonto dort wurde entfernt oder gesperrt.
deleted-guest-now = Wenn Sie weiter Zugang brauchen, fragen Sie die Person, die Sie eingeladen hat.

# $date: der Tag der Annahme.
already-accepted-title = Sie haben schon angenommen
already-accepted-what = Sie haben die Einladung von { $organization } am { $date } als { $account } angenommen. Nichts zu tun.
already-accepted-now = Was man Ihnen gegeben hat, finden Sie in „Meine Apps“.

used-title = Diese Einladung wurde schon angenommen
used-what = Ihr Link gilt nicht noch einmal.
used-now = Wenn Sie es waren, melden Sie sich an: Was man Ihnen gegeben hat, finden Sie in „Meine Apps“.

# $date: der Tag der Ablehnung.
declined-earlier-title = Sie haben diese Einladung abgelehnt
declined-earlier-what = Sie haben die Einladung von { $organization } am { $date } abgelehnt.
declined-earlier-now = Haben Sie es sich anders überlegt? Bitten Sie die Person, die Sie eingeladen hat, um eine neue.

conflict-title = Dieses Konto wird hier schon verwendet
conflict-what = { $account } gehört schon zu einem anderen Gastkonto bei { $organization } und kann deshalb für diese Einladung nicht verwendet werden.
conflict-now = Melden Sie sich mit einem anderen Konto an. Wenn Sie kein anderes haben, sagen Sie es der einladenden Person.

# $home: die Organisation des Gasts.
access-blocked-title = Der Zugang zwischen den Organisationen ist gesperrt
access-blocked-what = Die Zugangseinstellungen von { $whose } lassen nicht zu, dass dieses Konto Gast von { $organization } wird.
access-blocked-now = Fragen Sie die Administration von { $whose }. Die Einladung bleibt offen; ihr Link gilt, sobald das geändert ist.

provider-refused-title = Ihre Organisation hat die Anmeldung abgelehnt
provider-refused-what = { $home } meldet, dass dieses Konto zurzeit nicht verwendet werden kann. Vielleicht ist es gesperrt.
provider-refused-now = Fragen Sie die Administration von { $home } oder verwenden Sie ein anderes Konto. Die Einladung bleibt offen.

# $wait: eine Dauer.
too-many-title = Zu viele Versuche
too-many-what = Zu Ihrem Schutz machen wir nach mehreren Versuchen eine Pause.
too-many-now = Versuchen Sie es in { $wait } wieder. Die Einladung bleibt offen.

cancelled-title = Sie haben abgebrochen
cancelled-what = { $organization } hat nichts erhalten, und nichts wurde angenommen.
cancelled-now = Die Einladung bleibt offen. Mit dem Link in der E-Mail kommen Sie wieder hierher.

declined-title = Sie haben abgelehnt
declined-what = Wir haben es { $organization } mitgeteilt. Der Link in der E-Mail gilt nicht mehr.
declined-now = Sie können diese Seite schließen.

# Die Sperrliste.
block-title = Künftige Einladungen sperren
# $address: eine E-Mail-Adresse, teils verborgen.
block-what = { $organization } kann Ihnen dann über diesen Server keine Einladungen mehr an { $address } senden.
block-only-mail = Zugänge, die Sie schon haben, bleiben, wie sie sind.
block-not-told = Beim Versuch erfährt man dort nur, dass die E-Mail nicht gesendet wurde.
block-undo = Sie können das hier jederzeit rückgängig machen.
block-submit = Künftige Einladungen sperren
block-stranger = Ist das nicht Ihre Adresse? Dann schließen Sie diese Seite. Durch das Öffnen hat sich nichts geändert.
blocked-title = Einladungen sind gesperrt
blocked-what = { $organization } kann keine Einladungen mehr an { $address } senden.
unblock-submit = Einladungen wieder zulassen
unblocked-title = Einladungen sind wieder zugelassen
unblocked-what = { $organization } kann Einladungen an { $address } senden.

unproved-title = Gehört diese Adresse Ihnen?
unproved-what = Sie sind als { $account } angemeldet. Die Einladung ging an { $invited }, und noch sagt nichts, dass beide Sie sind.
unproved-now = Wir können einen Code an { $invited } schicken. Wenn Sie ihn eingeben, geht es weiter, und Sie melden sich künftig als { $account } an.
unproved-send-code = Code schicken

no-way-title = Es gibt keinen Weg, sich anzumelden
no-way-what = { $organization } lässt zurzeit niemanden mit dieser Adresse herein.
no-way-now = Fragen Sie, wer Sie eingeladen hat. Die Einladung ist weiter offen; nichts ist verloren.
