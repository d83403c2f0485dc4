# O segundo fator: ao entrar e em Minha conta.
sign-in-with-passkey = Entrar com uma chave de acesso (passkey)
passkey-failed = A chave de acesso não foi usada. Tente novamente ou entre de outra forma.
passkey-not-added = Nenhuma chave de acesso foi adicionada. Tente novamente. Um dispositivo que já tem uma chave sua não pode ter outra.

factor-title = Confirme que é você
factor-why = Você digitou corretamente a senha ou o código enviado por e-mail. Esta organização pede uma segunda verificação.
factor-code = Código do seu aplicativo autenticador
factor-code-hint = 6 dígitos. O aplicativo mostra um novo código a cada 30 segundos.
factor-submit = Continuar
factor-passkey = Usar uma chave de acesso
factor-passkey-script = As chaves de acesso precisam de JavaScript. Ative-o ou use um código de recuperação.
factor-recovery = Usar um código de recuperação
factor-recovery-code = Código de recuperação
factor-recovery-hint = 10 letras e dígitos; cada código vale uma única vez
factor-recovery-submit = Usar este código
factor-lost = Perdeu o celular e os códigos de recuperação? Um administrador da organização pode permitir que você comece de novo.
factor-wrong = O código não está correto ou já foi usado. Espere o próximo e digite-o.
factor-recovery-wrong = Este código de recuperação não está correto ou já foi usado. Digite outro.
factor-ended = Demorou demais. Comece de novo.
# $wait: uma duração.
factor-too-many = Muitos códigos incorretos. Para proteger a conta, espere { $wait }.

register-title = Adicionar um segundo fator
register-why = Esta organização pede uma segunda verificação além da senha ou do código por e-mail. Adicione um segundo fator agora; daí em diante, ele será pedido a você.
register-what = Assim, mesmo que alguém descubra sua senha, não conseguirá entrar como você onde essa verificação for pedida.
register-passkey = Com uma chave de acesso (passkey)
register-passkey-what = Sua impressão digital, seu rosto ou o PIN deste dispositivo ou de uma chave de segurança.
register-passkey-submit = Adicionar uma chave de acesso
register-app = Com um aplicativo autenticador
register-scan = Abra um aplicativo autenticador no celular, adicione uma conta e escaneie esta imagem.
register-qr = Código QR para o aplicativo autenticador
register-by-hand = Não consegue escanear? Digite a chave secreta
register-code = Código que o aplicativo mostra
register-name = Nome
register-name-optional = Nome (opcional)
register-name-hint = Para você saber qual é, por exemplo, “Celular do trabalho”.
register-submit = Adicionar o aplicativo
register-cancel = Agora não

recovery-title = Guarde estes códigos de recuperação
recovery-what = Se você perder o celular ou a chave de acesso, poderá entrar com um destes códigos. Imprima-os ou anote-os.
recovery-once = Cada um vale uma única vez. Eles só são mostrados agora: não guardamos nenhuma cópia.
recovery-copy = Copiar todos
recovery-continue = Já guardei os códigos

account-security = Segurança
security-factors = Segundos fatores
security-none = Nenhum segundo fator por enquanto
security-none-why = Adicione um aplicativo autenticador ou uma chave de acesso. As organizações podem pedir um segundo fator antes de permitir sua entrada.
security-kind-app = Aplicativo autenticador
security-kind-passkey = Chave de acesso (passkey)
security-since = cadastro feito
security-last-used = último uso
security-rename = Renomear
security-rename-submit = Salvar
security-renamed = O nome foi salvo.
security-name-empty = Digite um nome
security-remove = Remover
security-removed = O segundo fator foi removido e não funciona mais.
security-add-app = Adicionar um aplicativo autenticador
security-add-passkey = Adicionar uma chave de acesso
security-recovery = Códigos de recuperação
security-recovery-what = Para o dia em que você perder o celular ou a chave de acesso. Cada um vale uma única vez.
# $count: um número.
security-recovery-left = { $count ->
    [0] Não resta nenhum. Gere novos códigos.
    [one] Resta { $count }.
   *[other] Restam { $count }.
  }
security-recovery-new = Gerar novos códigos de recuperação
security-recovery-new-what = Os anteriores deixarão de funcionar.
security-locked = Para mudar algo aqui, você precisa ter entrado nos últimos 10 minutos.
security-locked-factor = Para mudar algo aqui, confirme primeiro seu segundo fator.
security-unlock = Fazer isso agora
