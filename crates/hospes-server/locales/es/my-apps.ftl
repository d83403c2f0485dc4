# Mis aplicaciones y Mi cuenta.
search = Buscar
# $organization: la organización en la que está la persona.
my-apps-of = en { $organization }
my-apps-search = Buscar aplicaciones
my-apps-none = No hay aplicaciones para mostrar.
my-apps-none-why = Cuando { $organization } le dé acceso a una aplicación, aparecerá aquí.
# $contact: una dirección de correo.
my-apps-none-ask = ¿Esperaba alguna? Escriba a { $contact }.
my-apps-none-ask-anyone = ¿Esperaba alguna? Pregunte a la persona que le invitó o a un administrador.
my-apps-other-organizations = Ver sus organizaciones
# $query: lo que se buscó.
my-apps-not-found = Ninguna aplicación coincide con «{ $query }»
my-apps-not-found-why = Compruebe la ortografía o consulte la lista completa.
my-apps-show-all = Mostrar todas las aplicaciones
my-apps-collections = Colecciones
my-apps-all = Todas las aplicaciones
# $app: el nombre de una aplicación.
my-apps-pin = Anclar { $app }
my-apps-unpin = Desanclar { $app }
my-apps-pinned = Se ancló { $app } y aparece al principio.
my-apps-unpinned = Se desancló { $app }.

account-tab-profile = Perfil y sesiones
account-organizations = Organizaciones
account-guest-of = Invitado de { $organization }
account-member-of = Miembro de { $organization }
account-profile = Perfil
account-profile-guest = Estos son los datos que esta organización guarda sobre usted. Los administradores de la organización pueden cambiarlos.
profile-display-name = Nombre
profile-mail = Correo electrónico
profile-user-name = Nombre de usuario
profile-first-name = Nombre de pila
profile-last-name = Apellidos
profile-job-title = Cargo
profile-company = Empresa
profile-department = Departamento
profile-business-phone = Teléfono del trabajo
profile-mobile-phone = Teléfono móvil
account-sessions = Dónde tiene la sesión iniciada
account-session-this = Este dispositivo
account-session-since = sesión iniciada
account-sessions-end = Cerrar las demás sesiones
account-sessions-end-what = La sesión de este dispositivo sigue abierta. Las aplicaciones pueden tardar hasta una hora en notarlo.
account-sessions-ended = Se cerraron todas las demás sesiones.
account-session-used = último uso
account-session-end = Cerrar sesión
account-session-ended = Se cerró esa sesión.
account-sign-ins = Inicios de sesión recientes
account-sign-ins-none = Aquí no hay inicios de sesión registrados. Si inicia sesión a través de su propia organización, constan en el registro de esa organización.
account-sign-ins-what = Si alguno no es suyo, cierre las demás sesiones y avise a su organización.
account-sign-in-success = Completado
account-sign-in-failure = Rechazado
account-sign-in-interrupted = Sin terminar
account-apps = Aplicaciones con acceso a su cuenta
account-apps-none = Ninguna aplicación de esta organización tiene acceso a su cuenta.
account-apps-since = Acceso concedido
account-app-remove = Quitar acceso
account-app-removed = Se quitó el acceso. La aplicación puede tardar hasta una hora en notarlo.

organizations-home = Organización de origen
organizations-home-what = En ella está su cuenta.
organizations-others = Otras organizaciones con las que colabora
organizations-none = No hay otras organizaciones
organizations-none-why = Cuando acepte una invitación, la organización aparecerá aquí, y aquí mismo podrá abandonarla.
organizations-since = desde
organizations-current = Está aquí
organizations-open = Abrir
organizations-cannot-leave = Solo los administradores de la organización pueden quitar su cuenta.
organizations-cannot-leave-ask = Para abandonarla, escriba a { $contact }.
organizations-waiting = Invitaciones para usted
organizations-waiting-by = { $inviter } invitó a { $address }
organizations-waiting-as = Invitación para { $address }
organizations-waiting-until = válida hasta el
organizations-waiting-gone = Esta invitación ya no está pendiente.
organizations-review = Revisar
organizations-previous = Organizaciones anteriores
organizations-next = Más organizaciones

leave = Abandonar
leave-title = ¿Abandonar { $organization }?
leave-what = Se eliminará su cuenta de invitado en esa organización.
leave-apps = Perderá de inmediato el acceso a sus aplicaciones y grupos.
leave-undo = Usted no puede deshacer esta acción. Los administradores de la organización pueden recuperar la cuenta durante 30 días.
leave-home = Su propia cuenta no cambia.
leave-privacy = Preguntas sobre sus datos en esa organización: { $contact }.
organizations-left = Ha abandonado { $organization }.

sign-out-everywhere = Cerrar todas las sesiones
sign-out-everywhere-title = ¿Cerrar todas las sesiones?
sign-out-everywhere-devices = Se cerrará su sesión en todos los dispositivos, también en este.
sign-out-everywhere-apps = Tendrá que volver a iniciar sesión en las aplicaciones de todas sus organizaciones. Las aplicaciones pueden tardar hasta una hora en notarlo.
sign-out-everywhere-stays = Sus cuentas, sus organizaciones y sus segundos factores no cambian.
