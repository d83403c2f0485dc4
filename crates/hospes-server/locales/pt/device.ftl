# Entrar em um dispositivo sem navegador próprio.
device-title = Entrar em um dispositivo
device-lead = Digite o código que seu dispositivo ou programa mostra.
device-code-label = Código
device-code-hint = 9 letras
device-only-yours = Digite somente um código mostrado por um dispositivo ou programa seu. Se alguém enviou o código a você, não continue.
device-code-wrong = Este código não existe aqui ou não é mais válido. Confira-o ou peça que seu dispositivo mostre um novo.
# $wait: uma duração.
device-code-too-many = Muitos códigos incorretos. Espere { $wait } e tente novamente.
device-confirm-title = Este dispositivo é seu?
# $application: nome de um aplicativo.
device-confirm-what = Um dispositivo ou programa pede para entrar em { $application } em seu nome.
# $network: um endereço de rede; $time: por exemplo, “há 2 minutos”.
device-confirm-from = O pedido veio de { $network }, { $time }.
device-confirm-agent = Identifica-se como
device-confirm-warning = Continue somente se foi você quem começou isto agora há pouco, em um dispositivo ou programa seu.
device-confirm-phishing = Se alguém enviou o código a você por e-mail, por mensagem ou por telefone, escolha Cancelar: com ele, essa pessoa entraria como se fosse você. Ninguém que queira ajudar precisa disso.
device-done-title = Entrada concluída no seu dispositivo
device-done-what = Você pode fechar esta janela e continuar no seu dispositivo.
device-cancelled-title = Nenhuma entrada foi feita
device-cancelled-what = Você pode fechar esta janela. Se alguém pediu que você digitasse o código, avise quem cuida da segurança na sua organização.
device-see-apps = Aplicativos com acesso à sua conta
scope-user-impersonation = Ver a quais organizações você pertence
