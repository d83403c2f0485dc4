# العامل الثاني: عند تسجيل الدخول وفي حسابي.
sign-in-with-passkey = تسجيل الدخول بمفتاح مرور
passkey-failed = لم يُستخدم مفتاح المرور. أعد المحاولة أو سجّل الدخول بطريقة أخرى.
passkey-not-added = لم يُضف مفتاح مرور. أعد المحاولة. لا يقبل الجهاز الذي لديه أحد مفاتيحك مفتاحًا ثانيًا.

factor-title = أثبت أنك أنت
factor-why = كلمة مرورك أو الرمز الوارد بالبريد صحيح. تطلب هذه المؤسسة إثباتًا ثانيًا.
factor-code = رمز تطبيق المصادقة
factor-code-hint = 6 أرقام. يعرض التطبيق أرقامًا جديدة كل 30 ثانية.
factor-submit = متابعة
factor-passkey = استخدام مفتاح مرور
factor-passkey-script = تحتاج مفاتيح المرور إلى JavaScript. فعّله أو استخدم رمز استرداد.
factor-recovery = استخدام رمز استرداد بدلًا من ذلك
factor-recovery-code = رمز الاسترداد
factor-recovery-hint = 10 أحرف وأرقام، كل رمز مرة واحدة
factor-recovery-submit = استخدام هذا الرمز
factor-lost = هل فقدت هاتفك ورموز الاسترداد؟ يمكن لمسؤول في المؤسسة أن يتيح لك البدء من جديد.
factor-wrong = هذا غير صحيح أو استُخدم من قبل. انتظر الرمز التالي ثم اكتبه.
factor-recovery-wrong = رمز الاسترداد هذا غير صحيح أو استُخدم من قبل. اكتب رمزًا آخر.
factor-ended = استغرق ذلك وقتًا طويلًا. ابدأ من جديد.
# $wait: مدة.
factor-too-many = رموز خاطئة كثيرة. لحماية الحساب أعد المحاولة بعد { $wait }.

register-title = إضافة عامل ثانٍ
register-why = تطلب هذه المؤسسة إثباتًا ثانيًا إلى جانب كلمة مرورك أو الرمز الوارد بالبريد. أضف واحدًا الآن، وسيُطلب منك بعد ذلك.
register-what = من يعرف كلمة مرورك لن يستطيع عندئذ تسجيل الدخول باسمك حيث يُطلب هذا العامل.
register-passkey = بمفتاح مرور
register-passkey-what = بصمتك أو وجهك أو رقم التعريف الشخصي لهذا الجهاز أو لمفتاح أمان.
register-passkey-submit = إضافة مفتاح مرور
register-app = بتطبيق مصادقة
register-scan = افتح تطبيق مصادقة على هاتفك وأضف حسابًا وامسح هذه الصورة.
register-qr = رمز استجابة سريعة لتطبيق المصادقة
register-by-hand = لا تستطيع المسح؟ اكتب السر
register-code = الرمز الذي يعرضه التطبيق
register-name = الاسم
register-name-optional = الاسم (اختياري)
register-name-hint = لتعرف أيها هو، مثل «هاتف العمل».
register-submit = إضافة التطبيق
register-cancel = ليس الآن

recovery-title = احتفظ برموز الاسترداد هذه
recovery-what = إذا فقدت هاتفك أو مفتاح مرورك، فسيُدخلك أحد هذه الرموز بدلًا منه. اطبعها أو اكتبها.
recovery-once = يعمل كل منها مرة واحدة. لا تُعرض إلا الآن: لا نحتفظ بنسخة منها.
recovery-copy = نسخ الكل
recovery-continue = احتفظت بها

account-security = الأمان
security-factors = العوامل الثانية
security-none = لا يوجد عامل ثانٍ بعد
security-none-why = أضف تطبيق مصادقة أو مفتاح مرور. يمكن للمؤسسات أن تطلبه قبل دخولك.
security-kind-app = تطبيق مصادقة
security-kind-passkey = مفتاح مرور
security-since = أُضيف
security-last-used = آخر استخدام
security-rename = تغيير الاسم
security-rename-submit = حفظ
security-renamed = حُفظ الاسم.
security-name-empty = أدخل اسمًا
security-remove = إزالة
security-removed = أُزيل ولم يعد يعمل.
security-add-app = إضافة تطبيق مصادقة
security-add-passkey = إضافة مفتاح مرور
security-recovery = رموز الاسترداد
security-recovery-what = لليوم الذي تفقد فيه هاتفك أو مفتاح مرورك. يعمل كل منها مرة واحدة.
# $count: عدد.
security-recovery-left = { $count ->
    [zero] لم يبقَ أي رمز. أنشئ رموزًا جديدة.
    [one] بقي رمز واحد.
    [two] بقي رمزان.
    [few] بقيت { $count } رموز.
    [many] بقي { $count } رمزًا.
   *[other] بقي { $count } رمز.
  }
security-recovery-new = إنشاء رموز استرداد جديدة
security-recovery-new-what = تتوقف الرموز القديمة عن العمل.
security-locked = لتغيير شيء هنا يجب أن تكون قد سجّلت الدخول خلال آخر 10 دقائق.
security-locked-factor = لتغيير شيء هنا أثبت عاملك الثاني أولًا.
security-unlock = القيام بذلك الآن
