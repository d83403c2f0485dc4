# Was jede Seite braucht.
skip-to-content = Zum Hauptinhalt springen
run-by = Diesen Server betreibt { $server }
reference = Referenz
nothing = Keine Angabe
copy = Kopieren
copied = Kopiert
next = Weiter
back = Zurück
cancel = Abbrechen
faults-title = Das stimmt noch nicht
try-again = Noch einmal versuchen

my-apps = Meine Apps
my-account = Mein Konto
admin-center = Admin Center
inbox = Posteingang
areas = Bereiche
account-menu = Kontomenü
organization-now = Organisation:
switch-organization = Organisation wechseln
organizations-manage = Organisationen verwalten
sign-out = Abmelden
sign-in = Anmelden

# $organization: die Organisation, zu der das Konto gehört.
account-of = Konto bei { $organization }
account-by-code = Angemeldet mit einem Code per E-Mail
use-another-account = Anderes Konto verwenden
# $contact: eine E-Mail-Adresse.
contact = Brauchen Sie Hilfe? Fragen Sie { $contact }.

# Zeiten. $count ist eine ganze Zahl.
time-now = gerade eben
time-soon = gleich
time-minutes-ago = { $count ->
    [one] vor 1 Minute
   *[other] vor { $count } Minuten
  }
time-hours-ago = { $count ->
    [one] vor 1 Stunde
   *[other] vor { $count } Stunden
  }
time-days-ago = { $count ->
    [one] vor 1 Tag
   *[other] vor { $count } Tagen
  }
time-months-ago = { $count ->
    [one] vor 1 Monat
   *[other] vor { $count } Monaten
  }
time-years-ago = { $count ->
    [one] vor 1 Jahr
   *[other] vor { $count } Jahren
  }
time-minutes-ahead = { $count ->
    [one] in 1 Minute
   *[other] in { $count } Minuten
  }
time-hours-ahead = { $count ->
    [one] in 1 Stunde
   *[other] in { $count } Stunden
  }
time-days-ahead = { $count ->
    [one] in 1 Tag
   *[other] in { $count } Tagen
  }
time-months-ahead = { $count ->
    [one] in 1 Monat
   *[other] in { $count } Monaten
  }
time-years-ahead = { $count ->
    [one] in 1 Jahr
   *[other] in { $count } Jahren
  }
# Wie lange etwas dauert, etwa in „Versuchen Sie es in … wieder“.
duration-seconds = { $count ->
    [one] 1 Sekunde
   *[other] { $count } Sekunden
  }
duration-minutes = { $count ->
    [one] 1 Minute
   *[other] { $count } Minuten
  }
duration-hours = { $count ->
    [one] 1 Stunde
   *[other] { $count } Stunden
  }
# $day, $month (1 bis 12) und $year sind Zahlen.
date = { $day }. { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
  } { $year }
