# Signing in on a device without a browser of its own.
device-title = 在设备上登录
device-lead = 请输入您的设备或程序上显示的代码。
device-code-label = 代码
device-code-hint = 9 个字母
device-only-yours = 请仅输入您自己的设备或程序上显示的代码。如果代码是他人发给您的，请不要继续。
device-code-wrong = 此代码不存在或已失效。请检查代码，或让设备显示新的代码。
# $wait: a length of time.
device-code-too-many = 输错代码的次数过多。请等待 { $wait }后再试。
device-confirm-title = 这是您的设备吗？
# $application: name of an application.
device-confirm-what = 有设备或程序请求以您的身份登录 { $application }。
# $network: a network address; $time: such as "2 minutes ago".
device-confirm-from = 请求来自 { $network }（{ $time }）。
device-confirm-agent = 它自称为：
device-confirm-warning = 只有当这是您本人刚刚在自己的设备或程序上发起的登录时，才可继续。
device-confirm-phishing = 如果代码是他人通过邮件、聊天或电话发给您的，请选择“取消”，否则对方将能以您的身份登录。真正为您提供帮助的人不需要您这样做。
device-done-title = 您的设备已登录
device-done-what = 您可以关闭此窗口，在设备上继续操作。
device-cancelled-title = 未进行任何登录
device-cancelled-what = 您可以关闭此窗口。如果有人要求您输入该代码，请告知您组织中的安全负责人。
device-see-apps = 有权访问您账户的应用
scope-user-impersonation = 查看您所属的组织
