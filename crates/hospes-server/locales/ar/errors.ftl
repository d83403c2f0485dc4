# صفحات الأخطاء: ما حدث، وما يمكن فعله الآن.
# $contact: بريد من يدير الخادم.
error-ask = إذا استمر ذلك، فاكتب إلى { $contact } واذكر الرقم المرجعي أدناه.
error-ask-anyone = إذا استمر ذلك، فاذكر الرقم المرجعي أدناه لمن يدير هذا الخادم.
error-start = الذهاب إلى صفحة البداية

not-found-title = لا شيء هنا
not-found-what = هذا العنوان لا يؤدي إلى شيء. ربما أُزيل ما كان هنا.
not-found-now = تحقق من العنوان، أو ابدأ من صفحة البداية.
no-access-title = ليس لديك حق الوصول إلى هذا
no-access-what = لا يُسمح للحساب المسجل دخوله برؤية هذا أو فعله، أو انتهى وصوله هنا.
no-access-now = بدّل المؤسسة أو الحساب، أو اطلب من مسؤول الوصول الذي تحتاج إليه.
# $organization: the one that was opened. $home: the person’s own organization, or the domain of their address.
kept-out-title = لا يمكنك استخدام { $organization } حاليًا
kept-out-what = لا تسمح { $organization } حاليًا بدخول أشخاص من { $home }.
kept-out-by-home-what = لا تسمح لك { $home } حاليًا باستخدام { $organization }.
kept-out-now = يستطيع مسؤولوها تغيير ذلك. يبقى حسابك الضيف كما هو. إذا كان لديك حساب آخر هنا، فسجّل الدخول به.
kept-out-elsewhere-now = يستطيع مسؤولوها تغيير ذلك. يبقى حسابك الضيف كما هو. يمكنك المتابعة في مؤسسة أخرى من مؤسساتك من «حسابي» > «المؤسسات».
# $wait: مدة.
too-many-requests-title = طلبات كثيرة
too-many-requests-what = وصلت منك طلبات أكثر مما يقبله هذا الخادم في هذا الوقت القصير.
too-many-requests-now = أعد المحاولة بعد { $wait }.
unavailable-title = لم ينجح ذلك الآن
unavailable-what = الخادم مشغول أو يعاد تشغيله. لم يتغير شيء.
unavailable-now = انتظر لحظة، ثم أعد المحاولة.
form-expired-title = هذا النموذج قديم
form-expired-what = حرصًا على حمايتك تعمل النماذج لمدة محدودة، وفي المتصفح الذي فتحها فقط. لم يتغير شيء.
form-expired-now = افتح الصفحة من جديد وكرر الخطوة الأخيرة.
bad-request-title = لم نفهم هذا الطلب
bad-request-what = في العنوان أو النموذج شيء ناقص أو تالف. لم يتغير شيء.
bad-request-now = ارجع وحاول مرة أخرى.
too-large-title = هذا أكبر مما نقبله
too-large-what = ما أُرسل أطول مما يقبله هذا الخادم. لم يتغير شيء.
too-large-now = ارجع واختصره ثم حاول مرة أخرى.
internal-title = حدث خطأ من جانبنا
internal-what = واجه الخادم خطأ لم يتوقعه. وقد تم تسجيله.
internal-now = أعد المحاولة بعد بضع دقائق.

error-lookup-title = ما معنى رقم الخطأ
error-lookup-label = رقم الخطأ
error-lookup-hint = الأرقام بعد AADSTS، مثل 50011
error-lookup-show = بحث
error-lookup-wrong = أدخل رقم الخطأ، مثل 50011 أو AADSTS50011
# $number: a number of an error.
error-lookup-unknown = لا يعطي هذا الخادم الرقم { $number } أبدًا. تحقق منه، أو اسأل من يدير الخادم الذي أعطاه.
error-lookup-person = ما يمكنك فعله
error-lookup-developer = ما يمكن أن يفعله من يطوّر التطبيق أو يديره
error-lookup-link = ما معنى هذا الرقم
