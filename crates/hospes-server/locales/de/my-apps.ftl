# Meine Apps und Mein Konto.
search = Suchen
# $organization: die Organisation, in der man gerade ist.
my-apps-of = bei { $organization }
my-apps-search = Apps suchen
my-apps-none = Es sind keine Apps vorhanden.
my-apps-none-why = Wenn { $organization } Ihnen eine Anwendung gibt, erscheint hier ihre Kachel.
# $contact: eine E-Mail-Adresse.
my-apps-none-ask = Erwarten Sie eine? Fragen Sie { $contact }.
my-apps-none-ask-anyone = Erwarten Sie eine? Fragen Sie die Person, die Sie eingeladen hat, oder die Administration.
my-apps-other-organizations = Ihre Organisationen ansehen
# $query: wonach gesucht wurde.
my-apps-not-found = Keine App passt zu „{ $query }“
my-apps-not-found-why = Prüfen Sie die Schreibweise oder sehen Sie alle durch.
my-apps-show-all = Alle Apps zeigen
my-apps-collections = Sammlungen
my-apps-all = Alle Apps
# $app: der Name einer Anwendung.
my-apps-pin = { $app } anheften
my-apps-unpin = { $app } lösen
my-apps-pinned = { $app } ist angeheftet und steht vorn.
my-apps-unpinned = { $app } ist nicht mehr angeheftet.

account-tab-profile = Profil und Sitzungen
account-organizations = Organisationen
account-guest-of = Gast bei { $organization }
account-member-of = Mitglied von { $organization }
account-profile = Profil
account-profile-guest = Diese Daten führt diese Organisation über Sie. Ihre Administration kann sie ändern.
profile-display-name = Name
profile-mail = E-Mail
profile-user-name = Benutzername
profile-first-name = Vorname
profile-last-name = Nachname
profile-job-title = Position
profile-company = Unternehmen
profile-department = Abteilung
profile-business-phone = Telefon (geschäftlich)
profile-mobile-phone = Mobiltelefon
account-sessions = Wo Sie angemeldet sind
account-session-this = Dieses Gerät
account-session-since = angemeldet
account-sessions-end = Überall sonst abmelden
account-sessions-end-what = Auf diesem Gerät bleiben Sie angemeldet. Bis Anwendungen es bemerken, kann es eine Stunde dauern.
account-sessions-ended = Sie sind überall sonst abgemeldet.
account-session-used = zuletzt benutzt
account-session-end = Abmelden
account-session-ended = Diese Sitzung ist abgemeldet.
account-sign-ins = Letzte Anmeldungen
account-sign-ins-none = Hier sind keine Anmeldungen aufgezeichnet. Wenn Ihre eigene Organisation Sie anmeldet, stehen sie in deren Protokoll.
account-sign-ins-what = Wenn eine nicht von Ihnen ist, melden Sie sich überall sonst ab und sagen Sie Ihrer Organisation Bescheid.
account-sign-in-success = Angemeldet
account-sign-in-failure = Abgelehnt
account-sign-in-interrupted = Nicht beendet
account-apps = Apps mit Zugriff auf Ihr Konto
account-apps-none = Keine App dieser Organisation hat Zugriff auf Ihr Konto.
account-apps-since = Zugriff erlaubt
account-app-remove = Zugriff entziehen
account-app-removed = Der Zugriff ist entzogen. Bis die App es bemerkt, kann es eine Stunde dauern.

organizations-home = Eigene Organisation
organizations-home-what = Dort liegt Ihr Konto.
organizations-others = Andere Organisationen, mit denen Sie zusammenarbeiten
organizations-none = Keine anderen Organisationen
organizations-none-why = Wenn Sie eine Einladung annehmen, erscheint die Organisation hier, und hier können Sie sie wieder verlassen.
organizations-since = seit
organizations-current = Sie sind hier
organizations-open = Öffnen
organizations-cannot-leave = Nur die dortige Administration kann Sie entfernen.
organizations-cannot-leave-ask = Zum Verlassen fragen Sie { $contact }.
organizations-waiting = Einladungen für Sie
organizations-waiting-by = { $inviter } hat { $address } eingeladen
organizations-waiting-as = Eingeladen als { $address }
organizations-waiting-until = offen bis
organizations-waiting-gone = Diese Einladung wartet nicht mehr auf Sie.
organizations-review = Ansehen
organizations-previous = Vorige Organisationen
organizations-next = Weitere Organisationen

leave = Verlassen
leave-title = { $organization } verlassen?
leave-what = Ihr dortiges Gastkonto wird entfernt.
leave-apps = Sie verlieren sofort den Zugang zu Anwendungen und Gruppen.
leave-undo = Sie können das nicht rückgängig machen. Die dortige Administration kann das Konto 30 Tage lang wiederherstellen.
leave-home = Ihr eigenes Konto bleibt, wie es ist.
leave-privacy = Fragen zu Ihren Daten dort: { $contact }.
organizations-left = Sie haben { $organization } verlassen.

sign-out-everywhere = Überall abmelden
sign-out-everywhere-title = Überall abmelden?
sign-out-everywhere-devices = Sie werden auf allen Geräten abgemeldet, auch auf diesem.
sign-out-everywhere-apps = Anwendungen aller Ihrer Organisationen müssen Sie neu anmelden. Bis sie es bemerken, kann eine Stunde vergehen.
sign-out-everywhere-stays = Ihre Konten, Ihre Organisationen und Ihre zweiten Faktoren bleiben, wie sie sind.
