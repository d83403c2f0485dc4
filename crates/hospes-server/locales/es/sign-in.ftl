# Iniciar y cerrar sesión.
sign-in-title = Iniciar sesión
# $application: nombre de una aplicación.
sign-in-to = para continuar en { $application }
sign-in-username = Dirección de correo o nombre de usuario
sign-in-username-hint = La cuenta que usa en el trabajo o en sus estudios.
sign-in-username-wrong = Escriba una dirección de correo o un nombre de usuario completos, por ejemplo, sam@fabrikam.example

password-title = Escriba su contraseña
password = Contraseña
password-forgotten = ¿La olvidó? Un administrador de su organización puede establecer una nueva.
password-wrong = Esta contraseña no corresponde a esta cuenta. Compruébela o use otra cuenta.
# $wait: una duración.
password-too-many = Demasiadas contraseñas incorrectas. Para proteger la cuenta, espere { $wait }.
send-code-instead = Prefiero recibir un código por correo

change-password-title = Elija una nueva contraseña
change-password-why = Su contraseña actual la estableció un administrador. Elija una que solo usted conozca.
change-password-new = Nueva contraseña
change-password-hint = Al menos 8 caracteres. Unas cuantas palabras fáciles de recordar son mejores que símbolos que se olvidan.
change-password-repeat = Repita la contraseña
change-password-submit = Guardar e iniciar sesión
change-password-short = Use al menos 8 caracteres
change-password-long = Use 256 caracteres como máximo
change-password-guessable = Esta contraseña es una de las primeras que prueban los atacantes. Elija otra.
change-password-same = Elija una contraseña distinta de la actual
change-password-differs = Las dos contraseñas no coinciden. Escriba la misma dos veces.

passcode-title = Escriba el código
# $address: una dirección de correo; puede estar oculta en parte.
passcode-sent = Enviamos un código a { $address }. Es válido durante 30 minutos y solo funciona el más reciente.
passcode-sent-perhaps = Si { $address } tiene acceso aquí, recibirá un código. Es válido durante 30 minutos y solo funciona el más reciente.
passcode-elsewhere = No llega ningún código si inicia sesión en su propia empresa o universidad. En ese caso, indique qué organización le invitó.
passcode-label = Código
passcode-hint = 8 dígitos, con o sin espacios
passcode-again = Enviar un código nuevo
# $wait: una duración, por ejemplo, «1 minuto».
passcode-wait = Podrá pedir un código nuevo dentro de { $wait }.
passcode-secret = Nadie le pedirá nunca este código por teléfono ni por correo. Escríbalo solo aquí.
# $tries: intentos restantes, un número.
passcode-wrong = { $tries ->
    [one] Este código es incorrecto o no es el más reciente. Le queda 1 intento.
   *[other] Este código es incorrecto o no es el más reciente. Le quedan { $tries } intentos.
  }
passcode-ended = Este código ya no es válido. Pida uno nuevo.
# $wait: una duración.
passcode-too-many = Demasiados códigos incorrectos. Espere { $wait } y después pida uno nuevo.

signed-out-title = Se cerró la sesión
signed-out-what = Si otras personas también usan este equipo, cierre todas las ventanas del navegador.
signed-out-there-partly = { $provider } cerró la sesión, pero no en todo lo que usted había abierto desde allí.
signed-out-there-unsure = { $provider } no confirmó que allí se haya cerrado la sesión.
signed-out-partly = No se pudo avisar a algunas de las aplicaciones o los servicios que usó, o no lo confirmaron. Es posible que la sesión siga abierta allí hasta que cierre todas las ventanas del navegador.
left-title = Ha abandonado { $organization }
left-what = Su cuenta de invitado allí se ha eliminado. Como aquí no pertenece a ninguna otra organización, también se cerró la sesión.
sign-in-again = Volver a iniciar sesión

## Una aplicación solicita algo

authorize-continue-title = Iniciando sesión
logout-continue-title = Cerrando sesión
logout-there = Aquí ya se cerró la sesión. Ahora se cierra la sesión en { $provider }.
authorize-continue-what = Si no ocurre nada, elija Continuar.
continue = Continuar
authorize-trouble-title = No podemos iniciar su sesión en esta aplicación
logout-trouble-title = No podemos cerrar su sesión en esta aplicación
authorize-trouble-what = Algo no encaja entre la aplicación y esta organización. Quien le proporcionó la aplicación puede averiguarlo con el mensaje que aparece abajo.
authorize-other-account = Usar otra cuenta
consent-title = Permisos solicitados
consent-lead = { $application } solicita permiso para:
consent-later = Puede retirar este permiso en cualquier momento en Mi cuenta.
consent-needs-administrator = Esto requiere la aprobación de un administrador de la organización. Pídale que la conceda para todos en el centro de administración y después abra la aplicación de nuevo.
consent-back = Volver a la aplicación
confirm-title = ¿Ir a la aplicación?
confirm-lead = { $application } quiere iniciar su sesión. Continúe solo si usted abrió la aplicación en este dispositivo hace un momento.
admin-consent-title = Aceptar para todos
admin-consent-lead = Si acepta, { $application } podrá hacer lo siguiente para todas las personas de { $organization }:
admin-consent-by-itself = Por su cuenta, sin que nadie haya iniciado sesión, solicita permiso para:
admin-consent-what = No se volverá a preguntar a nadie. Puede retirar este permiso en el centro de administración.
logout-title = ¿Cerrar sesión?
logout-what = Se cerrará su sesión en este servidor y en las aplicaciones que abrió desde aquí.
logout-stay = Mantener la sesión abierta
scope-openid = Iniciar su sesión
scope-profile = Ver su nombre y el nombre de su cuenta
scope-email = Ver su dirección de correo
scope-offline-access = Mantener abierta su sesión hasta que usted o su organización la cierren
scope-user-read = Leer su perfil
## Lo mismo, cuando un administrador acepta para todos
everybody-openid = Iniciar la sesión de las personas
everybody-profile = Ver sus nombres y los nombres de sus cuentas
everybody-email = Ver sus direcciones de correo
everybody-offline-access = Mantener abiertas sus sesiones hasta que ellas o la organización las cierren
everybody-user-read = Leer sus perfiles
everybody-user-impersonation = Ver a qué organizaciones pertenecen

lead-on-provider = Redirigiendo a { $provider }
lead-on-what = Si no ocurre nada, elija Continuar.

providers-title = ¿Dónde quiere iniciar sesión?
providers-what = Su organización ofrece varias opciones. Elija la que usa para el trabajo o los estudios.

provider-sign-in-again = Volver a iniciar sesión

provider-no-trip-title = Este inicio de sesión ya terminó
provider-no-trip-what = Ya se usó, tardó más de media hora o empezó en otro navegador. Empiece de nuevo; no se perdió nada.

provider-declined-title = No se inició su sesión
provider-declined-what = { $provider } no inició su sesión, o usted canceló allí. Puede intentarlo de nuevo o usar otra opción.

provider-trouble-title = En este momento no se puede usar { $provider }
provider-trouble-what = No responde, o su respuesta no es válida. Inténtelo de nuevo dentro de unos minutos. Si el problema continúa, comunique la referencia que aparece abajo a la persona que le invitó.

provider-not-in-use-title = Esta forma de iniciar sesión ya no se usa
provider-not-in-use-what = La organización cambió la forma en que sus invitados inician sesión. Empiece de nuevo para ver cómo.

provider-nobody-here-title = No tiene acceso con esta cuenta
provider-nobody-here-what = { $provider } indica que usted es { $account }. Aquí nadie inicia sesión con esa cuenta. Use la cuenta con la que aceptó la invitación.

provider-too-many-title = Demasiados inicios de sesión desde su red
provider-too-many-what = Espere unos minutos e inténtelo de nuevo.

sign-in-organization = Buscar la organización que le invitó
organization-title = ¿Qué organización?
organization-what = Si inicia sesión a través de su propia universidad o empresa, la organización que le invitó sabe adónde dirigirle.
organization-domain = Dominio de la organización que le invitó
organization-domain-hint = Aparece en su invitación, por ejemplo, contoso.com.
organization-domain-wrong = Aquí ninguna organización tiene ese dominio. El nombre no basta: el dominio aparece debajo del nombre de la organización en su invitación, por ejemplo, contoso.com. O use el enlace del correo.
organization-back = Iniciar sesión sin indicar la organización
