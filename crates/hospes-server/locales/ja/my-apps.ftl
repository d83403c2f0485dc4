# My Apps and My account.
search = 検索
# $organization: the one the person is in.
my-apps-of = 組織：{ $organization }
my-apps-search = アプリを検索
my-apps-none = 表示できるアプリはありません。
my-apps-none-why = { $organization }からアプリケーションを割り当てられると、ここにタイルが表示されます。
# $contact: a mail address.
my-apps-none-ask = 表示されるはずのアプリがない場合は、{ $contact } にお問い合わせください。
my-apps-none-ask-anyone = 表示されるはずのアプリがない場合は、招待者または管理者にお問い合わせください。
my-apps-other-organizations = 自分の組織を表示
# $query: what was searched for.
my-apps-not-found = 「{ $query }」に一致するアプリはありません
my-apps-not-found-why = 入力した文字を確認するか、すべてのアプリの中から探してください。
my-apps-show-all = すべてのアプリを表示
my-apps-collections = コレクション
my-apps-all = すべてのアプリ
# $app: the name of an application.
my-apps-pin = 「{ $app }」をピン留めする
my-apps-unpin = 「{ $app }」のピン留めを外す
my-apps-pinned = 「{ $app }」をピン留めしました。先頭に表示されます。
my-apps-unpinned = 「{ $app }」のピン留めを外しました。

account-tab-profile = プロファイルとセッション
account-organizations = 組織
account-guest-of = { $organization }のゲスト
account-member-of = { $organization }のメンバー
account-profile = プロファイル
account-profile-guest = お客様についてこの組織が保持しているデータです。組織の管理者が変更できます。
profile-display-name = 名前
profile-mail = メール
profile-user-name = ユーザー名
profile-first-name = 名
profile-last-name = 姓
profile-job-title = 役職
profile-company = 会社名
profile-department = 部署
profile-business-phone = 勤務先電話番号
profile-mobile-phone = 携帯電話番号
account-sessions = サインイン中のデバイス
account-session-this = このデバイス
account-session-since = サインイン
account-sessions-end = ほかのすべてのデバイスからサインアウト
account-sessions-end-what = このデバイスではサインインしたままになります。アプリケーションに反映されるまで、最大1時間かかることがあります。
account-sessions-ended = ほかのすべてのデバイスからサインアウトしました。
account-session-used = 最終使用
account-session-end = サインアウト
account-session-ended = 選択したセッションからサインアウトしました。
account-sign-ins = 最近のサインイン
account-sign-ins-none = ここにはサインインの記録がありません。所属組織を通じてサインインしている場合は、その組織のログに記録されています。
account-sign-ins-what = 身に覚えのないサインインがある場合は、ほかのすべてのデバイスからサインアウトし、所属組織にお知らせください。
account-sign-in-success = 成功
account-sign-in-failure = 拒否
account-sign-in-interrupted = 未完了
account-apps = アカウントにアクセスできるアプリ
account-apps-none = この組織のアプリで、お客様のアカウントにアクセスできるものはありません。
account-apps-since = アクセスの許可
account-app-remove = アクセス権を削除
account-app-removed = アクセス権を削除しました。アプリに反映されるまで、最大1時間かかることがあります。

organizations-home = 所属組織
organizations-home-what = お客様のアカウントがある組織です。
organizations-others = 共同で作業しているほかの組織
organizations-none = ほかの組織はありません
organizations-none-why = 招待を承諾すると、その組織がここに表示されます。組織からの脱退もここで行えます。
organizations-since = 参加
organizations-current = 現在の組織
organizations-open = 開く
organizations-cannot-leave = この組織からお客様を削除できるのは、組織の管理者だけです。
organizations-cannot-leave-ask = 脱退するには、{ $contact } にお問い合わせください。
organizations-waiting = お客様への招待
organizations-waiting-by = { $inviter }さんから { $address } 宛ての招待
organizations-waiting-as = { $address } 宛ての招待
organizations-waiting-until = 有効期限
organizations-waiting-gone = この招待は、すでに承諾待ちではありません。
organizations-review = 確認
organizations-previous = 前の組織
organizations-next = 次の組織

leave = 脱退
leave-title = { $organization }から脱退しますか？
leave-what = この組織のゲスト アカウントが削除されます。
leave-apps = この組織のアプリケーションとグループに、すぐにアクセスできなくなります。
leave-undo = この操作をご自身で元に戻すことはできません。組織の管理者は、30日間はアカウントを復元できます。
leave-home = ご自身のアカウントはそのまま残ります。
leave-privacy = この組織にあるデータについてのお問い合わせ先：{ $contact }
organizations-left = { $organization }から脱退しました。

sign-out-everywhere = すべてのデバイスからサインアウト
sign-out-everywhere-title = すべてのデバイスからサインアウトしますか？
sign-out-everywhere-devices = このデバイスを含むすべてのデバイスからサインアウトします。
sign-out-everywhere-apps = 所属するすべての組織のアプリケーションで、もう一度サインインが必要になります。アプリケーションに反映されるまで、最大1時間かかることがあります。
sign-out-everywhere-stays = アカウント、組織、2段階認証の方法はそのまま残ります。
