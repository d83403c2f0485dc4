# Mails. What people wrote is put on lines of its own; these texts never run into it.
# $organization: the one that invites.
mail-sender = Hospes招待（{ $organization }の代理）
mail-organization = 組織
mail-inviter = 招待者
mail-message = メッセージ
mail-accept = 招待を承諾
mail-bare-link = ボタンを押しても開かない場合は、次のリンクをコピーしてブラウザーに貼り付けてください：
# $address: the invited address.
mail-sent-to = このメールは { $address } 宛てに送信されました。
# $server: who runs this server.
mail-sent-by = このメールは、{ $server }が運営するHospesから送信されました。
mail-privacy = { $organization }のプライバシーに関する声明
mail-privacy-plain = 組織のプライバシーに関する声明
mail-no-privacy-plain = この組織からは、プライバシーに関する声明へのリンクが提供されていません。
mail-no-privacy = { $organization }からは、プライバシーに関する声明へのリンクが提供されていません。
mail-block = 今後の招待をブロック
mail-guest = ゲスト
mail-open-user = 管理センターで開く
# After a label in mails.
mail-colon = ：

mail-invitation-title = 招待
# $inviter: a person.
mail-invitation-subject = { $inviter }さんから、組織のアプリケーションを利用するための招待が届いています
mail-invitation-subject-organization = { $organization }から、組織のアプリケーションを利用するための招待が届いています
mail-invitation-warning = 心当たりがある場合にのみ、この招待を承諾してください。確信が持てない場合は、ここで何かを選択する前に、招待者にご確認ください。
# $destination: "My Apps" or the name of an application.
mail-invitation-destination = 承諾するとゲストになり、「{ $destination }」に移動します。
mail-invitation-reset = 組織によってサインインがリセットされました。引き続きアクセスするには、もう一度承諾してください。
# $date: the last day.
mail-invitation-expires = この招待は{ $date }まで有効です。
mail-invitation-expires-never = この招待に有効期限はありません。
mail-invitation-wrong-person = ご自身宛てではないと思われる場合は、このメールを無視してください。同意なしに何かが行われることはありません。

mail-passcode-title = ワンタイム パスコード
mail-passcode-subject = { $organization }のワンタイム パスコード
mail-passcode-subject-plain = サインイン用のワンタイム パスコード
mail-passcode-what = { $organization }にサインインするには、次のパスコードを入力してください：
mail-passcode-what-plain = サインインするには、次のパスコードを入力してください：
# $time: a length of time.
mail-passcode-time = 有効期間は{ $time }で、使えるのは1回だけです。新しいパスコードを発行すると、このパスコードは使えなくなります。
mail-passcode-secret = 電話やメールでこのパスコードをお尋ねすることはありません。入力を求められたページでのみ入力してください。
mail-passcode-not-you = サインインしようとした覚えがない場合は、このメールを無視してください。パスコードがなければ、誰もサインインできません。

mail-access-title = 新しいアクセス権が付与されました
mail-access-subject = { $organization }のアプリケーションにアクセスできるようになりました
mail-access-what = お客様はすでに{ $organization }のゲストです。このたび、ご利用いただけるものが新たに追加されました。承諾の操作は必要ありません。
mail-access-what-plain = お客様はすでにこの組織のゲストです。このたび、ご利用いただけるものが新たに追加されました。承諾の操作は必要ありません。
mail-access-by = 付与した人
# $account: the address the guest signs in with.
mail-access-account = これまでと同じく { $account } でサインインしてください。
mail-access-nothing = お客様に行っていただく操作はありません。

# $guest: a mail address.
mail-declined-title = 招待が辞退されました
mail-declined-subject = { $guest } さんが招待を辞退しました
mail-declined-what = { $guest } さんが{ $organization }への招待を辞退しました。
mail-declined-what-plain = このゲストは招待を辞退しました。
mail-declined-reason = 辞退の理由
mail-declined-now = ゲスト アカウントは、削除されるか、あらためて招待されるまで、そのままディレクトリに残ります。

mail-requested-title = ゲストが新しい招待を希望しています
mail-requested-subject = { $guest } さんが新しい招待を希望しています
# $date: the last day of the old invitation.
mail-requested-what = { $guest } さん宛ての{ $organization }への招待は、{ $date }まで有効でした。期限が過ぎてから開かれたため、新しい招待を希望されています。
mail-requested-what-plain = このゲスト宛ての招待は、{ $date }まで有効でした。期限が過ぎてから開かれたため、新しい招待を希望されています。
mail-requested-now = 同意する場合は、ユーザーを開いて「Resend invitation」を選択してください。同意しない場合は、何もする必要はありません。

# $person: a mail address. $app: an application.
mail-request-application = アプリケーション
mail-request-person = 申請者
mail-request-reason = 理由

mail-asked-title = アクセスの申請が届いています
mail-asked-subject = { $person } さんが{ $app }へのアクセスを申請しています
mail-asked-what = { $person } さんが、{ $organization }に{ $app }へのアクセスを申請しています。
mail-asked-what-plain = この組織のアプリケーションへのアクセスが申請されています。
mail-asked-now = お客様の判断が必要です。申請を開いて内容をご確認のうえ、承認または却下してください。
mail-asked-open = 申請を開く

mail-approved-title = 申請が承認されました
mail-approved-subject = { $app }の申請が承認されました
mail-approved-what = { $organization }が、{ $app }へのアクセスの申請を承認しました。
mail-approved-what-plain = アクセスの申請が承認されました。
mail-approved-now = 次に進み、共有される内容をご確認のうえ、承諾してください。
mail-approved-open = 次に進む

mail-denied-title = 申請が却下されました
mail-denied-subject = { $app }の申請が却下されました
mail-denied-what = { $organization }が、{ $app }へのアクセスの申請を却下しました。
mail-denied-what-plain = アクセスの申請が却下されました。
mail-denied-now = お客様に行っていただく操作はありません。30日が過ぎると、もう一度申請できます。
