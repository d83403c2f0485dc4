# Um convite, do link até o fim.
landing-title = Convite
# $inviter: uma pessoa. $organization: a organização que convida.
landing-who = { $inviter } convida você para { $organization }
landing-who-organization = { $organization } enviou um convite a você
# $destination: “Meus aplicativos” ou o nome de um aplicativo.
landing-destination = Com uma conta de convidado e acesso a { $destination }
landing-invited = Convite para
landing-inviter = Convite de
landing-expires = Válido até
landing-expires-never = Sem data limite
# $organization: a organização do convidado.
landing-with-account = Entrar com sua conta de { $organization }
# $address: o endereço com que se entrou.
landing-continue-as = Continuar como { $address }
landing-with-code = Enviar um código para o meu e-mail
landing-nothing-yet = Com isto você ainda não aceita nada. Depois de entrar, você verá o que a organização pede.
landing-straight-on = Sua organização e { $organization } combinaram assim, por isso nada mais é perguntado: você terá uma conta de convidado assim que entrar com sua conta e continuar.
landing-genuine = Como posso saber se isto é autêntico?
landing-genuine-expected = Você esperava este convite? Se não, pergunte à pessoa que convidou você por um meio que já conheça, e não respondendo ao e-mail.
# $server: quem opera este servidor.
landing-genuine-address = Esta página pertence a { $server }. Confira se a barra de endereços do seu navegador mostra esse nome.
landing-genuine-password = A senha da sua conta de trabalho só deve ser digitada na página da sua própria organização. Ninguém precisa dela para convidar você.
landing-not-me = Este convite não é para mim

review-title = Revisar permissões
review-lead = { $organization } pede permissão para:
review-profile = Receber os dados do seu perfil
review-profile-what = Seu nome, sua foto, seu endereço de e-mail e os identificadores da sua conta.
review-activity = Coletar e registrar sua atividade
review-activity-what = Quando e de onde você entra, e o que faz nos aplicativos da organização.
review-use = Usar os dados do seu perfil e da sua atividade
review-use-what = Para dar acesso a você, e para proteger e gerenciar os aplicativos da organização.
review-trust = Aceite somente se você confia em { $organization }.
review-privacy = Ler a política de privacidade da organização
review-no-privacy = { $organization } não forneceu um link para a própria política de privacidade.
# $contact: um endereço de e-mail.
review-contact = Dúvidas sobre privacidade: { $contact }.
review-later = Você pode mudar isto mais tarde em “Minha conta” > “Organizações”.
review-accept = Aceitar
review-decline = Recusar o convite

decline-title = Recusar este convite?
# $inviter: uma pessoa.
decline-what = Avisaremos a { $inviter } que você recusou. O link do e-mail deixará de funcionar.
decline-what-organization = Avisaremos a { $organization } que você recusou. O link do e-mail deixará de funcionar.
decline-reason = Motivo (opcional)
decline-reason-hint = Ele será lido tal como você o escrever.
decline = Recusar

switch-account = Trocar de conta
ask-again = Pedir um novo convite
open-my-apps = Abrir Meus aplicativos
back-to-invitation = Voltar ao convite

# Como pode terminar: o que aconteceu e o que pode ser feito agora.
# $organization é a organização que convidou; $account, o endereço com que se entrou.
wrong-account-title = Este convite é para outra conta
wrong-account-what = Você entrou com uma conta que não foi convidada.
wrong-account-invited = Conta convidada
wrong-account-signed-in = Conta em uso
# $invited: o endereço convidado.
wrong-account-now = Entre como { $invited } em vez de { $account }. O convite continua aberto; nada se perdeu.

# $date: um dia.
expired-title = Este convite expirou
expired-what = O convite de { $organization } era válido até { $date }.
expired-now = Você pode pedir um novo. Avisaremos a pessoa que convidou você; se ela concordar, você receberá outro e-mail.

asked-title = Encaminhamos seu pedido
asked-what = { $organization } sabe que você gostaria de um novo convite.
asked-now = Se o pedido for aceito, você receberá outro e-mail. Não há mais nada a fazer aqui.

revoked-title = Este convite foi retirado
revoked-what = { $organization } retirou o convite.
revoked-now = Se você acha que é um engano, pergunte à pessoa que convidou você.

superseded-title = Há um convite mais recente
superseded-what = { $organization } enviou a você um e-mail mais recente. Somente o link do último funciona.
superseded-now = Procure o e-mail mais recente, também na pasta de spam.

unknown-link-title = Este link não leva a nenhum convite
unknown-link-what = Ele pode ter sido cortado ao ser copiado, ou o e-mail pode ser falso.
unknown-link-now = Abra o link diretamente no e-mail. Se ainda não funcionar, peça um novo convite.

page-over-title = Esta página não vale mais
page-over-what = Ela ficou aberta por tempo demais, ou o que pedia já foi feito.
page-over-now = Abra novamente o link do e-mail ou vá para Meus aplicativos.

# $domain: o domínio do convidado.
blocked-domain-title = Convidados do seu domínio não são aceitos
blocked-domain-what = No momento, { $organization } não aceita convidados de { $domain }.
blocked-domain-now = Pergunte à pessoa que convidou você; os administradores da organização que convida podem mudar isso. Depois você poderá usar o mesmo link.

deleted-guest-title = Você não tem mais uma conta de convidado aqui
deleted-guest-what = Você deixou { $organization }, ou sua conta de convidado ali foi removida ou bloqueada.
deleted-guest-now = Se ainda precisar de acesso, pergunte à pessoa que convidou você.

# $date: o dia em que foi aceito.
already-accepted-title = Você já aceitou o convite
already-accepted-what = Você aceitou o convite de { $organization } em { $date } como { $account }. Não é preciso fazer nada.
already-accepted-now = Tudo a que você recebeu acesso está em Meus aplicativos.

used-title = Este convite já foi aceito
used-what = O link dele não pode ser usado de novo.
used-now = Se foi você quem aceitou, entre: tudo a que você recebeu acesso está em Meus aplicativos.

# $date: o dia em que foi recusado.
declined-earlier-title = Você recusou este convite
declined-earlier-what = Você recusou o convite de { $organization } em { $date }.
declined-earlier-now = Mudou de ideia? Peça um novo à pessoa que convidou você.

conflict-title = Esta conta já está em uso aqui
conflict-what = { $account } já pertence a outra conta de convidado de { $organization } e, por isso, não pode ser usada para este convite.
conflict-now = Entre com outra conta. Se não tiver outra, avise a pessoa que convidou você.

# $whose: o domínio do convidado ou a organização que convidou.
access-blocked-title = O acesso entre as organizações está bloqueado
access-blocked-what = As configurações de acesso de { $whose } não permitem que esta conta se torne uma conta de convidado de { $organization }.
access-blocked-now = Pergunte aos administradores de { $whose }. O convite continua aberto, e o link dele funcionará depois que essas configurações forem mudadas.

# $home: a organização do convidado.
provider-refused-title = Sua organização não permitiu a entrada
provider-refused-what = { $home } respondeu que esta conta não pode ser usada agora. Talvez esteja bloqueada.
provider-refused-now = Pergunte aos administradores de { $home } ou use outra conta. O convite continua aberto.

# $wait: uma duração.
too-many-title = Muitas tentativas
too-many-what = Para proteger você, fazemos uma pausa depois de várias tentativas.
too-many-now = Tente novamente em { $wait }. O convite continua aberto.

cancelled-title = Você cancelou
cancelled-what = Nada foi compartilhado com { $organization }, e nada foi aceito.
cancelled-now = O convite continua aberto. Você pode voltar pelo link do e-mail.

declined-title = Você recusou o convite
declined-what = Avisamos a { $organization }. O link do e-mail não funciona mais.
declined-now = Você pode fechar esta página.

# A lista de bloqueio.
block-title = Bloquear convites futuros
# $address: um endereço de e-mail, oculto em parte.
block-what = { $organization } não poderá mais enviar convites para { $address } por este servidor.
block-only-mail = Os acessos que você já tem continuam como estão.
block-not-told = Se tentar, a organização verá apenas que o e-mail não foi enviado.
block-undo = Você pode desfazer isto aqui a qualquer momento.
block-submit = Bloquear convites futuros
block-stranger = Este endereço não é seu? Então feche esta página. Abri-la não mudou nada.
blocked-title = Os convites estão bloqueados
blocked-what = { $organization } não pode mais enviar convites para { $address }.
unblock-submit = Voltar a permitir convites
unblocked-title = Os convites voltaram a ser permitidos
unblocked-what = { $organization } pode enviar convites para { $address }.

unproved-title = Este endereço é seu?
unproved-what = Você entrou como { $account }. O convite foi enviado para { $invited }, e nada confirma ainda que os dois endereços são seus.
unproved-now = Podemos enviar um código para { $invited }. Depois de digitá-lo, você continua e, daí em diante, entra como { $account }.
unproved-send-code = Enviar um código

no-way-title = Não há como entrar
no-way-what = No momento, { $organization } não permite que ninguém entre com este endereço.
no-way-now = Pergunte à pessoa que convidou você. O convite continua aberto; nada se perdeu.
