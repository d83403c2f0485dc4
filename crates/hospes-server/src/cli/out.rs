//! Standard output and standard error: the one place that writes to them.

use std::io::Write as _;

/// Writes a text.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Whoever read it has read enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

/// Writes a line.
pub(super) fn line(text: &str) -> anyhow::Result<()> {
    print(&format!("{text}\n"))
}

/// Tells why the program ends, with every cause.
pub(super) fn error(error: &anyhow::Error) {
    let mut text = format!("hospes: {error}\n");
    for cause in error.chain().skip(1) {
        text.push_str("  because: ");
        text.push_str(&cause.to_string());
        text.push('\n');
    }
    // Nobody is left to tell when standard error is gone.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// A table with aligned columns.
pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> anyhow::Result<()> {
    let mut widths: Vec<usize> = head.iter().map(|cell| cell.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let write = |cells: &mut dyn Iterator<Item = &str>| {
        let mut text = String::new();
        for (cell, width) in cells.zip(&widths) {
            let gap = width.saturating_sub(cell.chars().count()) + 2;
            text.push_str(cell);
            text.push_str(&" ".repeat(gap));
        }
        line(text.trim_end())
    };
    write(&mut head.iter().copied())?;
    for row in rows {
        write(&mut row.iter().map(String::as_str))?;
    }
    Ok(())
}
