# Meus aplicativos e Minha conta.
search = Pesquisar
# $organization: a organização em que a pessoa está.
my-apps-of = em { $organization }
my-apps-search = Pesquisar aplicativos
my-apps-none = Não há aplicativos para mostrar.
my-apps-none-why = Quando { $organization } der a você acesso a um aplicativo, ele aparecerá aqui.
# $contact: um endereço de e-mail.
my-apps-none-ask = Esperava encontrar algum? Escreva para { $contact }.
my-apps-none-ask-anyone = Esperava encontrar algum? Pergunte à pessoa que convidou você ou a um administrador.
my-apps-other-organizations = Ver suas organizações
# $query: o que foi pesquisado.
my-apps-not-found = Nenhum aplicativo corresponde a “{ $query }”
my-apps-not-found-why = Confira a ortografia ou veja a lista completa.
my-apps-show-all = Mostrar todos os aplicativos
my-apps-collections = Coleções
my-apps-all = Todos os aplicativos
# $app: o nome de um aplicativo.
my-apps-pin = Fixar { $app }
my-apps-unpin = Desafixar { $app }
my-apps-pinned = O aplicativo { $app } foi fixado e aparece primeiro.
my-apps-unpinned = O aplicativo { $app } não está mais fixado.

account-tab-profile = Perfil e sessões
account-organizations = Organizações
account-guest-of = Convidado de { $organization }
account-member-of = Membro de { $organization }
account-profile = Perfil
account-profile-guest = Estes são os dados que esta organização mantém sobre você. Os administradores dela podem alterá-los.
profile-display-name = Nome
profile-mail = E-mail
profile-user-name = Nome de usuário
profile-first-name = Primeiro nome
profile-last-name = Sobrenome
profile-job-title = Cargo
profile-company = Empresa
profile-department = Departamento
profile-business-phone = Telefone comercial
profile-mobile-phone = Celular
account-sessions = Onde sua conta está aberta
account-session-this = Este dispositivo
account-session-since = entrada
account-sessions-end = Sair de todos os outros lugares
account-sessions-end-what = Sua sessão neste dispositivo continua aberta. Os aplicativos podem levar até uma hora para perceber.
account-sessions-ended = Você saiu de todos os outros lugares.
account-session-used = último uso
account-session-end = Sair
account-session-ended = Essa sessão foi encerrada.
account-sign-ins = Entradas recentes
account-sign-ins-none = Não há entradas registradas aqui. Se você entra pela sua própria organização, elas estão no registro dela.
account-sign-ins-what = Se alguma não for sua, saia de todos os outros lugares e avise sua organização.
account-sign-in-success = Concluída
account-sign-in-failure = Recusada
account-sign-in-interrupted = Não concluída
account-apps = Aplicativos com acesso à sua conta
account-apps-none = Nenhum aplicativo desta organização tem acesso à sua conta.
account-apps-since = Acesso concedido
account-app-remove = Remover acesso
account-app-removed = O acesso foi removido. O aplicativo pode levar até uma hora para perceber.

organizations-home = Organização de origem
organizations-home-what = É nela que está a sua conta.
organizations-others = Outras organizações com que você colabora
organizations-none = Nenhuma outra organização
organizations-none-why = Quando você aceitar um convite, a organização aparecerá aqui, e aqui mesmo você poderá deixá-la.
organizations-since = participação iniciada
organizations-current = Você está aqui
organizations-open = Abrir
organizations-cannot-leave = Somente os administradores da organização podem remover você.
organizations-cannot-leave-ask = Para deixá-la, escreva para { $contact }.
organizations-waiting = Convites para você
organizations-waiting-by = { $inviter } convidou { $address }
organizations-waiting-as = Convite para { $address }
organizations-waiting-until = válido até
organizations-waiting-gone = Este convite não está mais pendente.
organizations-review = Revisar
organizations-previous = Organizações anteriores
organizations-next = Mais organizações

leave = Deixar
leave-title = Deixar { $organization }?
leave-what = Sua conta de convidado nessa organização será removida.
leave-apps = Você perderá imediatamente o acesso aos aplicativos e grupos dela.
leave-undo = Você não pode desfazer esta ação. Os administradores da organização podem recuperar a conta durante 30 dias.
leave-home = Sua própria conta continua como está.
leave-privacy = Dúvidas sobre seus dados nessa organização: { $contact }.
organizations-left = Você deixou { $organization }.

sign-out-everywhere = Sair de todos os lugares
sign-out-everywhere-title = Sair de todos os lugares?
sign-out-everywhere-devices = Você sairá da sua conta em todos os dispositivos, inclusive neste.
sign-out-everywhere-apps = Será preciso entrar novamente nos aplicativos de todas as suas organizações. Eles podem levar até uma hora para perceber.
sign-out-everywhere-stays = Suas contas, suas organizações e seus segundos fatores continuam como estão.
