# ما تشترك فيه كل الصفحات.
skip-to-content = انتقل إلى المحتوى الرئيسي
run-by = هذا الخادم تديره الجهة { $server }
reference = الرقم المرجعي
nothing = لا يوجد
copy = نسخ
copied = تم النسخ
next = التالي
back = رجوع
cancel = إلغاء
faults-title = هناك مشكلة
try-again = إعادة المحاولة

my-apps = تطبيقاتي
my-account = حسابي
admin-center = مركز الإدارة
inbox = البريد الوارد
areas = الأقسام
account-menu = قائمة الحساب
organization-now = المؤسسة:
switch-organization = تبديل المؤسسة
organizations-manage = إدارة المؤسسات
sign-out = تسجيل الخروج
sign-in = تسجيل الدخول

# $organization: المؤسسة التي ينتمي إليها الحساب.
account-of = حساب لدى { $organization }
account-by-code = تم تسجيل الدخول برمز عبر البريد الإلكتروني
use-another-account = استخدام حساب آخر
# $contact: عنوان بريد إلكتروني.
contact = تحتاج إلى مساعدة؟ اسأل { $contact }.

# الأوقات. $count عدد صحيح.
time-now = الآن
time-soon = بعد لحظات
time-minutes-ago = { $count ->
    [zero] الآن
    [one] قبل دقيقة واحدة
    [two] قبل دقيقتين
    [few] قبل { $count } دقائق
    [many] قبل { $count } دقيقة
   *[other] قبل { $count } دقيقة
  }
time-hours-ago = { $count ->
    [zero] الآن
    [one] قبل ساعة واحدة
    [two] قبل ساعتين
    [few] قبل { $count } ساعات
    [many] قبل { $count } ساعة
   *[other] قبل { $count } ساعة
  }
time-days-ago = { $count ->
    [zero] اليوم
    [one] قبل يوم واحد
    [two] قبل يومين
    [few] قبل { $count } أيام
    [many] قبل { $count } يومًا
   *[other] قبل { $count } يوم
  }
time-months-ago = { $count ->
    [zero] هذا الشهر
    [one] قبل شهر واحد
    [two] قبل شهرين
    [few] قبل { $count } أشهر
    [many] قبل { $count } شهرًا
   *[other] قبل { $count } شهر
  }
time-years-ago = { $count ->
    [zero] هذا العام
    [one] قبل سنة واحدة
    [two] قبل سنتين
    [few] قبل { $count } سنوات
    [many] قبل { $count } سنة
   *[other] قبل { $count } سنة
  }
time-minutes-ahead = { $count ->
    [zero] الآن
    [one] بعد دقيقة واحدة
    [two] بعد دقيقتين
    [few] بعد { $count } دقائق
    [many] بعد { $count } دقيقة
   *[other] بعد { $count } دقيقة
  }
time-hours-ahead = { $count ->
    [zero] الآن
    [one] بعد ساعة واحدة
    [two] بعد ساعتين
    [few] بعد { $count } ساعات
    [many] بعد { $count } ساعة
   *[other] بعد { $count } ساعة
  }
time-days-ahead = { $count ->
    [zero] اليوم
    [one] بعد يوم واحد
    [two] بعد يومين
    [few] بعد { $count } أيام
    [many] بعد { $count } يومًا
   *[other] بعد { $count } يوم
  }
time-months-ahead = { $count ->
    [zero] هذا الشهر
    [one] بعد شهر واحد
    [two] بعد شهرين
    [few] بعد { $count } أشهر
    [many] بعد { $count } شهرًا
   *[other] بعد { $count } شهر
  }
time-years-ahead = { $count ->
    [zero] هذا العام
    [one] بعد سنة واحدة
    [two] بعد سنتين
    [few] بعد { $count } سنوات
    [many] بعد { $count } سنة
   *[other] بعد { $count } سنة
  }
# مدة، كما في «أعد المحاولة بعد …».
duration-seconds = { $count ->
    [zero] لحظة
    [one] ثانية واحدة
    [two] ثانيتين
    [few] { $count } ثوانٍ
    [many] { $count } ثانية
   *[other] { $count } ثانية
  }
duration-minutes = { $count ->
    [zero] لحظة
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
  }
duration-hours = { $count ->
    [zero] لحظة
    [one] ساعة واحدة
    [two] ساعتين
    [few] { $count } ساعات
    [many] { $count } ساعة
   *[other] { $count } ساعة
  }
# $day و$month (من 1 إلى 12) و$year أعداد.
date = { $day } { $month ->
    [1] يناير
    [2] فبراير
    [3] مارس
    [4] أبريل
    [5] مايو
    [6] يونيو
    [7] يوليو
    [8] أغسطس
    [9] سبتمبر
    [10] أكتوبر
    [11] نوفمبر
   *[12] ديسمبر
  } { $year }
