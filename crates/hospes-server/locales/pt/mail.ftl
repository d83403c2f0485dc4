# E-mails. O que as pessoas escrevem fica em linhas próprias; estes textos nunca se misturam a isso.
# $organization: a organização que convida.
mail-sender = Convites do Hospes em nome de { $organization }
mail-organization = Organização
mail-inviter = Convite de
mail-message = Mensagem
mail-accept = Aceitar convite
mail-bare-link = Se o botão não funcionar, copie este link e cole-o no seu navegador:
# $address: o endereço convidado.
mail-sent-to = Este e-mail foi enviado para { $address }.
# $server: quem opera este servidor.
mail-sent-by = Enviado pelo Hospes, operado por { $server }.
mail-privacy = Política de privacidade de { $organization }
mail-privacy-plain = Política de privacidade da organização
mail-no-privacy-plain = A organização não forneceu um link para a própria política de privacidade.
mail-no-privacy = { $organization } não forneceu um link para a própria política de privacidade.
mail-block = Bloquear convites futuros
mail-guest = Convidado
mail-open-user = Abrir no centro de administração
# Depois de um rótulo nos e-mails.
mail-colon = :

mail-invitation-title = Convite
# $inviter: uma pessoa.
mail-invitation-subject = { $inviter } convidou você para acessar aplicativos da própria organização
mail-invitation-subject-organization = { $organization } convidou você para acessar os aplicativos da organização
mail-invitation-warning = Aceite este convite somente se você o esperava. Se tiver dúvida, pergunte à pessoa que convidou você antes de escolher qualquer coisa aqui.
# $destination: “Meus aplicativos” ou o nome de um aplicativo.
mail-invitation-destination = Se aceitar, você terá uma conta de convidado e seguirá para { $destination }.
mail-invitation-reset = A organização redefiniu sua forma de entrar. Aceite novamente para manter seu acesso.
# $date: o último dia.
mail-invitation-expires = O convite é válido até { $date }.
mail-invitation-expires-never = O convite não tem data limite.
mail-invitation-wrong-person = Não é para você? Ignore o convite; sem o seu consentimento, nada acontece.

mail-passcode-title = Seu código
mail-passcode-subject = Seu código de uso único para { $organization }
mail-passcode-subject-plain = Seu código de uso único para entrar
mail-passcode-what = Digite este código para entrar em { $organization }:
mail-passcode-what-plain = Digite este código para entrar:
# $time: uma duração.
mail-passcode-time = Ele funciona uma única vez e vale por { $time }. Um código mais recente o substitui.
mail-passcode-secret = Ninguém pedirá este código a você, nem por telefone nem por e-mail. Digite-o somente na página que o solicitou.
mail-passcode-not-you = Você não queria entrar? Então ignore este e-mail. Sem o código, ninguém entra.

mail-access-title = Você tem um novo acesso
mail-access-subject = Agora você tem acesso a aplicativos de { $organization }
mail-access-what = Você já tem uma conta de convidado em { $organization }, e há algo novo para você. Não é preciso aceitar nada.
mail-access-what-plain = Você já tem uma conta de convidado nesta organização, e há algo novo para você. Não é preciso aceitar nada.
mail-access-by = Acesso concedido por
# $account: o endereço com que o convidado entra.
mail-access-account = Entre como { $account }, da mesma forma que antes.
mail-access-nothing = Você não precisa fazer nada.

# $guest: um endereço de e-mail.
mail-declined-title = Um convite foi recusado
mail-declined-subject = { $guest } recusou seu convite
mail-declined-what = { $guest } recusou o convite para { $organization }.
mail-declined-what-plain = Este convidado recusou o convite.
mail-declined-reason = Motivo
mail-declined-now = A conta de convidado permanece no diretório até que alguém a exclua ou envie um novo convite.

mail-requested-title = Um convidado pede um novo convite
mail-requested-subject = { $guest } pede um novo convite
# $date: o último dia do convite anterior.
mail-requested-what = O convite de { $guest } para { $organization } era válido até { $date }. O convidado o abriu depois dessa data e pede um novo.
mail-requested-what-plain = O convite deste convidado era válido até { $date }. Ele o abriu depois dessa data e pede um novo.
mail-requested-now = Se você concordar, abra o usuário e escolha “Resend invitation”. Caso contrário, não é preciso fazer nada.

# $person: um endereço de e-mail. $app: um aplicativo.
mail-request-application = Aplicativo
mail-request-person = Pedido de
mail-request-reason = Motivo

mail-asked-title = Alguém pede acesso
mail-asked-subject = { $person } pede acesso a { $app }
mail-asked-what = { $person } pede a { $organization } acesso a { $app }.
mail-asked-what-plain = Alguém pede acesso a um aplicativo desta organização.
mail-asked-now = A decisão é sua. Abra o pedido para ver o que essa pessoa diz e para aprová-lo ou negá-lo.
mail-asked-open = Abrir o pedido

mail-approved-title = Seu pedido foi aprovado
mail-approved-subject = Seu pedido para { $app } foi aprovado
mail-approved-what = { $organization } aprovou seu pedido de acesso a { $app }.
mail-approved-what-plain = Seu pedido de acesso foi aprovado.
mail-approved-now = Continue para ver o que será compartilhado e para aceitar.
mail-approved-open = Continuar

mail-denied-title = Seu pedido foi negado
mail-denied-subject = Seu pedido para { $app } foi negado
mail-denied-what = { $organization } negou seu pedido de acesso a { $app }.
mail-denied-what-plain = Seu pedido de acesso foi negado.
mail-denied-now = Você não precisa fazer nada. Depois de 30 dias, você poderá fazer um novo pedido.
