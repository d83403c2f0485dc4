# Signing in and out.
sign-in-title = 登录
# $application: name of an application.
sign-in-to = 登录后继续访问 { $application }
sign-in-username = 电子邮件地址或用户名
sign-in-username-hint = 您在工作单位或学校使用的地址或用户名。
sign-in-username-wrong = 请输入完整的电子邮件地址或用户名，例如 sam@fabrikam.example

password-title = 输入您的密码
password = 密码
password-forgotten = 忘记密码了？您组织的管理员可以为您设置新密码。
password-wrong = 密码与此账户不符。请检查密码，或使用其他账户。
# $wait: a length of time.
password-too-many = 输错密码的次数过多。为保护账户，请等待 { $wait }。
send-code-instead = 改为通过邮件向我发送一次性密码

change-password-title = 设置新密码
change-password-why = 您当前的密码是由管理员设置的。请设置一个只有您自己知道的密码。
change-password-new = 新密码
change-password-hint = 至少 8 个字符。几个容易记住的词语，比容易忘记的符号更好。
change-password-repeat = 再次输入新密码
change-password-submit = 保存并登录
change-password-short = 请至少使用 8 个字符
change-password-long = 请勿超过 256 个字符
change-password-guessable = 这是攻击者最先尝试的密码之一。请选择其他密码。
change-password-same = 请设置与当前密码不同的密码
change-password-differs = 两次输入的密码不一致。请输入相同的密码。

passcode-title = 输入一次性密码
# $address: a mail address, parts of it may be hidden.
passcode-sent = 我们已向 { $address } 发送一次性密码。它在 30 分钟内有效，且只有最新的一个有效。
passcode-sent-perhaps = 如果 { $address } 在此处有访问权限，一次性密码将很快送达。它在 30 分钟内有效，且只有最新的一个有效。
passcode-elsewhere = 如果您通过自己的公司或学校登录，则不会收到一次性密码。请指明是哪个组织邀请了您。
passcode-label = 一次性密码
passcode-hint = 8 位数字，有无空格均可
passcode-again = 发送新的一次性密码
# $wait: a length of time, such as "1 minute".
passcode-wait = { $wait }后可以发送新的一次性密码。
passcode-secret = 任何人都不会通过电话或邮件向您索取此密码。请仅在此处输入。
# $tries: tries left, a number.
passcode-wrong = 此一次性密码有误，或不是最新的。您还可以尝试 { $tries } 次。
passcode-ended = 此一次性密码已失效。请发送新的一次性密码。
# $wait: a length of time.
passcode-too-many = 输错一次性密码的次数过多。请等待 { $wait }，然后发送新的一次性密码。

signed-out-title = 您已退出登录
signed-out-what = 如果其他人也使用这台计算机，请关闭所有浏览器窗口。
signed-out-there-partly = { $provider } 已让您退出登录，但没有退出您从那里打开的所有内容。
signed-out-there-unsure = { $provider } 没有确认您已在那里退出登录。
signed-out-partly = 您使用过的部分应用或服务未能收到通知，或尚未确认。在关闭所有浏览器窗口之前，您可能在其中仍处于登录状态。
left-title = 您已离开 { $organization }
left-what = 您在该组织的来宾账户已移除。您在此处不属于其他组织，因此也已退出登录。
sign-in-again = 重新登录

## An application asks

authorize-continue-title = 正在登录
logout-continue-title = 正在退出登录
logout-there = 您已在此处退出登录。接下来将退出 { $provider }。
authorize-continue-what = 如果页面没有变化，请选择“继续”。
continue = 继续
authorize-trouble-title = 无法登录此应用程序
logout-trouble-title = 无法退出此应用程序
authorize-trouble-what = 应用程序与该组织之间的某些设置不匹配。请将下方的信息提供给向您提供此应用程序的人，以便其查明原因。
authorize-other-account = 使用其他账户
consent-title = 请求的权限
consent-lead = { $application } 希望执行以下操作：
consent-later = 您可以随时在“我的账户”中撤回此授权。
consent-needs-administrator = 这需要该组织管理员的批准。请管理员在管理中心为所有人授权，然后重新打开此应用程序。
consent-back = 返回应用程序
confirm-title = 要继续访问应用程序吗？
confirm-lead = { $application } 请求您登录。只有当您本人刚刚在此设备上打开了它时，才可继续。
admin-consent-title = 代表所有人接受
admin-consent-lead = 接受后，{ $application } 可以对 { $organization } 中的所有人执行以下操作：
admin-consent-by-itself = 此外，在没有任何人登录的情况下，它还希望自行执行以下操作：
admin-consent-what = 此后不会再询问任何人。您可以在管理中心撤回此授权。
logout-title = 要退出登录吗？
logout-what = 您将退出此服务器，以及您从此处打开的应用程序。
logout-stay = 保持登录
scope-openid = 让您登录
scope-profile = 查看您的姓名和账户名称
scope-email = 查看您的电子邮件地址
scope-offline-access = 让您保持登录状态，直到您或您的组织将其终止
scope-user-read = 读取您的个人资料
## The same, when an administrator agrees for everybody
everybody-openid = 让用户登录
everybody-profile = 查看用户的姓名和账户名称
everybody-email = 查看用户的电子邮件地址
everybody-offline-access = 让用户保持登录状态，直到用户本人或组织将其终止
everybody-user-read = 读取用户的个人资料
everybody-user-impersonation = 查看用户所属的组织

lead-on-provider = 正在转到 { $provider }
lead-on-what = 如果页面没有变化，请选择“继续”。

providers-title = 您要从哪里登录？
providers-what = 您的组织有多种登录方式。请选择您在工作或学习中使用的方式。

provider-sign-in-again = 重新登录

provider-no-trip-title = 此次登录已结束
provider-no-trip-what = 此次登录已被使用、耗时超过半小时，或是在另一个浏览器中开始的。请重新开始，您不会丢失任何内容。

provider-declined-title = 您未能登录
provider-declined-what = { $provider } 未允许您登录，或者您在那里取消了登录。您可以重试，或使用其他方式。

provider-trouble-title = 目前无法使用 { $provider }
provider-trouble-what = 对方没有响应，或其响应不正确。请在几分钟后重试。如果问题仍然存在，请将下方的参考编号告知邀请您的人。

provider-not-in-use-title = 此登录方式已停用
provider-not-in-use-what = 该组织更改了来宾的登录方式。请重新开始，以查看新的登录方式。

provider-nobody-here-title = 此账户没有访问权限
provider-nobody-here-what = { $provider } 显示您的账户是 { $account }，但此处没有用户使用该账户登录。请使用接受邀请时所用的账户。

provider-too-many-title = 来自您所在网络的登录次数过多
provider-too-many-what = 请等待几分钟后再试。

sign-in-organization = 查找邀请您的组织
organization-title = 您要登录哪个组织？
organization-what = 如果您通过自己的大学或公司登录，邀请您的组织会将您引导到正确的登录页面。
organization-domain = 邀请您的组织的域名
organization-domain-hint = 域名写在您的邀请中，例如 contoso.com。
organization-domain-wrong = 此处没有使用该域名的组织。仅填写名称还不够：域名写在邀请中组织名称的下方，例如 contoso.com。您也可以使用邮件中的链接。
organization-back = 不指定组织，直接登录
