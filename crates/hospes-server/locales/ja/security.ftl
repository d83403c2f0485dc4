# The second factor: at the sign-in, and in My account.
sign-in-with-passkey = パスキーでサインイン
passkey-failed = パスキーは使用されませんでした。もう一度試すか、別の方法でサインインしてください。
passkey-not-added = パスキーは追加されませんでした。もう一度お試しください。お客様のパスキーがすでにあるデバイスには、2つ目のパスキーを追加できません。

factor-title = ご本人の確認
factor-why = パスワードまたはメールのワンタイム パスコードは確認できました。この組織では、もう1つの方法による本人確認が必要です。
factor-code = 認証アプリのコード
factor-code-hint = 6桁の数字です。アプリには30秒ごとに新しいコードが表示されます。
factor-submit = 続行
factor-passkey = パスキーを使用
factor-passkey-script = パスキーを使うにはJavaScriptが必要です。JavaScriptを有効にするか、回復コードを使用してください。
factor-recovery = 代わりに回復コードを使用
factor-recovery-code = 回復コード
factor-recovery-hint = 英数字10文字です。各コードは1回だけ使えます。
factor-recovery-submit = このコードを使用
factor-lost = スマートフォンと回復コードの両方を紛失した場合は、組織の管理者に依頼すると、設定をやり直すことができます。
factor-wrong = コードが正しくないか、すでに使用されています。次のコードが表示されるのを待って、入力してください。
factor-recovery-wrong = この回復コードは正しくないか、すでに使用されています。別の回復コードを入力してください。
factor-ended = 時間切れになりました。最初からやり直してください。
# $wait: a length of time.
factor-too-many = 誤ったコードが何度も入力されました。アカウントを保護するため、{ $wait }お待ちください。

register-title = 2段階認証の方法を追加
register-why = この組織では、パスワードまたはメールのワンタイム パスコードに加えて、もう1つの方法による本人確認が必要です。今すぐ方法を追加してください。以降は、その方法での確認を求められます。
register-what = 追加しておくと、パスワードをほかの人に知られても、2段階認証が求められる場所でのなりすましを防げます。
register-passkey = パスキーを使う
register-passkey-what = 指紋や顔、またはこのデバイスやセキュリティ キーのPINを使います。
register-passkey-submit = パスキーを追加
register-app = 認証アプリを使う
register-scan = スマートフォンで認証アプリを開き、アカウントを追加して、この画像をスキャンしてください。
register-qr = 認証アプリ用のQRコード
register-by-hand = スキャンできない場合は、セットアップ キーを入力
register-code = アプリに表示されたコード
register-name = 名前
register-name-optional = 名前（省略可）
register-name-hint = どれであるかがわかる名前を付けてください（例：仕事用スマートフォン）。
register-submit = アプリを追加
register-cancel = 後で行う

recovery-title = 回復コードを保管してください
recovery-what = スマートフォンやパスキーを紛失したときは、代わりに回復コードのいずれか1つを使ってサインインできます。印刷するか、書き留めてください。
recovery-once = 各コードは1回だけ使えます。こちらには控えが残らないため、表示されるのは今回だけです。
recovery-copy = すべてコピー
recovery-continue = 保管しました

account-security = セキュリティ
security-factors = 2段階認証の方法
security-none = 2段階認証の方法はまだありません
security-none-why = 認証アプリまたはパスキーを追加してください。組織によっては、アクセスする前に2段階認証を求められることがあります。
security-kind-app = 認証アプリ
security-kind-passkey = パスキー
security-since = 追加
security-last-used = 最終使用
security-rename = 名前を変更
security-rename-submit = 保存
security-renamed = 名前を保存しました。
security-name-empty = 名前を入力してください
security-remove = 削除
security-removed = 削除しました。今後は使用できません。
security-add-app = 認証アプリを追加
security-add-passkey = パスキーを追加
security-recovery = 回復コード
security-recovery-what = スマートフォンやパスキーを紛失したときに使います。各コードは1回だけ使えます。
# $count: a number.
security-recovery-left = { $count ->
    [0] 残りがありません。新しい回復コードを作成してください。
   *[other] 残りは{ $count }個です。
  }
security-recovery-new = 新しい回復コードを作成
security-recovery-new-what = 以前の回復コードは使えなくなります。
security-locked = ここで変更を行うには、過去10分以内にサインインしている必要があります。
security-locked-factor = ここで変更を行うには、先に2段階認証を完了してください。
security-unlock = 今すぐ本人確認を行う
