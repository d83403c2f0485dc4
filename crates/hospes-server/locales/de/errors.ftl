# Fehlerseiten: was geschehen ist, was jetzt möglich ist.
# $contact: E-Mail-Adresse des Betreibers.
error-ask = Bleibt es so, schreiben Sie an { $contact } und nennen Sie die Referenz unten.
error-ask-anyone = Bleibt es so, nennen Sie dem Betreiber dieses Servers die Referenz unten.
error-start = Zur Startseite

not-found-title = Hier ist nichts
not-found-what = Diese Adresse führt nirgendwohin. Was hier war, wurde vielleicht entfernt.
not-found-now = Prüfen Sie die Adresse oder beginnen Sie auf der Startseite neu.
no-access-title = Darauf haben Sie keinen Zugriff
no-access-what = Das angemeldete Konto darf das nicht sehen oder tun, oder sein Zugang hier ist beendet.
no-access-now = Wechseln Sie die Organisation oder das Konto, oder bitten Sie die Administration um den nötigen Zugang.
# $organization: the one that was opened. $home: the person’s own organization, or the domain of their address.
kept-out-title = Sie können { $organization } zurzeit nicht nutzen
kept-out-what = { $organization } lässt zurzeit niemanden von { $home } herein.
kept-out-by-home-what = { $home } lässt Sie { $organization } zurzeit nicht nutzen.
kept-out-now = Die dortige Administration kann das ändern. Ihr Gastkonto bleibt, wie es ist. Wenn Sie hier noch ein anderes Konto haben, melden Sie sich damit an.
kept-out-elsewhere-now = Die dortige Administration kann das ändern. Ihr Gastkonto bleibt, wie es ist. In einer anderen Ihrer Organisationen geht es unter „Mein Konto“ > „Organisationen“ weiter.
# $wait: eine Dauer.
too-many-requests-title = Zu viele Anfragen
too-many-requests-what = Von Ihnen kamen mehr Anfragen, als dieser Server in so kurzer Zeit annimmt.
too-many-requests-now = Versuchen Sie es in { $wait } wieder.
unavailable-title = Das ging gerade nicht
unavailable-what = Der Server ist beschäftigt oder wird neu gestartet. Nichts wurde geändert.
unavailable-now = Warten Sie einen Moment und versuchen Sie es noch einmal.
form-expired-title = Dieses Formular ist zu alt
form-expired-what = Zu Ihrem Schutz gelten Formulare nur eine begrenzte Zeit und nur in dem Browser, der sie geöffnet hat. Nichts wurde geändert.
form-expired-now = Öffnen Sie die Seite neu und wiederholen Sie den letzten Schritt.
bad-request-title = Mit dieser Anfrage können wir nichts anfangen
bad-request-what = Etwas in der Adresse oder im Formular fehlt oder ist beschädigt. Nichts wurde geändert.
bad-request-now = Gehen Sie zurück und versuchen Sie es noch einmal.
too-large-title = Das ist mehr, als wir annehmen
too-large-what = Was gesendet wurde, ist länger, als dieser Server es annimmt. Es wurde nichts geändert.
too-large-now = Gehen Sie zurück, kürzen Sie es und versuchen Sie es noch einmal.
internal-title = Bei uns ist etwas schiefgegangen
internal-what = Der Server hat einen Fehler, mit dem er nicht gerechnet hat. Er ist aufgezeichnet.
internal-now = Versuchen Sie es in ein paar Minuten wieder.

error-lookup-title = Was eine Fehlernummer bedeutet
error-lookup-label = Fehlernummer
error-lookup-hint = Die Ziffern nach AADSTS, etwa 50011
error-lookup-show = Nachschlagen
error-lookup-wrong = Geben Sie die Nummer des Fehlers ein, etwa 50011 oder AADSTS50011
# $number: a number of an error.
error-lookup-unknown = Die Nummer { $number } kommt von diesem Server nie. Prüfen Sie sie, oder fragen Sie, wer den Server betreibt, von dem sie kam.
error-lookup-person = Was Sie tun können
error-lookup-developer = Was tun kann, wer die Anwendung entwickelt oder verwaltet
error-lookup-link = Was diese Nummer bedeutet
