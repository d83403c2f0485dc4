# Una invitación, desde su enlace hasta su final.
landing-title = Invitación
# $inviter: una persona. $organization: la organización que invita.
landing-who = { $inviter } le invita a { $organization }
landing-who-organization = { $organization } le envía una invitación
# $destination: «Mis aplicaciones» o el nombre de una aplicación.
landing-destination = Con una cuenta de invitado y acceso a { $destination }
landing-invited = Invitación para
landing-inviter = Invitación de
landing-expires = Válida hasta
landing-expires-never = Sin fecha límite
# $organization: la organización del invitado.
landing-with-account = Iniciar sesión con su cuenta de { $organization }
# $address: la dirección con la que se inició sesión.
landing-continue-as = Continuar como { $address }
landing-with-code = Enviarme un código por correo
landing-nothing-yet = Con esto todavía no acepta nada. Después de iniciar sesión verá qué solicita la organización.
landing-straight-on = Su organización y { $organization } así lo acordaron, por lo que no se le pregunta nada más: tendrá una cuenta de invitado en cuanto inicie sesión con su cuenta y continúe.
landing-genuine = ¿Cómo puedo saber que esto es auténtico?
landing-genuine-expected = ¿Esperaba esta invitación? Si no, pregunte a la persona que le invitó por un medio que ya conozca, no respondiendo al correo.
# $server: quien administra este servidor.
landing-genuine-address = Esta página pertenece a { $server }. Compruebe que la barra de direcciones de su navegador muestra ese nombre.
landing-genuine-password = La contraseña de su cuenta de trabajo se escribe solo en la página de su propia organización. Nadie la necesita para invitarle.
landing-not-me = Esta invitación no es para mí

review-title = Revisar permisos
review-lead = { $organization } solicita permiso para:
review-profile = Recibir los datos de su perfil
review-profile-what = Su nombre, su foto, su dirección de correo y los identificadores de su cuenta.
review-activity = Recopilar y registrar su actividad
review-activity-what = Cuándo y desde dónde inicia sesión, y qué hace en las aplicaciones de la organización.
review-use = Usar los datos de su perfil y de su actividad
review-use-what = Para darle acceso, y para proteger y administrar las aplicaciones de la organización.
review-trust = Acepte solo si confía en { $organization }.
review-privacy = Leer la declaración de privacidad de la organización
review-no-privacy = { $organization } no ha proporcionado un enlace a su declaración de privacidad.
# $contact: una dirección de correo.
review-contact = Preguntas sobre la privacidad: { $contact }.
review-later = Puede cambiar esto más adelante en «Mi cuenta» > «Organizaciones».
review-accept = Aceptar
review-decline = Rechazar la invitación

decline-title = ¿Rechazar esta invitación?
# $inviter: una persona.
decline-what = Comunicaremos a { $inviter } que rechazó la invitación. El enlace del correo dejará de funcionar.
decline-what-organization = Comunicaremos a { $organization } que rechazó la invitación. El enlace del correo dejará de funcionar.
decline-reason = Motivo (opcional)
decline-reason-hint = Lo leerán tal como usted lo escriba.
decline = Rechazar

switch-account = Cambiar de cuenta
ask-again = Pedir una nueva invitación
open-my-apps = Abrir Mis aplicaciones
back-to-invitation = Volver a la invitación

# Cómo puede terminar: qué ocurrió y qué se puede hacer ahora.
# $organization es la organización que invitó; $account, la dirección con la que se inició sesión.
wrong-account-title = Esta invitación es para otra cuenta
wrong-account-what = Inició sesión con una cuenta que no recibió la invitación.
wrong-account-invited = Cuenta invitada
wrong-account-signed-in = Cuenta en uso
# $invited: la dirección invitada.
wrong-account-now = Inicie sesión como { $invited } en lugar de { $account }. La invitación sigue en pie; no se perdió nada.

# $date: un día.
expired-title = Esta invitación ha caducado
expired-what = La invitación de { $organization } era válida hasta el { $date }.
expired-now = Puede pedir una nueva. Avisaremos a la persona que le invitó; si está de acuerdo, recibirá otro correo.

asked-title = Transmitimos su solicitud
asked-what = { $organization } sabe que usted desea una nueva invitación.
asked-now = Si la conceden, recibirá otro correo. Aquí no hay nada más que hacer.

revoked-title = Se retiró esta invitación
revoked-what = { $organization } retiró su invitación.
revoked-now = Si cree que es un error, pregunte a la persona que le invitó.

superseded-title = Hay una invitación más reciente
superseded-what = { $organization } le envió un correo más reciente. Solo funciona el enlace del último.
superseded-now = Busque el correo más reciente, también en la carpeta de correo no deseado.

unknown-link-title = Este enlace no lleva a ninguna invitación
unknown-link-what = Es posible que se haya cortado al copiarlo o que el correo sea falso.
unknown-link-now = Abra el enlace directamente desde el correo. Si sigue sin funcionar, pida una nueva invitación.

page-over-title = Esta página ya no es válida
page-over-what = Estuvo abierta demasiado tiempo, o lo que pedía ya está hecho.
page-over-now = Vuelva a abrir el enlace de su correo o vaya a Mis aplicaciones.

# $domain: el dominio del invitado.
blocked-domain-title = No se aceptan invitados de su dominio
blocked-domain-what = Por ahora, { $organization } no acepta invitados de { $domain }.
blocked-domain-now = Pregunte a la persona que le invitó; los administradores de la organización que invita pueden cambiarlo. Después podrá usar el mismo enlace.

deleted-guest-title = Ya no tiene una cuenta de invitado aquí
deleted-guest-what = Usted abandonó { $organization }, o su cuenta de invitado allí se eliminó o se bloqueó.
deleted-guest-now = Si todavía necesita acceso, pregunte a la persona que le invitó.

# $date: el día en que se aceptó.
already-accepted-title = Ya aceptó la invitación
already-accepted-what = Aceptó la invitación de { $organization } el { $date } como { $account }. No tiene que hacer nada.
already-accepted-now = Todo aquello a lo que recibió acceso está en Mis aplicaciones.

used-title = Esta invitación ya se ha aceptado
used-what = Su enlace no se puede volver a usar.
used-now = Si la aceptó usted, inicie sesión: todo aquello a lo que recibió acceso está en Mis aplicaciones.

# $date: el día en que se rechazó.
declined-earlier-title = Usted rechazó esta invitación
declined-earlier-what = Rechazó la invitación de { $organization } el { $date }.
declined-earlier-now = ¿Cambió de opinión? Pida una nueva invitación a la persona que le invitó.

conflict-title = Esta cuenta ya se usa aquí
conflict-what = { $account } ya pertenece a otra cuenta de invitado de { $organization }, por lo que no se puede usar para esta invitación.
conflict-now = Inicie sesión con otra cuenta. Si no tiene otra, avise a la persona que le invitó.

# $whose: el dominio del invitado o la organización que invitó.
access-blocked-title = El acceso entre las organizaciones está bloqueado
access-blocked-what = La configuración de acceso de { $whose } no permite que esta cuenta sea una cuenta de invitado de { $organization }.
access-blocked-now = Consulte a los administradores de { $whose }. La invitación sigue en pie y su enlace funcionará cuando cambien esa configuración.

# $home: la organización del invitado.
provider-refused-title = Su organización no permitió el inicio de sesión
provider-refused-what = { $home } respondió que esta cuenta no se puede usar en este momento. Es posible que esté bloqueada.
provider-refused-now = Consulte a los administradores de { $home } o use otra cuenta. La invitación sigue en pie.

# $wait: una duración.
too-many-title = Demasiados intentos
too-many-what = Para protegerle, hacemos una pausa después de varios intentos.
too-many-now = Inténtelo de nuevo dentro de { $wait }. La invitación sigue en pie.

cancelled-title = Usted canceló el proceso
cancelled-what = No se compartió nada con { $organization } ni se aceptó nada.
cancelled-now = La invitación sigue en pie. Puede volver con el enlace del correo.

declined-title = Usted rechazó la invitación
declined-what = Se lo comunicamos a { $organization }. El enlace del correo ya no funciona.
declined-now = Puede cerrar esta página.

# La lista de bloqueo.
block-title = Bloquear futuras invitaciones
# $address: una dirección de correo, oculta en parte.
block-what = { $organization } ya no podrá enviarle invitaciones a { $address } a través de este servidor.
block-only-mail = Los accesos que ya tiene no cambian.
block-not-told = Si la organización lo intenta, solo verá que el correo no se envió.
block-undo = Puede deshacer esto aquí en cualquier momento.
block-submit = Bloquear futuras invitaciones
block-stranger = ¿No es esta su dirección? Entonces cierre esta página. Abrirla no cambió nada.
blocked-title = Las invitaciones están bloqueadas
blocked-what = { $organization } ya no puede enviar invitaciones a { $address }.
unblock-submit = Volver a permitir invitaciones
unblocked-title = Las invitaciones vuelven a estar permitidas
unblocked-what = { $organization } puede enviar invitaciones a { $address }.

unproved-title = ¿Es suya esta dirección?
unproved-what = Inició sesión como { $account }. La invitación se envió a { $invited } y todavía nada confirma que ambas direcciones sean suyas.
unproved-now = Podemos enviar un código a { $invited }. Cuando lo escriba, podrá continuar, y a partir de entonces iniciará sesión como { $account }.
unproved-send-code = Enviar un código

no-way-title = No hay forma de iniciar sesión
no-way-what = Por ahora, { $organization } no permite iniciar sesión a nadie con esta dirección.
no-way-now = Pregunte a la persona que le invitó. La invitación sigue en pie; no se perdió nada.
