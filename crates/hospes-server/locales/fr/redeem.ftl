# Une invitation, de son lien jusqu’à sa fin.
landing-title = Invitation
# $inviter : une personne. $organization : celle qui invite.
landing-who = { $inviter } vous invite chez { $organization }
landing-who-organization = { $organization } vous invite
# $destination : « Mes applications » ou le nom d’une application.
landing-destination = En tant qu’invité(e), avec accès à { $destination }
landing-invited = Adresse invitée
landing-inviter = Invitation envoyée par
landing-expires = Valable jusqu’au
landing-expires-never = Sans date de fin
# $organization : l’organisation propre à l’invité(e).
landing-with-account = Se connecter avec votre compte { $organization }
# $address : l’adresse connectée.
landing-continue-as = Continuer avec { $address }
landing-with-code = Recevoir un code par e-mail
landing-nothing-yet = Vous n’acceptez encore rien. Une fois connecté(e), vous verrez ce que l’organisation demande.
landing-straight-on = Votre organisation et { $organization } en ont convenu ainsi, et rien d’autre ne vous est donc demandé : vous devenez invité(e) dès que vous vous êtes connecté(e) avec votre compte et que vous continuez.
landing-genuine = Comment savoir si cette invitation est authentique ?
landing-genuine-expected = L’attendiez-vous ? Sinon, interrogez la personne qui vous a invité(e), par un moyen que vous connaissez déjà, et non en répondant à l’e-mail.
# $server : qui gère ce serveur.
landing-genuine-address = Cette page appartient à { $server }. Vérifiez que ce nom figure dans la barre d’adresse de votre navigateur.
landing-genuine-password = Vous ne saisissez le mot de passe de votre compte professionnel que sur la page de votre propre organisation. Personne n’en a besoin pour vous inviter.
landing-not-me = Ce n’est pas pour moi

review-title = Vérifier les autorisations
review-lead = { $organization } souhaite :
review-profile = Recevoir les données de votre profil
review-profile-what = Votre nom, votre photo, votre adresse e-mail et les identifiants de votre compte.
review-activity = Collecter et consigner votre activité
review-activity-what = Quand et d’où vous vous connectez, et ce que vous faites dans ses applications.
review-use = Utiliser les données de votre profil et de votre activité
review-use-what = Pour vous donner accès, et pour protéger et gérer ses applications.
review-trust = N’acceptez que si vous faites confiance à { $organization }.
review-privacy = Lire sa déclaration de confidentialité
review-no-privacy = { $organization } n’a pas fourni de lien vers sa déclaration de confidentialité.
# $contact : une adresse e-mail.
review-contact = Questions sur la confidentialité : { $contact }.
review-later = Vous pourrez changer cela plus tard sous Mon compte > Organisations.
review-accept = Accepter
review-decline = Refuser l’invitation

decline-title = Refuser cette invitation ?
# $inviter : une personne.
decline-what = Nous informons { $inviter } de votre refus. Le lien de l’e-mail cesse de fonctionner.
decline-what-organization = Nous informons { $organization } de votre refus. Le lien de l’e-mail cesse de fonctionner.
decline-reason = Motif (facultatif)
decline-reason-hint = Il sera lu tel que vous l’écrivez.
decline = Refuser

switch-account = Changer de compte
ask-again = Demander une nouvelle invitation
open-my-apps = Ouvrir Mes applications
back-to-invitation = Retour à l’invitation

# Les fins possibles : ce qui s’est passé, et ce qu’il est possible de faire maintenant.
# $organization est l’organisation qui a invité, $account l’adresse connectée.
wrong-account-title = Cette invitation est destinée à un autre compte
wrong-account-what = Le compte avec lequel vous êtes connecté(e) n’a pas été invité.
wrong-account-invited = Compte invité
wrong-account-signed-in = Compte connecté
# $invited : l’adresse invitée.
wrong-account-now = Connectez-vous avec { $invited } au lieu de { $account }. L’invitation reste valable ; rien n’est perdu.

# $date : un jour.
expired-title = Cette invitation a expiré
expired-what = L’invitation de { $organization } était valable jusqu’au { $date }.
expired-now = Vous pouvez en demander une nouvelle. Nous prévenons la personne qui vous a invité(e) ; si elle est d’accord, vous recevrez un nouvel e-mail.

asked-title = Nous avons transmis votre demande
asked-what = { $organization } sait que vous souhaitez une nouvelle invitation.
asked-now = Si elle est acceptée, vous recevrez un nouvel e-mail. Vous n’avez plus rien à faire ici.

revoked-title = Cette invitation a été retirée
revoked-what = { $organization } a retiré son invitation.
revoked-now = Si vous pensez qu’il s’agit d’une erreur, interrogez la personne qui vous a invité(e).

superseded-title = Il existe une invitation plus récente
superseded-what = { $organization } vous a envoyé un e-mail plus récent. Seul le lien du dernier e-mail fonctionne.
superseded-now = Cherchez le dernier e-mail, y compris dans les courriers indésirables.

unknown-link-title = Ce lien ne mène à aucune invitation
unknown-link-what = Il a peut-être été tronqué lors de la copie, ou l’e-mail est peut-être un faux.
unknown-link-now = Ouvrez le lien directement depuis l’e-mail. Si cela ne fonctionne toujours pas, demandez une nouvelle invitation.

page-over-title = Cette page n’est plus valable
page-over-what = Elle est restée ouverte trop longtemps, ou ce qu’elle demandait est fait.
page-over-now = Ouvrez de nouveau le lien de votre e-mail, ou allez dans Mes applications.

# $domain : le domaine de l’invité(e).
blocked-domain-title = Les invités de votre domaine ne sont pas acceptés
blocked-domain-what = { $organization } n’accepte pas, pour le moment, d’invités de { $domain }.
blocked-domain-now = Adressez-vous à la personne qui vous a invité(e) ; les administrateurs de son organisation peuvent changer cela. Vous pourrez alors utiliser le même lien.

deleted-guest-title = Vous n’êtes plus invité(e) ici
deleted-guest-what = Vous avez quitté { $organization }, ou votre compte invité y a été supprimé ou bloqué.
deleted-guest-now = Si vous avez encore besoin d’un accès, adressez-vous à la personne qui vous a invité(e).

# $date : le jour de l’acceptation.
already-accepted-title = Vous avez déjà accepté
already-accepted-what = Vous avez accepté l’invitation de { $organization } le { $date } avec { $account }. Vous n’avez rien à faire.
already-accepted-now = Ce qui vous a été donné se trouve dans Mes applications.

used-title = Cette invitation a déjà été acceptée
used-what = Son lien ne peut plus être utilisé.
used-now = Si c’est vous qui l’avez acceptée, connectez-vous : ce qui vous a été donné se trouve dans Mes applications.

# $date : le jour du refus.
declined-earlier-title = Vous avez déjà refusé cette invitation
declined-earlier-what = Vous avez refusé l’invitation de { $organization } le { $date }.
declined-earlier-now = Vous avez changé d’avis ? Demandez une nouvelle invitation à la personne qui vous avait invité(e).

conflict-title = Ce compte est déjà utilisé ici
conflict-what = { $account } correspond déjà à un autre compte invité chez { $organization } et ne peut donc pas servir pour cette invitation.
conflict-now = Connectez-vous avec un autre compte. Si vous n’en avez pas d’autre, dites-le à la personne qui vous a invité(e).

# $whose : le domaine de l’invité(e), ou l’organisation qui a invité.
access-blocked-title = L’accès entre les organisations est bloqué
access-blocked-what = Les paramètres d’accès de { $whose } ne permettent pas à ce compte de devenir un compte invité chez { $organization }.
access-blocked-now = Adressez-vous aux administrateurs de { $whose }. L’invitation reste valable, et son lien fonctionnera dès que ces paramètres auront été modifiés.

# $home : l’organisation propre à l’invité(e).
provider-refused-title = Votre organisation ne vous a pas laissé vous connecter
provider-refused-what = { $home } a répondu que ce compte ne peut pas être utilisé actuellement. Il est peut-être bloqué.
provider-refused-now = Adressez-vous aux administrateurs de { $home }, ou utilisez un autre compte. L’invitation reste valable.

# $wait : une durée.
too-many-title = Trop de tentatives
too-many-what = Pour vous protéger, nous faisons une pause après plusieurs tentatives.
too-many-now = Réessayez dans { $wait }. L’invitation reste valable.

cancelled-title = Vous avez annulé
cancelled-what = Rien n’a été communiqué à { $organization }, et rien n’a été accepté.
cancelled-now = L’invitation reste valable. Vous pouvez revenir par le lien de l’e-mail.

declined-title = Vous avez refusé
declined-what = Nous avons informé { $organization }. Le lien de l’e-mail ne fonctionne plus.
declined-now = Vous pouvez fermer cette page.

# La liste de blocage.
block-title = Bloquer les invitations futures
# $address : une adresse e-mail, en partie masquée.
block-what = { $organization } ne pourra plus vous envoyer d’invitations à { $address } par ce serveur.
block-only-mail = Les accès que vous avez déjà restent inchangés.
block-not-told = En cas d’essai, il est seulement indiqué que l’e-mail n’a pas été envoyé.
block-undo = Vous pouvez annuler ce choix ici à tout moment.
block-submit = Bloquer les invitations futures
block-stranger = Cette adresse n’est pas la vôtre ? Alors fermez cette page. Le fait de l’ouvrir n’a rien modifié.
blocked-title = Les invitations sont bloquées
blocked-what = { $organization } ne peut plus envoyer d’invitations à { $address }.
unblock-submit = Autoriser de nouveau les invitations
unblocked-title = Les invitations sont de nouveau autorisées
unblocked-what = { $organization } peut envoyer des invitations à { $address }.

unproved-title = Cette adresse est-elle la vôtre ?
unproved-what = Vous vous êtes connecté(e) avec { $account }. L’invitation a été envoyée à { $invited }, et rien n’indique encore que les deux sont à vous.
unproved-now = Nous pouvons envoyer un code à { $invited }. Une fois ce code saisi, vous continuez, et vous vous connecterez désormais avec { $account }.
unproved-send-code = Envoyer un code

no-way-title = Il n’y a aucun moyen de se connecter
no-way-what = { $organization } ne laisse actuellement personne se connecter avec cette adresse.
no-way-now = Adressez-vous à la personne qui vous a invité(e). L’invitation reste valable ; rien n’est perdu.
