# الدعوة، من رابطها إلى نهايتها.
landing-title = دعوة
# $inviter: شخص. $organization: المؤسسة الداعية.
landing-who = دعوة من { $inviter } إلى { $organization }
landing-who-organization = دعوة من { $organization }
# $destination: «تطبيقاتي» أو اسم تطبيق.
landing-destination = بصفة ضيف، مع الوصول إلى { $destination }
landing-invited = المدعو
landing-inviter = الداعي
landing-expires = متاحة حتى
landing-expires-never = دون تاريخ انتهاء
# $organization: مؤسسة الضيف.
landing-with-account = تسجيل الدخول بحسابك لدى { $organization }
# $address: العنوان المسجل دخوله.
landing-continue-as = المتابعة باسم { $address }
landing-with-code = أرسل لي رمزًا بالبريد
landing-nothing-yet = لا يعني هذا قبول أي شيء بعد. بعد تسجيل الدخول ترى ما تطلبه المؤسسة.
landing-straight-on = اتفقت مؤسستك و{ $organization } على ذلك، لذا لا يُطلب منك شيء آخر: تصبح ضيفًا بمجرد تسجيل الدخول بحسابك والمتابعة.
landing-genuine = كيف أعرف أن هذه الدعوة حقيقية؟
landing-genuine-expected = هل كنت تتوقعها؟ إن لم تكن، فاسأل من دعاك بوسيلة تعرفها من قبل، لا بالرد على الرسالة.
# $server: من يدير الخادم.
landing-genuine-address = هذه الصفحة تابعة للجهة { $server }. تحقق من ظهورها في شريط العنوان في متصفحك.
landing-genuine-password = لا تكتب كلمة مرور حساب عملك إلا في صفحة مؤسستك أنت. لا يحتاج إليها أحد كي يدعوك.
landing-not-me = هذه الدعوة ليست لي

review-title = مراجعة الأذونات
review-lead = ترغب { $organization } في:
review-profile = تلقي بيانات ملفك الشخصي
review-profile-what = اسمك وصورتك وبريدك الإلكتروني ومعرّفات حسابك.
review-activity = جمع نشاطك وتسجيله
review-activity-what = متى تسجل الدخول ومن أين، وما تفعله في تطبيقاتها.
review-use = استخدام بيانات ملفك الشخصي وبيانات نشاطك
review-use-what = لمنحك حق الوصول، ولحماية تطبيقاتها وإدارتها.
review-trust = لا تقبل إلا إذا كنت تثق في { $organization }.
review-privacy = قراءة بيان الخصوصية
review-no-privacy = لم توفّر { $organization } رابطًا إلى بيان الخصوصية.
# $contact: عنوان بريد إلكتروني.
review-contact = لأسئلة الخصوصية: { $contact }.
review-later = يمكنك تغيير ذلك لاحقًا من «حسابي» > «المؤسسات».
review-accept = قبول
review-decline = رفض الدعوة

decline-title = هل ترفض هذه الدعوة؟
# $inviter: شخص.
decline-what = سنخبر { $inviter } برفضك، ويتوقف الرابط الوارد في الرسالة عن العمل.
decline-what-organization = سنخبر { $organization } برفضك، ويتوقف الرابط الوارد في الرسالة عن العمل.
decline-reason = السبب (اختياري)
decline-reason-hint = يُقرأ كما تكتبه.
decline = رفض

switch-account = تبديل الحساب
ask-again = طلب دعوة جديدة
open-my-apps = فتح تطبيقاتي
back-to-invitation = العودة إلى الدعوة

# كيف يمكن أن تنتهي: ما حدث، وما يمكن فعله الآن.
# $organization: المؤسسة الداعية، $account: العنوان المسجل دخوله.
wrong-account-title = هذه الدعوة لحساب آخر
wrong-account-what = سجلت الدخول بحساب لم تُوجَّه إليه الدعوة.
wrong-account-invited = المدعو
wrong-account-signed-in = المسجل دخوله
# $invited: العنوان المدعو.
wrong-account-now = سجل الدخول باسم { $invited } بدلًا من { $account }. الدعوة ما زالت متاحة، ولم يضِع شيء.

# $date: يوم.
expired-title = انتهت مدة هذه الدعوة
expired-what = كانت دعوة { $organization } متاحة حتى { $date }.
expired-now = يمكنك طلب دعوة جديدة. سنخبر من دعاك، وتصلك رسالة جديدة عند الموافقة.

asked-title = نقلنا طلبك
asked-what = علمت { $organization } أنك تريد دعوة جديدة.
asked-now = عند الموافقة تصلك رسالة جديدة. لا شيء آخر عليك هنا.

revoked-title = سُحبت هذه الدعوة
revoked-what = سحبت { $organization } دعوتها.
revoked-now = إذا رأيت أن ذلك حدث خطأً، فاسأل من دعاك.

superseded-title = هناك دعوة أحدث
superseded-what = أرسلت إليك { $organization } رسالة أحدث. لا يعمل إلا الرابط الوارد في أحدث رسالة.
superseded-now = ابحث عن أحدث رسالة، وفي مجلد البريد غير المرغوب فيه أيضًا.

unknown-link-title = هذا الرابط لا يؤدي إلى دعوة
unknown-link-what = ربما قُطع جزء منه عند النسخ، أو أن الرسالة مزوّرة.
unknown-link-now = افتح الرابط من الرسالة مباشرة. إن لم ينجح ذلك، فاطلب دعوة جديدة.

page-over-title = انتهت هذه الصفحة
page-over-what = بقيت مفتوحة مدة طويلة، أو تم ما طلبته.
page-over-now = افتح الرابط في رسالتك مرة أخرى، أو انتقل إلى «تطبيقاتي».

# $domain: نطاق الضيف.
blocked-domain-title = لا يُقبل ضيوف من نطاقك
blocked-domain-what = لا تقبل { $organization } حاليًا ضيوفًا من { $domain }.
blocked-domain-now = اسأل من دعاك، فمسؤولو المؤسسة يستطيعون تغيير ذلك. بعدها يعمل الرابط نفسه.

deleted-guest-title = لم تعد ضيفًا هنا
deleted-guest-what = غادرت { $organization }، أو أُزيل حسابك الضيف هناك أو حُظر.
deleted-guest-now = إذا كنت ما زلت تحتاج إلى الوصول، فاسأل من دعاك.

# $date: يوم القبول.
already-accepted-title = سبق أن قبلت
already-accepted-what = قبلت دعوة { $organization } في { $date } باسم { $account }. لا شيء عليك.
already-accepted-now = تجد ما أُعطي لك في «تطبيقاتي».

used-title = قُبلت هذه الدعوة من قبل
used-what = لا يمكن استخدام رابطها مرة أخرى.
used-now = إذا كنت أنت من قبلها، فسجّل الدخول: تجد ما أُعطي لك في «تطبيقاتي».

# $date: يوم الرفض.
declined-earlier-title = سبق أن رفضت هذه الدعوة
declined-earlier-what = رفضت دعوة { $organization } في { $date }.
declined-earlier-now = هل غيّرت رأيك؟ اطلب دعوة جديدة ممن دعاك.

conflict-title = هذا الحساب مستخدم هنا بالفعل
conflict-what = ينتمي { $account } إلى حساب ضيف آخر لدى { $organization }، فلا يمكن استخدامه لهذه الدعوة.
conflict-now = سجل الدخول بحساب آخر. إن لم يكن لديك غيره، فأخبر من دعاك.

# $home: مؤسسة الضيف.
access-blocked-title = الوصول بين المؤسستين محظور
access-blocked-what = لا تسمح إعدادات الوصول لدى { $whose } بأن يصبح هذا الحساب ضيفًا لدى { $organization }.
access-blocked-now = اسأل مسؤولي { $whose }. تبقى الدعوة متاحة، ويعمل رابطها بعد تغيير ذلك.

provider-refused-title = لم تسمح مؤسستك بتسجيل الدخول
provider-refused-what = أجابت { $home } بأن هذا الحساب لا يمكن استخدامه الآن. ربما كان محظورًا.
provider-refused-now = اسأل مسؤولي { $home } أو استخدم حسابًا آخر. تبقى الدعوة متاحة.

# $wait: مدة.
too-many-title = محاولات كثيرة
too-many-what = حرصًا على حمايتك نتوقف قليلًا بعد عدة محاولات.
too-many-now = أعد المحاولة بعد { $wait }. تبقى الدعوة متاحة.

cancelled-title = تم الإلغاء
cancelled-what = لم يُشارَك شيء مع { $organization }، ولم يُقبل شيء.
cancelled-now = تبقى الدعوة متاحة. يمكنك العودة بالرابط الوارد في الرسالة.

declined-title = رفضت الدعوة
declined-what = أخبرنا { $organization } بذلك. لم يعد الرابط الوارد في الرسالة يعمل.
declined-now = يمكنك إغلاق هذه الصفحة.

# قائمة الحظر.
block-title = حظر الدعوات القادمة
# $address: عنوان بريد إلكتروني، بعضه مخفي.
block-what = لن تتمكن { $organization } بعد ذلك من إرسال دعوات إليك على { $address } عبر هذا الخادم.
block-only-mail = يبقى ما لديك من وصول كما هو.
block-not-told = إذا حاولت، فلن ترى إلا أن الرسالة لم تُرسل.
block-undo = يمكنك التراجع عن ذلك هنا في أي وقت.
block-submit = حظر الدعوات القادمة
block-stranger = أليس هذا عنوانك؟ أغلق هذه الصفحة إذن. فتحها لم يغيّر شيئًا.
blocked-title = الدعوات محظورة
blocked-what = لم تعد { $organization } قادرة على إرسال دعوات إلى { $address }.
unblock-submit = السماح بالدعوات من جديد
unblocked-title = الدعوات مسموح بها من جديد
unblocked-what = تستطيع { $organization } إرسال دعوات إلى { $address }.

unproved-title = هل هذا العنوان لك؟
unproved-what = سجلت الدخول باسم { $account }. أُرسلت الدعوة إلى { $invited }، ولا شيء يثبت بعد أنهما لك.
unproved-now = يمكننا إرسال رمز إلى { $invited }. بعد إدخاله تتابع، ثم تسجل الدخول لاحقًا باسم { $account }.
unproved-send-code = إرسال رمز

no-way-title = لا توجد طريقة لتسجيل الدخول
no-way-what = لا تسمح { $organization } حاليًا لأحد بهذا العنوان بتسجيل الدخول.
no-way-now = اسأل من دعاك. الدعوة ما زالت متاحة، ولم يضِع شيء.
