// The program under test: HOSPES_BIN, or what `cargo build` made.

import { fileURLToPath } from 'node:url';

export const program = process.env.HOSPES_BIN ?? fileURLToPath(new URL('../../target/debug/hospes', import.meta.url));
