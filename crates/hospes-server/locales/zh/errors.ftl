# Error pages: what happened, what can be done now.
# $contact: a mail address of who runs the server.
error-ask = 如果问题仍然存在，请发送邮件至 { $contact }，并提供下方的参考编号。
error-ask-anyone = 如果问题仍然存在，请将下方的参考编号告知此服务器的运营方。
error-start = 前往首页

not-found-title = 找不到此页面
not-found-what = 此网址没有对应的内容。原有的内容可能已被移除。
not-found-now = 请检查网址，或从首页重新开始。
no-access-title = 您没有访问权限
no-access-what = 当前登录的账户无权查看此内容或执行此操作，或其在此处的访问权限已终止。
no-access-now = 请切换到其他组织或账户，或向管理员申请所需的访问权限。
# $organization: the one that was opened. $home: the person’s own organization, or the domain of their address.
kept-out-title = 您目前无法使用 { $organization }
kept-out-what = { $organization } 目前不允许 { $home } 的人员访问。
kept-out-by-home-what = { $home } 目前不允许您使用 { $organization }。
kept-out-now = 该组织的管理员可以更改此设置。您的来宾账户不受影响。如果您在此处有其他账户，请用该账户登录。
kept-out-elsewhere-now = 该组织的管理员可以更改此设置。您的来宾账户不受影响。您可以在“我的账户”>“组织”中转到您的其他组织。
# $wait: a length of time.
too-many-requests-title = 请求过多
too-many-requests-what = 您在短时间内发出的请求超过了此服务器的上限。
too-many-requests-now = 请在 { $wait }后重试。
unavailable-title = 暂时无法完成此操作
unavailable-what = 服务器繁忙或正在重启。未做任何更改。
unavailable-now = 请稍候再试。
form-expired-title = 表单已过期
form-expired-what = 为保护您的安全，表单只在一段时间内有效，并且只能在打开它的浏览器中使用。未做任何更改。
form-expired-now = 请重新打开页面，并重复上一步操作。
bad-request-title = 无法识别此请求
bad-request-what = 网址或表单中的部分内容缺失或已损坏。未做任何更改。
bad-request-now = 请返回并重试。
too-large-title = 内容过长
too-large-what = 提交的内容超过了此服务器允许的长度。未做任何更改。
too-large-now = 请返回，缩短内容后重试。
internal-title = 服务器出现问题
internal-what = 服务器遇到意外错误。该错误已记录。
internal-now = 请在几分钟后重试。

error-lookup-title = 错误编号的含义
error-lookup-label = 错误编号
error-lookup-hint = AADSTS 后面的数字，例如 50011
error-lookup-show = 查询
error-lookup-wrong = 请输入错误编号，例如 50011 或 AADSTS50011
# $number: a number of an error.
error-lookup-unknown = 此服务器不会给出编号 { $number }。请检查编号，或咨询给出此编号的服务器的运营方。
error-lookup-person = 您可以做什么
error-lookup-developer = 应用程序的开发者或管理者可以做什么
error-lookup-link = 此编号的含义
