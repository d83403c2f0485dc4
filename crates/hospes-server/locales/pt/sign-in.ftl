# Entrar e sair.
sign-in-title = Entrar
# $application: nome de um aplicativo.
sign-in-to = para continuar em { $application }
sign-in-username = Endereço de e-mail ou nome de usuário
sign-in-username-hint = O que você usa no trabalho ou nos estudos.
sign-in-username-wrong = Digite um endereço de e-mail ou nome de usuário completo, por exemplo, sam@fabrikam.example

password-title = Digite sua senha
password = Senha
password-forgotten = Esqueceu a senha? Um administrador da sua organização pode definir uma nova.
password-wrong = Esta senha não corresponde a esta conta. Confira a senha ou use outra conta.
# $wait: uma duração.
password-too-many = Muitas senhas incorretas. Para proteger a conta, espere { $wait }.
send-code-instead = Prefiro receber um código por e-mail

change-password-title = Escolha uma nova senha
change-password-why = Sua senha atual foi definida por um administrador. Escolha uma que só você conheça.
change-password-new = Nova senha
change-password-hint = Pelo menos 8 caracteres. Algumas palavras fáceis de lembrar são melhores do que símbolos difíceis de memorizar.
change-password-repeat = Repita a senha
change-password-submit = Salvar e entrar
change-password-short = Use pelo menos 8 caracteres
change-password-long = Use no máximo 256 caracteres
change-password-guessable = Esta senha é uma das primeiras que os invasores tentam. Escolha outra.
change-password-same = Escolha uma senha diferente da atual
change-password-differs = As duas senhas são diferentes. Digite a mesma senha duas vezes.

passcode-title = Digite o código
# $address: um endereço de e-mail; partes dele podem estar ocultas.
passcode-sent = Enviamos um código para { $address }. Ele vale por 30 minutos, e somente o mais recente funciona.
passcode-sent-perhaps = Se { $address } tiver acesso aqui, um código está a caminho. Ele vale por 30 minutos, e somente o mais recente funciona.
passcode-elsewhere = Nenhum código chega se você entra pela sua própria empresa ou universidade. Nesse caso, diga qual organização convidou você.
passcode-label = Código
passcode-hint = 8 dígitos, com ou sem espaços
passcode-again = Enviar um novo código
# $wait: uma duração, por exemplo, “1 minuto”.
passcode-wait = Você poderá pedir um novo código em { $wait }.
passcode-secret = Ninguém jamais pedirá este código a você, nem por telefone nem por e-mail. Digite-o somente aqui.
# $tries: tentativas restantes, um número.
passcode-wrong = { $tries ->
    [one] Este código está errado ou não é o mais recente. Você ainda tem { $tries } tentativa.
   *[other] Este código está errado ou não é o mais recente. Você ainda tem { $tries } tentativas.
  }
passcode-ended = Este código não funciona mais. Peça um novo.
# $wait: uma duração.
passcode-too-many = Muitos códigos incorretos. Espere { $wait } e peça um novo.

signed-out-title = Você saiu da sua conta
signed-out-what = Se outras pessoas também usam este computador, feche todas as janelas do navegador.
signed-out-there-partly = { $provider } encerrou sua sessão, mas não em tudo o que você tinha aberto a partir de lá.
signed-out-there-unsure = { $provider } não confirmou que você saiu da conta de lá.
signed-out-partly = Alguns aplicativos ou serviços que você usou não puderam ser avisados ou não confirmaram isso. Talvez sua sessão continue aberta neles até você fechar todas as janelas do navegador.
left-title = Você deixou { $organization }
left-what = Sua conta de convidado ali foi removida. Como aqui você não pertence a nenhuma outra organização, sua sessão também foi encerrada.
sign-in-again = Entrar novamente

## Um aplicativo pede algo

authorize-continue-title = Entrando
logout-continue-title = Saindo
logout-there = Você já saiu da sua conta aqui. Agora você sairá da conta em { $provider }.
authorize-continue-what = Se nada acontecer, escolha Continuar.
continue = Continuar
authorize-trouble-title = Não é possível entrar neste aplicativo
logout-trouble-title = Não é possível sair deste aplicativo
authorize-trouble-what = Algo não combina entre o aplicativo e esta organização. Quem forneceu o aplicativo a você pode descobrir o motivo com a mensagem abaixo.
authorize-other-account = Usar outra conta
consent-title = Permissões solicitadas
consent-lead = { $application } pede permissão para:
consent-later = Você pode retirar esta permissão a qualquer momento em Minha conta.
consent-needs-administrator = Isto precisa da aprovação de um administrador da organização. Peça que ele a conceda para todos no centro de administração e depois abra o aplicativo novamente.
consent-back = Voltar ao aplicativo
confirm-title = Continuar para o aplicativo?
confirm-lead = { $application } quer iniciar sua sessão. Continue somente se você abriu o aplicativo neste dispositivo agora há pouco.
admin-consent-title = Aceitar para todos
admin-consent-lead = Se você aceitar, { $application } poderá fazer o seguinte para todas as pessoas de { $organization }:
admin-consent-by-itself = Por conta própria, sem que ninguém tenha entrado, pede permissão para:
admin-consent-what = Ninguém será consultado novamente. Você pode retirar esta permissão no centro de administração.
logout-title = Sair?
logout-what = Você sairá deste servidor e dos aplicativos que abriu a partir daqui.
logout-stay = Manter a sessão aberta
scope-openid = Iniciar sua sessão
scope-profile = Ver seu nome e o nome da sua conta
scope-email = Ver seu endereço de e-mail
scope-offline-access = Manter sua sessão aberta até que você ou sua organização a encerre
scope-user-read = Ler seu perfil
## O mesmo, quando um administrador aceita para todos
everybody-openid = Iniciar a sessão das pessoas
everybody-profile = Ver os nomes e os nomes de conta delas
everybody-email = Ver os endereços de e-mail delas
everybody-offline-access = Manter as sessões delas abertas até que elas ou a organização as encerrem
everybody-user-read = Ler os perfis delas
everybody-user-impersonation = Ver a quais organizações elas pertencem

lead-on-provider = Redirecionando para { $provider }
lead-on-what = Se nada acontecer, escolha Continuar.

providers-title = Por onde você quer entrar?
providers-what = Sua organização oferece várias opções. Escolha a que você usa no trabalho ou nos estudos.

provider-sign-in-again = Entrar novamente

provider-no-trip-title = Esta tentativa de entrada já terminou
provider-no-trip-what = Ela já foi usada, levou mais de meia hora ou começou em outro navegador. Comece de novo; nada se perdeu.

provider-declined-title = Sua entrada não foi concluída
provider-declined-what = { $provider } não permitiu sua entrada, ou você cancelou por lá. Você pode tentar novamente ou usar outra opção.

provider-trouble-title = Não é possível usar { $provider } no momento
provider-trouble-what = Não há resposta, ou a resposta não é válida. Tente novamente em alguns minutos. Se o problema continuar, informe a referência abaixo à pessoa que convidou você.

provider-not-in-use-title = Esta forma de entrar não é mais usada
provider-not-in-use-what = A organização mudou a forma como os convidados entram. Comece de novo para ver como.

provider-nobody-here-title = Você não tem acesso com esta conta
provider-nobody-here-what = { $provider } informa que você é { $account }. Ninguém entra aqui com essa conta. Use a conta com que você aceitou o convite.

provider-too-many-title = Muitas tentativas de entrada a partir da sua rede
provider-too-many-what = Espere alguns minutos e tente novamente.

sign-in-organization = Encontrar a organização que convidou você
organization-title = Qual organização?
organization-what = Se você entra pela sua própria universidade ou empresa, a organização que convidou você sabe para onde encaminhar você.
organization-domain = Domínio da organização que convidou você
organization-domain-hint = Está no seu convite, por exemplo, contoso.com.
organization-domain-wrong = Nenhuma organização aqui tem este domínio. O nome não basta: o domínio está abaixo do nome da organização no seu convite, por exemplo, contoso.com. Ou use o link do e-mail.
organization-back = Entrar sem informar a organização
