# Signing in on a device without a browser of its own.
device-title = Auf einem Gerät anmelden
device-lead = Geben Sie den Code ein, den Ihr Gerät oder Programm anzeigt.
device-code-label = Code
device-code-hint = 9 Buchstaben
device-only-yours = Geben Sie nur einen Code ein, den ein Gerät oder Programm von Ihnen anzeigt. Hat Ihnen jemand den Code geschickt, gehen Sie nicht weiter.
device-code-wrong = Dieser Code ist hier nicht bekannt oder gilt nicht mehr. Prüfen Sie ihn, oder lassen Sie Ihr Gerät einen neuen anzeigen.
# $wait: a length of time.
device-code-too-many = Zu viele falsche Codes. Warten Sie { $wait }, und versuchen Sie es dann noch einmal.
device-confirm-title = Ist das Ihr Gerät?
# $application: name of an application.
device-confirm-what = Ein Gerät oder Programm möchte sich als Sie bei { $application } anmelden.
# $network: a network address; $time: such as "2 minutes ago".
device-confirm-from = Es hat von { $network } aus gefragt, { $time }.
device-confirm-agent = Es nennt sich
device-confirm-warning = Gehen Sie nur weiter, wenn Sie selbst das gerade eben begonnen haben, auf einem Gerät oder in einem Programm von Ihnen.
device-confirm-phishing = Hat Ihnen jemand den Code geschickt, per Mail, im Chat oder am Telefon, wählen Sie Abbrechen: Damit wäre diese Person als Sie angemeldet. Niemand, der Ihnen hilft, braucht das.
device-done-title = Ihr Gerät ist angemeldet
device-done-what = Sie können dieses Fenster schließen und an Ihrem Gerät weitermachen.
device-cancelled-title = Es wurde nichts angemeldet
device-cancelled-what = Sie können dieses Fenster schließen. Hat Sie jemand gebeten, den Code einzugeben, sagen Sie es denen, die sich in Ihrer Organisation um Sicherheit kümmern.
device-see-apps = Apps mit Zugriff auf Ihr Konto
scope-user-impersonation = Sehen, zu welchen Organisationen Sie gehören
