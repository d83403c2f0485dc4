# تسجيل الدخول والخروج.
sign-in-title = تسجيل الدخول
# $application: اسم تطبيق.
sign-in-to = للمتابعة إلى { $application }
sign-in-username = البريد الإلكتروني أو اسم المستخدم
sign-in-username-hint = الذي تستخدمه في العمل أو الدراسة.
sign-in-username-wrong = أدخل عنوان بريد إلكتروني أو اسم مستخدم كاملًا، مثل sam@fabrikam.example

password-title = أدخل كلمة المرور
password = كلمة المرور
password-forgotten = هل نسيتها؟ يمكن لمسؤول في مؤسستك تعيين كلمة جديدة.
password-wrong = كلمة المرور هذه لا تخص هذا الحساب. تحقق منها أو استخدم حسابًا آخر.
# $wait: مدة.
password-too-many = محاولات خاطئة كثيرة لكلمة المرور. لحماية الحساب أعد المحاولة بعد { $wait }.
send-code-instead = أرسل لي رمزًا بالبريد بدلًا من ذلك

change-password-title = اختر كلمة مرور جديدة
change-password-why = كلمة مرورك الحالية عيّنها مسؤول. اختر كلمة لا يعرفها سواك.
change-password-new = كلمة المرور الجديدة
change-password-hint = 8 أحرف على الأقل. بضع كلمات تتذكرها خير من رموز تُنسى.
change-password-repeat = كلمة المرور نفسها مرة أخرى
change-password-submit = حفظ وتسجيل الدخول
change-password-short = استخدم 8 أحرف على الأقل
change-password-long = استخدم 256 حرفًا على الأكثر
change-password-guessable = كلمة المرور هذه من أول ما يجرّبه المهاجمون. اختر غيرها.
change-password-same = اختر كلمة مرور غير الحالية
change-password-differs = كلمتا المرور مختلفتان. اكتب الكلمة نفسها مرتين.

passcode-title = أدخل الرمز
# $address: عنوان بريد إلكتروني، قد يكون بعضه مخفيًا.
passcode-sent = أرسلنا رمزًا إلى { $address }. يعمل مدة 30 دقيقة، ولا يعمل إلا أحدث رمز.
passcode-sent-perhaps = إذا كان لدى { $address } حق الوصول هنا، فهناك رمز في طريقه إليه. يعمل مدة 30 دقيقة، ولا يعمل إلا أحدث رمز.
passcode-elsewhere = لن يصل أي رمز إذا كنت تسجّل الدخول لدى عملك أو مدرستك. حدّد عندئذٍ المؤسسة التي دعتك.
passcode-label = الرمز
passcode-hint = 8 أرقام، بمسافات أو بدونها
passcode-again = إرسال رمز جديد
# $wait: مدة، مثل «دقيقة واحدة».
passcode-wait = يمكنك طلب رمز جديد بعد { $wait }.
passcode-secret = لن يطلب منك أحد هذا الرمز، لا بالهاتف ولا بالبريد. اكتبه هنا فقط.
# $tries: عدد المحاولات المتبقية.
passcode-wrong = { $tries ->
    [zero] هذا الرمز خطأ أو ليس الأحدث. لم تبقَ لك محاولات.
    [one] هذا الرمز خطأ أو ليس الأحدث. بقيت لك محاولة واحدة.
    [two] هذا الرمز خطأ أو ليس الأحدث. بقيت لك محاولتان.
    [few] هذا الرمز خطأ أو ليس الأحدث. بقيت لك { $tries } محاولات.
    [many] هذا الرمز خطأ أو ليس الأحدث. بقيت لك { $tries } محاولة.
   *[other] هذا الرمز خطأ أو ليس الأحدث. بقيت لك { $tries } محاولة.
  }
passcode-ended = لم يعد هذا الرمز صالحًا. أرسل رمزًا جديدًا.
# $wait: مدة.
passcode-too-many = رموز خاطئة كثيرة. يمكنك إرسال رمز جديد بعد { $wait }.

signed-out-title = تم تسجيل خروجك
signed-out-what = إذا كان غيرك يستخدم هذا الحاسوب، فأغلق كل نوافذ المتصفح.
signed-out-there-partly = سجّل { $provider } خروجك، لكن ليس من كل ما فتحته انطلاقًا منه.
signed-out-there-unsure = لم يؤكّد { $provider } تسجيل خروجك هناك.
signed-out-partly = تعذّر إبلاغ بعض التطبيقات أو الخدمات التي استخدمتها، أو لم تؤكّد ذلك. قد تبقى مسجّل الدخول فيها إلى أن تغلق كل نوافذ المتصفح.
left-title = غادرت { $organization }
left-what = أُزيل حسابك الضيف هناك. لا تنتمي هنا إلى مؤسسة أخرى، لذلك سُجّل خروجك أيضًا.
sign-in-again = تسجيل الدخول من جديد

## An application asks

authorize-continue-title = جارٍ تسجيل دخولك
logout-continue-title = جارٍ تسجيل خروجك
logout-there = لقد سُجّل خروجك هنا. والآن يُسجَّل خروجك من { $provider }.
authorize-continue-what = إذا لم يحدث شيء، فاختر متابعة.
continue = متابعة
authorize-trouble-title = لا يمكننا تسجيل دخولك إلى هذا التطبيق
logout-trouble-title = لا يمكننا تسجيل خروجك من هذا التطبيق
authorize-trouble-what = هناك شيء لا يتوافق بين التطبيق وهذه المؤسسة. من أعطاك التطبيق يستطيع معرفة السبب من الرسالة أدناه.
authorize-other-account = استخدام حساب آخر
consent-title = الأذونات المطلوبة
consent-lead = يريد { $application }:
consent-later = يمكنك التراجع عن ذلك في أي وقت من حسابي.
consent-needs-administrator = يحتاج هذا إلى موافقة مسؤول في المؤسسة. اطلب منه منح الموافقة للجميع في مركز الإدارة، ثم افتح التطبيق من جديد.
consent-back = العودة إلى التطبيق
confirm-title = المتابعة إلى التطبيق؟
confirm-lead = يريد { $application } تسجيل دخولك. تابع فقط إذا فتحته بنفسك الآن على هذا الجهاز.
admin-consent-title = القبول نيابةً عن الجميع
admin-consent-lead = إذا قبلت، يحق لـ { $application } ما يلي لجميع الأشخاص في { $organization }:
admin-consent-by-itself = ومن تلقاء نفسه، دون أن يسجل أحد الدخول، يريد:
admin-consent-what = لن يُسأل أحد مرة أخرى. يمكنك سحب الموافقة في مركز الإدارة.
logout-title = تسجيل الخروج؟
logout-what = يتم تسجيل خروجك من هذا الخادم ومن التطبيقات التي فتحتها من هنا.
logout-stay = البقاء مسجل الدخول
scope-openid = تسجيل دخولك
scope-profile = رؤية اسمك واسم حسابك
scope-email = رؤية عنوان بريدك الإلكتروني
scope-offline-access = البقاء مسجل الدخول نيابةً عنك حتى تنهي ذلك أنت أو مؤسستك
scope-user-read = قراءة ملفك الشخصي
## الشيء نفسه حين يوافق مسؤول نيابةً عن الجميع
everybody-openid = تسجيل دخول الأشخاص
everybody-profile = رؤية أسمائهم وأسماء حساباتهم
everybody-email = رؤية عناوين بريدهم الإلكتروني
everybody-offline-access = البقاء مسجل الدخول نيابةً عنهم حتى ينهوا ذلك هم أو المؤسسة
everybody-user-read = قراءة ملفاتهم الشخصية
everybody-user-impersonation = معرفة المؤسسات التي ينتمون إليها

lead-on-provider = الانتقال إلى { $provider }
lead-on-what = إذا لم يحدث شيء، فاختر متابعة.

providers-title = أين تريد تسجيل الدخول؟
providers-what = لدى مؤسستك عدة طرق. اختر التي تستخدمها للعمل أو الدراسة.

provider-sign-in-again = تسجيل الدخول مجددًا

provider-no-trip-title = انتهى تسجيل الدخول هذا
provider-no-trip-what = استُخدم من قبل، أو استغرق أكثر من نصف ساعة، أو بدأ في متصفح آخر. ابدأ من جديد، ولم يضِع شيء.

provider-declined-title = لم يُسجَّل دخولك
provider-declined-what = لم يسجل { $provider } دخولك، أو ألغيت هناك. حاول مجددًا أو استخدم طريقة أخرى.

provider-trouble-title = لا يمكن استخدام { $provider } حاليًا
provider-trouble-what = لا يجيب، أو أن ما يقوله لا يتوافق. حاول بعد بضع دقائق. وإن استمر ذلك فأعطِ الرقم المرجعي أدناه لمن دعاك.

provider-not-in-use-title = لم تعد هذه الطريقة مستخدمة
provider-not-in-use-what = غيّرت المؤسسة طريقة تسجيل دخول ضيوفها. ابدأ من جديد لترى كيف.

provider-nobody-here-title = لا وصول لك بهذا الحساب
provider-nobody-here-what = يقول { $provider } إنك { $account }. لا أحد هنا يسجل الدخول بهذا الحساب. استخدم الحساب الذي قبلت به الدعوة.

provider-too-many-title = عمليات تسجيل دخول كثيرة من شبكتك
provider-too-many-what = انتظر بضع دقائق ثم حاول مجددًا.

sign-in-organization = العثور على المؤسسة التي دعتك
organization-title = أي مؤسسة؟
organization-what = إذا كنت تسجل الدخول لدى جامعتك أو شركتك، فالمؤسسة التي دعتك تعرف إلى أين ترسلك.
organization-domain = نطاق المؤسسة التي دعتك
organization-domain-hint = تجده في دعوتك، مثل contoso.com.
organization-domain-wrong = لا توجد هنا مؤسسة بهذا النطاق. الاسم وحده لا يكفي: تجد النطاق تحت اسم المؤسسة في دعوتك، مثل contoso.com. أو استخدم رابط الرسالة.
organization-back = تسجيل الدخول بدونها
