//! The guest's pages speak the language of the guest's browser.

use hospes_identity::Span;

use super::{Guest, PAT};
use crate::tests::support::TestApp;

/// Language, direction, and the headings of landing, code, Review permissions and cancelled.
const LANGUAGES: &[(&str, &str, &str, [&str; 4])] = &[
    (
        "en-GB,en;q=0.9",
        "en",
        "ltr",
        [
            "admin invites you to Contoso",
            "Enter the code",
            "Review permissions",
            "You cancelled",
        ],
    ),
    (
        "de-AT,de;q=0.9,en;q=0.5",
        "de",
        "ltr",
        [
            "admin lädt Sie zu Contoso ein",
            "Code eingeben",
            "Berechtigungen prüfen",
            "Sie haben abgebrochen",
        ],
    ),
    (
        "ar-EG",
        "ar",
        "rtl",
        [
            "دعوة من admin إلى Contoso",
            "أدخل الرمز",
            "مراجعة الأذونات",
            "تم الإلغاء",
        ],
    ),
    (
        "fr-CA,fr;q=0.9,en;q=0.5",
        "fr",
        "ltr",
        [
            "admin vous invite chez Contoso",
            "Saisissez le code",
            "Vérifier les autorisations",
            "Vous avez annulé",
        ],
    ),
    (
        "es-MX",
        "es",
        "ltr",
        [
            "admin le invita a Contoso",
            "Escriba el código",
            "Revisar permisos",
            "Usted canceló el proceso",
        ],
    ),
    (
        "pt-BR,pt;q=0.9",
        "pt",
        "ltr",
        [
            "admin convida você para Contoso",
            "Digite o código",
            "Revisar permissões",
            "Você cancelou",
        ],
    ),
    (
        "ja",
        "ja",
        "ltr",
        [
            "adminさんからContosoへの招待が届いています",
            "ワンタイム パスコードを入力",
            "アクセス許可の確認",
            "キャンセルしました",
        ],
    ),
    (
        "zh-CN,zh;q=0.9,en;q=0.8",
        "zh",
        "ltr",
        [
            "admin 邀请您加入 Contoso",
            "输入一次性密码",
            "查看权限",
            "您已取消",
        ],
    ),
    (
        "tlh, x;q=0.1",
        "en",
        "ltr",
        [
            "admin invites you to Contoso",
            "Enter the code",
            "Review permissions",
            "You cancelled",
        ],
    ),
];

#[tokio::test]
async fn every_step_speaks_the_language_of_the_browser() {
    for (accept, lang, dir, headings) in LANGUAGES {
        let app = TestApp::start().await;
        let mut guest = Guest::invited(&app, PAT).await;
        guest.browser = app.browser().speaking(accept);
        let mut pages = vec![guest.land().await, guest.begin().await];
        app.mails.take();
        app.work().await;
        let mail = app.mails.only();
        let typed = [("code", mail.code())];
        let typed: Vec<_> = typed.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let page = guest
            .browser
            .submit(&pages[1], "/signin/passcode", &typed)
            .await;
        pages.push(guest.browser.follow(page).await);
        let page = guest.browser.submit(&pages[2], "/redeem/cancel", &[]).await;
        pages.push(guest.browser.follow(page).await);
        for (page, heading) in pages.iter().zip(headings) {
            assert_eq!(page.heading(), *heading);
            assert_eq!(page.attribute("html", "lang"), *lang);
            assert_eq!(page.attribute("html", "dir"), *dir);
        }
        // The code speaks the same.
        assert!(
            mail.html
                .contains(&format!("lang=\"{lang}\" dir=\"{dir}\"")),
            "{accept}"
        );
    }
}

#[tokio::test]
async fn refusals_and_errors_speak_it_too() {
    for (accept, expired, missing) in [
        ("de", "Diese Einladung ist abgelaufen", "Hier ist nichts"),
        ("ar", "انتهت مدة هذه الدعوة", "لا شيء هنا"),
        ("fr", "Cette invitation a expiré", "Il n’y a rien ici"),
        ("es", "Esta invitación ha caducado", "Aquí no hay nada"),
        ("pt", "Este convite expirou", "Não há nada aqui"),
        (
            "ja",
            "この招待の有効期限が切れています",
            "ページが見つかりません",
        ),
        ("zh", "此邀请已过期", "找不到此页面"),
    ] {
        let app = TestApp::start().await;
        let mut guest = Guest::invited(&app, PAT).await;
        guest.browser = app.browser().speaking(accept);
        app.fixture.clock.advance(Span::days(30));
        let page = guest.land().await;
        assert_eq!(page.heading(), expired);
        assert_eq!(page.attribute("html", "lang"), accept);
        let page = guest.browser.open("/nothing/here").await;
        assert_eq!(page.heading(), missing);
        assert_eq!(page.attribute("html", "lang"), accept);
    }
}
