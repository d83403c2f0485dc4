# Ce que toutes les pages partagent.
skip-to-content = Aller au contenu principal
run-by = Ce serveur est géré par { $server }
reference = Référence
nothing = Non renseigné
copy = Copier
copied = Copié
next = Suivant
back = Retour
cancel = Annuler
faults-title = Il reste quelque chose à corriger
try-again = Réessayer

my-apps = Mes applications
my-account = Mon compte
admin-center = Centre d’administration
inbox = Boîte de réception
areas = Rubriques
account-menu = Menu du compte
organization-now = Organisation :
switch-organization = Changer d’organisation
organizations-manage = Gérer les organisations
sign-out = Se déconnecter
sign-in = Se connecter

# $organization : celle à laquelle le compte appartient.
account-of = Compte chez { $organization }
account-by-code = Connexion par code reçu par e-mail
use-another-account = Utiliser un autre compte
# $contact : une adresse e-mail.
contact = Besoin d’aide ? Écrivez à { $contact }.

# Durées. $count est un nombre entier ; en français, « one » vaut pour 0 et 1.
time-now = à l’instant
time-soon = dans un instant
time-minutes-ago = { $count ->
    [one] il y a { $count } minute
   *[other] il y a { $count } minutes
  }
time-hours-ago = { $count ->
    [one] il y a { $count } heure
   *[other] il y a { $count } heures
  }
time-days-ago = { $count ->
    [one] il y a { $count } jour
   *[other] il y a { $count } jours
  }
time-months-ago = il y a { $count } mois
time-years-ago = { $count ->
    [one] il y a { $count } an
   *[other] il y a { $count } ans
  }
time-minutes-ahead = { $count ->
    [one] dans { $count } minute
   *[other] dans { $count } minutes
  }
time-hours-ahead = { $count ->
    [one] dans { $count } heure
   *[other] dans { $count } heures
  }
time-days-ahead = { $count ->
    [one] dans { $count } jour
   *[other] dans { $count } jours
  }
time-months-ahead = dans { $count } mois
time-years-ahead = { $count ->
    [one] dans { $count } an
   *[other] dans { $count } ans
  }
# Le temps que prend quelque chose, comme dans « Réessayez dans … ».
duration-seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
  }
duration-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
  }
duration-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
  }
# $day, $month (de 1 à 12) et $year sont des nombres.
date = { $day ->
    [1] 1er
   *[other] { $day }
  } { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
  } { $year }
