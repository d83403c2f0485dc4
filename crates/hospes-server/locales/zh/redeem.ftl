# An invitation, from its link to its end.
landing-title = 邀请
# $inviter: a person. $organization: the one that invites.
landing-who = { $inviter } 邀请您加入 { $organization }
landing-who-organization = { $organization } 向您发出邀请
# $destination: "My Apps" or the name of an application.
landing-destination = 以来宾身份访问“{ $destination }”
landing-invited = 受邀地址
landing-inviter = 邀请人
landing-expires = 有效期至
landing-expires-never = 无截止日期
# $organization: the guest's own organization.
landing-with-account = 使用您的 { $organization } 账户登录
# $address: the address that is signed in.
landing-continue-as = 以 { $address } 的身份继续
landing-with-code = 通过邮件向我发送一次性密码
landing-nothing-yet = 这一步还不代表您接受任何内容。登录后，您将看到该组织请求的权限。
landing-straight-on = 您的组织与 { $organization } 已就此达成一致，因此不会再询问其他内容：使用您的账户登录并继续后，您即成为来宾。
landing-genuine = 如何辨别此邀请是否真实？
landing-genuine-expected = 这是您意料之中的邀请吗？如果不是，请通过您已知的联系方式向邀请您的人核实，不要直接回复邮件。
# $server: who runs this server.
landing-genuine-address = 此页面属于 { $server }。请检查浏览器地址栏中是否显示了该名称。
landing-genuine-password = 请仅在您自己组织的页面上输入您的工作账户密码。邀请您的人不需要您的密码。
landing-not-me = 此邀请不是发给我的

review-title = 查看权限
review-lead = { $organization } 希望执行以下操作：
review-profile = 接收您的个人资料数据
review-profile-what = 您的姓名、照片、电子邮件地址和账户标识符。
review-activity = 收集并记录您的活动
review-activity-what = 您登录的时间和地点，以及您在其应用程序中的操作。
review-use = 使用您的个人资料数据和活动数据
review-use-what = 用于向您提供访问权限，以及保护和管理其应用程序。
review-trust = 请仅在信任 { $organization } 时接受。
review-privacy = 阅读其隐私声明
review-no-privacy = { $organization } 未提供其隐私声明的链接。
# $contact: a mail address.
review-contact = 如有隐私方面的疑问，请联系 { $contact }。
review-later = 您以后可以在“我的账户”>“组织”中更改此设置。
review-accept = 接受
review-decline = 拒绝邀请

decline-title = 要拒绝此邀请吗？
# $inviter: a person.
decline-what = 我们会通知 { $inviter } 您已拒绝邀请。邮件中的链接将失效。
decline-what-organization = 我们会通知 { $organization } 您已拒绝邀请。邮件中的链接将失效。
decline-reason = 理由（选填）
decline-reason-hint = 对方会看到您填写的原文。
decline = 拒绝

switch-account = 切换账户
ask-again = 请求新的邀请
open-my-apps = 打开我的应用
back-to-invitation = 返回邀请

# Ways in which it can end: what happened, and what can be done now.
# $organization is the organization that invited, $account the address that is signed in.
wrong-account-title = 此邀请是发给另一个账户的
wrong-account-what = 您当前登录的账户未受到邀请。
wrong-account-invited = 受邀账户
wrong-account-signed-in = 当前登录的账户
# $invited: the invited address.
wrong-account-now = 您当前以 { $account } 登录，请改用 { $invited } 登录。邀请仍然有效，请您放心。

# $date: a day.
expired-title = 此邀请已过期
expired-what = { $organization } 的邀请已于{ $date }到期。
expired-now = 您可以请求新的邀请。我们会通知邀请您的人；对方同意后，您会收到新的邮件。

asked-title = 我们已转达您的请求
asked-what = { $organization } 已得知您希望获得新的邀请。
asked-now = 对方同意后，您会收到新的邮件。您无需在此执行其他操作。

revoked-title = 此邀请已被撤回
revoked-what = { $organization } 已撤回其邀请。
revoked-now = 如果您认为有误，请联系邀请您的人。

superseded-title = 已有新的邀请
superseded-what = { $organization } 已向您发送新的邮件。只有最新邮件中的链接有效。
superseded-now = 请查找最新的邮件，也请查看垃圾邮件文件夹。

unknown-link-title = 此链接没有对应的邀请
unknown-link-what = 链接可能在复制时不完整，或者邮件可能是伪造的。
unknown-link-now = 请直接从邮件中打开链接。如果仍然无法打开，可以请求新的邀请。

page-over-title = 此页面已失效
page-over-what = 页面打开的时间过长，或所需的操作已经完成。
page-over-now = 请重新打开邮件中的链接，或转到“我的应用”。

# $domain: the guest’s domain.
blocked-domain-title = 暂不接受使用您所用域名的来宾
blocked-domain-what = { $organization } 目前不接受来自 { $domain } 的来宾。
blocked-domain-now = 请联系邀请您的人。对方组织的管理员可以更改此设置，之后您仍可使用同一链接。

deleted-guest-title = 您不再是此处的来宾
deleted-guest-what = 您已离开 { $organization }，或者您在该组织的来宾账户已被移除或停用。
deleted-guest-now = 如果您仍需要访问权限，请联系邀请您的人。

# $date: the day of acceptance.
already-accepted-title = 您已接受邀请
already-accepted-what = 您于{ $date }以 { $account } 的身份接受了 { $organization } 的邀请，无需再执行任何操作。
already-accepted-now = 您可以在“我的应用”中找到分配给您的内容。

used-title = 此邀请已被接受
used-what = 其链接无法再次使用。
used-now = 如果是您本人接受的，请登录：您获得的内容在“我的应用”中。

# $date: the day of refusal.
declined-earlier-title = 您已拒绝此邀请
declined-earlier-what = 您于{ $date }拒绝了 { $organization } 的邀请。
declined-earlier-now = 改变主意了？请联系邀请您的人，请其重新发出邀请。

conflict-title = 此账户在此处已被使用
conflict-what = { $account } 已属于 { $organization } 的另一个来宾账户，因此无法用于此邀请。
conflict-now = 请使用其他账户登录。如果您没有其他账户，请告知邀请您的人。

# $whose: the guest’s domain, or the organization that invited.
access-blocked-title = 组织之间的访问已被禁止
access-blocked-what = 根据 { $whose } 的访问设置，此账户无法成为 { $organization } 的来宾。
access-blocked-now = 请联系 { $whose } 的管理员。邀请仍然有效；对方更改设置后，您仍可使用同一链接。

# $home: the guest’s own organization.
provider-refused-title = 您的组织未允许您登录
provider-refused-what = { $home } 的回复显示，此账户目前无法使用。该账户可能已被禁止登录。
provider-refused-now = 请联系 { $home } 的管理员，或使用其他账户。邀请仍然有效。

# $wait: a length of time.
too-many-title = 尝试次数过多
too-many-what = 为保护您的安全，多次尝试后需要暂停一段时间。
too-many-now = 请在 { $wait }后重试。邀请仍然有效。

cancelled-title = 您已取消
cancelled-what = 未与 { $organization } 共享任何内容，也未接受任何内容。
cancelled-now = 邀请仍然有效。您可以通过邮件中的链接返回。

declined-title = 您已拒绝邀请
declined-what = { $organization } 已收到通知。邮件中的链接已失效。
declined-now = 您可以关闭此页面。

# The block list.
block-title = 屏蔽今后的邀请
# $address: a mail address, partly hidden.
block-what = { $organization } 将无法再通过此服务器向 { $address } 发送邀请。
block-only-mail = 您已有的访问权限不受影响。
block-not-told = 如果对方尝试发送邀请，只会看到邮件未能发送的提示。
block-undo = 您可以随时在此处撤消此设置。
block-submit = 屏蔽今后的邀请
block-stranger = 这不是您的地址？请关闭此页面。打开此页面不会造成任何更改。
blocked-title = 已屏蔽邀请
blocked-what = { $organization } 无法再向 { $address } 发送邀请。
unblock-submit = 重新允许邀请
unblocked-title = 已重新允许邀请
unblocked-what = { $organization } 可以向 { $address } 发送邀请。

unproved-title = 此地址是您的吗？
unproved-what = 您已使用 { $account } 登录。邀请发送到了 { $invited }，目前还无法确认这两个地址都属于您。
unproved-now = 我们可以向 { $invited } 发送一次性密码。输入后即可继续，此后您将使用 { $account } 登录。
unproved-send-code = 发送一次性密码

no-way-title = 没有可用的登录方式
no-way-what = { $organization } 目前不允许使用此地址登录。
no-way-now = 请联系邀请您的人。邀请仍然有效，请您放心。
