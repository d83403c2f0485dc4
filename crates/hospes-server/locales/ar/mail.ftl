# الرسائل. ما يكتبه الناس يوضع في سطور مستقلة.
# $organization: المؤسسة الداعية.
mail-sender = دعوات Hospes نيابة عن { $organization }
mail-organization = المؤسسة
mail-inviter = الداعي
mail-message = الرسالة
mail-accept = قبول الدعوة
mail-bare-link = إذا لم يعمل الزر، فانسخ هذا الرابط إلى متصفحك:
# $address: العنوان المدعو.
mail-sent-to = أُرسلت هذه الرسالة إلى { $address }.
# $server: من يدير الخادم.
mail-sent-by = أرسلها Hospes، وتديره الجهة { $server }.
mail-privacy = بيان خصوصية { $organization }
mail-privacy-plain = بيان خصوصية المؤسسة
mail-no-privacy-plain = لم توفّر المؤسسة رابطًا إلى بيان الخصوصية.
mail-no-privacy = لم توفّر { $organization } رابطًا إلى بيان الخصوصية.
mail-block = حظر الدعوات القادمة
mail-guest = الضيف
mail-open-user = الفتح في مركز الإدارة
# بعد التسمية في رسائل البريد.
mail-colon = :

mail-invitation-title = دعوة
# $inviter: شخص.
mail-invitation-subject = دعوة من { $inviter } للوصول إلى تطبيقات في مؤسسته
mail-invitation-subject-organization = دعوة من { $organization } للوصول إلى تطبيقاتها
mail-invitation-warning = لا تقبل هذه الدعوة إلا إذا كنت تتوقعها. إن لم تكن متأكدًا، فاسأل من دعاك قبل أن تختار أي شيء هنا.
# $destination: «تطبيقاتي» أو اسم تطبيق.
mail-invitation-destination = إذا قبلت، تصبح ضيفًا وتنتقل إلى { $destination }.
mail-invitation-reset = أعادت المؤسسة ضبط تسجيل دخولك. اقبل مرة أخرى للاحتفاظ بوصولك.
# $date: آخر يوم.
mail-invitation-expires = الدعوة متاحة حتى { $date }.
mail-invitation-expires-never = ليس للدعوة تاريخ انتهاء.
mail-invitation-wrong-person = ليست لك؟ تجاهلها، فلا يحدث شيء دون موافقتك.

mail-passcode-title = رمزك
mail-passcode-subject = رمزك لدى { $organization }
mail-passcode-subject-plain = رمز تسجيل الدخول
mail-passcode-what = اكتب هذا الرمز لتسجيل الدخول إلى { $organization }:
mail-passcode-what-plain = اكتب هذا الرمز لتسجيل الدخول:
# $time: مدة.
mail-passcode-time = يعمل مرة واحدة، مدة { $time }. ويحل محله أي رمز أحدث.
mail-passcode-secret = لن يطلب منك أحد هذا الرمز، لا بالهاتف ولا بالبريد. لا تكتبه إلا في الصفحة التي طلبته.
mail-passcode-not-you = لم ترد تسجيل الدخول؟ تجاهل هذه الرسالة إذن. لا يدخل أحد دون الرمز.

mail-access-title = لديك وصول جديد
mail-access-subject = يمكنك الآن الوصول إلى تطبيقات { $organization }
mail-access-what = أنت ضيف لدى { $organization } بالفعل، وهناك جديد لك. لا شيء عليك قبوله.
mail-access-what-plain = أنت ضيف لدى هذه المؤسسة بالفعل، وهناك جديد لك. لا شيء عليك قبوله.
mail-access-by = المانح
# $account: العنوان الذي يسجل به الضيف الدخول.
mail-access-account = سجل الدخول باسم { $account } كما فعلت من قبل.
mail-access-nothing = لا يلزمك فعل أي شيء.

# $guest: عنوان بريد إلكتروني.
mail-declined-title = رُفضت دعوة
mail-declined-subject = رفض { $guest } دعوتك
mail-declined-what = رفض { $guest } الدعوة إلى { $organization }.
mail-declined-what-plain = رفض هذا الضيف الدعوة.
mail-declined-reason = السبب
mail-declined-now = يبقى الحساب الضيف في الدليل إلى أن يحذفه أحد أو يدعوه من جديد.

mail-requested-title = ضيف يطلب دعوة جديدة
mail-requested-subject = يطلب { $guest } دعوة جديدة
# $date: آخر يوم في الدعوة القديمة.
mail-requested-what = كانت دعوة { $guest } إلى { $organization } متاحة حتى { $date }. فُتحت بعد ذلك، ويُطلب الآن إرسال دعوة جديدة.
mail-requested-what-plain = كانت دعوة هذا الضيف متاحة حتى { $date }. فُتحت بعد ذلك، ويُطلب الآن إرسال دعوة جديدة.
mail-requested-now = إذا وافقت، فافتح المستخدم واختر Resend invitation. وإلا فلا شيء عليك.

# $person: عنوان بريد. $app: تطبيق.
mail-request-application = التطبيق
mail-request-person = صاحب الطلب
mail-request-reason = السبب

mail-asked-title = شخص يطلب الوصول
mail-asked-subject = يطلب { $person } الوصول إلى { $app }
mail-asked-what = يطلب { $person } من { $organization } الوصول إلى { $app }.
mail-asked-what-plain = شخص يطلب الوصول إلى تطبيق لهذه المؤسسة.
mail-asked-now = القرار لك. افتح الطلب لترى ما يقوله، ولتوافق أو ترفض.
mail-asked-open = فتح الطلب

mail-approved-title = تمت الموافقة على طلبك
mail-approved-subject = تمت الموافقة على طلبك للوصول إلى { $app }
mail-approved-what = وافقت { $organization } على طلبك للوصول إلى { $app }.
mail-approved-what-plain = تمت الموافقة على طلبك للوصول.
mail-approved-now = تابع لترى ما تتم مشاركته، ولتقبل.
mail-approved-open = متابعة

mail-denied-title = رُفض طلبك
mail-denied-subject = رُفض طلبك للوصول إلى { $app }
mail-denied-what = رفضت { $organization } طلبك للوصول إلى { $app }.
mail-denied-what-plain = رُفض طلبك للوصول.
mail-denied-now = لا يلزمك فعل شيء. يمكنك الطلب من جديد بعد 30 يوماً.
