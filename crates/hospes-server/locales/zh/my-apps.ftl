# My Apps and My account.
search = 搜索
# $organization: the one the person is in.
my-apps-of = 组织：{ $organization }
my-apps-search = 搜索应用
my-apps-none = 没有可显示的应用。
my-apps-none-why = { $organization } 向您分配应用程序后，其磁贴会显示在此处。
# $contact: a mail address.
my-apps-none-ask = 没有找到您需要的应用？请联系 { $contact }。
my-apps-none-ask-anyone = 没有找到您需要的应用？请联系邀请您的人或管理员。
my-apps-other-organizations = 查看您的组织
# $query: what was searched for.
my-apps-not-found = 没有与“{ $query }”匹配的应用
my-apps-not-found-why = 请检查拼写，或浏览所有应用。
my-apps-show-all = 显示所有应用
my-apps-collections = 集合
my-apps-all = 所有应用
# $app: the name of an application.
my-apps-pin = 固定“{ $app }”
my-apps-unpin = 取消固定“{ $app }”
my-apps-pinned = 已固定“{ $app }”，它将排在最前面。
my-apps-unpinned = 已取消固定“{ $app }”。

account-tab-profile = 个人资料和会话
account-organizations = 组织
account-guest-of = { $organization } 的来宾
account-member-of = { $organization } 的成员
account-profile = 个人资料
account-profile-guest = 以下是该组织保存的有关您的数据。其管理员可以更改这些数据。
profile-display-name = 姓名
profile-mail = 电子邮件
profile-user-name = 用户名
profile-first-name = 名
profile-last-name = 姓
profile-job-title = 职务
profile-company = 公司
profile-department = 部门
profile-business-phone = 工作电话
profile-mobile-phone = 手机
account-sessions = 您已登录的设备
account-session-this = 此设备
account-session-since = 登录于
account-sessions-end = 在其他所有设备上退出登录
account-sessions-end-what = 此设备将保持登录状态。在各应用程序中，最多可能需要一小时才会生效。
account-sessions-ended = 您已在其他所有设备上退出登录。
account-session-used = 上次使用于
account-session-end = 退出登录
account-session-ended = 已退出该会话。
account-sign-ins = 最近的登录
account-sign-ins-none = 此处没有登录记录。如果您通过自己的组织登录，记录会保存在该组织的日志中。
account-sign-ins-what = 如果有不是您本人的登录，请在其他所有设备上退出登录，并告知您的组织。
account-sign-in-success = 已登录
account-sign-in-failure = 被拒绝
account-sign-in-interrupted = 未完成
account-apps = 有权访问您账户的应用
account-apps-none = 该组织的应用均无权访问您的账户。
account-apps-since = 授权于
account-app-remove = 移除访问权限
account-app-removed = 访问权限已移除，最多可能需要一小时才会在应用中生效。

organizations-home = 所属组织
organizations-home-what = 您的账户属于该组织。
organizations-others = 与您协作的其他组织
organizations-none = 没有其他组织
organizations-none-why = 您接受邀请后，相应的组织会显示在此处，您也可以在此处离开该组织。
organizations-since = 加入于
organizations-current = 当前组织
organizations-open = 打开
organizations-cannot-leave = 只有该组织的管理员才能将您移除。
organizations-cannot-leave-ask = 如需离开，请联系 { $contact }。
organizations-waiting = 发给您的邀请
organizations-waiting-by = { $inviter } 邀请了 { $address }
organizations-waiting-as = 受邀地址：{ $address }
organizations-waiting-until = 有效期至
organizations-waiting-gone = 此邀请已不再等待您处理。
organizations-review = 查看
organizations-previous = 上一页组织
organizations-next = 更多组织

leave = 离开
leave-title = 要离开 { $organization } 吗？
leave-what = 您在该组织的来宾账户将被移除。
leave-apps = 您将立即失去对该组织的应用程序和组的访问权限。
leave-undo = 您无法撤消此操作。该组织的管理员可在 30 天内恢复此账户。
leave-home = 您自己的账户不受影响。
leave-privacy = 如对您在该组织的数据有疑问，请联系 { $contact }。
organizations-left = 您已不再是 { $organization } 的来宾。

sign-out-everywhere = 在所有设备上退出登录
sign-out-everywhere-title = 要在所有设备上退出登录吗？
sign-out-everywhere-devices = 您将在所有设备上退出登录，包括此设备。
sign-out-everywhere-apps = 您所有组织的应用程序都会要求您重新登录。在各应用程序中，最多可能需要一小时才会生效。
sign-out-everywhere-stays = 您的账户、组织和第二重验证方式不受影响。
