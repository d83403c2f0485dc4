# Páginas de error: qué ocurrió y qué se puede hacer ahora.
# $contact: dirección de correo de quien administra el servidor.
error-ask = Si el problema continúa, escriba a { $contact } e indique el número de referencia que aparece abajo.
error-ask-anyone = Si el problema continúa, comunique el número de referencia que aparece abajo a quien administra este servidor.
error-start = Ir a la página de inicio

not-found-title = Aquí no hay nada
not-found-what = Esta dirección no lleva a ninguna parte. Es posible que se haya eliminado lo que había aquí.
not-found-now = Compruebe la dirección o empiece de nuevo desde la página de inicio.
no-access-title = No tiene acceso a esto
no-access-what = La cuenta con la que inició sesión no puede ver ni hacer esto, o su acceso aquí ha terminado.
no-access-now = Cambie de organización o de cuenta, o pida a un administrador el acceso que necesita.
# $organization: the one that was opened. $home: the person’s own organization, or the domain of their address.
kept-out-title = Por ahora no puede usar { $organization }
kept-out-what = Por ahora, { $organization } no permite la entrada a personas de { $home }.
kept-out-by-home-what = Por ahora, { $home } no le permite usar { $organization }.
kept-out-now = Sus administradores pueden cambiarlo. Su cuenta de invitado no cambia. Si tiene otra cuenta aquí, inicie sesión con ella.
kept-out-elsewhere-now = Sus administradores pueden cambiarlo. Su cuenta de invitado no cambia. Puede continuar en otra de sus organizaciones, en «Mi cuenta» > «Organizaciones».
# $wait: una duración.
too-many-requests-title = Demasiadas solicitudes
too-many-requests-what = Usted envió más solicitudes de las que este servidor admite en tan poco tiempo.
too-many-requests-now = Inténtelo de nuevo dentro de { $wait }.
unavailable-title = No se pudo completar en este momento
unavailable-what = El servidor está ocupado o se está reiniciando. No se cambió nada.
unavailable-now = Espere un momento e inténtelo de nuevo.
form-expired-title = Este formulario ha caducado
form-expired-what = Para protegerle, los formularios funcionan durante un tiempo limitado y solo en el navegador que los abrió. No se cambió nada.
form-expired-now = Abra la página de nuevo y repita el último paso.
bad-request-title = No entendemos esta solicitud
bad-request-what = Algo falta o está dañado en la dirección o en el formulario. No se cambió nada.
bad-request-now = Vuelva atrás e inténtelo otra vez.
too-large-title = Esto es más de lo que podemos recibir
too-large-what = Lo que se envió es más largo de lo que este servidor admite. No se cambió nada.
too-large-now = Vuelva atrás, acórtelo e inténtelo de nuevo.
internal-title = Algo falló de nuestro lado
internal-what = El servidor encontró un error inesperado. Ha quedado registrado.
internal-now = Inténtelo de nuevo dentro de unos minutos.

error-lookup-title = Qué significa un número de error
error-lookup-label = Número de error
error-lookup-hint = Los dígitos que siguen a AADSTS, por ejemplo, 50011
error-lookup-show = Buscar
error-lookup-wrong = Escriba el número del error, por ejemplo, 50011 o AADSTS50011
# $number: el número de un error.
error-lookup-unknown = Este servidor nunca da el número { $number }. Compruébelo o consulte a quien administra el servidor que lo mostró.
error-lookup-person = Qué puede hacer usted
error-lookup-developer = Qué puede hacer quien desarrolla o administra la aplicación
error-lookup-link = Qué significa este número
