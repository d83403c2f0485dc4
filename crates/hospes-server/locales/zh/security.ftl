# The second factor: at the sign-in, and in My account.
sign-in-with-passkey = 使用通行密钥登录
passkey-failed = 未使用通行密钥。请重试，或以其他方式登录。
passkey-not-added = 未添加通行密钥。请重试。如果设备上已有您的通行密钥，则无法再添加一个。

factor-title = 验证您的身份
factor-why = 您的密码或电子邮件一次性密码已通过验证。该组织还要求进行第二重验证。
factor-code = 身份验证器应用中的验证码
factor-code-hint = 6 位数字。应用每 30 秒显示一个新的验证码。
factor-submit = 继续
factor-passkey = 使用通行密钥
factor-passkey-script = 通行密钥需要 JavaScript。请启用 JavaScript，或使用恢复代码。
factor-recovery = 改用恢复代码
factor-recovery-code = 恢复代码
factor-recovery-hint = 10 位字母和数字，每个代码只能使用一次
factor-recovery-submit = 使用此代码
factor-lost = 手机和恢复代码都丢失了？该组织的管理员可以让您重新设置。
factor-wrong = 验证码不正确或已使用过。请等待下一个验证码出现后再输入。
factor-recovery-wrong = 此恢复代码不正确或已使用过。请输入另一个恢复代码。
factor-ended = 操作超时。请重新开始。
# $wait: a length of time.
factor-too-many = 输错代码的次数过多。为保护账户，请等待 { $wait }。

register-title = 添加第二重验证方式
register-why = 除密码或电子邮件一次性密码外，该组织还要求进行第二重验证。请立即添加一种验证方式；此后登录时会要求您使用它。
register-what = 添加后，在需要第二重验证的地方，即使有人得知您的密码，也无法以您的身份登录。
register-passkey = 使用通行密钥
register-passkey-what = 使用您的指纹、面容，或者此设备或安全密钥的 PIN。
register-passkey-submit = 添加通行密钥
register-app = 使用身份验证器应用
register-scan = 请在手机上打开身份验证器应用，添加账户，然后扫描此图片。
register-qr = 用于身份验证器应用的二维码
register-by-hand = 无法扫描？请手动输入设置密钥
register-code = 应用显示的验证码
register-name = 名称
register-name-optional = 名称（选填）
register-name-hint = 便于您辨认，例如“工作手机”。
register-submit = 添加应用
register-cancel = 以后再说

recovery-title = 请妥善保管这些恢复代码
recovery-what = 如果您丢失了手机或通行密钥，可以改用其中一个代码登录。请将它们打印出来或抄写下来。
recovery-once = 每个代码只能使用一次。它们只在此时显示：我们不会保留副本。
recovery-copy = 全部复制
recovery-continue = 我已保存

account-security = 安全
security-factors = 第二重验证方式
security-none = 尚无第二重验证方式
security-none-why = 请添加身份验证器应用或通行密钥。组织可能会要求您先通过第二重验证才能访问。
security-kind-app = 身份验证器应用
security-kind-passkey = 通行密钥
security-since = 添加于
security-last-used = 上次使用于
security-rename = 重命名
security-rename-submit = 保存
security-renamed = 名称已保存。
security-name-empty = 请输入名称
security-remove = 移除
security-removed = 已移除，无法再使用。
security-add-app = 添加身份验证器应用
security-add-passkey = 添加通行密钥
security-recovery = 恢复代码
security-recovery-what = 供您在丢失手机或通行密钥时使用。每个代码只能使用一次。
# $count: a number.
security-recovery-left = { $count ->
    [0] 已全部用完。请生成新的恢复代码。
   *[other] 还剩 { $count } 个。
  }
security-recovery-new = 生成新的恢复代码
security-recovery-new-what = 旧的恢复代码将失效。
security-locked = 要在此处进行更改，您必须在最近 10 分钟内登录过。
security-locked-factor = 要在此处进行更改，请先完成第二重验证。
security-unlock = 立即验证身份
