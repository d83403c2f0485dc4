# E-mails. Ce que des personnes ont écrit figure sur des lignes à part ; ces textes ne s’y mêlent jamais.
# $organization : celle qui invite.
mail-sender = Invitations Hospes au nom de { $organization }
mail-organization = Organisation
mail-inviter = Invitation envoyée par
mail-message = Message
mail-accept = Accepter l’invitation
mail-bare-link = Si le bouton ne fonctionne pas, copiez ce lien dans votre navigateur :
# $address : l’adresse invitée.
mail-sent-to = Cet e-mail a été envoyé à { $address }.
# $server : qui gère ce serveur.
mail-sent-by = Envoyé par Hospes, géré par { $server }.
mail-privacy = Déclaration de confidentialité de { $organization }
mail-privacy-plain = Déclaration de confidentialité de l’organisation
mail-no-privacy-plain = L’organisation n’a pas fourni de lien vers sa déclaration de confidentialité.
mail-no-privacy = { $organization } n’a pas fourni de lien vers sa déclaration de confidentialité.
mail-block = Bloquer les invitations futures
mail-guest = Invité(e)
mail-open-user = Ouvrir dans le centre d’administration
# Après un intitulé dans les e-mails.
mail-colon =  :

mail-invitation-title = Invitation
# $inviter : une personne.
mail-invitation-subject = { $inviter } vous invite à accéder aux applications de son organisation
mail-invitation-subject-organization = { $organization } vous invite à accéder à ses applications
mail-invitation-warning = N’acceptez cette invitation que si vous l’attendiez. En cas de doute, interrogez la personne qui vous a invité(e) avant de choisir quoi que ce soit ici.
# $destination : « Mes applications » ou le nom d’une application.
mail-invitation-destination = Si vous acceptez, vous devenez invité(e) et arrivez sur { $destination }.
mail-invitation-reset = L’organisation a réinitialisé votre connexion. Acceptez de nouveau pour conserver votre accès.
# $date : le dernier jour.
mail-invitation-expires = L’invitation est valable jusqu’au { $date }.
mail-invitation-expires-never = L’invitation n’a pas de date de fin.
mail-invitation-wrong-person = Cet e-mail ne vous est pas destiné ? Ignorez-le ; sans votre accord, rien ne se passe.

mail-passcode-title = Votre code
mail-passcode-subject = Votre code pour { $organization }
mail-passcode-subject-plain = Votre code de connexion
mail-passcode-what = Saisissez ce code pour vous connecter à { $organization } :
mail-passcode-what-plain = Saisissez ce code pour vous connecter :
# $time : une durée.
mail-passcode-time = C’est un code à usage unique, valable { $time }. Un code plus récent le remplace.
mail-passcode-secret = Personne ne vous demandera ce code, ni par téléphone ni par e-mail. Ne le saisissez que sur la page qui vous l’a demandé.
mail-passcode-not-you = Vous ne vouliez pas vous connecter ? Alors ignorez cet e-mail. Sans le code, personne n’entre.

mail-access-title = Vous avez un nouvel accès
mail-access-subject = Vous avez maintenant accès à des applications de { $organization }
mail-access-what = Vous êtes déjà invité(e) chez { $organization }, et il y a du nouveau pour vous. Vous n’avez rien à accepter.
mail-access-what-plain = Vous êtes déjà invité(e) dans cette organisation, et il y a du nouveau pour vous. Vous n’avez rien à accepter.
mail-access-by = Accès donné par
# $account : l’adresse avec laquelle l’invité(e) se connecte.
mail-access-account = Connectez-vous avec { $account }, comme auparavant.
mail-access-nothing = Vous n’avez rien à faire.

# $guest : une adresse e-mail.
mail-declined-title = Une invitation a été refusée
mail-declined-subject = { $guest } a refusé votre invitation
mail-declined-what = { $guest } a refusé l’invitation à rejoindre { $organization }.
mail-declined-what-plain = La personne invitée a refusé l’invitation.
mail-declined-reason = Motif indiqué
mail-declined-now = Le compte invité reste dans l’annuaire jusqu’à ce que quelqu’un le supprime ou envoie une nouvelle invitation.

mail-requested-title = Une personne demande une nouvelle invitation
mail-requested-subject = { $guest } demande une nouvelle invitation
# $date : le dernier jour de l’ancienne invitation.
mail-requested-what = L’invitation de { $guest } à rejoindre { $organization } était valable jusqu’au { $date }. Cette personne l’a ouverte plus tard et en demande une nouvelle.
mail-requested-what-plain = L’invitation de cette personne était valable jusqu’au { $date }. Elle l’a ouverte plus tard et en demande une nouvelle.
mail-requested-now = Si vous êtes d’accord, ouvrez l’utilisateur et choisissez « Resend invitation ». Sinon, vous n’avez rien à faire.

# $person : une adresse e-mail. $app : une application.
mail-request-application = Application
mail-request-person = Demande envoyée par
mail-request-reason = Motif

mail-asked-title = Une personne demande un accès
mail-asked-subject = { $person } demande l’accès à { $app }
mail-asked-what = { $person } demande à { $organization } l’accès à { $app }.
mail-asked-what-plain = Une personne demande l’accès à une application de cette organisation.
mail-asked-now = La décision vous revient. Ouvrez la demande pour lire ce que dit cette personne, puis pour l’approuver ou la refuser.
mail-asked-open = Ouvrir la demande

mail-approved-title = Votre demande a été approuvée
mail-approved-subject = Votre demande pour { $app } a été approuvée
mail-approved-what = { $organization } a approuvé votre demande d’accès à { $app }.
mail-approved-what-plain = Votre demande d’accès a été approuvée.
mail-approved-now = Continuez pour voir ce qui sera communiqué, et pour accepter.
mail-approved-open = Continuer

mail-denied-title = Votre demande a été refusée
mail-denied-subject = Votre demande pour { $app } a été refusée
mail-denied-what = { $organization } a refusé votre demande d’accès à { $app }.
mail-denied-what-plain = Votre demande d’accès a été refusée.
mail-denied-now = Vous n’avez rien à faire. Vous pourrez faire une nouvelle demande dans 30 jours.
