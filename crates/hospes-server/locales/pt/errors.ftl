# Páginas de erro: o que aconteceu e o que pode ser feito agora.
# $contact: endereço de e-mail de quem opera o servidor.
error-ask = Se o problema continuar, escreva para { $contact } e informe o número de referência abaixo.
error-ask-anyone = Se o problema continuar, informe o número de referência abaixo a quem opera este servidor.
error-start = Ir para a página inicial

not-found-title = Não há nada aqui
not-found-what = Este endereço não leva a lugar nenhum. O que havia aqui pode ter sido removido.
not-found-now = Confira o endereço ou comece novamente pela página inicial.
no-access-title = Você não tem acesso a isto
no-access-what = A conta com que você entrou não tem permissão para ver ou fazer isto, ou o acesso dela aqui terminou.
no-access-now = Troque de organização ou de conta, ou peça a um administrador o acesso de que precisa.
# $organization: the one that was opened. $home: the person’s own organization, or the domain of their address.
kept-out-title = No momento, você não pode usar { $organization }
kept-out-what = No momento, { $organization } não permite a entrada de pessoas de { $home }.
kept-out-by-home-what = No momento, { $home } não permite que você use { $organization }.
kept-out-now = Os administradores dela podem mudar isso. Sua conta de convidado continua como está. Se você tiver outra conta aqui, entre com ela.
kept-out-elsewhere-now = Os administradores dela podem mudar isso. Sua conta de convidado continua como está. Você pode continuar em outra de suas organizações, em “Minha conta” > “Organizações”.
# $wait: uma duração.
too-many-requests-title = Muitas solicitações
too-many-requests-what = Você enviou mais solicitações do que este servidor aceita em tão pouco tempo.
too-many-requests-now = Tente novamente em { $wait }.
unavailable-title = Não funcionou desta vez
unavailable-what = O servidor está ocupado ou sendo reiniciado. Nada foi alterado.
unavailable-now = Espere um momento e tente novamente.
form-expired-title = Este formulário expirou
form-expired-what = Para proteger você, os formulários funcionam por tempo limitado e somente no navegador que os abriu. Nada foi alterado.
form-expired-now = Abra a página novamente e repita a última etapa.
bad-request-title = Não entendemos esta solicitação
bad-request-what = Algo no endereço ou no formulário está faltando ou danificado. Nada foi alterado.
bad-request-now = Volte e tente mais uma vez.
too-large-title = Isto é mais do que podemos receber
too-large-what = O conteúdo enviado é maior do que este servidor aceita. Nada foi alterado.
too-large-now = Volte, reduza o conteúdo e tente novamente.
internal-title = Algo deu errado do nosso lado
internal-what = O servidor encontrou um erro inesperado, que ficou registrado.
internal-now = Tente novamente em alguns minutos.

error-lookup-title = O que significa um número de erro
error-lookup-label = Número do erro
error-lookup-hint = Os dígitos depois de AADSTS, por exemplo, 50011
error-lookup-show = Consultar
error-lookup-wrong = Digite o número do erro, por exemplo, 50011 ou AADSTS50011
# $number: o número de um erro.
error-lookup-unknown = Este servidor nunca informa o número { $number }. Confira-o ou pergunte a quem opera o servidor que o informou.
error-lookup-person = O que você pode fazer
error-lookup-developer = O que pode fazer quem desenvolve ou gerencia o aplicativo
error-lookup-link = O que este número significa
