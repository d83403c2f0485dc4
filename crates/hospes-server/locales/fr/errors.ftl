# Pages d’erreur : ce qui s’est passé, ce qu’il est possible de faire maintenant.
# $contact : une adresse e-mail de qui gère le serveur.
error-ask = Si cela persiste, écrivez à { $contact } en indiquant le numéro de référence ci-dessous.
error-ask-anyone = Si cela persiste, indiquez à la personne qui gère ce serveur le numéro de référence ci-dessous.
error-start = Aller à la page d’accueil

not-found-title = Il n’y a rien ici
not-found-what = Cette adresse ne mène nulle part. Ce qui s’y trouvait a peut-être été supprimé.
not-found-now = Vérifiez l’adresse, ou repartez de la page d’accueil.
no-access-title = Vous n’avez pas accès à cette page
no-access-what = Le compte connecté n’a pas le droit de voir ou de faire cela, ou son accès a pris fin ici.
no-access-now = Changez d’organisation ou de compte, ou demandez à un administrateur l’accès dont vous avez besoin.
# $organization: the one that was opened. $home: the person’s own organization, or the domain of their address.
kept-out-title = Vous ne pouvez pas utiliser { $organization } pour le moment
kept-out-what = { $organization } ne laisse pas entrer, pour le moment, les personnes de { $home }.
kept-out-by-home-what = { $home } ne vous permet pas, pour le moment, d’utiliser { $organization }.
kept-out-now = Ses administrateurs peuvent changer cela. Votre compte invité reste tel quel. Si vous avez un autre compte ici, connectez-vous avec celui-ci.
kept-out-elsewhere-now = Ses administrateurs peuvent changer cela. Votre compte invité reste tel quel. Vous pouvez continuer dans une autre de vos organisations, sous Mon compte > Organisations.
# $wait : une durée.
too-many-requests-title = Trop de demandes
too-many-requests-what = Vous avez envoyé plus de demandes que ce serveur n’en accepte en si peu de temps.
too-many-requests-now = Réessayez dans { $wait }.
unavailable-title = Cela n’a pas fonctionné cette fois
unavailable-what = Le serveur est occupé ou en cours de redémarrage. Rien n’a été modifié.
unavailable-now = Patientez un instant, puis réessayez.
form-expired-title = Ce formulaire est trop ancien
form-expired-what = Pour vous protéger, un formulaire n’est valable que pendant une durée limitée et dans le navigateur qui l’a ouvert. Rien n’a été modifié.
form-expired-now = Ouvrez de nouveau la page et refaites la dernière étape.
bad-request-title = Nous ne comprenons pas cette demande
bad-request-what = Il manque quelque chose dans l’adresse ou le formulaire, ou quelque chose y est altéré. Rien n’a été modifié.
bad-request-now = Revenez en arrière et essayez encore une fois.
too-large-title = C’est plus que nous n’acceptons
too-large-what = Ce qui a été envoyé est plus long que ce que ce serveur accepte. Rien n’a été modifié.
too-large-now = Revenez en arrière, raccourcissez, puis réessayez.
internal-title = Un problème est survenu de notre côté
internal-what = Le serveur a rencontré une erreur inattendue. Elle est enregistrée.
internal-now = Réessayez dans quelques minutes.

error-lookup-title = Signification d’un numéro d’erreur
error-lookup-label = Numéro d’erreur
error-lookup-hint = Les chiffres qui suivent AADSTS, par exemple 50011
error-lookup-show = Rechercher
error-lookup-wrong = Saisissez le numéro de l’erreur, par exemple 50011 ou AADSTS50011
# $number : le numéro d’une erreur.
error-lookup-unknown = Ce serveur n’utilise jamais le numéro { $number }. Vérifiez-le, ou demandez à la personne qui gère le serveur qui l’a donné.
error-lookup-person = Ce que vous pouvez faire
error-lookup-developer = Ce que peut faire la personne qui développe ou gère l’application
error-lookup-link = Ce que signifie ce numéro
