# Signing in and out.
sign-in-title = サインイン
# $application: name of an application.
sign-in-to = サインインして{ $application }に進みます
sign-in-username = メール アドレスまたはユーザー名
sign-in-username-hint = 職場や学校で使用しているものを入力してください。
sign-in-username-wrong = メール アドレスまたはユーザー名を省略せずに入力してください（例：sam@fabrikam.example）

password-title = パスワードを入力
password = パスワード
password-forgotten = パスワードをお忘れの場合は、所属組織の管理者が新しいパスワードを設定できます。
password-wrong = このアカウントのパスワードと一致しません。パスワードを確認するか、別のアカウントを使用してください。
# $wait: a length of time.
password-too-many = 誤ったパスワードが何度も入力されました。アカウントを保護するため、{ $wait }お待ちください。
send-code-instead = 代わりにメールでワンタイム パスコードを受け取る

change-password-title = 新しいパスワードを設定
change-password-why = 現在のパスワードは管理者が設定したものです。ご自身だけが知っているパスワードを設定してください。
change-password-new = 新しいパスワード
change-password-hint = 8文字以上。忘れやすい記号を使うよりも、覚えやすい単語をいくつか組み合わせることをお勧めします。
change-password-repeat = 新しいパスワード（確認のため再入力）
change-password-submit = 保存してサインイン
change-password-short = 8文字以上で入力してください
change-password-long = 256文字以内で入力してください
change-password-guessable = このパスワードは、攻撃者が最初に試すものの1つです。別のパスワードを設定してください。
change-password-same = 現在のパスワードとは異なるものを設定してください
change-password-differs = 2つのパスワードが一致しません。同じパスワードを2回入力してください。

passcode-title = ワンタイム パスコードを入力
# $address: a mail address, parts of it may be hidden.
passcode-sent = { $address } にワンタイム パスコードを送信しました。有効期間は30分で、最新のものだけが使えます。
passcode-sent-perhaps = { $address } にアクセス権がある場合は、ワンタイム パスコードが届きます。有効期間は30分で、最新のものだけが使えます。
passcode-elsewhere = 所属する会社や学校のサインインを使う場合、パスコードは届きません。招待した組織を指定してください。
passcode-label = ワンタイム パスコード
passcode-hint = 8桁の数字（スペースの有無は問いません）
passcode-again = 新しいパスコードを送信
# $wait: a length of time, such as "1 minute".
passcode-wait = 新しいパスコードは、{ $wait }後に送信できます。
passcode-secret = 電話やメールでこのパスコードをお尋ねすることは決してありません。このページでのみ入力してください。
# $tries: tries left, a number.
passcode-wrong = パスコードが間違っているか、最新のものではありません。入力できるのはあと{ $tries }回です。
passcode-ended = このパスコードは使えなくなりました。新しいパスコードを送信してください。
# $wait: a length of time.
passcode-too-many = 誤ったパスコードが何度も入力されました。{ $wait }待ってから、新しいパスコードを送信してください。

signed-out-title = サインアウトしました
signed-out-what = ほかの人も使うコンピューターでは、ブラウザーのウィンドウをすべて閉じてください。
signed-out-there-partly = { $provider }はサインアウトしましたが、そこから開いたすべてのものからサインアウトしたわけではありません。
signed-out-there-unsure = { $provider }でサインアウトしたことを確認できませんでした。
signed-out-partly = ご利用になったアプリやサービスの一部に通知できなかったか、確認が得られませんでした。ブラウザーのウィンドウをすべて閉じるまで、そこではサインインしたままの可能性があります。
left-title = { $organization }から脱退しました
left-what = ゲスト アカウントは削除されました。ここではほかの組織に所属していないため、サインアウトもしました。
sign-in-again = もう一度サインイン

## An application asks

authorize-continue-title = サインインしています
logout-continue-title = サインアウトしています
logout-there = ここではサインアウトしました。続いて{ $provider }からサインアウトします。
authorize-continue-what = 画面が切り替わらない場合は、「続行」を選択してください。
continue = 続行
authorize-trouble-title = このアプリケーションにサインインできません
logout-trouble-title = このアプリケーションからサインアウトできません
authorize-trouble-what = アプリケーションとこの組織の間で、設定などが一致していません。下記のメッセージをアプリケーションの提供元に伝えると、原因を調べてもらえます。
authorize-other-account = 別のアカウントを使用
consent-title = 求められているアクセス許可
consent-lead = { $application }は次の許可を求めています：
consent-later = この許可は、「マイ アカウント」でいつでも取り消せます。
consent-needs-administrator = これには組織の管理者の承認が必要です。管理センターで全員に対して許可するよう管理者に依頼してから、アプリケーションをもう一度開いてください。
consent-back = アプリケーションに戻る
confirm-title = アプリケーションに進みますか？
confirm-lead = { $application }がお客様のサインインを求めています。このデバイスで、たった今ご自身がこのアプリケーションを開いた場合にのみ進んでください。
admin-consent-title = 組織の全員に対して承諾
admin-consent-lead = 承諾すると、{ $application }は{ $organization }の全員について次のことを行えるようになります：
admin-consent-by-itself = さらに、誰もサインインしていないときにアプリケーション自体が行う操作として、次の許可を求めています：
admin-consent-what = 今後、ほかのユーザーに確認が表示されることはありません。この許可は管理センターで取り消せます。
logout-title = サインアウトしますか？
logout-what = このサーバーと、ここから開いたアプリケーションからサインアウトします。
logout-stay = サインインしたままにする
scope-openid = サインインの実行
scope-profile = 名前とアカウント名の表示
scope-email = メール アドレスの表示
scope-offline-access = お客様または所属組織が終了するまでの、サインイン状態の維持
scope-user-read = プロファイルの読み取り
## The same, when an administrator agrees for everybody
everybody-openid = ユーザーのサインイン
everybody-profile = ユーザーの名前とアカウント名の表示
everybody-email = ユーザーのメール アドレスの表示
everybody-offline-access = ユーザー本人または組織が終了するまでの、サインイン状態の維持
everybody-user-read = ユーザーのプロファイルの読み取り
everybody-user-impersonation = ユーザーが所属する組織の表示

lead-on-provider = { $provider }に移動しています
lead-on-what = 画面が切り替わらない場合は、「続行」を選択してください。

providers-title = どこでサインインしますか？
providers-what = 所属組織には複数のサインイン方法があります。職場や学校で使用しているものを選択してください。

provider-sign-in-again = もう一度サインイン

provider-no-trip-title = このサインインは終了しています
provider-no-trip-what = すでに使用されたか、30分を超えたか、別のブラウザーで始められたサインインです。最初からやり直してください。失われたものはありませんので、ご安心ください。

provider-declined-title = サインインできませんでした
provider-declined-what = { $provider }でサインインが許可されなかったか、途中でキャンセルされました。もう一度試すか、別の方法をお使いください。

provider-trouble-title = 現在、{ $provider }を使用できません
provider-trouble-what = 応答がないか、応答の内容が正しくありません。数分後にもう一度お試しください。問題が続く場合は、下記の参照番号を招待者にお伝えください。

provider-not-in-use-title = このサインイン方法は使用されなくなりました
provider-not-in-use-what = 組織がゲストのサインイン方法を変更しました。最初からやり直して、新しい方法をご確認ください。

provider-nobody-here-title = このアカウントにはアクセス権がありません
provider-nobody-here-what = { $provider }のアカウント { $account } でサインインするユーザーは、ここには登録されていません。招待を承諾したときのアカウントを使用してください。

provider-too-many-title = お使いのネットワークからのサインインが多すぎます
provider-too-many-what = 数分待ってから、もう一度お試しください。

sign-in-organization = 招待した組織を探す
organization-title = どの組織にサインインしますか？
organization-what = ご自身の大学や会社を通じてサインインする場合は、招待元の組織がサインイン先にご案内します。
organization-domain = 招待元の組織のドメイン
organization-domain-hint = 招待に記載されています（例：contoso.com）。
organization-domain-wrong = このドメインの組織はここにはありません。組織名だけでは不十分です。ドメインは、招待メールの組織名の下に記載されています（例：contoso.com）。または、メール内のリンクを使用してください。
organization-back = 組織を指定せずにサインイン
