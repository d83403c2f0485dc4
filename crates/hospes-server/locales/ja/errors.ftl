# Error pages: what happened, what can be done now.
# $contact: a mail address of who runs the server.
error-ask = 問題が続く場合は、下記の参照番号を添えて { $contact } にご連絡ください。
error-ask-anyone = 問題が続く場合は、下記の参照番号をこのサーバーの運営者にお伝えください。
error-start = トップ ページへ

not-found-title = ページが見つかりません
not-found-what = このアドレスにはページがありません。以前あったページは、削除された可能性があります。
not-found-now = アドレスを確認するか、トップ ページからやり直してください。
no-access-title = アクセス権がありません
no-access-what = サインイン中のアカウントにはこの表示や操作の権限がないか、ここへのアクセス権がすでに終了しています。
no-access-now = 別の組織またはアカウントに切り替えるか、必要なアクセス権を管理者に依頼してください。
# $organization: the one that was opened. $home: the person’s own organization, or the domain of their address.
kept-out-title = 現在、{ $organization }は利用できません
kept-out-what = { $organization }は現在、{ $home }のユーザーのアクセスを許可していません。
kept-out-by-home-what = { $home }は現在、{ $organization }の利用を許可していません。
kept-out-now = 管理者がこの設定を変更できます。ゲスト アカウントはそのまま残ります。ここに別のアカウントをお持ちの場合は、そのアカウントでサインインしてください。
kept-out-elsewhere-now = 管理者がこの設定を変更できます。ゲスト アカウントはそのまま残ります。「マイ アカウント」>「組織」で、ほかの組織に移動できます。
# $wait: a length of time.
too-many-requests-title = リクエストが多すぎます
too-many-requests-what = 短時間のうちに、このサーバーで受け付けられる数を超えるリクエストがありました。
too-many-requests-now = { $wait }後にもう一度お試しください。
unavailable-title = ただいま処理できませんでした
unavailable-what = サーバーが混み合っているか、再起動中です。何も変更されていません。
unavailable-now = しばらく待ってから、もう一度お試しください。
form-expired-title = フォームの有効期限が切れました
form-expired-what = 安全のため、フォームは一定の時間内に、開いたブラウザーからのみ送信できます。何も変更されていません。
form-expired-now = ページを開き直して、最後の操作をもう一度行ってください。
bad-request-title = リクエストの内容を認識できません
bad-request-what = アドレスまたはフォームの一部が欠けているか、壊れています。何も変更されていません。
bad-request-now = 前のページに戻って、もう一度お試しください。
too-large-title = 送信された内容が長すぎます
too-large-what = このサーバーで受け付けられる長さを超えています。何も変更されていません。
too-large-now = 前のページに戻り、内容を短くして、もう一度お試しください。
internal-title = サーバーで問題が発生しました
internal-what = 予期しないエラーが発生しました。エラーは記録されています。
internal-now = 数分後にもう一度お試しください。

error-lookup-title = エラー番号の意味
error-lookup-label = エラー番号
error-lookup-hint = AADSTSに続く数字（例：50011）
error-lookup-show = 調べる
error-lookup-wrong = エラー番号を入力してください（例：50011、AADSTS50011）
# $number: a number of an error.
error-lookup-unknown = このサーバーが番号{ $number }を表示することはありません。番号を確認するか、その番号を表示したサーバーの運営者にお問い合わせください。
error-lookup-person = ご自身でできること
error-lookup-developer = アプリケーションの開発者または管理者ができること
error-lookup-link = この番号の意味
