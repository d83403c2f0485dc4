//! A QR code as the path of a drawing: a page may draw it without a picture and without a style.

use fast_qr::QRBuilder;

/// A QR code.
#[derive(Debug, Clone)]
pub(super) struct Qr {
    /// Modules on a side, the quiet zone included.
    pub(super) size: usize,
    /// One rectangle for each run of dark modules: digits and the letters of paths.
    pub(super) path: String,
}

/// ISO/IEC 18004 wants four light modules around.
const QUIET: usize = 4;

impl Qr {
    /// The code of a text; `None` when it is too long for one.
    pub(super) fn new(text: &str) -> Option<Self> {
        use std::fmt::Write as _;
        let code = QRBuilder::new(text).build().ok()?;
        let mut path = String::new();
        for (y, row) in code.data.chunks(code.size).take(code.size).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, next| one.value() == next.value()) {
                let length = run.len();
                if run.first().is_some_and(|module| module.value()) {
                    let (left, top) = (x + QUIET, y + QUIET);
                    // Writing into a string does not fail.
                    let _ = write!(path, "M{left} {top}h{length}v1h-{length}z");
                }
                x += length;
            }
        }
        Some(Self {
            size: code.size + 2 * QUIET,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_square_of_dark_runs_with_a_quiet_zone() {
        let url = "otpauth://totp/Contoso:megan@contoso.example?secret=ABCDEFGH&issuer=Contoso";
        let qr = Qr::new(url).unwrap();
        assert!(qr.size >= 21 + 8);
        // The finder pattern's upper edge: seven dark modules.
        assert!(qr.path.starts_with("M4 4h7v1h-7z"), "{}", qr.path);
        let is_plain = |c: char| c.is_ascii_digit() || " Mhvz-".contains(c);
        assert!(qr.path.chars().all(is_plain));
        assert!(Qr::new(&"x".repeat(4_000)).is_none());
    }
}
