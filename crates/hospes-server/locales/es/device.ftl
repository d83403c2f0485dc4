# Inicio de sesión en un dispositivo sin navegador propio.
device-title = Iniciar sesión en un dispositivo
device-lead = Escriba el código que muestra su dispositivo o programa.
device-code-label = Código
device-code-hint = 9 letras
device-only-yours = Escriba solo un código que le muestre un dispositivo o programa suyo. Si alguien le envió el código, no continúe.
device-code-wrong = Este código no existe aquí o ya no es válido. Compruébelo o pida a su dispositivo que muestre uno nuevo.
# $wait: una duración.
device-code-too-many = Demasiados códigos incorrectos. Espere { $wait } e inténtelo de nuevo.
device-confirm-title = ¿Es este su dispositivo?
# $application: nombre de una aplicación.
device-confirm-what = Un dispositivo o programa solicita iniciar sesión en { $application } en su nombre.
# $network: una dirección de red; $time: por ejemplo, «hace 2 minutos».
device-confirm-from = La solicitud se hizo desde { $network }, { $time }.
device-confirm-agent = Se identifica como
device-confirm-warning = Continúe solo si usted empezó este proceso hace un momento, en un dispositivo o programa suyo.
device-confirm-phishing = Si alguien le envió el código por correo, por chat o por teléfono, elija Cancelar: con él, esa persona iniciaría sesión en nombre de usted. Nadie que quiera ayudarle necesita eso.
device-done-title = Sesión iniciada en su dispositivo
device-done-what = Puede cerrar esta ventana y continuar en su dispositivo.
device-cancelled-title = No se inició ninguna sesión
device-cancelled-what = Puede cerrar esta ventana. Si alguien le pidió que escribiera el código, avise a quien se encarga de la seguridad en su organización.
device-see-apps = Aplicaciones con acceso a su cuenta
scope-user-impersonation = Ver a qué organizaciones pertenece usted
