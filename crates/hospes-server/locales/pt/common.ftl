# O que todas as páginas têm em comum.
skip-to-content = Ir para o conteúdo principal
run-by = Este servidor é operado por { $server }
reference = Referência
nothing = Sem dados
copy = Copiar
copied = Copiado
next = Avançar
back = Voltar
cancel = Cancelar
faults-title = Há um problema
try-again = Tentar novamente

my-apps = Meus aplicativos
my-account = Minha conta
admin-center = Centro de administração
inbox = Caixa de entrada
areas = Seções
account-menu = Menu da conta
organization-now = Organização:
switch-organization = Trocar de organização
organizations-manage = Gerenciar organizações
sign-out = Sair
sign-in = Entrar

# $organization: a organização à qual a conta pertence.
account-of = Conta de { $organization }
account-by-code = Entrou com um código enviado por e-mail
use-another-account = Usar outra conta
# $contact: um endereço de e-mail.
contact = Precisa de ajuda? Escreva para { $contact }.

# Tempos. $count é um número inteiro.
time-now = agora há pouco
time-soon = daqui a pouco
time-minutes-ago = { $count ->
    [one] há { $count } minuto
   *[other] há { $count } minutos
  }
time-hours-ago = { $count ->
    [one] há { $count } hora
   *[other] há { $count } horas
  }
time-days-ago = { $count ->
    [one] há { $count } dia
   *[other] há { $count } dias
  }
time-months-ago = { $count ->
    [one] há { $count } mês
   *[other] há { $count } meses
  }
time-years-ago = { $count ->
    [one] há { $count } ano
   *[other] há { $count } anos
  }
time-minutes-ahead = { $count ->
    [one] em { $count } minuto
   *[other] em { $count } minutos
  }
time-hours-ahead = { $count ->
    [one] em { $count } hora
   *[other] em { $count } horas
  }
time-days-ahead = { $count ->
    [one] em { $count } dia
   *[other] em { $count } dias
  }
time-months-ahead = { $count ->
    [one] em { $count } mês
   *[other] em { $count } meses
  }
time-years-ahead = { $count ->
    [one] em { $count } ano
   *[other] em { $count } anos
  }
# Quanto tempo algo dura, como em “Tente novamente em …”.
duration-seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
  }
duration-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
  }
duration-hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
  }
# $day, $month (de 1 a 12) e $year são números.
date = { $day ->
    [1] 1º
   *[other] { $day }
  } de { $month ->
    [1] janeiro
    [2] fevereiro
    [3] março
    [4] abril
    [5] maio
    [6] junho
    [7] julho
    [8] agosto
    [9] setembro
    [10] outubro
    [11] novembro
   *[12] dezembro
  } de { $year }
