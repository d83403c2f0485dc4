# El segundo factor: al iniciar sesión y en Mi cuenta.
sign-in-with-passkey = Iniciar sesión con una llave de acceso (passkey)
passkey-failed = No se usó la llave de acceso. Inténtelo de nuevo o inicie sesión de otra forma.
passkey-not-added = No se agregó ninguna llave de acceso. Inténtelo de nuevo. Un dispositivo que ya tiene una llave suya no puede tener otra.

factor-title = Confirme su identidad
factor-why = Escribió correctamente su contraseña o el código enviado por correo. Esta organización pide una segunda verificación.
factor-code = Código de su aplicación de autenticación
factor-code-hint = 6 dígitos. La aplicación muestra un código nuevo cada 30 segundos.
factor-submit = Continuar
factor-passkey = Usar una llave de acceso
factor-passkey-script = Las llaves de acceso necesitan JavaScript. Actívelo o use un código de recuperación.
factor-recovery = Usar un código de recuperación
factor-recovery-code = Código de recuperación
factor-recovery-hint = 10 letras y dígitos; cada código se usa una sola vez
factor-recovery-submit = Usar este código
factor-lost = ¿Perdió su teléfono y sus códigos de recuperación? Un administrador de la organización puede permitirle empezar de nuevo.
factor-wrong = El código no es correcto o ya se usó. Espere el siguiente y escríbalo.
factor-recovery-wrong = Este código de recuperación no es correcto o ya se usó. Escriba otro.
factor-ended = Pasó demasiado tiempo. Empiece de nuevo.
# $wait: una duración.
factor-too-many = Demasiados códigos incorrectos. Para proteger la cuenta, espere { $wait }.

register-title = Agregar un segundo factor
register-why = Esta organización pide una segunda verificación además de la contraseña o del código por correo. Agregue un segundo factor ahora; a partir de entonces se le pedirá.
register-what = Así, aunque alguien descubra su contraseña, no podrá iniciar sesión en nombre de usted donde se pida esa verificación.
register-passkey = Con una llave de acceso (passkey)
register-passkey-what = Su huella, su rostro o el PIN de este dispositivo o de una llave de seguridad.
register-passkey-submit = Agregar una llave de acceso
register-app = Con una aplicación de autenticación
register-scan = Abra una aplicación de autenticación en su teléfono, agregue una cuenta y escanee esta imagen.
register-qr = Código QR para la aplicación de autenticación
register-by-hand = ¿No puede escanearla? Escriba la clave secreta
register-code = Código que muestra la aplicación
register-name = Nombre
register-name-optional = Nombre (opcional)
register-name-hint = Para que sepa cuál es, por ejemplo, «Teléfono del trabajo».
register-submit = Agregar la aplicación
register-cancel = Ahora no

recovery-title = Guarde estos códigos de recuperación
recovery-what = Si pierde su teléfono o su llave de acceso, podrá entrar con uno de estos códigos. Imprímalos o anótelos.
recovery-once = Cada uno funciona una sola vez. Solo se muestran ahora: no guardamos ninguna copia.
recovery-copy = Copiar todos
recovery-continue = Ya los guardé

account-security = Seguridad
security-factors = Segundos factores
security-none = Todavía no tiene un segundo factor
security-none-why = Agregue una aplicación de autenticación o una llave de acceso. Las organizaciones pueden pedir un segundo factor antes de permitirle entrar.
security-kind-app = Aplicación de autenticación
security-kind-passkey = Llave de acceso (passkey)
security-since = agregada
security-last-used = último uso
security-rename = Cambiar nombre
security-rename-submit = Guardar
security-renamed = Se guardó el nombre.
security-name-empty = Escriba un nombre
security-remove = Eliminar
security-removed = El segundo factor se eliminó y ya no funciona.
security-add-app = Agregar una aplicación de autenticación
security-add-passkey = Agregar una llave de acceso
security-recovery = Códigos de recuperación
security-recovery-what = Para el día en que pierda su teléfono o su llave de acceso. Cada uno funciona una sola vez.
# $count: un número.
security-recovery-left = { $count ->
    [0] No queda ninguno. Genere códigos nuevos.
    [one] Queda 1.
   *[other] Quedan { $count }.
  }
security-recovery-new = Generar códigos de recuperación nuevos
security-recovery-new-what = Los anteriores dejarán de funcionar.
security-locked = Para cambiar algo aquí, debe haber iniciado sesión en los últimos 10 minutos.
security-locked-factor = Para cambiar algo aquí, confirme primero su segundo factor.
security-unlock = Hacerlo ahora
