# Le second facteur : à la connexion, et dans Mon compte.
sign-in-with-passkey = Se connecter avec une clé d’accès
passkey-failed = La clé d’accès n’a pas été utilisée. Réessayez, ou connectez-vous autrement.
passkey-not-added = Aucune clé d’accès n’a été ajoutée. Réessayez. Un appareil qui en contient déjà une à vous ne peut pas en recevoir une seconde.

factor-title = Prouvez que c’est bien vous
factor-why = Votre mot de passe ou le code reçu par e-mail était correct. Cette organisation demande une seconde preuve.
factor-code = Code de votre application d’authentification
factor-code-hint = 6 chiffres. L’application en affiche de nouveaux toutes les 30 secondes.
factor-submit = Continuer
factor-passkey = Utiliser une clé d’accès
factor-passkey-script = Les clés d’accès ont besoin de JavaScript. Activez-le, ou utilisez un code de récupération.
factor-recovery = Utiliser plutôt un code de récupération
factor-recovery-code = Code de récupération
factor-recovery-hint = 10 lettres et chiffres ; chaque code sert une seule fois
factor-recovery-submit = Utiliser ce code
factor-lost = Vous avez perdu votre téléphone et vos codes de récupération ? Un administrateur de l’organisation peut vous permettre de recommencer.
factor-wrong = Ce code n’est pas correct, ou il a déjà été utilisé. Attendez le code suivant, puis saisissez-le.
factor-recovery-wrong = Ce code de récupération n’est pas correct, ou il a déjà été utilisé. Saisissez-en un autre.
factor-ended = Cela a pris trop de temps. Recommencez.
# $wait : une durée.
factor-too-many = Trop de codes incorrects. Pour protéger le compte, attendez { $wait }.

register-title = Ajouter un second facteur
register-why = Cette organisation demande une seconde preuve en plus de votre mot de passe ou du code reçu par e-mail. Ajoutez-en une maintenant ; elle vous sera demandée à partir de là.
register-what = Une personne qui apprendrait votre mot de passe ne pourrait toujours pas se connecter en votre nom là où cette preuve est demandée.
register-passkey = Avec une clé d’accès
register-passkey-what = Votre empreinte digitale, votre visage ou le code PIN de cet appareil ou d’une clé de sécurité.
register-passkey-submit = Ajouter une clé d’accès
register-app = Avec une application d’authentification
register-scan = Ouvrez une application d’authentification sur votre téléphone, ajoutez un compte et scannez cette image.
register-qr = Code QR pour l’application d’authentification
register-by-hand = Impossible de le scanner ? Saisissez le secret
register-code = Code affiché par l’application
register-name = Nom
register-name-optional = Nom (facultatif)
register-name-hint = Pour que vous sachiez lequel c’est, par exemple « Téléphone professionnel ».
register-submit = Ajouter l’application
register-cancel = Pas maintenant

recovery-title = Conservez ces codes de récupération
recovery-what = Si vous perdez votre téléphone ou votre clé d’accès, l’un de ces codes vous permet d’entrer à la place. Imprimez-les ou notez-les.
recovery-once = Chacun sert une seule fois. Ils ne sont affichés que maintenant : nous n’en gardons aucune copie.
recovery-copy = Tout copier
recovery-continue = Je les ai enregistrés

account-security = Sécurité
security-factors = Seconds facteurs
security-none = Pas encore de second facteur
security-none-why = Ajoutez une application d’authentification ou une clé d’accès. Les organisations peuvent en demander une avant de vous laisser entrer.
security-kind-app = Application d’authentification
security-kind-passkey = Clé d’accès
security-since = ajout
security-last-used = dernière utilisation
security-rename = Renommer
security-rename-submit = Enregistrer
security-renamed = Le nom est enregistré.
security-name-empty = Saisissez un nom
security-remove = Supprimer
security-removed = Ce second facteur est supprimé et ne fonctionne plus.
security-add-app = Ajouter une application d’authentification
security-add-passkey = Ajouter une clé d’accès
security-recovery = Codes de récupération
security-recovery-what = Pour le jour où vous perdriez votre téléphone ou votre clé d’accès. Chacun sert une seule fois.
# $count : un nombre.
security-recovery-left = { $count ->
    [0] Il n’en reste aucun. Créez-en de nouveaux.
    [one] Il en reste { $count }.
   *[other] Il en reste { $count }.
  }
security-recovery-new = Créer de nouveaux codes de récupération
security-recovery-new-what = Les anciens cessent de fonctionner.
security-locked = Pour modifier quelque chose ici, vous devez vous être connecté(e) au cours des 10 dernières minutes.
security-locked-factor = Pour modifier quelque chose ici, présentez d’abord votre second facteur.
security-unlock = Le faire maintenant
