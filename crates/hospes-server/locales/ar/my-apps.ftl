# تطبيقاتي وحسابي.
search = بحث
# $organization: المؤسسة الحالية.
my-apps-of = لدى { $organization }
my-apps-search = البحث في التطبيقات
my-apps-none = لا توجد تطبيقات لعرضها.
my-apps-none-why = عندما تعطيك { $organization } تطبيقًا تظهر أيقونته هنا.
# $contact: عنوان بريد إلكتروني.
my-apps-none-ask = هل تتوقع تطبيقًا؟ اسأل { $contact }.
my-apps-none-ask-anyone = هل تتوقع تطبيقًا؟ اسأل من دعاك أو أحد المسؤولين.
my-apps-other-organizations = عرض مؤسساتك
# $query: نص البحث.
my-apps-not-found = لا تطبيق يطابق «{ $query }»
my-apps-not-found-why = تحقق من الكتابة، أو تصفّح كل التطبيقات.
my-apps-show-all = عرض كل التطبيقات
my-apps-collections = المجموعات
my-apps-all = كل التطبيقات
# $app: اسم التطبيق.
my-apps-pin = تثبيت { $app }
my-apps-unpin = إلغاء تثبيت { $app }
my-apps-pinned = تم تثبيت { $app } ويظهر أولًا.
my-apps-unpinned = لم يعد { $app } مثبتًا.

account-tab-profile = الملف الشخصي والجلسات
account-organizations = المؤسسات
account-guest-of = ضيف لدى { $organization }
account-member-of = عضو في { $organization }
account-profile = الملف الشخصي
account-profile-guest = هذه هي البيانات التي تحتفظ بها هذه المؤسسة عنك. يستطيع مسؤولوها تغييرها.
profile-display-name = الاسم
profile-mail = البريد الإلكتروني
profile-user-name = اسم المستخدم
profile-first-name = الاسم الأول
profile-last-name = اسم العائلة
profile-job-title = المسمى الوظيفي
profile-company = الشركة
profile-department = القسم
profile-business-phone = هاتف العمل
profile-mobile-phone = الهاتف المحمول
account-sessions = أماكن تسجيل دخولك
account-session-this = هذا الجهاز
account-session-since = تم تسجيل الدخول
account-sessions-end = تسجيل الخروج من الأماكن الأخرى
account-sessions-end-what = تبقى مسجلًا في هذا الجهاز. قد تحتاج التطبيقات إلى ساعة حتى تلاحظ ذلك.
account-sessions-ended = تم تسجيل خروجك من الأماكن الأخرى.
account-session-used = آخر استخدام
account-session-end = تسجيل الخروج
account-session-ended = تم تسجيل الخروج من تلك الجلسة.
account-sign-ins = عمليات تسجيل الدخول الأخيرة
account-sign-ins-none = لا توجد عمليات تسجيل دخول مسجلة هنا. إذا كانت مؤسستك هي التي تسجل دخولك، فهي في سجلها.
account-sign-ins-what = إذا لم تكن إحداها منك، فسجّل الخروج من الأماكن الأخرى وأخبر مؤسستك.
account-sign-in-success = تم تسجيل الدخول
account-sign-in-failure = مرفوض
account-sign-in-interrupted = لم يكتمل
account-apps = التطبيقات التي لها حق الوصول إلى حسابك
account-apps-none = لا يملك أي تطبيق في هذه المؤسسة حق الوصول إلى حسابك.
account-apps-since = مُنح حق الوصول
account-app-remove = إزالة حق الوصول
account-app-removed = أُزيل حق الوصول. قد يحتاج التطبيق إلى ساعة حتى يلاحظ ذلك.

organizations-home = مؤسستك
organizations-home-what = حسابك محفوظ لديها.
organizations-others = مؤسسات أخرى تتعاون معها
organizations-none = لا توجد مؤسسات أخرى
organizations-none-why = عندما تقبل دعوة تظهر المؤسسة هنا، ومن هنا يمكنك مغادرتها.
organizations-since = منذ
organizations-current = أنت هنا
organizations-open = فتح
organizations-cannot-leave = لا يستطيع إزالتك إلا مسؤولوها.
organizations-cannot-leave-ask = للمغادرة اسأل { $contact }.
organizations-waiting = دعوات موجّهة إليك
organizations-waiting-by = دعا { $inviter } العنوان { $address }
organizations-waiting-as = الدعوة موجّهة إلى { $address }
organizations-waiting-until = مفتوحة حتى
organizations-waiting-gone = لم تعد هذه الدعوة بانتظارك.
organizations-review = مراجعة
organizations-previous = المؤسسات السابقة
organizations-next = مؤسسات أخرى

leave = مغادرة
leave-title = هل تغادر { $organization }؟
leave-what = يُزال حسابك الضيف لديها.
leave-apps = تفقد الوصول إلى تطبيقاتها ومجموعاتها فورًا.
leave-undo = لا يمكنك التراجع عن ذلك. يستطيع مسؤولوها استعادة الحساب خلال 30 يومًا.
leave-home = يبقى حسابك الأصلي كما هو.
leave-privacy = لأسئلة عن بياناتك لديها: { $contact }.
organizations-left = غادرت { $organization }.

sign-out-everywhere = تسجيل الخروج من كل مكان
sign-out-everywhere-title = تسجيل الخروج من كل مكان؟
sign-out-everywhere-devices = سيُسجَّل خروجك من كل الأجهزة، بما فيها هذا الجهاز.
sign-out-everywhere-apps = على تطبيقات كل مؤسساتك أن تسجّل دخولك من جديد. قد يستغرق ذلك ساعة حتى تلاحظه.
sign-out-everywhere-stays = تبقى حساباتك ومؤسساتك وعوامل التحقق الثانية كما هي.
