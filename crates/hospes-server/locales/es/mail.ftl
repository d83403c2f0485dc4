# Correos. Lo que escriben las personas va en líneas aparte; estos textos nunca se mezclan con ello.
# $organization: la organización que invita.
mail-sender = Invitaciones de Hospes en nombre de { $organization }
mail-organization = Organización
mail-inviter = Invitación de
mail-message = Mensaje
mail-accept = Aceptar la invitación
mail-bare-link = Si el botón no funciona, copie este enlace y péguelo en su navegador:
# $address: la dirección invitada.
mail-sent-to = Este correo se envió a { $address }.
# $server: quien administra este servidor.
mail-sent-by = Enviado por Hospes, administrado por { $server }.
mail-privacy = Declaración de privacidad de { $organization }
mail-privacy-plain = Declaración de privacidad de la organización
mail-no-privacy-plain = La organización no ha proporcionado un enlace a su declaración de privacidad.
mail-no-privacy = { $organization } no ha proporcionado un enlace a su declaración de privacidad.
mail-block = Bloquear futuras invitaciones
mail-guest = Invitado
mail-open-user = Abrir en el centro de administración
# Después de una etiqueta en los correos.
mail-colon = :

mail-invitation-title = Invitación
# $inviter: una persona.
mail-invitation-subject = { $inviter } le invitó a acceder a las aplicaciones de su organización
mail-invitation-subject-organization = { $organization } le invitó a acceder a las aplicaciones de la organización
mail-invitation-warning = Acepte esta invitación solo si la esperaba. Si tiene dudas, pregunte a la persona que le invitó antes de elegir nada aquí.
# $destination: «Mis aplicaciones» o el nombre de una aplicación.
mail-invitation-destination = Si acepta, tendrá una cuenta de invitado y pasará a { $destination }.
mail-invitation-reset = La organización ha restablecido su inicio de sesión. Acepte de nuevo para conservar su acceso.
# $date: el último día.
mail-invitation-expires = La invitación es válida hasta el { $date }.
mail-invitation-expires-never = La invitación no tiene fecha límite.
mail-invitation-wrong-person = ¿No es para usted? Ignórela; sin su consentimiento no ocurre nada.

mail-passcode-title = Su código
mail-passcode-subject = Su código de un solo uso para { $organization }
mail-passcode-subject-plain = Su código de un solo uso para iniciar sesión
mail-passcode-what = Escriba este código para iniciar sesión en { $organization }:
mail-passcode-what-plain = Escriba este código para iniciar sesión:
# $time: una duración.
mail-passcode-time = Funciona una sola vez y durante { $time }. Un código más reciente lo reemplaza.
mail-passcode-secret = Nadie le pedirá este código por teléfono ni por correo. Escríbalo solo en la página que se lo solicitó.
mail-passcode-not-you = ¿No quería iniciar sesión? Entonces ignore este correo. Sin el código no entra nadie.

mail-access-title = Tiene un acceso nuevo
mail-access-subject = Ahora tiene acceso a aplicaciones de { $organization }
mail-access-what = Ya tiene una cuenta de invitado en { $organization } y hay algo nuevo para usted. No hace falta aceptar nada.
mail-access-what-plain = Ya tiene una cuenta de invitado en esta organización y hay algo nuevo para usted. No hace falta aceptar nada.
mail-access-by = Acceso concedido por
# $account: la dirección con la que inicia sesión el invitado.
mail-access-account = Inicie sesión como { $account }, igual que antes.
mail-access-nothing = No tiene que hacer nada.

# $guest: una dirección de correo.
mail-declined-title = Se rechazó una invitación
mail-declined-subject = { $guest } rechazó su invitación
mail-declined-what = { $guest } rechazó la invitación a { $organization }.
mail-declined-what-plain = Este invitado rechazó la invitación.
mail-declined-reason = Motivo
mail-declined-now = La cuenta de invitado permanece en el directorio hasta que alguien la elimine o envíe otra invitación.

mail-requested-title = Un invitado pide una nueva invitación
mail-requested-subject = { $guest } pide una nueva invitación
# $date: el último día de la invitación anterior.
mail-requested-what = La invitación de { $guest } a { $organization } era válida hasta el { $date }. El invitado la abrió después de esa fecha y pide una nueva.
mail-requested-what-plain = La invitación de este invitado era válida hasta el { $date }. La abrió después de esa fecha y pide una nueva.
mail-requested-now = Si está de acuerdo, abra el usuario y elija «Resend invitation». Si no, no tiene que hacer nada.

# $person: una dirección de correo. $app: una aplicación.
mail-request-application = Aplicación
mail-request-person = Solicitud de
mail-request-reason = Motivo

mail-asked-title = Alguien solicita acceso
mail-asked-subject = { $person } solicita acceso a { $app }
mail-asked-what = { $person } solicita a { $organization } acceso a { $app }.
mail-asked-what-plain = Alguien solicita acceso a una aplicación de esta organización.
mail-asked-now = La decisión es suya. Abra la solicitud para ver qué dice esa persona y para aprobarla o denegarla.
mail-asked-open = Abrir la solicitud

mail-approved-title = Se aprobó su solicitud
mail-approved-subject = Se aprobó su solicitud para { $app }
mail-approved-what = { $organization } aprobó su solicitud de acceso a { $app }.
mail-approved-what-plain = Se aprobó su solicitud de acceso.
mail-approved-now = Continúe para ver qué se compartirá y para aceptar.
mail-approved-open = Continuar

mail-denied-title = Se denegó su solicitud
mail-denied-subject = Se denegó su solicitud para { $app }
mail-denied-what = { $organization } denegó su solicitud de acceso a { $app }.
mail-denied-what-plain = Se denegó su solicitud de acceso.
mail-denied-now = No tiene que hacer nada. Podrá presentar una nueva solicitud dentro de 30 días.
