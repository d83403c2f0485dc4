# An invitation, from its link to its end.
landing-title = 招待
# $inviter: a person. $organization: the one that invites.
landing-who = { $inviter }さんから{ $organization }への招待が届いています
landing-who-organization = { $organization }から招待が届いています
# $destination: "My Apps" or the name of an application.
landing-destination = ゲストとして「{ $destination }」にアクセスできます
landing-invited = 招待先
landing-inviter = 招待者
landing-expires = 有効期限
landing-expires-never = 期限なし
# $organization: the guest's own organization.
landing-with-account = { $organization }のアカウントでサインイン
# $address: the address that is signed in.
landing-continue-as = { $address } で続行
landing-with-code = メールでワンタイム パスコードを受け取る
landing-nothing-yet = この操作だけでは、まだ何も承諾したことになりません。サインインすると、組織が求めている許可の内容をご確認いただけます。
landing-straight-on = 所属組織と{ $organization }の取り決めにより、ほかに確認をお願いすることはありません。ご自身のアカウントでサインインして続行すると、ゲストになります。
landing-genuine = この招待が本物かどうかを確認する方法
landing-genuine-expected = 心当たりのない招待の場合は、メールに返信するのではなく、すでにご存じの連絡先を使って、招待者に確認してください。
# $server: who runs this server.
landing-genuine-address = このページは{ $server }のものです。ブラウザーのアドレス バーにその名前が表示されていることを確認してください。
landing-genuine-password = 職場アカウントのパスワードは、ご自身の組織のページでのみ入力してください。招待のためにパスワードが必要になることはありません。
landing-not-me = 自分宛ての招待ではない

review-title = アクセス許可の確認
review-lead = { $organization }は次の許可を求めています：
review-profile = プロファイル データの受け取り
review-profile-what = 名前、写真、メール アドレス、アカウントの識別子。
review-activity = アクティビティの収集と記録
review-activity-what = いつ、どこからサインインしたか、組織のアプリケーションで何を行ったか。
review-use = プロファイル データとアクティビティ データの使用
review-use-what = アクセスを提供し、組織のアプリケーションを保護および管理するため。
review-trust = { $organization }を信頼する場合にのみ承諾してください。
review-privacy = プライバシーに関する声明を読む
review-no-privacy = { $organization }からは、プライバシーに関する声明へのリンクが提供されていません。
# $contact: a mail address.
review-contact = プライバシーについてのお問い合わせ先：{ $contact }
review-later = この設定は、後から「マイ アカウント」>「組織」で変更できます。
review-accept = 承諾する
review-decline = 招待を辞退する

decline-title = この招待を辞退しますか？
# $inviter: a person.
decline-what = 辞退したことを{ $inviter }さんに通知します。メール内のリンクは使えなくなります。
decline-what-organization = 辞退したことを{ $organization }に通知します。メール内のリンクは使えなくなります。
decline-reason = 理由（省略可）
decline-reason-hint = 入力した内容は、そのまま相手に伝わります。
decline = 辞退する

switch-account = アカウントを切り替える
ask-again = 新しい招待を依頼する
open-my-apps = マイ アプリを開く
back-to-invitation = 招待に戻る

# Ways in which it can end: what happened, and what can be done now.
# $organization is the organization that invited, $account the address that is signed in.
wrong-account-title = この招待は別のアカウント宛てです
wrong-account-what = 招待されていないアカウントでサインインしています。
wrong-account-invited = 招待されたアカウント
wrong-account-signed-in = サインイン中のアカウント
# $invited: the invited address.
wrong-account-now = { $account } ではなく { $invited } でサインインしてください。招待は引き続き有効ですので、ご安心ください。

# $date: a day.
expired-title = この招待の有効期限が切れています
expired-what = { $organization }からの招待は、{ $date }まで有効でした。
expired-now = 新しい招待を依頼できます。招待者にはこちらから連絡し、同意が得られれば、新しいメールが届きます。

asked-title = ご依頼をお伝えしました
asked-what = 新しい招待をご希望であることを{ $organization }に伝えました。
asked-now = 同意が得られると、新しいメールが届きます。ほかに行っていただく操作はありません。

revoked-title = この招待は取り消されました
revoked-what = { $organization }が招待を取り消しました。
revoked-now = 手違いと思われる場合は、招待者にお問い合わせください。

superseded-title = より新しい招待があります
superseded-what = { $organization }から新しいメールが送信されています。使えるのは、最新のメールにあるリンクだけです。
superseded-now = 最新のメールを探してください。迷惑メール フォルダーもご確認ください。

unknown-link-title = このリンクに対応する招待がありません
unknown-link-what = コピーしたときにリンクの一部が欠けたか、メールが偽物である可能性があります。
unknown-link-now = メールから直接リンクを開いてください。それでも開けない場合は、新しい招待を依頼してください。

page-over-title = このページはもう使えません
page-over-what = 長い間開いたままだったか、必要な操作がすでに完了しています。
page-over-now = メールのリンクをもう一度開くか、「マイ アプリ」に移動してください。

# $domain: the guest’s domain.
blocked-domain-title = お使いのドメインのゲストは受け入れられません
blocked-domain-what = { $organization }は現在、{ $domain } のゲストを受け入れていません。
blocked-domain-now = 招待者にお問い合わせください。先方の管理者がこの設定を変更できます。変更されると、同じリンクをお使いいただけます。

deleted-guest-title = 現在はゲストとして登録されていません
deleted-guest-what = { $organization }から脱退されたか、ゲスト アカウントが削除またはブロックされています。
deleted-guest-now = 引き続きアクセスが必要な場合は、招待者にお問い合わせください。

# $date: the day of acceptance.
already-accepted-title = すでに承諾済みです
already-accepted-what = { $organization }からの招待は、{ $date }に { $account } で承諾済みです。必要な操作はありません。
already-accepted-now = ご利用いただけるアプリは「マイ アプリ」にあります。

used-title = この招待は承諾済みです
used-what = このリンクをもう一度使うことはできません。
used-now = ご自身で承諾された場合は、サインインしてください。ご利用いただけるアプリは「マイ アプリ」にあります。

# $date: the day of refusal.
declined-earlier-title = この招待は辞退済みです
declined-earlier-what = { $organization }からの招待は、{ $date }に辞退済みです。
declined-earlier-now = お気持ちが変わった場合は、招待者に新しい招待を依頼してください。

conflict-title = このアカウントはここですでに使用されています
conflict-what = { $account } は{ $organization }の別のゲスト アカウントで使用されているため、この招待には使用できません。
conflict-now = 別のアカウントでサインインしてください。ほかにアカウントがない場合は、招待者に知らせてください。

# $whose: the guest’s domain, or the organization that invited.
access-blocked-title = 組織間のアクセスがブロックされています
access-blocked-what = { $whose } のアクセス設定により、このアカウントは{ $organization }のゲストになることができません。
access-blocked-now = { $whose } の管理者にお問い合わせください。招待は引き続き有効で、設定が変更されると、同じリンクをお使いいただけます。

# $home: the guest’s own organization.
provider-refused-title = 所属組織でサインインが許可されませんでした
provider-refused-what = { $home }から、このアカウントは現在使用できないという応答がありました。ブロックされている可能性があります。
provider-refused-now = { $home }の管理者に問い合わせるか、別のアカウントを使用してください。招待は引き続き有効です。

# $wait: a length of time.
too-many-title = 試行回数が多すぎます
too-many-what = お客様を保護するため、試行が何度も続くと、しばらくの間受け付けを停止します。
too-many-now = { $wait }後にもう一度お試しください。招待は引き続き有効です。

cancelled-title = キャンセルしました
cancelled-what = { $organization }には何も共有されておらず、承諾も行われていません。
cancelled-now = 招待は引き続き有効です。メール内のリンクから、もう一度開くことができます。

declined-title = 招待を辞退しました
declined-what = { $organization }に通知しました。メール内のリンクはもう使えません。
declined-now = このページは閉じてかまいません。

# The block list.
block-title = 今後の招待をブロック
# $address: a mail address, partly hidden.
block-what = { $organization }は、このサーバーから { $address } 宛てに招待を送信できなくなります。
block-only-mail = すでにお持ちのアクセス権は変わりません。
block-not-told = 相手が招待しようとすると、メールが送信されなかったことだけが表示されます。
block-undo = この設定は、いつでもここで元に戻せます。
block-submit = 今後の招待をブロックする
block-stranger = ご自身のアドレスでない場合は、このページを閉じてください。ページを開いただけでは、何も変更されていません。
blocked-title = 招待をブロックしています
blocked-what = { $organization }は、{ $address } 宛てに招待を送信できません。
unblock-submit = 招待のブロックを解除する
unblocked-title = 招待のブロックを解除しました
unblocked-what = { $organization }は、{ $address } 宛てに招待を送信できます。

unproved-title = このアドレスはご自身のものですか？
unproved-what = { $account } でサインインしています。招待は { $invited } 宛てに送信されており、どちらもお客様のアドレスであることがまだ確認できていません。
unproved-now = { $invited } にワンタイム パスコードを送信できます。パスコードを入力すると先に進み、それ以降は { $account } でサインインします。
unproved-send-code = ワンタイム パスコードを送信

no-way-title = サインインする方法がありません
no-way-what = { $organization }では現在、このアドレスでのサインインが許可されていません。
no-way-now = 招待者にお問い合わせください。招待は引き続き有効ですので、ご安心ください。
