# Se connecter et se déconnecter.
sign-in-title = Se connecter
# $application : le nom d’une application.
sign-in-to = pour continuer vers { $application }
sign-in-username = Adresse e-mail ou nom d’utilisateur
sign-in-username-hint = Celle ou celui que vous utilisez au travail ou dans vos études.
sign-in-username-wrong = Saisissez une adresse e-mail ou un nom d’utilisateur en entier, par exemple sam@fabrikam.example

password-title = Saisissez votre mot de passe
password = Mot de passe
password-forgotten = Vous l’avez oublié ? Un administrateur de votre organisation peut en définir un nouveau.
password-wrong = Ce mot de passe ne correspond pas à ce compte. Vérifiez-le, ou utilisez un autre compte.
# $wait : une durée.
password-too-many = Trop de mots de passe incorrects. Pour protéger le compte, attendez { $wait }.
send-code-instead = Recevoir plutôt un code par e-mail

change-password-title = Choisissez un nouveau mot de passe
change-password-why = Votre mot de passe actuel a été défini par un administrateur. Choisissez-en un que vous seul(e) connaissez.
change-password-new = Nouveau mot de passe
change-password-hint = Au moins 8 caractères. Quelques mots dont vous vous souvenez valent mieux que des signes que vous oubliez.
change-password-repeat = Le même mot de passe, encore une fois
change-password-submit = Enregistrer et se connecter
change-password-short = Utilisez au moins 8 caractères
change-password-long = Utilisez 256 caractères au maximum
change-password-guessable = Ce mot de passe fait partie de ceux que les attaquants essaient en premier. Choisissez-en un autre.
change-password-same = Choisissez un mot de passe différent de l’actuel
change-password-differs = Les deux mots de passe sont différents. Saisissez deux fois le même.

passcode-title = Saisissez le code
# $address : une adresse e-mail, dont une partie peut être masquée.
passcode-sent = Nous avons envoyé un code à { $address }. Il est valable 30 minutes, et seul le plus récent fonctionne.
passcode-sent-perhaps = Si { $address } a un accès ici, un code est en route vers cette adresse. Il est valable 30 minutes, et seul le plus récent fonctionne.
passcode-elsewhere = Aucun code n’arrive si vous vous connectez auprès de votre propre entreprise ou établissement. Indiquez alors quelle organisation vous a invité.
passcode-label = Code
passcode-hint = 8 chiffres, avec ou sans espaces
passcode-again = Envoyer un nouveau code
# $wait : une durée, par exemple « 1 minute ».
passcode-wait = Vous pourrez recevoir un nouveau code dans { $wait }.
passcode-secret = Personne ne vous demandera jamais ce code, ni par téléphone ni par e-mail. Ne le saisissez qu’ici.
# $tries : les essais qui restent, un nombre.
passcode-wrong = { $tries ->
    [one] Ce code est incorrect, ou n’est pas le plus récent. Il vous reste { $tries } essai.
   *[other] Ce code est incorrect, ou n’est pas le plus récent. Il vous reste { $tries } essais.
  }
passcode-ended = Ce code n’est plus valable. Envoyez-en un nouveau.
# $wait : une durée.
passcode-too-many = Trop de codes incorrects. Attendez { $wait }, puis envoyez-en un nouveau.

signed-out-title = Vous êtes déconnecté(e)
signed-out-what = Si d’autres personnes utilisent cet ordinateur, fermez toutes les fenêtres du navigateur.
signed-out-there-partly = { $provider } vous a déconnecté(e), mais pas de tout ce que vous aviez ouvert à partir de là.
signed-out-there-unsure = { $provider } n’a pas confirmé que vous y êtes déconnecté(e).
signed-out-partly = Certaines applications ou certains services que vous avez utilisés n’ont pas pu être prévenus ou ne l’ont pas confirmé. Vous y êtes peut-être encore connecté(e) jusqu’à ce que vous fermiez toutes les fenêtres du navigateur.
left-title = Vous avez quitté { $organization }
left-what = Votre compte invité y est supprimé. Vous n’appartenez ici à aucune autre organisation : vous êtes donc aussi déconnecté(e).
sign-in-again = Se reconnecter

## Une application demande

authorize-continue-title = Connexion en cours
logout-continue-title = Déconnexion en cours
logout-there = Vous êtes déconnecté(e) ici. Vous allez maintenant être déconnecté(e) de { $provider }.
authorize-continue-what = S’il ne se passe rien, choisissez Continuer.
continue = Continuer
authorize-trouble-title = Nous ne pouvons pas vous connecter à cette application
logout-trouble-title = Nous ne pouvons pas vous déconnecter de cette application
authorize-trouble-what = Quelque chose ne concorde pas entre l’application et cette organisation. La personne qui vous a donné l’application peut en trouver la cause grâce au message ci-dessous.
authorize-other-account = Utiliser un autre compte
consent-title = Autorisations demandées
consent-lead = { $application } souhaite :
consent-later = Vous pouvez revenir sur ce choix à tout moment dans Mon compte.
consent-needs-administrator = L’accord d’un administrateur de l’organisation est nécessaire. Demandez-lui de le donner pour tout le monde dans le centre d’administration, puis ouvrez de nouveau l’application.
consent-back = Retour à l’application
confirm-title = Continuer vers l’application ?
confirm-lead = { $application } veut vous connecter. Ne continuez que si vous venez de l’ouvrir sur cet appareil.
admin-consent-title = Accepter pour tout le monde
admin-consent-lead = Si vous acceptez, { $application } pourra faire ceci pour tout le monde chez { $organization } :
admin-consent-by-itself = D’elle-même, sans que personne soit connecté, elle souhaite :
admin-consent-what = La question ne sera plus posée à personne. Vous pouvez revenir sur ce choix dans le centre d’administration.
logout-title = Se déconnecter ?
logout-what = Vous serez déconnecté(e) de ce serveur et des applications que vous avez ouvertes depuis ici.
logout-stay = Rester connecté(e)
scope-openid = Vous connecter
scope-profile = Voir votre nom et votre nom de compte
scope-email = Voir votre adresse e-mail
scope-offline-access = Garder l’accès en votre nom, jusqu’à ce que vous ou votre organisation y mettiez fin
scope-user-read = Lire votre profil
## La même chose, quand un administrateur accepte pour tout le monde
everybody-openid = Connecter les personnes
everybody-profile = Voir leurs noms et leurs noms de compte
everybody-email = Voir leurs adresses e-mail
everybody-offline-access = Garder l’accès en leur nom, jusqu’à ce que ces personnes ou l’organisation y mettent fin
everybody-user-read = Lire leurs profils
everybody-user-impersonation = Voir à quelles organisations elles appartiennent

lead-on-provider = Redirection vers { $provider }
lead-on-what = S’il ne se passe rien, choisissez Continuer.

providers-title = Où voulez-vous vous connecter ?
providers-what = Votre organisation propose plusieurs moyens. Prenez celui que vous utilisez pour le travail ou les études.

provider-sign-in-again = Se reconnecter

provider-no-trip-title = Cette connexion n’est plus valable
provider-no-trip-what = Elle a déjà servi, a duré plus d’une demi-heure ou a commencé dans un autre navigateur. Recommencez ; rien n’est perdu.

provider-declined-title = La connexion n’a pas eu lieu
provider-declined-what = { $provider } ne vous a pas connecté(e), ou vous y avez annulé. Vous pouvez réessayer, ou utiliser un autre moyen.

provider-trouble-title = { $provider } n’est pas utilisable pour le moment
provider-trouble-what = Ce service ne répond pas, ou sa réponse ne concorde pas. Réessayez dans quelques minutes. Si cela persiste, donnez la référence ci-dessous à la personne qui vous a invité(e).

provider-not-in-use-title = Ce moyen de connexion n’est plus utilisé
provider-not-in-use-what = L’organisation a changé la façon dont ses invités se connectent. Recommencez pour voir comment faire.

provider-nobody-here-title = Vous n’avez pas d’accès avec ce compte
provider-nobody-here-what = Selon { $provider }, vous êtes { $account }. Personne ici ne se connecte avec ce compte. Utilisez le compte avec lequel vous avez accepté l’invitation.

provider-too-many-title = Trop de connexions depuis votre réseau
provider-too-many-what = Attendez quelques minutes, puis réessayez.

sign-in-organization = Trouver l’organisation qui vous a invité
organization-title = Quelle organisation ?
organization-what = Si vous vous connectez auprès de votre propre université ou entreprise, l’organisation qui vous a invité(e) sait où vous diriger.
organization-domain = Domaine de l’organisation qui vous a invité(e)
organization-domain-hint = Il figure dans votre invitation, par exemple contoso.com.
organization-domain-wrong = Aucune organisation n’a ce domaine ici. Le nom ne suffit pas : le domaine figure sous le nom de l’organisation dans votre invitation, par exemple contoso.com. Ou utilisez le lien de l’e-mail.
organization-back = Se connecter sans la nommer
