# Mes applications et Mon compte.
search = Rechercher
# $organization : celle dans laquelle la personne se trouve.
my-apps-of = chez { $organization }
my-apps-search = Rechercher une application
my-apps-none = Il n’y a aucune application à afficher.
my-apps-none-why = Quand { $organization } vous donnera une application, sa vignette apparaîtra ici.
# $contact : une adresse e-mail.
my-apps-none-ask = Vous en attendiez une ? Écrivez à { $contact }.
my-apps-none-ask-anyone = Vous en attendiez une ? Adressez-vous à la personne qui vous a invité(e) ou à un administrateur.
my-apps-other-organizations = Voir vos organisations
# $query : ce qui a été recherché.
my-apps-not-found = Aucune application ne correspond à « { $query } »
my-apps-not-found-why = Vérifiez l’orthographe, ou parcourez toutes les applications.
my-apps-show-all = Afficher toutes les applications
my-apps-collections = Collections
my-apps-all = Toutes les applications
# $app : le nom d’une application.
my-apps-pin = Épingler { $app }
my-apps-unpin = Détacher { $app }
my-apps-pinned = { $app } est maintenant en tête, parmi les applications épinglées.
my-apps-unpinned = { $app } ne fait plus partie des applications épinglées.

account-tab-profile = Profil et sessions
account-organizations = Organisations
account-guest-of = Invité(e) chez { $organization }
account-member-of = Membre de { $organization }
account-profile = Profil
account-profile-guest = Ce sont les données que cette organisation conserve à votre sujet. Ses administrateurs peuvent les modifier.
profile-display-name = Nom complet
profile-mail = E-mail
profile-user-name = Nom d’utilisateur
profile-first-name = Prénom
profile-last-name = Nom
profile-job-title = Fonction
profile-company = Entreprise
profile-department = Service
profile-business-phone = Téléphone professionnel
profile-mobile-phone = Téléphone mobile
account-sessions = Vos sessions ouvertes
account-session-this = Cet appareil
account-session-since = connexion
account-sessions-end = Se déconnecter partout ailleurs
account-sessions-end-what = Vous restez connecté(e) sur cet appareil. Les applications peuvent mettre jusqu’à une heure à s’en apercevoir.
account-sessions-ended = Vous êtes déconnecté(e) partout ailleurs.
account-session-used = dernière utilisation
account-session-end = Déconnecter
account-session-ended = Cette session est fermée.
account-sign-ins = Connexions récentes
account-sign-ins-none = Aucune connexion n’est enregistrée ici. Si c’est votre propre organisation qui vous connecte, vos connexions figurent dans son journal.
account-sign-ins-what = Si l’une d’elles n’est pas de vous, déconnectez-vous partout ailleurs et prévenez votre organisation.
account-sign-in-success = Réussie
account-sign-in-failure = Refusée
account-sign-in-interrupted = Non terminée
account-apps = Applications ayant accès à votre compte
account-apps-none = Aucune application de cette organisation n’a accès à votre compte.
account-apps-since = Accès donné
account-app-remove = Retirer l’accès
account-app-removed = L’accès est retiré. L’application peut mettre jusqu’à une heure à s’en apercevoir.

organizations-home = Organisation d’origine
organizations-home-what = C’est elle qui détient votre compte.
organizations-others = Autres organisations avec lesquelles vous collaborez
organizations-none = Aucune autre organisation
organizations-none-why = Quand vous acceptez une invitation, l’organisation apparaît ici, et c’est ici que vous pouvez la quitter.
organizations-since = accès obtenu
organizations-current = Vous êtes ici
organizations-open = Ouvrir
organizations-cannot-leave = Seuls ses administrateurs peuvent vous retirer.
organizations-cannot-leave-ask = Pour la quitter, écrivez à { $contact }.
organizations-waiting = Invitations pour vous
organizations-waiting-by = { $inviter } a invité { $address }
organizations-waiting-as = Invitation envoyée à { $address }
organizations-waiting-until = valable jusqu’au
organizations-waiting-gone = Cette invitation n’est plus en attente.
organizations-review = Examiner
organizations-previous = Organisations précédentes
organizations-next = Organisations suivantes

leave = Quitter
leave-title = Quitter { $organization } ?
leave-what = Votre compte invité y est supprimé.
leave-apps = Vous perdez immédiatement l’accès à ses applications et à ses groupes.
leave-undo = Vous ne pouvez pas annuler cette action. Ses administrateurs peuvent rétablir le compte pendant 30 jours.
leave-home = Votre propre compte reste tel quel.
leave-privacy = Questions sur vos données dans cette organisation : { $contact }.
organizations-left = Vous avez quitté { $organization }.

sign-out-everywhere = Se déconnecter partout
sign-out-everywhere-title = Se déconnecter partout ?
sign-out-everywhere-devices = Vous serez déconnecté(e) de tous vos appareils, y compris de celui-ci.
sign-out-everywhere-apps = Les applications de toutes vos organisations devront vous reconnecter. Elles peuvent mettre jusqu’à une heure à s’en apercevoir.
sign-out-everywhere-stays = Vos comptes, vos organisations et vos seconds facteurs restent tels quels.
