# What every page shares.
# How these texts are set: digits, names and addresses have a space on the side of Chinese
# characters. A date has none: 2026年12月23日.
skip-to-content = 跳到主要内容
run-by = 此服务器由 { $server } 运营
reference = 参考编号
nothing = 无
copy = 复制
copied = 已复制
next = 下一步
back = 返回
cancel = 取消
faults-title = 请检查您填写的内容
try-again = 重试

my-apps = 我的应用
my-account = 我的账户
admin-center = 管理中心
inbox = 收件箱
areas = 主菜单
account-menu = 账户菜单
organization-now = 组织：
switch-organization = 切换组织
organizations-manage = 管理组织
sign-out = 退出登录
sign-in = 登录

# $organization: the one that the account belongs to.
account-of = { $organization } 的账户
account-by-code = 已通过电子邮件一次性密码登录
use-another-account = 使用其他账户
# $contact: a mail address.
contact = 需要帮助？请联系 { $contact }。

# Times. $count is a whole number.
time-now = 刚刚
time-soon = 片刻后
time-minutes-ago = { $count } 分钟前
time-hours-ago = { $count } 小时前
time-days-ago = { $count } 天前
time-months-ago = { $count } 个月前
time-years-ago = { $count } 年前
time-minutes-ahead = { $count } 分钟后
time-hours-ahead = { $count } 小时后
time-days-ahead = { $count } 天后
time-months-ahead = { $count } 个月后
time-years-ahead = { $count } 年后
# How long something takes; the sentences around it add 后, 内 and the like.
duration-seconds = { $count } 秒
duration-minutes = { $count } 分钟
duration-hours = { $count } 小时
# $day, $month (1 to 12) and $year are numbers.
date = { $year }年{ $month }月{ $day }日
