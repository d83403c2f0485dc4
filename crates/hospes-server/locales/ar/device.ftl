# Signing in on a device without a browser of its own.
device-title = تسجيل الدخول على جهاز
device-lead = أدخل الرمز الذي يعرضه جهازك أو برنامجك.
device-code-label = الرمز
device-code-hint = 9 أحرف
device-only-yours = لا تُدخل إلا رمزًا يعرضه جهاز أو برنامج تملكه أنت. إذا أرسل إليك أحدهم الرمز فلا تتابع.
device-code-wrong = هذا الرمز غير معروف هنا أو لم يعد صالحًا. تحقق منه، أو اطلب من جهازك عرض رمز جديد.
# $wait: a length of time.
device-code-too-many = رموز خاطئة كثيرة. انتظر { $wait } ثم حاول مرة أخرى.
device-confirm-title = هل هذا جهازك؟
# $application: name of an application.
device-confirm-what = يطلب جهاز أو برنامج تسجيل الدخول إلى { $application } باسمك.
# $network: a network address; $time: such as "2 minutes ago".
device-confirm-from = جاء الطلب من { $network }، { $time }.
device-confirm-agent = يسمي نفسه
device-confirm-warning = تابع فقط إذا بدأت هذا بنفسك الآن، على جهاز أو في برنامج تملكه أنت.
device-confirm-phishing = إذا أرسل إليك أحدهم الرمز بالبريد أو في محادثة أو عبر الهاتف فاختر إلغاء: فبهذا الرمز سيُسجَّل دخوله باسمك. لا يحتاج أي شخص يساعدك إلى ذلك.
device-done-title = تم تسجيل الدخول على جهازك
device-done-what = يمكنك إغلاق هذه النافذة والمتابعة على جهازك.
device-cancelled-title = لم يُسجَّل أي دخول
device-cancelled-what = يمكنك إغلاق هذه النافذة. إذا طلب منك أحدهم إدخال الرمز فأخبر المسؤولين عن الأمان في مؤسستك.
device-see-apps = التطبيقات التي يمكنها الوصول إلى حسابك
scope-user-impersonation = معرفة المؤسسات التي تنتمي إليها
