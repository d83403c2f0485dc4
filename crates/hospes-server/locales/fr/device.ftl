# Se connecter sur un appareil qui n’a pas de navigateur à lui.
device-title = Se connecter sur un appareil
device-lead = Saisissez le code qu’affiche votre appareil ou votre programme.
device-code-label = Code
device-code-hint = 9 lettres
device-only-yours = Ne saisissez qu’un code affiché par un appareil ou un programme qui est le vôtre. Si quelqu’un vous a envoyé le code, n’allez pas plus loin.
device-code-wrong = Ce code n’est pas connu ici, ou il n’est plus valable. Vérifiez-le, ou demandez à votre appareil d’en afficher un nouveau.
# $wait : une durée.
device-code-too-many = Trop de codes incorrects. Attendez { $wait }, puis réessayez.
device-confirm-title = Est-ce bien votre appareil ?
# $application : le nom d’une application.
device-confirm-what = Un appareil ou un programme demande à se connecter à { $application } en votre nom.
# $network : une adresse réseau ; $time : par exemple « il y a 2 minutes ».
device-confirm-from = La demande est venue de { $network }, { $time }.
device-confirm-agent = Il se présente comme
device-confirm-warning = Ne continuez que si vous êtes à l’origine de cette demande, à l’instant, sur un appareil ou dans un programme qui est le vôtre.
device-confirm-phishing = Si quelqu’un vous a envoyé le code, par e-mail, dans une discussion ou au téléphone, choisissez Annuler : cette personne se connecterait en votre nom. Personne n’en a besoin pour vous aider.
device-done-title = Votre appareil est connecté
device-done-what = Vous pouvez fermer cette fenêtre et continuer sur votre appareil.
device-cancelled-title = Aucune connexion n’a eu lieu
device-cancelled-what = Vous pouvez fermer cette fenêtre. Si quelqu’un vous a demandé de saisir le code, prévenez la personne chargée de la sécurité dans votre organisation.
device-see-apps = Applications ayant accès à votre compte
scope-user-impersonation = Voir à quelles organisations vous appartenez
