# What every page shares.
# How these texts are set: names stand directly in the sentence; mail and network addresses have a
# space on the side of Japanese letters, so that nobody takes those for a part of the address.
skip-to-content = メイン コンテンツへ移動
run-by = このサーバーは{ $server }が運営しています
reference = 参照番号
nothing = なし
copy = コピー
copied = コピーしました
next = 次へ
back = 戻る
cancel = キャンセル
faults-title = 入力内容をご確認ください
try-again = もう一度試す

my-apps = マイ アプリ
my-account = マイ アカウント
admin-center = 管理センター
inbox = 受信トレイ
areas = メイン メニュー
account-menu = アカウント メニュー
organization-now = 組織：
switch-organization = 組織を切り替える
organizations-manage = 組織を管理
sign-out = サインアウト
sign-in = サインイン

# $organization: the one that the account belongs to.
account-of = { $organization }のアカウント
account-by-code = メールのワンタイム パスコードでサインイン中
use-another-account = 別のアカウントを使用
# $contact: a mail address.
contact = お困りの場合は、{ $contact } にお問い合わせください。

# Times. $count is a whole number.
time-now = たった今
time-soon = まもなく
time-minutes-ago = { $count }分前
time-hours-ago = { $count }時間前
time-days-ago = { $count }日前
time-months-ago = { $count }か月前
time-years-ago = { $count }年前
time-minutes-ahead = { $count }分後
time-hours-ahead = { $count }時間後
time-days-ahead = { $count }日後
time-months-ahead = { $count }か月後
time-years-ahead = { $count }年後
# How long something takes; the sentences around it add 後, 待って and the like.
duration-seconds = { $count }秒
duration-minutes = { $count }分
duration-hours = { $count }時間
# $day, $month (1 to 12) and $year are numbers.
date = { $year }年{ $month }月{ $day }日
