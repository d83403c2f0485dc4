# E-Mails. Was Menschen schreiben, steht auf eigenen Zeilen.
# $organization: die einladende Organisation.
mail-sender = Hospes-Einladungen im Auftrag von { $organization }
mail-organization = Organisation
mail-inviter = Eingeladen von
mail-message = Nachricht
mail-accept = Einladung annehmen
mail-bare-link = Wenn die Schaltfläche nicht geht, kopieren Sie diesen Link in Ihren Browser:
# $address: die eingeladene Adresse.
mail-sent-to = Diese E-Mail ging an { $address }.
# $server: wer den Server betreibt.
mail-sent-by = Gesendet von Hospes, betrieben von { $server }.
mail-privacy = Datenschutzerklärung von { $organization }
mail-privacy-plain = Datenschutzerklärung der Organisation
mail-no-privacy-plain = Die Organisation hat keinen Link zu ihrer Datenschutzerklärung angegeben.
mail-no-privacy = { $organization } hat keinen Link zur eigenen Datenschutzerklärung angegeben.
mail-block = Künftige Einladungen sperren
mail-guest = Gast
mail-open-user = Im Admin Center öffnen
# Nach einer Beschriftung in Mails.
mail-colon = :

mail-invitation-title = Einladung
# $inviter: eine Person.
mail-invitation-subject = { $inviter } hat Sie eingeladen, auf Anwendungen der eigenen Organisation zuzugreifen
mail-invitation-subject-organization = { $organization } hat Sie eingeladen, auf Anwendungen der Organisation zuzugreifen
mail-invitation-warning = Nehmen Sie diese Einladung nur an, wenn Sie sie erwartet haben. Wenn Sie nicht sicher sind, fragen Sie die einladende Person, bevor Sie hier etwas auswählen.
# $destination: „Meine Apps“ oder der Name einer Anwendung.
mail-invitation-destination = Wenn Sie annehmen, werden Sie Gast und kommen zu { $destination }.
mail-invitation-reset = Die Organisation hat Ihre Anmeldung zurückgesetzt. Nehmen Sie noch einmal an, um Ihren Zugang zu behalten.
# $date: der letzte Tag.
mail-invitation-expires = Die Einladung ist bis { $date } offen.
mail-invitation-expires-never = Die Einladung hat kein Enddatum.
mail-invitation-wrong-person = Nicht für Sie bestimmt? Beachten Sie sie nicht; ohne Ihre Zustimmung geschieht nichts.

mail-passcode-title = Ihr Code
mail-passcode-subject = Ihr Code für { $organization }
mail-passcode-subject-plain = Ihr Anmeldecode
mail-passcode-what = Geben Sie diesen Code ein, um sich bei { $organization } anzumelden:
mail-passcode-what-plain = Geben Sie diesen Code ein, um sich anzumelden:
# $time: eine Dauer.
mail-passcode-time = Er gilt einmal, { $time } lang. Ein neuerer Code ersetzt ihn.
mail-passcode-secret = Niemand wird Sie nach diesem Code fragen, weder am Telefon noch per E-Mail. Geben Sie ihn nur auf der Seite ein, die danach gefragt hat.
mail-passcode-not-you = Sie wollten sich nicht anmelden? Dann beachten Sie diese E-Mail nicht. Ohne den Code kommt niemand hinein.

mail-access-title = Sie haben neuen Zugang
mail-access-subject = Sie haben jetzt Zugang zu Anwendungen von { $organization }
mail-access-what = Sie sind schon Gast bei { $organization }, und es gibt etwas Neues für Sie. Anzunehmen ist nichts.
mail-access-what-plain = Sie sind schon Gast dieser Organisation, und es gibt etwas Neues für Sie. Anzunehmen ist nichts.
mail-access-by = Gegeben von
# $account: die Adresse, mit der sich der Gast anmeldet.
mail-access-account = Melden Sie sich wie bisher als { $account } an.
mail-access-nothing = Sie müssen nichts tun.

# $guest: eine E-Mail-Adresse.
mail-declined-title = Eine Einladung wurde abgelehnt
mail-declined-subject = { $guest } hat Ihre Einladung abgelehnt
mail-declined-what = { $guest } hat die Einladung zu { $organization } abgelehnt.
mail-declined-what-plain = Dieser Gast hat die Einladung abgelehnt.
mail-declined-reason = Der Grund
mail-declined-now = Das Gastkonto bleibt im Verzeichnis, bis es jemand löscht oder neu einlädt.

mail-requested-title = Ein Gast bittet um eine neue Einladung
mail-requested-subject = { $guest } bittet um eine neue Einladung
# $date: der letzte Tag der alten Einladung.
mail-requested-what = Die Einladung von { $guest } zu { $organization } war bis { $date } offen. Sie wurde später geöffnet, und nun wird um eine neue gebeten.
mail-requested-what-plain = Die Einladung dieses Gasts war bis { $date } offen. Sie wurde später geöffnet, und nun wird um eine neue gebeten.
mail-requested-now = Wenn Sie einverstanden sind, öffnen Sie den Benutzer und wählen Sie „Resend invitation“. Sonst ist nichts zu tun.

# $person: eine E-Mail-Adresse. $app: eine Anwendung.
mail-request-application = Anwendung
mail-request-person = Gebeten von
mail-request-reason = Grund

mail-asked-title = Jemand bittet um Zugang
mail-asked-subject = { $person } bittet um Zugang zu { $app }
mail-asked-what = { $person } bittet { $organization } um Zugang zu { $app }.
mail-asked-what-plain = Jemand bittet um Zugang zu einer Anwendung dieser Organisation.
mail-asked-now = Sie entscheiden. Öffnen Sie die Bitte, um zu sehen, was die Person sagt, und um zuzustimmen oder abzulehnen.
mail-asked-open = Bitte öffnen

mail-approved-title = Ihrer Bitte wurde zugestimmt
mail-approved-subject = Ihrer Bitte um { $app } wurde zugestimmt
mail-approved-what = { $organization } hat Ihrer Bitte um Zugang zu { $app } zugestimmt.
mail-approved-what-plain = Ihrer Bitte um Zugang wurde zugestimmt.
mail-approved-now = Gehen Sie weiter, um zu sehen, was geteilt wird, und um anzunehmen.
mail-approved-open = Weiter

mail-denied-title = Ihre Bitte wurde abgelehnt
mail-denied-subject = Ihre Bitte um { $app } wurde abgelehnt
mail-denied-what = { $organization } hat Ihre Bitte um Zugang zu { $app } abgelehnt.
mail-denied-what-plain = Ihre Bitte um Zugang wurde abgelehnt.
mail-denied-now = Zu tun ist nichts. Nach 30 Tagen können Sie neu bitten.
