# Lo que comparten todas las páginas.
skip-to-content = Ir al contenido principal
run-by = Este servidor lo administra { $server }
reference = Referencia
nothing = Sin datos
copy = Copiar
copied = Copiado
next = Siguiente
back = Volver
cancel = Cancelar
faults-title = Hay un problema
try-again = Intentar de nuevo

my-apps = Mis aplicaciones
my-account = Mi cuenta
admin-center = Centro de administración
inbox = Bandeja de entrada
areas = Secciones
account-menu = Menú de la cuenta
organization-now = Organización:
switch-organization = Cambiar de organización
organizations-manage = Administrar organizaciones
sign-out = Cerrar sesión
sign-in = Iniciar sesión

# $organization: la organización a la que pertenece la cuenta.
account-of = Cuenta de { $organization }
account-by-code = Sesión iniciada con un código enviado por correo
use-another-account = Usar otra cuenta
# $contact: una dirección de correo.
contact = ¿Necesita ayuda? Escriba a { $contact }.

# Tiempos. $count es un número entero.
time-now = hace un momento
time-soon = dentro de un momento
time-minutes-ago = { $count ->
    [one] hace 1 minuto
   *[other] hace { $count } minutos
  }
time-hours-ago = { $count ->
    [one] hace 1 hora
   *[other] hace { $count } horas
  }
time-days-ago = { $count ->
    [one] hace 1 día
   *[other] hace { $count } días
  }
time-months-ago = { $count ->
    [one] hace 1 mes
   *[other] hace { $count } meses
  }
time-years-ago = { $count ->
    [one] hace 1 año
   *[other] hace { $count } años
  }
time-minutes-ahead = { $count ->
    [one] dentro de 1 minuto
   *[other] dentro de { $count } minutos
  }
time-hours-ahead = { $count ->
    [one] dentro de 1 hora
   *[other] dentro de { $count } horas
  }
time-days-ahead = { $count ->
    [one] dentro de 1 día
   *[other] dentro de { $count } días
  }
time-months-ahead = { $count ->
    [one] dentro de 1 mes
   *[other] dentro de { $count } meses
  }
time-years-ahead = { $count ->
    [one] dentro de 1 año
   *[other] dentro de { $count } años
  }
# Cuánto dura algo, como en «Inténtelo de nuevo dentro de …».
duration-seconds = { $count ->
    [one] 1 segundo
   *[other] { $count } segundos
  }
duration-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
  }
duration-hours = { $count ->
    [one] 1 hora
   *[other] { $count } horas
  }
# $day, $month (de 1 a 12) y $year son números.
date = { $day } de { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
  } de { $year }
