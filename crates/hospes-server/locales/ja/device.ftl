# Signing in on a device without a browser of its own.
device-title = デバイスでサインイン
device-lead = デバイスまたはプログラムに表示されたコードを入力してください。
device-code-label = コード
device-code-hint = 英字9文字
device-only-yours = ご自身のデバイスやプログラムに表示されたコードだけを入力してください。ほかの人から送られてきたコードの場合は、先に進まないでください。
device-code-wrong = このコードは登録されていないか、すでに無効になっています。コードを確認するか、デバイスに新しいコードを表示してください。
# $wait: a length of time.
device-code-too-many = 誤ったコードが何度も入力されました。{ $wait }待ってから、もう一度お試しください。
device-confirm-title = これはご自身のデバイスですか？
# $application: name of an application.
device-confirm-what = デバイスまたはプログラムが、お客様のアカウントで{ $application }にサインインしようとしています。
# $network: a network address; $time: such as "2 minutes ago".
device-confirm-from = リクエスト元は { $network } です（{ $time }）。
device-confirm-agent = デバイスが申告した名称：
device-confirm-warning = ご自身のデバイスやプログラムで、たった今ご自身が始めたサインインの場合にのみ、続行してください。
device-confirm-phishing = メール、チャット、電話などでほかの人からコードを受け取った場合は、「キャンセル」を選択してください。続行すると、その人がお客様になりすましてサインインできてしまいます。正当なサポート担当者が、この操作をお願いすることはありません。
device-done-title = デバイスでのサインインが完了しました
device-done-what = このウィンドウを閉じて、デバイスで操作を続けてください。
device-cancelled-title = サインインは行われませんでした
device-cancelled-what = このウィンドウは閉じてかまいません。ほかの人からコードを入力するよう頼まれた場合は、所属組織のセキュリティ担当者にお知らせください。
device-see-apps = アカウントにアクセスできるアプリ
scope-user-impersonation = 所属する組織の表示
