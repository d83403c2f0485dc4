# Mails. What people wrote is put on lines of its own; these texts never run into it.
# $organization: the one that invites.
mail-sender = Hospes 邀请（代表 { $organization }）
mail-organization = 组织
mail-inviter = 邀请人
mail-message = 留言
mail-accept = 接受邀请
mail-bare-link = 如果按钮无法使用，请将此链接复制到浏览器中打开：
# $address: the invited address.
mail-sent-to = 此邮件的收件地址为 { $address }。
# $server: who runs this server.
mail-sent-by = 此邮件由 { $server } 运营的 Hospes 发送。
mail-privacy = { $organization } 的隐私声明
mail-privacy-plain = 该组织的隐私声明
mail-no-privacy-plain = 该组织未提供其隐私声明的链接。
mail-no-privacy = { $organization } 未提供其隐私声明的链接。
mail-block = 屏蔽今后的邀请
mail-guest = 来宾
mail-open-user = 在管理中心打开
# After a label in mails.
mail-colon = ：

mail-invitation-title = 邀请
# $inviter: a person.
mail-invitation-subject = { $inviter } 邀请您访问其组织中的应用程序
mail-invitation-subject-organization = { $organization } 邀请您访问其应用程序
mail-invitation-warning = 请仅在确认自己应当收到此邀请时接受。如果不确定，请先向邀请您的人核实，再进行任何操作。
# $destination: "My Apps" or the name of an application.
mail-invitation-destination = 接受后，您将成为来宾，并转到“{ $destination }”。
mail-invitation-reset = 组织已重置您的登录方式。请再次接受，以保留您的访问权限。
# $date: the last day.
mail-invitation-expires = 此邀请有效期至{ $date }。
mail-invitation-expires-never = 此邀请没有截止日期。
mail-invitation-wrong-person = 不是发给您的？请忽略此邮件。未经您同意，不会进行任何操作。

mail-passcode-title = 您的一次性密码
mail-passcode-subject = 用于登录 { $organization } 的一次性密码
mail-passcode-subject-plain = 用于登录的一次性密码
mail-passcode-what = 请输入以下一次性密码以登录 { $organization }：
mail-passcode-what-plain = 请输入以下一次性密码以登录：
# $time: a length of time.
mail-passcode-time = 此密码在 { $time }内有效，且只能使用一次。收到新的一次性密码后，此密码即失效。
mail-passcode-secret = 任何人都不会通过电话或邮件向您索取此密码。请仅在要求您输入密码的页面上输入。
mail-passcode-not-you = 不是您本人要登录？请忽略此邮件。没有此密码，任何人都无法登录。

mail-access-title = 您获得了新的访问权限
mail-access-subject = 您现在可以访问 { $organization } 的应用程序
mail-access-what = 您已是 { $organization } 的来宾，现在又有新的内容可供您使用。您无需再次接受邀请。
mail-access-what-plain = 您已是该组织的来宾，现在又有新的内容可供您使用。您无需再次接受邀请。
mail-access-by = 授权人
# $account: the address the guest signs in with.
mail-access-account = 请像以前一样使用 { $account } 登录。
mail-access-nothing = 您无需执行任何操作。

# $guest: a mail address.
mail-declined-title = 邀请已被拒绝
mail-declined-subject = { $guest } 拒绝了您的邀请
mail-declined-what = { $guest } 拒绝了加入 { $organization } 的邀请。
mail-declined-what-plain = 这位来宾拒绝了邀请。
mail-declined-reason = 对方的理由
mail-declined-now = 该来宾账户会保留在目录中，直到有人将其删除或重新发出邀请。

mail-requested-title = 有来宾请求新的邀请
mail-requested-subject = { $guest } 请求新的邀请
# $date: the last day of the old invitation.
mail-requested-what = { $guest } 收到的 { $organization } 邀请已于{ $date }到期。对方之后才打开邀请，现请求新的邀请。
mail-requested-what-plain = 这位来宾收到的邀请已于{ $date }到期。对方之后才打开邀请，现请求新的邀请。
mail-requested-now = 如果同意，请打开该用户并选择“Resend invitation”。如果不同意，则无需执行任何操作。

# $person: a mail address. $app: an application.
mail-request-application = 应用程序
mail-request-person = 申请人
mail-request-reason = 理由

mail-asked-title = 有人申请访问权限
mail-asked-subject = { $person } 申请访问 { $app }
mail-asked-what = { $person } 向 { $organization } 申请访问 { $app }。
mail-asked-what-plain = 有人申请访问该组织的应用程序。
mail-asked-now = 此申请由您决定。请打开申请，查看对方填写的内容，然后批准或拒绝。
mail-asked-open = 打开申请

mail-approved-title = 您的申请已获批准
mail-approved-subject = 您对 { $app } 的申请已获批准
mail-approved-what = { $organization } 批准了您访问 { $app } 的申请。
mail-approved-what-plain = 您的访问申请已获批准。
mail-approved-now = 请继续，查看将共享的内容并接受。
mail-approved-open = 继续

mail-denied-title = 您的申请已被拒绝
mail-denied-subject = 您对 { $app } 的申请已被拒绝
mail-denied-what = { $organization } 拒绝了您访问 { $app } 的申请。
mail-denied-what-plain = 您的访问申请已被拒绝。
mail-denied-now = 您无需执行任何操作。30 天后，您可以重新申请。
